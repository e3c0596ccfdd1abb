import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import got from 'got'
import t from 'tap'
import Type from 'typebox'
import { multipart, openAttachment, readAnswer, toPluginError } from '../src/index.ts'

const SIZE = 40 * 1_048_576

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  t.teardown(() => server.close())
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

/** Keeps files as SocialHub does; what is read of them is counted. */
let sent = 0
const files = await listening(
  createServer(async (request, response) => {
    if (request.url === '/gone') return response.writeHead(404).end('<Error>AccessDenied</Error>')
    const size = request.url === '/unsaid' ? undefined : { 'content-length': SIZE }
    response.writeHead(200, { 'content-type': 'video/mp4', ...size })
    const piece = Buffer.alloc(1_048_576, 7)
    for (let left = SIZE; left > 0 && !response.destroyed; left -= piece.length) {
      sent += piece.length
      if (!response.write(piece)) await once(response, 'drain').catch(() => undefined)
    }
    response.end()
  }),
)
const context = { http: got, signal: new AbortController().signal, now: () => new Date() }
const at = (path: string) => ({ url: files + path, name: 'film.mp4' })

t.test('an attachment is passed on, and never held as a whole', async (t) => {
  let received = 0
  let most = 0
  const network = await listening(
    createServer(async (request, response) => {
      t.equal(Number(request.headers['content-length']) > SIZE, true)
      for await (const chunk of request) {
        received += chunk.length
        most = Math.max(most, sent - received)
      }
      response.end('{"ok":true}')
    }),
  )
  const film = await openAttachment(context, at('/film'), { limitBytes: SIZE })
  t.match(film, { name: 'film.mp4', mimeType: 'video/mp4', sizeBytes: SIZE })
  await got.post(network, { ...multipart({ chat_id: 7, film }), retry: { limit: 0 } })
  t.ok(received > SIZE)
  t.ok(most < SIZE / 2, `at most ${most} bytes were on their way`)
})

t.test('what a form says is what a server reads', async (t) => {
  const { headers, body } = multipart({ text: 'Grüße', 'a"b': true, none: undefined })
  const form = await new Response(Buffer.concat(await body.toArray()), {
    headers: { ...headers },
  }).formData()
  t.same(
    [...form],
    [
      ['text', 'Grüße'],
      ['a"b', 'true'],
    ],
  )
})

t.test('what is too large, or gone, is refused with nothing published', async (t) => {
  const tooLarge = { en: 'Too large.', de: 'Zu groß.', fr: 'Trop grand.' }
  const refused = { code: 'invalid', effect: 'none' }
  for (const path of ['/film', '/unsaid']) {
    const reading = openAttachment(context, at(path), { limitBytes: 1_000_000, tooLarge }).then(
      ({ stream }) => stream.toArray(),
    )
    await t.rejects(reading, { ...refused, sentence: tooLarge }, path)
  }
  const nobody = await listening(createServer((request) => request.resume()))
  const film = await openAttachment(context, at('/unsaid'), { limitBytes: 1_000_000, tooLarge })
  const sending = got.post(nobody, { ...multipart({ film }), retry: { limit: 0 } })
  const failure = toPluginError(await sending.catch((error: unknown) => error), new Date())
  t.match(failure, { ...refused, sentence: tooLarge }, 'also while it is being sent')
  const sized = { ...at('/never-asked'), size: 2_000_000 }
  await t.rejects(openAttachment(context, sized, { limitBytes: 1_000_000 }), refused)
  await t.rejects(openAttachment(context, at('/gone'), { limitBytes: SIZE }), refused)
})

t.test('an answer that says whether it is one is read in one line', async (t) => {
  const Sent = Type.Object({ ok: Type.Literal(true), result: Type.Object({ id: Type.Integer() }) })
  const blocked = { en: 'Blocked.', de: 'Blockiert.', fr: 'Bloqué.' }
  const form = {
    ok: 'ok',
    reason: 'description',
    retryAfterSeconds: 'parameters.retry_after',
    codes: [
      [/^Unauthorized/, 'authentication'],
      ['Bad Request: gone', 'not-found'],
      [/^Blocked/, 'rejected', blocked],
    ],
  } as const
  t.same(readAnswer(Sent, { ok: true, result: { id: 7 } }, form).result, { id: 7 })
  const read = (answer: unknown) => () => readAnswer(Sent, answer, form)
  const no = (description: string, more: object = {}) => ({ ok: false, description, ...more })
  t.throws(read(no('Unauthorized')), { code: 'authentication', effect: 'none' })
  t.throws(read(no('Bad Request: gone')), { code: 'not-found' })
  t.throws(read(no('Forbidden')), { code: 'rejected', message: /Forbidden/ })
  t.throws(read(no('Blocked by them')), { code: 'rejected', sentence: blocked })
  t.throws(read(no('Too Many', { parameters: { retry_after: 3 } })), {
    code: 'rate-limited',
    retryAfterMs: 3_000,
  })
  for (const other of [null, '<html>', {}, { ok: true }, { ok: true, description: 'Sent' }]) {
    t.throws(read(other), { code: 'unavailable', effect: 'unknown' })
  }
})
