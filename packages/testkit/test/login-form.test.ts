import { createHmac } from 'node:crypto'
import {
  type AuthenticationContext,
  definePlugin,
  field,
  hmacMatches,
  loginForm,
  type PlainData,
  PluginError,
  RefusedFields,
} from '@hubward/plugin'
import { TestHost } from '@hubward/testkit'
import stub from '@hubward/testkit/stub-network/plugin'
import t from 'tap'
import Type from 'typebox'

const label = { en: 'x', de: 'x', fr: 'x' }
const title = { en: 'Log in', de: 'Anmelden', fr: 'Se connecter' }
const sentence = { en: 'Wrong', de: 'Falsch', fr: 'Faux' }
const Login = Type.Object({
  user: Type.String({ ...field({ label }) }),
  password: Type.String({ ...field({ label, secret: true }) }),
})

/** Knows one user; another word than theirs makes it fail in a way of its own. */
const oneUser = loginForm({
  title,
  schema: Login,
  async accounts(_context: AuthenticationContext<unknown>, { user, password }) {
    if (password === 'wrong') throw new PluginError('authentication', { message: 'no' })
    if (password === 'late') throw new PluginError('unavailable', { message: 'later' })
    return [{ networkId: user, name: user, uniqueName: user, credentials: { password } }]
  },
  refused: { authentication: { password: sentence } },
})

function login(form = oneUser) {
  const host = new TestHost(
    definePlugin({
      apiVersion: 1,
      id: 'with-login',
      name: 'With Login',
      settings: Type.Object({}),
      channelSettings: Type.Object({}),
      credentials: Type.Object({ password: Type.Optional(Type.String()) }),
      position: Type.Null(),
      declaration: { ...stub.declaration, ticketActions: [] },
      ...form,
      fetchMessages: async () => ({ messages: [], position: null, more: false }),
      reply: async () => {
        throw new Error('nothing is replied here')
      },
    }),
  )
  const submit = (values: Record<string, string>) =>
    host.authenticate({ kind: 'form', step: 'login', values, state: null })
  return { host, submit }
}

t.test('a login form asks, and what is filled in becomes a Channel', async (t) => {
  const { host, submit } = login()
  const asked = await host.authenticate({ kind: 'start' })
  t.match(asked, { kind: 'form', step: 'login', title, schema: { type: 'object' } })
  t.match(await submit({ user: 'ada', password: 'right' }), {
    kind: 'complete',
    accounts: [{ networkId: 'ada', credentials: { password: 'right' } }],
  })
})

t.test('a refusal shows the form again, with what was typed but for secrets', async (t) => {
  const step = await login().submit({ user: 'ada', password: 'wrong' })
  t.match(step, { kind: 'form', errors: { password: sentence } })
  t.same('values' in step && step.values, { user: 'ada' })
})

t.test('what the Customer can’t mend is left to the host', async (t) => {
  const { host, submit } = login()
  await t.rejects(submit({ user: 'ada', password: 'late' }), { code: 'unavailable' })
  await t.rejects(submit({ user: 'ada' }), { code: 'invalid' })
  await t.rejects(host.authenticate({ kind: 'callback', step: 'login', query: {}, state: null }), {
    code: 'invalid',
  })
})

t.test(
  'a mail login: guesses, refuses several fields at once, and says why in the log',
  async (t) => {
    const Mail = Type.Object({
      address: Type.String({ ...field({ label }) }),
      password: Type.String({ ...field({ label, secret: true }) }),
      server: Type.Optional(Type.String({ ...field({ label }) })),
      port: Type.Optional(Type.Integer({ ...field({ label }) })),
    })
    const asked: unknown[] = []
    const form = loginForm({
      title,
      schema: Mail,
      guess: async (_context: AuthenticationContext<unknown>, { address = '' }) => ({
        server: `imap.${address.split('@')[1]}`,
        port: 993,
      }),
      async accounts(_context, values) {
        asked.push(values)
        const { address, password, server = '' } = values
        if (server === 'mail.example.org') {
          return [{ networkId: address, name: address, uniqueName: address, credentials: {} }]
        }
        throw new RefusedFields(
          { server: { ...sentence, en: 'Nobody answers there' }, password: sentence },
          { message: `no answer of ${server} for ${password}` },
        )
      },
      refused: {},
    })
    const { host } = login(form)
    const submit = (values: Record<string, PlainData>, state: PlainData = null) =>
      host.authenticate({ kind: 'form', step: 'login', values, state })

    const password = 'a-long-password'
    const step = await submit({ address: 'ada@example.org', password })
    t.match(step, {
      kind: 'form',
      errors: { server: { en: 'Nobody answers there' }, password: sentence },
    })
    if (step.kind !== 'form') return
    const shown = { address: 'ada@example.org', server: 'imap.example.org', port: 993 }
    t.same(step.values, shown, 'with what was guessed, to be changed')
    const [said] = host.log.filter(({ message }) => message.includes('a login was refused'))
    t.match(said, {
      level: 'warn',
      message: 'a login was refused: no answer of imap.example.org for [redacted]',
    })

    const moved = await submit({ ...shown, address: 'ada@example.net', password }, step.state)
    t.match(moved, { values: { server: 'imap.example.net', port: 993 } }, 'guessed anew')
    const done = await submit({ ...shown, server: 'mail.example.org', password }, step.state)
    t.match(done, { kind: 'complete', accounts: [{ networkId: 'ada@example.org' }] })
    t.match(asked.at(-1), { server: 'mail.example.org', port: 993 }, 'what was typed goes first')
  },
)

t.test('an HMAC matches what was signed with the secret, and nothing else', async (t) => {
  const secret = 'of the Network'
  const content = Buffer.from('what was said')
  const sign = (key: string, algorithm: string, encoding: 'hex' | 'base64') =>
    createHmac(algorithm, key).update(content).digest(encoding)
  const signature = sign(secret, 'sha256', 'hex')
  t.ok(hmacMatches({ secret, content, signature }))
  t.ok(hmacMatches({ secret, content: 'what was said', signature: signature.toUpperCase() }))
  const other = { algorithm: 'sha1', encoding: 'base64' } as const
  t.ok(hmacMatches({ secret, content, signature: sign(secret, 'sha1', 'base64'), ...other }))
  for (const [wrong, given] of [
    ['of other content', { secret, content: 'what was not said', signature }],
    ['by another secret', { secret: 'of somebody', content, signature }],
    ['none', { secret, content, signature: undefined }],
    ['empty', { secret, content, signature: '' }],
    ['no hex', { secret, content, signature: 'zz' }],
    ['cut off', { secret, content, signature: signature.slice(0, 32) }],
    ['by no secret', { secret: '', content, signature: sign('', 'sha256', 'hex') }],
  ] as const) {
    t.notOk(hmacMatches(given), wrong)
  }
})
