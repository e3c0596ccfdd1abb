import { Readable } from 'node:stream'
import { mediaUrl } from '@hubward/border'
import { PluginError, updateStored } from '@hubward/plugin'
import Fastify from 'fastify'
import { sql } from 'kysely'
import t from 'tap'
import { mediaKeyOf } from '../src/plugins/media-key.ts'
import { mediaRoutes } from '../src/plugins/media-route.ts'
import { createSealer } from '../src/sealing/sealer.ts'
import { sealAuditWith } from '../src/store/acting.ts'
import { openDatabase } from '../src/store/database.ts'
import { eraseFile, eraseUnfinishedFiles } from '../src/store/erased-files.ts'
import { fileType } from '../src/store/file-type.ts'
import { CHUNK_BYTES, findFile, readFile, storeFile } from '../src/store/files.ts'
import { allowAccountKeys } from '../src/store/key-register.ts'
import { createPluginStore, eraseChannelStore } from '../src/store/plugin-store.ts'
import { createHostDatabase } from './stage/database.ts'

const database = await createHostDatabase()
const { db } = openDatabase(database.url, 5)
const sealer = createSealer([{ id: 'k', key: Buffer.alloc(32, 7) }], Buffer.alloc(32, 8))
sealAuditWith(db, sealer)
await db.transaction().execute(allowAccountKeys)
t.teardown(async () => {
  await db.destroy()
  await database.drop()
})

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const put = (
  content: Readable | Uint8Array,
  given: Partial<Parameters<typeof storeFile>[2]> = {},
) =>
  storeFile(db, content, {
    integration: 'files',
    name: 'a file',
    mimeType: 'application/x-test',
    quota: { integrationBytes: 100_000_000, channelBytes: 100_000_000 },
    ...given,
  })

async function bytesOf(reference: string): Promise<Buffer> {
  const file = await findFile(db, reference)
  return Buffer.concat(await readFile(db, reference, file?.sizeBytes ?? 0).toArray())
}

t.test('a file comes back byte by byte, however its pieces were cut', async (t) => {
  const whole = Buffer.alloc(2 * CHUNK_BYTES + 17, 'hubward')
  const cuts = [
    whole,
    Readable.from([whole]),
    Readable.from(
      Array.from({ length: 1_000 }, (_, n) => whole.subarray(n * 525, n * 525 + 525)).filter(
        (p) => p.length > 0,
      ),
    ),
    Readable.from([whole.subarray(0, CHUNK_BYTES), whole.subarray(CHUNK_BYTES)]),
  ]
  for (const cut of cuts) {
    const stored = await put(cut)
    t.equal(stored.sizeBytes, whole.length)
    t.ok((await bytesOf(stored.reference)).equals(whole))
  }
  const empty = await put(new Uint8Array())
  t.equal(empty.sizeBytes, 0)
  t.equal((await bytesOf(empty.reference)).length, 0)
})

t.test('what is too large, over the quota, broken or no bytes leaves nothing behind', async (t) => {
  const countFiles = () =>
    db.selectFrom('files').select(sql<string>`count(*)`.as('n')).executeTakeFirstOrThrow()
  const before = await countFiles()
  const large = Readable.from([Buffer.alloc(600_000), Buffer.alloc(600_000)])
  await t.rejects(put(large, { limitBytes: 1_000_000 }), { code: 'invalid', effect: 'none' })
  t.ok(large.destroyed, 'the sender is not read any further')
  await t.rejects(
    put(Buffer.alloc(1_001), {
      quota: { integrationBytes: 1_000, channelBytes: 1_000 },
      integration: 'poor',
    }),
    {
      code: 'operator',
      message: /fileQuotaBytes/,
    },
  )
  const broken = new Readable({
    read() {
      this.destroy(new Error('cut off'))
    },
  })
  await t.rejects(put(broken), { message: 'cut off' })
  await t.rejects(put(Readable.from([{ no: 'bytes' }])), { code: 'invalid' })
  t.same(await countFiles(), before)
})

t.test('files that arrive side by side do not exceed the quota together', async (t) => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 5 }, () =>
      put(Buffer.alloc(400), {
        quota: { integrationBytes: 1_000, channelBytes: 1_000 },
        integration: 'crowd',
      }),
    ),
  )
  const stored = outcomes.filter(({ status }) => status === 'fulfilled')
  t.equal(stored.length, 2)
})

t.test('a type is believed when its bytes say so, or when nothing hangs on it', async (t) => {
  const beginning = (hex: string) => Buffer.from(hex, 'hex')
  t.equal(fileType(PNG, 'text/html'), 'image/png')
  t.equal(fileType(beginning('ffd8ffe0'), ''), 'image/jpeg')
  t.equal(fileType(Buffer.from('GIF89a'), ''), 'image/gif')
  t.equal(fileType(Buffer.from('RIFF\x10\0\0\0WEBPVP8 '), ''), 'image/webp')
  t.equal(fileType(Buffer.from('%PDF-1.7'), 'image/png'), 'application/pdf')
  t.equal(fileType(Buffer.from('<html>'), 'image/png'), 'application/octet-stream', 'a lie')
  t.equal(fileType(Buffer.from('text'), 'Text/Plain; charset=utf-8'), 'text/plain')
  t.equal(fileType(Buffer.from('text'), 'text/plain\r\nset-cookie: a'), 'application/octet-stream')
  t.equal(fileType(Buffer.from('text'), ''), 'application/octet-stream')
})

t.test('what a dead host left unfinished is invisible, and swept away', async (t) => {
  const { id } = await db
    .insertInto('files')
    .values({
      integration: 'files',
      name: '',
      mime_type: '',
      size_bytes: '0',
      created_at: sql`now() - interval '2 days'`,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  t.equal(await findFile(db, id), undefined)
  await eraseUnfinishedFiles(db)
  t.equal(
    await db.selectFrom('files').select('id').where('id', '=', id).executeTakeFirst(),
    undefined,
  )
})

t.test('media', async (t) => {
  const app = Fastify()
  mediaRoutes(app, { db, sealer })
  t.teardown(() => app.close())
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const image = await put(PNG, { name: 'Grüße "1".png', mimeType: 'image/png' })
  const page = await put(Buffer.from('<script>alert(1)</script>'), {
    name: 'x.html',
    mimeType: 'text/html',
  })
  const mediaKey = mediaKeyOf(sealer, 'files')
  const url = mediaUrl(origin, mediaKey, image.reference)

  t.test('an image is shown, and can do nothing', async (t) => {
    const response = await fetch(url)
    t.equal(response.status, 200)
    t.ok(Buffer.from(await response.arrayBuffer()).equals(PNG))
    t.match(Object.fromEntries(response.headers), {
      'content-type': 'image/png',
      'content-length': String(PNG.length),
      'content-disposition': "inline; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.png",
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, max-age=86400, immutable',
    })
    t.equal(response.headers.get('set-cookie'), null)

    const head = await fetch(url, { method: 'HEAD' })
    t.match([head.status, head.headers.get('content-length')], [200, String(PNG.length)])
    const again = await fetch(url, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    })
    t.equal(again.status, 304)
  })

  t.test('anything else is a download', async (t) => {
    const response = await fetch(mediaUrl(origin, mediaKey, page.reference))
    t.match(response.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''x\.html$/)
    t.equal(response.headers.get('content-type'), 'text/html')
    t.equal(response.headers.get('x-content-type-options'), 'nosniff')
    await response.text()
  })

  t.test('without the right signature there is nothing', async (t) => {
    const other = mediaUrl(origin, mediaKey, page.reference).split('.').at(-1)
    for (const path of [
      '',
      image.reference,
      `${image.reference}.`,
      `${image.reference}.${other}`,
      `${url.split('/').at(-1)?.slice(0, -1)}`,
      'a.b.c',
    ]) {
      const response = await fetch(`${origin}/media/${path}`)
      t.equal(response.status, 404, path)
      await response.text()
    }
    const signed = `${image.reference}.${sealer.sign('media', image.reference)}`
    t.equal((await fetch(`${origin}/media/${signed}`)).status, 200, 'as it was signed at first')
    t.throws(() => mediaUrl(origin, mediaKey, '../../secret'), PluginError)
  })

  t.test('after erasure the URL says that the file is gone', async (t) => {
    await db.transaction().execute((trx) => eraseFile(trx, image.reference))
    for (const headers of [{}, { 'if-none-match': `"${image.reference}"` }]) {
      const response = await fetch(url, { headers })
      t.equal(response.status, 410)
      t.equal(response.headers.get('cache-control'), 'no-store')
      t.match(await response.text(), /erased/)
    }
    await t.rejects(readFile(db, image.reference, PNG.length).toArray(), /erased while it was read/)
  })
})

t.test('the store of a plugin', async (t) => {
  const store = createPluginStore(db, sealer, 'keeper')

  t.test('keeps values with versions', async (t) => {
    t.equal(await store.get('a'), undefined)
    t.equal(await store.set('a', { secret: 'ünïcode' }), 1)
    t.same(await store.get('a'), { value: { secret: 'ünïcode' }, version: 1 })
    t.equal(await store.set('a', null), 2)
    t.same(await store.get('a'), { value: null, version: 2 })
    await store.delete('a')
    t.equal(await store.get('a'), undefined)
  })

  t.test('writes only when nobody was faster', async (t) => {
    t.equal(await store.set('b', 1, 0), 1)
    t.equal(await store.set('b', 2, 0), undefined, 'it exists')
    t.equal(await store.set('b', 2, 1), 2)
    t.equal(await store.set('b', 3, 1), undefined, 'it changed')
    t.equal(await store.set('none', 3, 1), undefined, 'it never was')
    t.same(await store.get('b'), { value: 2, version: 2 })
  })

  t.test('loses no change of ten that happen at once', async (t) => {
    await Promise.all(
      Array.from({ length: 10 }, () =>
        updateStored(store, 'counter', (value) => (typeof value === 'number' ? value + 1 : 1)),
      ),
    )
    t.same(await store.get('counter'), { value: 10, version: 10 })
  })

  t.test('lists by prefix, in order, and takes no letter for a pattern', async (t) => {
    for (const key of ['p_b', 'p_A', 'p_a', 'pxa', 'p%']) await store.set(key, key)
    t.same(
      (await store.list('p_')).map(({ key }) => key),
      ['p_A', 'p_a', 'p_b'],
    )
  })

  t.test(
    'is apart for each Channel and integration, sealed, and erased with the Channel',
    async (t) => {
      const channelStore = createPluginStore(db, sealer, 'keeper', '7')
      await channelStore.set('a', 'of the Channel')
      t.equal(await store.get('a'), undefined)
      t.equal(await createPluginStore(db, sealer, 'other').get('b'), undefined)
      const { rows } = await sql<{ text: string }>`
      select encode(sealed_value, 'escape') as text from plugin_store where channel_id = 7`.execute(
        db,
      )
      t.notMatch(rows[0]?.text, /of the Channel/)
      await sql`update plugin_store set channel_id = 8 where channel_id = 7`.execute(db)
      await t.rejects(createPluginStore(db, sealer, 'keeper', '8').get('a'), { name: 'SealError' })
      await db.transaction().execute((trx) => eraseChannelStore(trx, '8'))
      t.equal(await createPluginStore(db, sealer, 'keeper', '8').get('a'), undefined)
    },
  )

  t.test('has limits', async (t) => {
    await t.rejects(store.set('k'.repeat(257), 1), { code: 'invalid' })
    await t.rejects(store.set('nul\0', 1), { code: 'invalid' })
    await t.rejects(store.set('large', 'x'.repeat(65_536)), { code: 'invalid' })
    t.equal(await store.set('just', 'x'.repeat(65_534)), 1)
  })
})
