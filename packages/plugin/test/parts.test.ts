import { check } from '@hubward/socialhub'
import t from 'tap'
import Type from 'typebox'
import Value from 'typebox/value'
import {
  buttonAction,
  checkbox,
  choice,
  DELETE_ACTION,
  DeclaredAction,
  defined,
  field,
  form,
  Image,
  ifFound,
  type PlainData,
  PluginError,
  type PluginStore,
  personImage,
  REPLY_ACTION,
  readJson,
  readReference,
  readStored,
  stepState,
  storeOnce,
  textField,
  threadTree,
  WrittenMessage,
  withoutEffect,
  writtenMessage,
} from '../src/index.ts'

const NOW = new Date('2026-01-15T10:00:00Z')
const sentence = { en: 'No.', de: 'Nein.', fr: 'Non.' }

t.test('fields that are undefined are left out, and no others', async (t) => {
  const fields = { id: 'a', url: undefined, text: '', count: 0, own: false, note: null }
  t.strictSame(defined(fields), { id: 'a', text: '', count: 0, own: false, note: null })
  t.strictSame(defined({}), {})
})

t.test('a message leaves out what says nothing', async (t) => {
  const bare = writtenMessage({
    interaction: {
      networkItemId: 'note-1',
      createdTime: undefined,
      message: '',
      pictures: [],
      attachments: [],
      interactor: { interactorId: 'ada', name: 'Ada', picture: undefined },
      rating: { value: 5, scale: 5 },
    },
    own: false,
    updatedTime: undefined,
    marks: { subject: undefined },
  })
  t.strictSame(bare, {
    interaction: {
      networkItemId: 'note-1',
      interactor: { interactorId: 'ada', name: 'Ada' },
      rating: { value: 5, scale: 5 },
    },
  })
  t.equal(check(WrittenMessage, bare).ok, true)
})

t.test('a message keeps all that says something, and the note as it is', async (t) => {
  const whole = {
    interaction: {
      networkItemId: 'note-1',
      message: 'Hello',
      pictures: [{ small: 'https://example.org/a.png' }],
      attachments: [{ url: 'https://example.org/a.pdf', name: 'a.pdf' }],
      root: { rootId: 'note-0' },
    },
    reference: { text: '', list: [] },
    own: true,
    updatedTime: '2026-01-15T10:00:00Z',
    marks: { quoted: { text: '' }, edited: true },
  }
  t.strictSame(writtenMessage(whole), whole)
  const { marks } = writtenMessage({
    ...whole,
    marks: { quoted: { text: 'a', url: undefined } },
  })
  t.strictSame(marks, { quoted: { text: 'a' } })
})

t.test('the note of a message is read by its schema', async (t) => {
  const Reference = Type.Object({ id: Type.Integer() })
  t.strictSame(readReference(Reference, { reference: { id: 7 } }), { id: 7 })
  for (const reference of [null, 'a', { id: 'a' }]) {
    t.throws(() => readReference(Reference, { reference }), { code: 'not-found', effect: 'none' })
  }
})

t.test('what the Network does not have is undefined, and everything else is thrown', async (t) => {
  const failing = async (error: Error): Promise<string> => {
    throw error
  }
  t.equal(await ifFound(Promise.resolve('a')), 'a')
  t.equal(await ifFound(failing(new PluginError('not-found'))), undefined)
  await t.rejects(ifFound(failing(new PluginError('rejected'))), { code: 'rejected' })
  t.equal(await ifFound(failing(new PluginError('rejected')), ['rejected']), undefined)
  await t.rejects(ifFound(failing(new Error('broken'))), { message: 'broken' })
})

t.test('a failure without effect keeps all else that it says', async (t) => {
  const failure = new PluginError('unavailable', { message: 'down', sentence, retryAfterMs: 5 })
  t.equal(failure.effect, 'unknown')
  const harmless = withoutEffect(failure, NOW)
  t.match(harmless, { code: 'unavailable', message: 'down', sentence, retryAfterMs: 5 })
  t.equal(harmless.effect, 'none')
  t.equal(harmless.cause, failure)
  t.match(withoutEffect(new Error('broken'), NOW), { code: 'unavailable', effect: 'none' })
})

t.test('JSON is read, and what is none is undefined', async (t) => {
  t.strictSame(readJson('{"a":[1]}'), { a: [1] })
  t.equal(readJson('<html>'), undefined)
  t.equal(readJson(''), undefined)
})

t.test('a choice says its values once', async (t) => {
  const choices = {
    one: { en: 'One', de: 'Eins', fr: 'Un' },
    two: { en: 'Two', de: 'Zwei', fr: 'Deux' },
  }
  const label = { en: 'Number', de: 'Zahl', fr: 'Nombre' }
  const chosen = choice({ label, choices, default: 'two' })
  const options = { default: 'two', label, choices }
  const written = Type.Union([Type.Literal('one'), Type.Literal('two')], options)
  t.equal(JSON.stringify(chosen), JSON.stringify(written))
  const value: 'one' | 'two' = Value.Parse(chosen, 'one')
  t.equal(value, 'one')
  t.equal(Value.Check(chosen, 'three'), false)
})

t.test('fields of forms are schemas with their words', async (t) => {
  const label = { en: 'Name', de: 'Name', fr: 'Nom' }
  const text = textField({ label, secret: true, minLength: 1, pattern: '^a' })
  const written = Type.String({ minLength: 1, pattern: '^a', ...field({ label, secret: true }) })
  t.same(text, written)
  t.equal(Value.Check(text, 'b'), false)
  t.same(checkbox({ label, default: true }), Type.Boolean({ default: true, ...field({ label }) }))
})

t.test('a form takes what may be undefined', async (t) => {
  const title = { en: 'Log in', de: 'Anmelden', fr: 'Connexion' }
  const schema = Type.Object({})
  const given = { step: 'login', title, text: undefined, values: undefined, errors: undefined }
  t.strictSame(form({ ...given, schema }), form({ step: 'login', title, schema }))
})

t.test('a step reads the state of its own, and no other', async (t) => {
  const State = Type.Object({ server: Type.String() })
  const input = { kind: 'callback', step: 'consent', query: {}, state: { server: 'a' } } as const
  t.strictSame(stepState(State, input), { server: 'a' })
  t.throws(() => stepState(State, { ...input, state: null }), { code: 'invalid' })
  t.throws(() => stepState(State, { kind: 'start' }), { code: 'invalid' })
})

t.test('declared actions and images are as the declaration has them', async (t) => {
  const label = { en: 'Like', de: 'Gefällt mir', fr: 'J’aime' }
  const actions = [
    { ...REPLY_ACTION, repeatable: true },
    DELETE_ACTION,
    buttonAction('like', label),
  ]
  for (const action of actions) t.equal(check(DeclaredAction, action).ok, true, action.id)
  t.match(threadTree(label), { id: 'thread', label })
  const image = personImage({ person: '#123456', background: '#ffffff' })
  t.equal(check(Image, image).ok, true)
  t.match(Buffer.from(image.split(',')[1] ?? '', 'base64').toString(), /^<svg .*#123456.*<\/svg>$/)
})

/** As the host keeps it, in memory. */
function memory(): PluginStore & { readonly about: Map<string, string | undefined> } {
  const values = new Map<string, { value: PlainData; version: number }>()
  const about = new Map<string, string | undefined>()
  return {
    about,
    get: async (key) => values.get(key),
    async set(key, value, expectedVersion, options) {
      const version = values.get(key)?.version ?? 0
      if (expectedVersion !== undefined && expectedVersion !== version) return undefined
      values.set(key, { value, version: version + 1 })
      about.set(key, options?.about)
      return version + 1
    },
    async delete(key) {
      values.delete(key)
    },
    list: async () => [],
  }
}

t.test('a stored value is read by its schema', async (t) => {
  const store = memory()
  await store.set('name', 'Ada')
  t.equal(await readStored(store, 'name', Type.String()), 'Ada')
  t.equal(await readStored(store, 'name', Type.Integer()), undefined)
  t.equal(await readStored(store, 'other', Type.String()), undefined)
})

t.test('of two who store the same, both get what came first', async (t) => {
  const store = memory()
  t.equal(await storeOnce(store, 'key', Type.String(), 'first', 'ada'), 'first')
  t.equal(await storeOnce(store, 'key', Type.String(), 'second'), 'first')
  t.equal(store.about.get('key'), 'ada')
})
