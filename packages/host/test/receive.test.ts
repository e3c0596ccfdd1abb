import t from 'tap'
import { findFile } from '../src/store/files.ts'
import { readPushes } from '../src/store/pushes.ts'
import { harbour } from './fixtures/harbour.ts'
import { openHouse } from './fixtures/house.ts'
import { Visitor } from './fixtures/visitor.ts'

t.test('requests of a Network and its users', async (t) => {
  const house = await openHouse()
  t.teardown(() => house.close())
  const { db } = house.context
  const send = async (path: string, options: RequestInit = {}) => {
    const answer = await fetch(`${house.url}/p/harbour${path}`, options)
    const { status, headers } = answer
    return { status, headers: Object.fromEntries(headers), body: await answer.text() }
  }
  const connect = async (user: string) => {
    const visitor = new Visitor()
    const form = await visitor.open(await house.creationLink())
    const details = await visitor.submit(form, { user, password: 'secret' })
    await visitor.submit(details, {
      ':name.0': user,
      ':unique-name.0': user,
      language: 'en',
      limit: '5',
    })
    const { id } = await db
      .selectFrom('channels')
      .select('id')
      .where('network_id', '=', `harbour-${user}`)
      .executeTakeFirstOrThrow()
    return id
  }

  t.test('reach the plugin as they came', async (t) => {
    const answer = await send('/a%20b/c?x=1&y=%C3%A4&x=2', {
      method: 'PUT',
      body: '{"a": 1}',
      headers: {
        'content-type': 'application/json',
        'X-Signature': 'abc',
        cookie:
          'hubward-connect=ours; __Secure-hubward-connect=ours; visit=theirs; __Host-hubward-x=ours',
        'accept-language': 'de-CH',
        authorization: 'Basic Zm9v',
      },
    })
    const { rawBody, ...seen } = JSON.parse(answer.body)
    t.equal(Buffer.from(rawBody, 'base64').toString(), '{"a": 1}', 'the bytes are untouched')
    t.match(seen, {
      method: 'PUT',
      path: '/a%20b/c',
      query: { x: '2', y: 'ä' },
      headers: { 'x-signature': 'abc', cookie: 'visit=theirs', authorization: 'Basic Zm9v' },
      language: 'de',
      remoteAddress: '127.0.0.1',
      fields: {},
    })
    t.equal(seen.headers.cookie, 'visit=theirs', 'none of ours')
    t.equal(JSON.parse((await send('')).body).path, '/')
    t.equal((await send('/x', { method: 'HEAD' })).status, 200)
    t.equal((await fetch(`${house.url}/p/other`)).status, 404)
  })

  t.test('forms: fields, repeated fields, and files that are stored already', async (t) => {
    const urlencoded = await send('/form', {
      method: 'POST',
      body: new URLSearchParams({ name: 'Ada', constructor: 'x' }),
    })
    t.same(JSON.parse(urlencoded.body).fields, { name: 'Ada', constructor: 'x' })

    const form = new FormData()
    form.append('name', 'Ada')
    form.append('topic', 'ships')
    form.append('topic', 'tides')
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    form.append('picture', new File([png], 'evil.html', { type: 'text/html' }))
    form.append('empty', new File([], ''))
    const { body } = await send('/form', { method: 'POST', body: form })
    const seen = JSON.parse(body)
    t.match(seen.fields, { name: 'Ada', topic: ['ships', 'tides'] })
    t.match(seen.files, [
      { field: 'picture', name: 'evil.html', mimeType: 'image/png', sizeBytes: png.length },
    ])
    t.equal(seen.files.length, 1, 'an input left empty is no file')
    t.equal(seen.rawBody, '')
    t.match(await findFile(db, seen.files[0].reference), { integration: 'harbour' })
  })

  t.test('a part of a form that calls itself JSON is a text, too', async (t) => {
    const form = (json: string) =>
      send('/form', {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: `--x\r\ncontent-disposition: form-data; name="data"\r\ncontent-type: application/json\r\n\r\n${json}\r\n--x--\r\n`,
      })
    t.same(JSON.parse((await form('{"a":[1]}')).body).fields, { data: '{"a":[1]}' })
    t.equal((await form('{"a":')).status, 400)
  })

  t.test('what is too large is refused, and not kept', async (t) => {
    const before = await db.selectFrom('files').selectAll().execute()
    const large = await send('/form', { method: 'POST', body: 'x'.repeat(20_001) })
    t.equal(large.status, 413)
    for (const field of ['file', 'text']) {
      const form = new FormData()
      if (field === 'file') form.append('file', new File(['x'.repeat(20_001)], 'a.txt'))
      else form.append('text', 'x'.repeat(20_001))
      const answer = await send('/form', { method: 'POST', body: form })
      t.equal(answer.status, 413, field)
    }
    t.same(await db.selectFrom('files').selectAll().execute(), before)
    const broken = await send('/form', {
      method: 'POST',
      body: '--x\r\nrubbish',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    t.ok(broken.status >= 400 && broken.status < 500, `broken multipart: ${broken.status}`)
  })

  t.test('what is pushed is stored before the sender hears of it', async (t) => {
    const [ada, ben] = [await connect('ada'), await connect('ben')]
    const body = new URLSearchParams({
      to: 'harbour-ben,harbour-ada,harbour-nobody,harbour-ada',
      text: 'hello',
    })
    const answer = await send('/push', { method: 'POST', body })
    t.match(answer, { status: 202, body: 'taken' })
    const texts = async (id: string) =>
      (await readPushes(db, id, 0, 10)).map(({ number, entry }) => ({ number, entry }))
    t.same(await texts(ada), [
      { number: 1, entry: { text: 'hello' } },
      { number: 2, entry: { text: 'hello' } },
    ])
    t.same(await texts(ben), [{ number: 1, entry: { text: 'hello' } }])
    t.match(house.log.join(''), 'harbour-nobody')

    const nobody = Array.from({ length: 300 }, (_, number) => `nobody-${number % 20}`)
    const lines = house.log.length
    const lost = new URLSearchParams({ to: nobody.join(','), text: 'hello' })
    t.match(await send('/push', { method: 'POST', body: lost }), { status: 202 })
    const told = house.log.slice(lines).filter((line) => line.includes('nobody-'))
    t.equal(told.length, 1, 'one line for one request')
    t.match(JSON.parse(told[0] ?? ''), { pushes: 300, networkIds: { length: 5 } })

    await db.schema.alterTable('pushes').renameTo('pushes_away').execute()
    const failed = await send('/push', { method: 'POST', body })
    await db.schema.alterTable('pushes_away').renameTo('pushes').execute()
    t.equal(failed.status, 503, 'what could not be stored was not accepted')
    t.ok(failed.headers['retry-after'])
    t.equal((await texts(ben)).length, 1, 'nor half of it')
    const together = Array.from({ length: 10 }, () => send('/push', { method: 'POST', body }))
    t.same(
      (await Promise.all(together)).map(({ status }) => status),
      Array(10).fill(202),
    )
    t.equal((await texts(ben)).at(-1)?.number, 10, 'numbered without gaps')
  })

  t.test('the plugin’s answer, made safe', async (t) => {
    const page = await send('/page')
    t.equal(page.headers['content-type'], 'text/html; charset=utf-8')
    t.match(page.headers['set-cookie'], /^visit=1; Path=\/p\/harbour\//)
    t.equal(page.headers['x-powered-by'], undefined)
    t.equal(page.headers['x-content-type-options'], 'nosniff')
    t.match(
      page.headers['content-security-policy'],
      "default-src 'none'",
      'unless it says otherwise',
    )
    t.equal(page.headers['x-frame-options'], undefined, 'a plugin decides who may embed it')

    const refused = await send('/fail')
    t.equal(refused.status, 404)
    t.match(JSON.parse(refused.body), { code: 'not-found' })
    const person = await send('/fail', {
      headers: { accept: 'text/html', 'accept-language': 'de' },
    })
    t.match(person.body, 'Hier ist nichts')
    t.match(harbour.calls, ['admit /a%20b/c', 'receive PUT /a%20b/c'])
  })
})
