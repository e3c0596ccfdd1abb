import { check, NETWORK_ITEM_ID } from '@hubward/socialhub'
import t from 'tap'
import {
  Message,
  networkItemId,
  type PlainData,
  type PluginStore,
  updateStored,
} from '../src/index.ts'

const accepted = new RegExp(NETWORK_ITEM_ID)

/** Ids as Networks really make them, and some that nobody should. */
const ids = [
  '113520936548213579',
  '01JD7Q4Z8VY3W0N2M5X6K7C8R9',
  'at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3lb6xyz',
  '<CAF=1234+abc@mail.example.org>',
  'wamid.HBgNNTUxNjk5MjMxODIyMhUCABEYEjgxQkVFRDVBQTVDODFDOTg3MQA=',
  '$Woq2vwLy8mNukf7e8oz61GxT5gpMmr_asDojb56-wU',
  '7',
  '',
  'ünïcödé und Leerzeichen',
  'x'.repeat(5_000),
]

t.test('any id of a Network becomes one that SocialHub accepts', async (t) => {
  for (const id of ids) {
    for (const prefix of ['', 'comment-']) {
      const made = networkItemId(id, prefix)
      t.match(made, accepted, `${prefix}${id.slice(0, 40)}`)
      t.ok(made.startsWith(prefix), 'the prefix can be read')
      t.equal(networkItemId(id, prefix), made, 'the same each time')
    }
  }
})

t.test('different ids stay different, and a fitting id stays as it is', async (t) => {
  t.equal(new Set(ids.map((id) => networkItemId(id))).size, ids.length)
  t.equal(networkItemId('113520936548213579'), '113520936548213579')
  t.equal(networkItemId('7', 'comment-'), 'comment-7')
  t.not(networkItemId('1', 'comment-'), networkItemId('1', 'page-'))
  t.match(networkItemId('7'), /^sha256:[\w-]{43}$/)
})

t.test('a message is an Interaction with a note, or a deletion', async (t) => {
  const interaction = { networkItemId: 'note-1', message: 'Hello' }
  for (const message of [
    { interaction },
    { interaction, reference: { uri: 'a' }, own: true, updatedTime: '2026-11-22T10:00:00Z' },
    { networkItemId: 'note-1', deletedTime: '2026-11-22T10:00:00Z' },
  ]) {
    t.equal(check(Message, message).ok, true)
  }
  for (const message of [
    {},
    { interaction: { networkItemId: 'note-1' } },
    { interaction: { networkItemId: 'a b c d', message: 'Hello' } },
    { interaction, deleted: true },
    { networkItemId: 'note-1', deletedTime: 'yesterday' },
  ]) {
    t.equal(check(Message, message).ok, false, JSON.stringify(message))
  }
})

/** A store in which another process may write between a read and a write. */
function memoryStore(beforeWrite = () => {}): PluginStore {
  const entries = new Map<string, { value: PlainData; version: number }>()
  return {
    async get(key) {
      return entries.get(key)
    },
    async set(key, value, expectedVersion) {
      beforeWrite()
      await Promise.resolve()
      const version = entries.get(key)?.version ?? 0
      if (expectedVersion !== undefined && expectedVersion !== version) return undefined
      entries.set(key, { value, version: version + 1 })
      return version + 1
    },
    async delete(key) {
      entries.delete(key)
    },
    async list(prefix) {
      return [...entries]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, entry]) => ({ key, ...entry }))
    },
  }
}

const increment = (value: PlainData | undefined) => (typeof value === 'number' ? value + 1 : 1)

t.test('concurrent changes of a stored value are all kept', async (t) => {
  const store = memoryStore()
  await Promise.all(Array.from({ length: 10 }, () => updateStored(store, 'count', increment)))
  t.match(await store.get('count'), { value: 10, version: 10 })
})

t.test('a change that answers undefined leaves everything as it is', async (t) => {
  const store = memoryStore(() => t.fail('nothing may be written'))
  t.equal(await updateStored(store, 'client', () => undefined), undefined)

  const filled = memoryStore()
  await filled.set('client', 'registered')
  const found = await updateStored(filled, 'client', (known) => (known ? undefined : 'new'))
  t.equal(found, 'registered', 'and what stands there is the answer')
  t.equal((await filled.get('client'))?.version, 1)
})

t.test('a value that others never stop writing is given up with a reason', async (t) => {
  const store = memoryStore()
  const contested: PluginStore = { ...store, set: async () => undefined }
  await t.rejects(updateStored(contested, 'count', increment), {
    code: 'unavailable',
    effect: 'none',
    message: /"count" changed 20 times/,
  })
})
