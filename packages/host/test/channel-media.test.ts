import { once } from 'node:events'
import { get } from 'node:http'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createPluginCalls } from '@hubward/border'
import Fastify from 'fastify'
import { pino } from 'pino'
import t from 'tap'
import { channelMediaRoute } from '../src/plugins/channel-media-route.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { createSurroundings } from '../src/plugins/surroundings.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { storeMessages } from '../src/store/interactions.ts'
import { erasePerson } from '../src/store/person.ts'
import { eraseChannel } from '../src/store/removed-channels.ts'
import { setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const planted = fileURLToPath(new URL('./fixtures/planted.ts', import.meta.url))
const LIMIT_BYTES = 1_000_000

for (const isolation of ['worker', 'in-process'] as const) {
  t.test(`${isolation}: media that only a plugin can open`, async (t) => {
    const stage = await setStage({ plugin: planted })
    const { db, sealer } = stage
    const config = { ...stage.config, plugins: { ...stage.config.plugins, isolation } }
    const log = pino({ level: 'silent' })
    const { integrations } = await loadIntegrations(config, log)
    const plugins = createPluginCalls(createSurroundings({ config, db, sealer, log, integrations }))
    const app = Fastify({ forceCloseConnections: true })
    channelMediaRoute(app, { db, sealer, plugins, log }, LIMIT_BYTES)
    const origin = await app.listen({ host: '127.0.0.1', port: 0 })
    t.teardown(async () => {
      await app.close()
      for (const { runner } of integrations.values()) await runner.close('now')
      await stage.close()
    })

    const { channelId } = await stage.addChannel('media')
    const channel = await loadCallChannel(db, sealer, channelId)
    if (!channel) throw new Error('the Channel is there')
    const request = { position: null, limit: 10, since: '2026-11-22T10:00:00.000Z' }
    const { signal } = new AbortController()
    const { messages } = await plugins.fetchMessages(channel, request, signal)
    await db.transaction().execute((trx) => storeMessages(trx, sealer, channelId, messages, []))
    const urlOf = (what: string) => {
      const shown = messages.flatMap((message) =>
        'interaction' in message && message.interaction.networkItemId === `item-${what}`
          ? (message.interaction.pictures ?? [])
          : [],
      )
      const url = new URL(shown[0]?.large ?? '')
      t.equal(url.origin, new URL(config.publicUrl).origin)
      return origin + url.pathname
    }

    t.test('is shown when it is an image, and is a download when it is not', async (t) => {
      const image = await fetch(urlOf('png'))
      t.equal(image.status, 200)
      t.match(Object.fromEntries(image.headers), {
        'content-type': 'image/png',
        'content-disposition': 'inline',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
      })
      t.equal(Buffer.from(await image.arrayBuffer()).toString('hex'), '89504e470d0a1a0a00000000')
      const etag = image.headers.get('etag') ?? ''
      t.equal((await fetch(urlOf('png'), { headers: { 'if-none-match': etag } })).status, 304)
      const page = await fetch(urlOf('page'))
      t.match(Object.fromEntries(page.headers), {
        'content-type': 'text/html',
        'content-disposition': 'attachment',
      })
      t.match(await page.text(), /script/)
    })

    t.test('has a name and a size, and parts where the plugin can', async (t) => {
      const url = urlOf('film')
      const whole = await fetch(url)
      t.match(Object.fromEntries(whole.headers), {
        'content-type': 'video/mp4',
        'content-length': '10',
        'content-disposition': "attachment; filename*=UTF-8''Stra%C3%9Fe.mp4",
      })
      t.equal(await whole.text(), '0123456789')
      const etag = whole.headers.get('etag') ?? ''
      for (const [asked, body, said] of [
        ['bytes=2-4', '234', 'bytes 2-4/10'],
        ['bytes=7-', '789', 'bytes 7-9/10'],
        ['bytes=8-99', '89', 'bytes 8-9/10'],
      ] as const) {
        const part = await fetch(url, { headers: { range: asked, 'if-range': etag } })
        t.equal(part.status, 206, asked)
        t.equal(part.headers.get('content-range'), said)
        t.equal(await part.text(), body)
      }
      for (const headers of [
        { range: 'bytes=2-4', 'if-range': '"another"' },
        { range: 'bytes=-3' },
        { range: 'bytes=0-1,4-5' },
      ]) {
        const response = await fetch(url, { headers })
        t.equal(response.status, 200)
        t.equal(await response.text(), '0123456789')
      }
    })

    t.test('says what is wrong, and nothing of the reference', async (t) => {
      t.equal((await fetch(urlOf('missing'))).status, 404)
      t.equal((await fetch(urlOf('rubbish'))).status, 503)
      t.equal((await fetch(`${origin}/media/channel/${'A'.repeat(32)}`)).status, 404)
      t.notMatch(urlOf('missing'), /missing/)
    })

    t.test('breaks off where the Network does, or where it is too large', async (t) => {
      for (const what of isolation === 'worker'
        ? ['breaking', 'endless', 'dying']
        : ['breaking', 'endless']) {
        const response = await fetch(urlOf(what))
        t.equal(response.status, 200, what)
        await t.rejects(response.arrayBuffer(), what)
      }
    })

    t.test('breaks off where it has not the length that was announced', async (t) => {
      for (const what of ['larger', 'smaller']) {
        const { port } = new URL(origin)
        const socket = connect(Number(port), '127.0.0.1')
        let answer = ''
        socket.setEncoding('utf8').on('data', (text) => {
          answer += text
        })
        socket.write(`GET ${new URL(urlOf(what)).pathname} HTTP/1.1\r\nhost: x\r\n\r\n`)
        // Closed by the host: no other answer can follow on this connection.
        await once(socket, 'close')
        const [, body = ''] = answer.split('\r\n\r\n')
        t.equal(body, what === 'larger' ? '01234' : '0123456789', what)
      }
    })

    t.test('is closed when the browser goes', async (t) => {
      const asked = get(urlOf('endless'))
      const [response] = await once(asked, 'response')
      response.destroy()
      await once(asked, 'close')
      // Whoever comes next is served: nothing hangs behind the one that went.
      t.equal((await fetch(urlOf('png'))).status, 200)
    })

    t.test('is gone after erasure, and with its Channel', async (t) => {
      const [png, page] = [urlOf('png'), urlOf('page')]
      await erasePerson(db, sealer, 'person-png')
      t.equal((await fetch(png)).status, 410)
      t.equal((await fetch(page)).status, 200)
      await plugins.fetchMessages(channel, request, signal)
      t.equal((await fetch(png)).status, 410, 'also when the Network lists it again')
      await db
        .updateTable('channels')
        .set({ state: 'ended', ended_network_id: channel.channel.networkId, network_id: null })
        .execute()
      t.equal((await fetch(page)).status, 410, 'its account of the Network is another Account’s')
      await db.transaction().execute((trx) => eraseChannel(trx, sealer, channelId))
      t.equal((await fetch(page)).status, 410)
      const rows = await db.selectFrom('channel_media').select('sealed_reference').execute()
      t.ok(rows.length > 0 && rows.every(({ sealed_reference }) => sealed_reference === null))
    })
  })
}
