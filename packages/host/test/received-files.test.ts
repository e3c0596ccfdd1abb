import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'kysely'
import t from 'tap'
import { findFile, readFile } from '../src/store/files.ts'
import { readPushes } from '../src/store/pushes.ts'
import { eraseStagedFiles } from '../src/store/staged-files.ts'
import { harbour } from './fixtures/harbour.ts'
import { openHouse } from './fixtures/house.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually, setStage } from './stage/stage.ts'

const STAGING_BYTES = 40_000_000
const CHANNEL_BYTES = 9_000_000

t.test('files of strangers', async (t) => {
  const house = await openHouse({
    config: {
      stagedFileQuotaBytes: STAGING_BYTES,
      channelFileQuotaBytes: CHANNEL_BYTES,
      // Strangers have three quarters of it: less than one of the files that are sent here.
      http: { heldBytes: 8_388_608 },
    },
  })
  t.teardown(() => house.close())
  const { db } = house.context
  const connect = async (user: string) => {
    const visitor = new Visitor()
    const form = await visitor.open(await house.creationLink())
    const details = await visitor.submit(form, { user, password: 'secret' })
    const named = { ':name.0': user, ':unique-name.0': user, language: 'en', limit: '5' }
    await visitor.submit(details, named)
    const { id } = await db
      .selectFrom('channels')
      .select('id')
      .where('network_id', '=', `harbour-${user}`)
      .executeTakeFirstOrThrow()
    return id
  }
  const post = async (
    path: string,
    fields: Record<string, string>,
    files: Record<string, Uint8Array<ArrayBuffer>> = {},
  ) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    for (const [name, bytes] of Object.entries(files)) form.append(name, new File([bytes], name))
    const answer = await fetch(`${house.url}/p/harbour${path}`, { method: 'POST', body: form })
    const { status, headers } = answer
    const body = await answer.text()
    const sent: Record<string, string> = body.startsWith('{') ? JSON.parse(body) : {}
    return { status, headers, sent }
  }
  const stored = () =>
    db
      .selectFrom('files')
      .select(['id', 'stage', 'channel_id', 'size_bytes', 'erased_at'])
      .select(sql<number>`extract(epoch from staged_until - now())`.as('left_seconds'))
      .execute()
  const clear = () => db.deleteFrom('files').execute()
  /** An hour and more goes by for all that is there. */
  const hourLater = async () => {
    await sql`update files set staged_until = staged_until - interval '61 minutes'`.execute(db)
    return eraseStagedFiles(db)
  }
  const bytes = (size: number) => new Uint8Array(size).fill(7)
  const [ada, ben] = [await connect('ada'), await connect('ben')]

  t.test('a body that nobody wants is not read, and its connection is ended', async (t) => {
    harbour.calls.length = 0
    const refused = async (path: string, status: number, type = 'text/plain') => {
      const unfinished = request(`${house.url}${path}`, {
        method: 'POST',
        headers: {
          'content-type': type,
          'content-length': String(8_000_000),
        },
      })
      unfinished.on('error', () => undefined)
      unfinished.write(bytes(65_536))
      const [[answer], [socket]] = await Promise.all([
        once(unfinished, 'response'),
        once(unfinished, 'socket') as Promise<[Socket]>,
      ])
      t.equal(answer.statusCode, status, path)
      answer.resume()
      if (!socket.destroyed) await once(socket, 'close')
    }
    await Promise.all([
      refused('/p/nosuch', 404),
      refused('/p/nosuch/form', 404, 'multipart/form-data; boundary=x'),
      refused('/p/harbour/nowhere', 404),
      refused('/p/harbour/form', 413),
    ])
    t.same(harbour.calls.sort(), ['admit /form', 'admit /nowhere'], 'the plugin saw no body')
    t.same(await stored(), [])
  })

  t.test('without a length a body is read as far as it is wanted', async (t) => {
    const endless = request(`${house.url}/p/harbour/form`, { method: 'POST' })
    endless.on('error', () => undefined)
    endless.write(bytes(20_001))
    const [answer] = await once(endless, 'response')
    t.equal(answer.statusCode, 413)
    answer.resume()
    endless.destroy()
  })

  t.test('a file as large as the plugin declares arrives whole', async (t) => {
    const picture = bytes(1_572_864)
    const { status, sent } = await post('/quay/harbour-ada', { keep: 'picture' }, { picture })
    t.equal(status, 200)
    const reference = sent.picture ?? ''
    const file = await findFile(db, reference)
    t.equal(file?.sizeBytes, picture.length)
    const whole = Buffer.concat(await readFile(db, reference, picture.length).toArray())
    t.ok(whole.equals(picture))
    t.match(await stored(), [{ stage: 'kept', channel_id: ada, left_seconds: null }])
    await clear()
  })

  t.test('a form that is too large leaves none of its files behind', async (t) => {
    const many = { one: bytes(10), two: bytes(10), three: bytes(10), four: bytes(10) }
    t.equal((await post('/quay/harbour-ada', {}, many)).status, 413, 'admit wants three')
    t.equal((await post('/form', {}, { one: bytes(9_000), two: bytes(12_000) })).status, 413)
    t.same(await stored(), [])
  })

  t.test('the answer says which files stay', async (t) => {
    const files = { one: bytes(10), two: bytes(20) }
    for (const [what, fields, stages] of [
      ['kept by name, the other gone', { keep: 'two' }, ['kept 20']],
      ['none kept', { keep: '' }, []],
      ['one kept for an hour', { keep: 'one:hour', status: '422' }, ['held 10']],
      ['nothing said, and all is well', {}, ['kept 10', 'kept 20']],
      ['nothing said, and refused', { status: '404' }, ['held 10', 'held 20']],
      ['the plugin fails', { fail: '' }, ['held 10', 'held 20']],
    ] as const) {
      await clear()
      await post('/quay/harbour-ada', fields, files)
      const found = await stored()
      t.same(found.map(({ stage, size_bytes }) => `${stage} ${size_bytes}`).sort(), stages, what)
      const held = found.filter(({ stage }) => stage === 'held')
      t.ok(held.every(({ left_seconds }) => left_seconds > 3_500 && left_seconds <= 3_600))
      t.equal(await hourLater(), held.length)
      const left = await db.selectFrom('file_chunks').select('file_id').execute()
      t.equal(left.length, found.length - held.length, `${what}: an hour later`)
    }
    await clear()
  })

  t.test('what waits for an hour is kept by the next answer', async (t) => {
    const first = await post(
      '/quay/harbour-ada',
      { keep: 'one:hour', status: '422' },
      { one: bytes(10) },
    )
    const reference = first.sent.one ?? ''
    await post('/quay/harbour-ada', { keep: reference, push: '' }, { two: bytes(20) })
    t.match(await stored(), [{ id: reference, stage: 'kept', channel_id: ada }])
    t.equal(await hourLater(), 0)
    await clear()
    const late = await post('/quay/harbour-ada', { keep: `${reference},no-reference`, push: '' })
    t.equal(late.status, 200, 'a message is not lost for a picture that is gone')
    t.match(house.log.join(''), 'receive kept files that are not there')
  })

  t.test('a file is kept together with what is pushed, or not at all', async (t) => {
    const before = (await readPushes(db, ada, 0, 100)).length
    const send = () => post('/quay/harbour-ada', { keep: 'one', push: '' }, { one: bytes(10) })
    await db.schema.alterTable('pushes').renameTo('pushes_away').execute()
    const failed = await send()
    await db.schema.alterTable('pushes_away').renameTo('pushes').execute()
    t.equal(failed.status, 503)
    t.match(await stored(), [{ stage: 'held' }])
    const { sent } = await send()
    const entries = await readPushes(db, ada, before, 100)
    t.same(
      entries.map(({ entry }) => entry),
      [{ one: sent.one }],
    )
    t.equal((await stored()).filter(({ stage }) => stage === 'kept').length, 1)
    await clear()
  })

  t.test('a full Channel is no other Channel’s matter', async (t) => {
    const send = (name: string) => post(`/quay/${name}`, { keep: 'one' }, { one: bytes(4_000_000) })
    t.same(
      [await send('harbour-ada'), await send('harbour-ada')].map(({ status }) => status),
      [200, 200],
    )
    t.equal((await send('harbour-ada')).status, 503)
    t.match(house.log.join(''), 'channelFileQuotaBytes')
    t.equal((await send('harbour-ben')).status, 200)
    t.equal((await stored()).length, 3)
    await clear()
  })

  t.test('what nobody keeps has a room of its own, where the oldest go', async (t) => {
    const refused = (name: string) =>
      post(`/quay/${name}`, { status: '422' }, { one: bytes(4_000_000) })
    const { sent } = await refused('harbour-ben')
    for (let count = 0; count < 5; count++) t.equal((await refused('harbour-ada')).status, 422)
    const found = await stored()
    const of = (channel: string | null) => found.filter(({ channel_id }) => channel_id === channel)
    t.equal(of(ada).length, 2, 'a quarter of it is the share of one Channel')
    t.match(of(ben), [{ id: sent.one }], 'and another one loses nothing')
    await clear()

    for (let count = 0; count < 3; count++) {
      await post('/quay/harbour-nobody', { status: '404' }, { one: bytes(4_000_000) })
    }
    t.equal((await stored()).length, 2, 'strangers share one')
    await clear()
  })

  t.test('a request under way loses nothing, whoever else comes', async (t) => {
    const going = Promise.withResolvers<void>()
    const held = Promise.withResolvers<void>()
    harbour.hold = () => {
      going.resolve()
      return held.promise
    }
    const slow = post('/quay/harbour-ada', { keep: 'one' }, { one: bytes(7_000_000) })
    await going.promise
    const crowded = await post('/quay/harbour-ada', {}, { one: bytes(7_000_000) })
    t.equal(crowded.status, 503)
    t.ok(crowded.headers.get('retry-after'))
    held.resolve()
    harbour.hold = () => Promise.resolve()
    t.equal((await slow).status, 200)
    t.match(await stored(), [{ stage: 'kept', size_bytes: '7000000' }])
    await clear()
  })

  t.test('a form that breaks off leaves nothing behind', async (t) => {
    const broken = request(`${house.url}/p/harbour/quay/harbour-ada`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    broken.on('error', () => undefined)
    broken.write('--x\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\n')
    broken.write(bytes(600_000))
    await eventually(stored, (found) => found.length > 0)
    t.match(await stored(), [{ stage: 'arriving', channel_id: ada }])
    broken.destroy()
    await eventually(stored, (found) => found.length === 0)
  })

  t.test('large files pass through little memory', async (t) => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    // What other tests let go of is freed by and by.
    const heldNow = async () => {
      for (let round = 0; round < 3; round++) {
        collect()
        await turnOfTheLoop()
      }
      return process.memoryUsage().arrayBuffers
    }
    const chunk = bytes(1_048_576)
    const before = await eventually(heldNow, (held) => held < 10_000_000)
    let most = 0
    const send = async (name: string) => {
      const sending = request(`${house.url}/p/harbour/quay/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      })
      const answered = once(sending, 'response')
      sending.write('--x\r\ncontent-disposition: form-data; name="keep"\r\n\r\n\r\n')
      sending.write('--x\r\ncontent-disposition: form-data; name="a"; filename="a"\r\n\r\n')
      for (let count = 0; count < 7; count++) {
        if (!sending.write(chunk)) await once(sending, 'drain')
        if (count % 3 === 2) most = Math.max(most, (await heldNow()) - before)
      }
      sending.end('\r\n--x--\r\n')
      const [answer] = await answered
      answer.resume()
      return answer.statusCode
    }
    const names = ['harbour-ada', 'harbour-ben', 'harbour-nobody']
    t.same(await Promise.all(names.map(send)), [200, 200, 200])
    t.ok(most < 8 * 1_048_576, `${most} bytes of 21 MiB were in memory at once`)
  })
})

t.test('files of a request in which a host was killed are erased soon', async (t) => {
  t.setTimeout(600_000)
  const plugin = fileURLToPath(new URL('./fixtures/dying.ts', import.meta.url))
  const stage = await setStage({ plugin })
  t.teardown(() => stage.close())
  const { db, config } = stage
  const { channelId } = await stage.addChannel('ada')
  const send = (fields: Record<string, string>) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('picture', new File(['a picture'], 'a.txt'))
    return fetch(`${config.publicUrl}/p/stub/form`, { method: 'POST', body: form })
  }
  const doomed = await stage.startHost()
  const ended = once(doomed.child, 'exit')
  await t.rejects(send({ to: 'ada', die: '' }))
  await ended
  await stage.startHost()
  t.equal((await send({ to: 'ada' })).status, 204, 'who tries again loses nothing')
  const pushed = await readPushes(db, channelId, 0, 10)
  const stages = async () =>
    (await db.selectFrom('files').select(['stage']).orderBy('created_at').execute()).map(
      ({ stage }) => stage,
    )
  t.same(await stages(), ['arriving', 'kept'])
  await sql`update files set staged_until = staged_until - interval '61 minutes'`.execute(db)
  t.equal(await eraseStagedFiles(db), 1)
  t.same(await stages(), ['kept'])
  const left = await db.selectFrom('files').select('id').execute()
  t.same(
    pushed.map(({ entry }) => entry),
    left.map(({ id }) => ({ reference: id })),
  )
})
