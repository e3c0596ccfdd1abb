import { once } from 'node:events'
import { createServer } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t from 'tap'
import { certificate, needsProxy, startProxy } from './fixtures/proxy.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, type HostProcess, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

// Whoever calls the proxies here, SocialHub's simulator too, trusts them.
const { key, cert } = await certificate()
setDefaultCACertificates([...getCACertificates('default'), cert])

for (const program of ['nginx', 'caddy'] as const) {
  const options = await needsProxy(program)

  t.test(
    `behind ${program}, hosts restart one after the other and no webhook fails`,
    options,
    async (t) => {
      const [port, one, two] = [await freePort(), await freePort(), await freePort()]
      const proxy = await startProxy(program, { port, hosts: [one, two], key, cert })
      t.teardown(() => proxy.close())
      const at = (listenOn: number) => ({ listen: { host: '127.0.0.1', port: listenOn } })
      const stage = await setStage({
        // Whoever stops hands its Channels back; a busy machine must not look like a host that is dead.
        leaseMs: 30_000,
        config: {
          publicUrl: `https://localhost:${port}`,
          trustProxy: 1,
          drainMs: 2_000,
          ...at(one),
        },
      })
      t.teardown(() => stage.close())
      const { network, simulator } = stage
      const ready = (listenOn: number) =>
        eventually(
          () =>
            fetch(`http://127.0.0.1:${listenOn}/readyz`).then(
              ({ status }) => status,
              () => 0,
            ),
          (status) => status === 200,
        )
      const start = async (listenOn: number): Promise<HostProcess> => {
        const host = await stage.startHost({ config: at(listenOn) })
        await ready(listenOn)
        return host
      }
      await stage.addChannel('busy')
      network.addMessage('busy', { text: 'hello' })
      let first = await start(one)
      let second = await start(two)
      const [ticket] = await eventually(
        () => Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden),
        (tickets) => tickets.length === 1,
      )
      const ticketId = ticket?.id ?? ''
      let pressed = 0
      let over = false
      const load = (async () => {
        while (!over) {
          simulator.act.pressButton({ ticketId, actionId: 'count' })
          pressed += 1
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      })()
      await first.stop()
      first = await start(one)
      await second.stop()
      second = await start(two)
      over = true
      await load
      await simulator.idle()
      const tries = simulator.journal.deliveries().filter(({ url }) => url.includes('/webhooks/'))
      t.ok(pressed > 20, `${pressed} webhooks were sent meanwhile`)
      t.same(
        tries.filter(({ status = 0 }) => status < 200 || status > 299),
        [],
        'each was answered at its first try',
      )
      await eventually(
        () => network.actions('busy').length,
        (count) => count >= pressed,
      )
      t.equal(network.actions('busy').length, pressed, 'each was performed once')
    },
  )

  t.test(
    `${program} passes on uploads, live pages and addresses, and logs no secret`,
    options,
    async (t) => {
      const [port, one, two] = [await freePort(), await freePort(), await freePort()]
      const go = Promise.withResolvers<void>()
      // In the place of the hosts: it says what arrived.
      const hosts = [one, two].map((listenOn) =>
        createServer(async (request, response) => {
          let bytes = 0
          for await (const chunk of request) bytes += chunk.length
          if (request.url === '/go') go.resolve()
          if (request.url === '/live') {
            response.writeHead(200, { 'content-type': 'text/event-stream' })
            response.write('data: first\n\n')
            await go.promise
            return response.end('data: second\n\n')
          }
          return response.end(JSON.stringify({ bytes, headers: request.headers }))
        }).listen(listenOn, '127.0.0.1'),
      )
      await Promise.all(hosts.map((host) => once(host, 'listening')))
      t.teardown(() => {
        for (const host of hosts) {
          host.closeAllConnections()
          host.close()
        }
      })
      const proxy = await startProxy(program, { port, hosts: [one, two], key, cert })
      t.teardown(() => proxy.close())
      const url = `https://localhost:${port}`
      await eventually(
        async () => (await fetch(url)).status,
        (status) => status === 200,
      )

      const upload = await fetch(`${url}/f/form?secret=in-the-query`, {
        method: 'POST',
        headers: { 'x-forwarded-for': '203.0.113.9' },
        body: Buffer.alloc(24 * 1024 * 1024),
      })
      const { bytes, headers } = (await upload.json()) as {
        bytes: number
        headers: Record<string, string>
      }
      t.equal(bytes, 24 * 1024 * 1024, 'an upload arrives whole')
      t.match(headers['x-forwarded-for'], /(^|, )127\.0\.0\.1$/, 'the visitor’s address comes last')
      t.equal(headers['x-forwarded-proto'], 'https')

      const live = (await fetch(`${url}/live`)).body?.pipeThrough(new TextDecoderStream())
      const reader = live?.getReader()
      t.match(await reader?.read(), { value: /first/ }, 'an event arrives while the page goes on')
      for (const place of ['link', 'mail/confirm', 'p/form/c/1', 'media']) {
        t.equal((await fetch(`${url}/${place}/in-the-path`)).status, 200)
      }
      await fetch(`${url}/go`)
      t.match(await reader?.read(), { value: /second/ })

      const log = await eventually(
        () => proxy.log(),
        (text) => text.includes('/go'),
      )
      t.match(log, '/f/form')
      t.notMatch(log, 'in-the-query')
      t.notMatch(log, 'in-the-path', 'nor a path that lets in whoever knows it')
    },
  )
}
