import t from 'tap'
import Type from 'typebox'
import type { Called } from '../src/called.ts'
import { sanitised } from '../src/sanitised.ts'
import { Secrets } from '../src/secrets.ts'

const Login = Type.Object({ token: Type.String({ secret: true, minLength: 1 }) })
const sentence = { en: 'this must be a string', de: 'dies muss Text sein', fr: 'un texte' }

function called(part: Partial<Called>): Called {
  return {
    name: 'authenticate',
    channel: null,
    known: { settings: {}, channelSettings: null, credentials: null, open: [] },
    input: null,
    outcome: { output: null },
    exchanges: [],
    log: [],
    startedAt: 0,
    tookMs: 0,
    ...part,
  }
}

/** What was shown and learnt, in the order in which a terminal sees it. */
function after(...calls: readonly Called[]): Secrets {
  const secrets = new Secrets()
  for (const call of calls) {
    secrets.learn(call, undefined)
    secrets.data(call.input)
    secrets.data('output' in call.outcome ? call.outcome.output : null)
  }
  return secrets
}

const form = { kind: 'form', step: 'login', schema: Login, state: null }
const asked = called({ input: { kind: 'start' }, outcome: { output: form } })

t.test('a form that asks for a token makes no word of its schema a secret', async (t) => {
  const refused = called({
    input: { kind: 'form', step: 'login', values: { token: 'b6d1f0' }, state: null },
    outcome: { output: { ...form, errors: { token: sentence } } },
  })
  const secrets = after(asked, refused)
  t.equal(secrets.text('this must be a string'), 'this must be a string')
  t.same(secrets.data({ errors: { token: sentence } }), { errors: { token: sentence } })
  t.match(secrets.data(form), { schema: { properties: { token: { type: 'string' } } } })
  t.equal(secrets.text('b6d1f0 is wrong'), 'masked-1 is wrong', 'what was filled in is one')
})

t.test('what only looks like a schema is masked as everything else', async (t) => {
  const answer = { type: 'session', properties: { refresh_token: 'k3J9x1' } }
  t.same(new Secrets().data(answer), {
    type: 'session',
    properties: { refresh_token: 'masked-1' },
  })
})

t.test('a word that stands where a secret may is hidden there, and nowhere else', async (t) => {
  const secrets = after(asked)
  t.match(
    secrets.text('https://x.example/?state=open&code=abc123'),
    /state=masked-\d+&code=masked-/,
  )
  t.equal(secrets.text('the door is open'), 'the door is open')
  t.same(secrets.data({ token: 'string', kind: 'string' }), { token: 'masked-3', kind: 'string' })
  t.equal(secrets.text('not abc123'), 'not masked-2', 'what is no word is hidden everywhere')
})

t.test('of credentials, words are none unless they are called like a secret', async (t) => {
  const credentials = { password: 'sunshine', kind: 'user', key: 'k-8213', tokenType: 'Bearer' }
  const known = { settings: {}, channelSettings: null, credentials, open: [] }
  const secrets = after(called({ name: 'fetchMessages', known }))
  t.match(
    secrets.text('the user likes sunshine and k-8213'),
    /^the user likes masked-\d and masked-\d$/,
  )
  t.equal(secrets.text('Bearer'), 'Bearer')
})

t.test('neither is a recording torn by words', async (t) => {
  const secrets = after(asked)
  const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  const exchange = {
    method: 'POST',
    url: 'https://x.example/login',
    requestType: 'application/json',
    requestBody: encode({ token: 'string' }),
    tookMs: 1,
    answer: {
      status: 422,
      headers: { 'content-type': 'application/json' },
      body: encode({ error: 'this must be a string' }),
    },
  }
  t.match(sanitised(exchange, secrets), {
    request: { body: { token: 'masked-1' } },
    response: { body: { error: 'this must be a string' } },
  })
})
