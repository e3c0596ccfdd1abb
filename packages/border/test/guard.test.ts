import type { lookup } from 'node:dns'
import {
  createServer,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  request as nodeRequest,
  type RequestListener,
} from 'node:http'
import { type AddressInfo, connect as connectTcp, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { isPublicAddress, toPluginError } from '@hubward/plugin'
import got, { type Got, Options } from 'got'
import { generate } from 'selfsigned'
import t, { type Test } from 'tap'
import { Agent as UndiciAgent } from 'undici'
import { createGuard } from '../src/guard.ts'
import { createGuardedHttp } from '../src/guarded-http.ts'

/** A real server on loopback; answers its port. */
async function serve(t: Test, listener: RequestListener): Promise<number> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

interface Given {
  readonly hosts?: readonly string[]
  readonly openHosts?: readonly string[]
  readonly lookup?: typeof lookup
  readonly limitBytes?: number
  readonly signal?: AbortSignal
}

function waysOut(t: Test, given: Given = {}) {
  const { hosts = ['*'], openHosts = [], limitBytes = 1_000_000 } = given
  const guard = createGuard({ hosts, openHosts, ...(given.lookup && { lookup: given.lookup }) })
  const http = createGuardedHttp(guard, { wholeBytes: limitBytes, streamBytes: limitBytes * 1.5 })
  t.teardown(() => http.close())
  return http.forCall(given.signal ?? new AbortController().signal)
}

/** A resolver that knows these names only. */
function resolver(names: Record<string, readonly string[]>): typeof lookup {
  const answer = (name: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    const addresses = names[name] ?? []
    process.nextTick(
      callback,
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return answer as unknown as typeof lookup
}

async function failure(work: Promise<unknown>) {
  const thrown = await work.then(
    () => {
      throw new Error('this should have been refused')
    },
    (error: unknown) => error,
  )
  return toPluginError(thrown, new Date(0))
}

t.test('addresses of the public internet are told from all others', async (t) => {
  for (const address of [
    '1.1.1.1',
    '93.184.216.34',
    '172.32.0.1',
    '2606:4700::1111',
    '64:ff9b::8.8.8.8',
    '::ffff:8.8.8.8',
  ]) {
    t.ok(isPublicAddress(address), address)
  }
  const closed = {
    unspecified: ['0.0.0.0', '::'],
    loopback: ['127.0.0.1', '127.255.0.1', '::1'],
    private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1'],
    'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0'],
    CGNAT: ['100.64.0.1', '100.127.255.254'],
    'metadata service': [
      '169.254.169.254',
      '100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
      'fd00:ec2::254',
    ],
    'IPv4 inside of IPv6': [
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '64:ff9b::10.0.0.1',
      '2002:7f00:1::',
      '::127.0.0.1',
    ],
    multicast: ['224.0.0.1', '239.1.1.1', 'ff02::1'],
    reserved: ['240.0.0.1', '255.255.255.255', '198.18.0.1', '2001:db8::1', '5f00::1'],
    'no address': ['', 'localhost', '1.1.1'],
  }
  for (const [kind, addresses] of Object.entries(closed)) {
    for (const address of addresses) t.notOk(isPublicAddress(address), `${kind}: ${address}`)
  }
})

t.test('a server on loopback is closed to plugins, however it is written', async (t) => {
  let requests = 0
  const port = await serve(t, (_, response) => {
    requests += 1
    response.end('secret')
  })
  const { http, fetch, connect } = waysOut(t)
  const hosts = [
    '127.0.0.1',
    'localhost',
    '127.1',
    '0x7f.1',
    '0177.0.0.1',
    '2130706433',
    '[::ffff:127.0.0.1]',
    '[::1]',
    '0',
    '127.0.0.1.',
  ]
  for (const host of hosts) {
    for (const [way, work] of [
      ['http', () => http(`http://${host}:${port}/`)],
      ['https', () => http(`https://${host}:${port}/`)],
      ['stream', () => http.stream(`http://${host}:${port}/`).toArray()],
      ['fetch', () => fetch(`http://${host}:${port}/`)],
      ['connect', () => connect({ host: host.replace(/[[\]]/g, ''), port, tls: false })],
      ['connect with TLS', () => connect({ host: host.replace(/[[\]]/g, ''), port, tls: true })],
    ] as const) {
      const error = await failure(work())
      t.match(error, { code: 'unavailable', effect: 'none' }, `${way} to ${host}`)
      t.match(error.message, /no public address.*openHosts/, `${way} to ${host} says why`)
    }
  }
  t.equal(requests, 0)
})

t.test('a name is judged by what it resolves to', async (t) => {
  const { http, fetch, connect } = waysOut(t, {
    lookup: resolver({
      'intern.example': ['10.0.0.5'],
      'metadata.example': ['169.254.169.254', 'fd00:ec2::254'],
    }),
  })
  for (const host of ['intern.example', 'metadata.example', 'INTERN.example.']) {
    for (const work of [
      () => http(`http://${host}/`),
      () => fetch(`http://${host}/`),
      () => connect({ host: host.toLowerCase().replace(/\.$/, ''), port: 25, tls: false }),
    ]) {
      const error = await failure(work())
      t.match(error, { code: 'unavailable', effect: 'none' }, host)
    }
  }
})

t.test('of several addresses only those are used that may be', async (t) => {
  const guard = createGuard({
    hosts: ['*'],
    openHosts: [],
    lookup: resolver({ 'mixed.example': ['10.0.0.5', '93.184.216.34'] }),
  })
  const ask = (all: boolean) =>
    new Promise((resolve) => {
      guard.lookupFor(443)('mixed.example', { all }, (...answer) => resolve(answer))
    })
  t.same(await ask(true), [null, [{ address: '93.184.216.34', family: 4 }]])
  t.same(await ask(false), [null, '93.184.216.34', 4])
})

t.test('what the operator opens can be reached, and nothing beside it', async (t) => {
  const sockets = new Set<unknown>()
  const port = await serve(t, (request, response) => {
    sockets.add(request.socket)
    response.end('hello')
  })
  const other = await serve(t, (_, response) => response.end('other'))
  for (const openHosts of [['127.0.0.1'], [`127.0.0.1:${port}`], [`localhost:${port}`]]) {
    const host = openHosts[0]?.split(':')[0]
    const { http, fetch, connect } = waysOut(t, { hosts: [], openHosts })
    sockets.clear()
    t.equal(await http(`http://${host}:${port}/`).text(), 'hello')
    t.equal(await http(`http://${host}:${port}/`).text(), 'hello')
    t.equal(sockets.size, 1, 'over the same connection')
    t.equal(await (await fetch(`http://${host}:${port}/`)).text(), 'hello')
    const socket = await connect({ host: host ?? '', port, tls: false })
    socket.destroy()
    if (openHosts[0]?.includes(':')) {
      const error = await failure(http(`http://127.0.0.1:${other}/`))
      t.equal(error.effect, 'none', 'another port stays closed')
    }
  }
})

t.test('a redirect to a closed address is not followed', async (t) => {
  let reached = false
  const closed = await serve(t, (_, response) => {
    reached = true
    response.end()
  })
  const open = await serve(t, (_, response) => {
    response.writeHead(302, { location: `http://127.0.0.1:${closed}/secret` }).end()
  })
  const { http, fetch } = waysOut(t, { openHosts: [`127.0.0.1:${open}`] })
  t.match((await failure(http(`http://127.0.0.1:${open}/`))).message, /no public address/)
  t.match((await failure(fetch(`http://127.0.0.1:${open}/`))).message, /no public address/)
  t.notOk(reached)
})

t.test('a redirect takes nothing along that only the first server should know', async (t) => {
  const seen: IncomingHttpHeaders[] = []
  const note: RequestListener = ({ headers }, response) => {
    seen.push(headers)
    response.end('{}')
  }
  const other = await serve(t, note)
  const network = await serve(t, (request, response) => {
    if (request.url === '/again') return note(request, response)
    const location = request.url === '/away' ? `http://127.0.0.1:${other}/` : '/again'
    response.writeHead(307, { location }).end()
  })
  const openHosts = [other, network].map((port) => `127.0.0.1:${port}`)
  const { http, fetch } = waysOut(t, { openHosts })
  const headers = { 'x-key': 'secret', authorization: 'Bearer secret', accept: 'text/plain' }
  for (const ask of [http, fetch]) {
    await ask(`http://127.0.0.1:${network}/away`, { headers })
    await ask(`http://127.0.0.1:${network}/stay`, { headers })
  }
  const [away, stay] = [
    { 'x-key': undefined, authorization: undefined, accept: 'text/plain' },
    { 'x-key': 'secret', authorization: 'Bearer secret', accept: 'text/plain' },
  ]
  t.match(seen, [away, stay, away, stay])
  t.notMatch(JSON.stringify([seen[0], seen[2]]), /secret/)
})

t.test(
  'how a connection is made is not a plugin’s to say, in whichever way it is said',
  async (t) => {
    let reached = 0
    const closed = await serve(t, (_, response) => {
      reached += 1
      response.end('secret')
    })
    const socketPath = join(tmpdir(), `hubward-guard-${process.pid}.sock`)
    const local = createServer((_, response) => {
      reached += 1
      response.end('secret')
    })
    await new Promise<void>((resolve) => local.listen(socketPath, resolve))
    t.teardown(() => local.close())
    const open = await serve(t, (request, response) => {
      if (request.url === '/redirect') {
        response.writeHead(302, { location: `http://127.0.0.1:${closed}/` }).end()
      } else if (request.url === '/fails') response.writeHead(503).end()
      else response.end('[]')
    })
    const secret = `http://127.0.0.1:${closed}/`
    const fine = `http://127.0.0.1:${open}/`
    const { http, fetch } = waysOut(t, { openHosts: [`127.0.0.1:${open}`] })
    const agent = { http: new HttpAgent() }
    const toClosed = () => connectTcp(closed, '127.0.0.1')
    const given: Record<string, object> = {
      agent: { agent },
      'agent of none': { agent: { http: false } },
      createConnection: { createConnection: toClosed },
      request: { request: nodeRequest },
      dnsLookup: {
        dnsLookup: (_: string, __: object, answer: (...given: unknown[]) => void) =>
          answer(null, '127.0.0.1', 4),
      },
      dnsCache: { dnsCache: true },
      http2: { http2: true },
      enableUnixSockets: { enableUnixSockets: true },
    }
    const isRefused = (name: string) => ({
      code: 'unavailable',
      effect: 'none',
      message: new RegExp(`sets the option "${name.split(' ')[0]}"`),
    })

    for (const [name, options] of Object.entries(given)) {
      // To where it may go as well: an author is told at once, and not when a Network moves.
      for (const url of [secret, fine]) {
        const mutable: Got = http.extend({ mutableDefaults: true })
        const ways: Record<string, () => Promise<unknown>> = {
          call: () => http(url, options),
          method: () => http.post(url, { ...options, json: {} }),
          stream: () => http.stream(url, options).toArray(),
          extend: () => http.extend(options)(url),
          'extend twice': () =>
            http
              .extend(options)
              .extend({ headers: { a: 'b' } })
              .get(url),
          'got.extend': () => got.extend(http, options)(url),
          paginate: () => http.paginate.all(url, { responseType: 'json', ...options }),
          'a further page': () =>
            http.paginate.all(fine, {
              responseType: 'json',
              pagination: { paginate: () => ({ url: new URL(url), ...options }), requestLimit: 2 },
            }),
          'changed defaults': () => {
            Object.assign(mutable.defaults.options, options)
            return mutable(url)
          },
          'defaults of its own': () =>
            Reflect.apply(http, undefined, [url, {}, new Options(undefined, options)]),
          'a handler': () =>
            http.extend({
              handlers: [(own, next) => next(Object.assign(own, options))],
            })(url),
          'a handler that hands on other options': () =>
            http.extend({ handlers: [(_, next) => next(new Options(url, options))] })(url),
          beforeRequest: () =>
            http(fine, {
              hooks: {
                beforeRequest: [
                  (own) => {
                    own.hooks.beforeRequest = []
                  },
                  (own) => void Object.assign(own, options, { url: new URL(url) }),
                ],
              },
            }),
          beforeRedirect: () =>
            http(`${fine}redirect`, {
              hooks: { beforeRedirect: [(own) => void Object.assign(own, options)] },
            }),
          beforeRetry: () =>
            http(`${fine}fails`, {
              retry: { limit: 1, backoffLimit: 1 },
              hooks: {
                beforeRetry: [
                  (error) => void Object.assign(error.options, options, { url: new URL(url) }),
                ],
              },
            }),
          afterResponse: () =>
            http(fine, {
              hooks: {
                afterResponse: [(_, again) => again({ ...options, url: new URL(url) })],
              },
            }),
          init: () =>
            http(url, { hooks: { init: [(plain) => void Object.assign(plain, options)] } }),
        }
        for (const [way, ask] of Object.entries(ways)) {
          const error = await failure(Promise.resolve().then(ask))
          t.match(
            error,
            isRefused(name),
            `${name} by ${way} to ${url === fine ? 'open' : 'closed'}`,
          )
        }
      }
    }
    t.equal(reached, 0)

    const unix = `unix:${socketPath}:/`
    t.match(await failure(http(unix, { enableUnixSockets: true })), isRefused('enableUnixSockets'))
    t.match(await failure(http(unix)), { code: 'unavailable' })
    t.match(await failure(http(`http://unix:${socketPath}:/`)), { code: 'unavailable' })
    t.throws(() => {
      if (http.defaults.options.agent.http) {
        Object.assign(http.defaults.options.agent.http, { createConnection: toClosed })
      }
    }, 'the agent stays as it is')

    const dispatcher = new UndiciAgent()
    t.teardown(() => dispatcher.close())
    const init: RequestInit = {}
    Reflect.set(init, 'dispatcher', dispatcher)
    for (const url of [secret, fine]) {
      t.match(await failure(fetch(url, init)), isRefused('dispatcher'))
    }
    for (const url of [secret, `${fine}redirect`]) {
      t.match((await failure(fetch(new Request(url, init)))).message, /no public address/)
    }
    t.equal(reached, 0)

    t.equal(await http(fine, { headers: { a: 'b' }, timeout: { request: 20_000 } }).text(), '[]')
    t.same(await http.extend({ responseType: 'json' }).paginate.all(fine), [])
    t.equal(await (await fetch(new Request(fine))).text(), '[]')
  },
)

t.test('only declared hosts are contacted', async (t) => {
  const refused = (hosts: readonly string[], host: string) =>
    createGuard({ hosts, openHosts: [] }).refusal(host, 443)?.code
  t.equal(refused(['api.example.org'], 'api.example.org'), undefined)
  t.equal(refused(['api.example.org'], 'API.example.org.'), undefined)
  t.equal(refused(['api.example.org'], 'example.org'), 'ERR_UNDECLARED_HOST')
  t.equal(refused(['api.example.org'], 'evil-api.example.org'), 'ERR_UNDECLARED_HOST')
  t.equal(refused(['*.example.org'], 'a.b.example.org'), undefined)
  t.equal(refused(['*.example.org'], 'example.org'), 'ERR_UNDECLARED_HOST')
  t.equal(refused(['*.example.org'], 'evilexample.org'), 'ERR_UNDECLARED_HOST')
  t.equal(refused(['*'], 'anything.example'), undefined)
  t.equal(refused([], 'anything.example'), 'ERR_UNDECLARED_HOST')
  t.equal(refused(['*'], '10.0.0.1'), 'ERR_NON_PUBLIC_ADDRESS')

  const error = await failure(waysOut(t, { hosts: [] }).http('https://undeclared.example/'))
  t.match(error, { code: 'unavailable', effect: 'none' })
  t.match(error.message, /declaration\.hosts/)
})

t.test('an answer that is too large is given up', async (t) => {
  const large = Buffer.alloc(2_000_000, 'a')
  const port = await serve(t, (request, response) => {
    if (request.url === '/gzip') {
      response.setHeader('content-encoding', 'gzip')
      return response.end(gzipSync(large))
    }
    if (request.url === '/chunks') response.write('begin')
    else response.setHeader('content-length', large.length)
    response.end(large)
  })
  const { http, fetch } = waysOut(t, { openHosts: [`127.0.0.1:${port}`], limitBytes: 1_000_000 })
  for (const path of ['/', '/gzip', '/chunks']) {
    const url = `http://127.0.0.1:${port}${path}`
    for (const [way, work] of [
      ['http', () => http(url)],
      ['http json', () => http(url).json()],
      ['stream', () => http.stream(url).toArray()],
      ['fetch', () => fetch(url).then((response) => response.text())],
    ] as const) {
      const error = await failure(work())
      const limit = way === 'stream' ? 1_500_000 : 1_000_000
      t.ok(error.message.includes(`larger than ${limit} bytes`), `${way} ${path}`)
    }
  }
  // A stream is passed on and not held, so it may be longer than what is read as a whole.
  const streaming = waysOut(t, { openHosts: [`127.0.0.1:${port}`], limitBytes: 1_900_000 })
  t.equal(
    Buffer.concat(await streaming.http.stream(`http://127.0.0.1:${port}/`).toArray()).length,
    2_000_000,
  )
  const roomy = waysOut(t, { openHosts: [`127.0.0.1:${port}`], limitBytes: 2_000_000 })
  t.equal((await roomy.http(`http://127.0.0.1:${port}/gzip`).text()).length, 2_000_000)
  const response = await roomy.fetch(`http://127.0.0.1:${port}/gzip`)
  t.equal(response.url, `http://127.0.0.1:${port}/gzip`)
  t.equal((await response.arrayBuffer()).byteLength, 2_000_000)
})

t.test('what is open when a call ends is closed', async (t) => {
  const port = await serve(t, () => undefined)
  const openHosts = [`127.0.0.1:${port}`]
  const call = new AbortController()
  const { http, fetch, connect } = waysOut(t, { openHosts, signal: call.signal })
  const socket = await connect({ host: '127.0.0.1', port, tls: false })
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const url = `http://127.0.0.1:${port}/`
  // One that the plugin brings counts as well, and not instead.
  const { signal } = new AbortController()
  const works = [
    failure(http(url)),
    failure(http(url, { signal })),
    failure(http.extend({ signal })(url)),
    failure(fetch(url)),
    failure(fetch(url, { signal })),
    failure(fetch(new Request(url, { signal }))),
  ]
  setImmediate(() => call.abort())
  for (const { message } of await Promise.all(works)) t.match(message, /abort/i, 'not a time-out')
  await closed
  t.pass()
})

t.test('what a Network answers is read as an error of the contract', async (t) => {
  const port = await serve(t, (request, response) => {
    const headers = { 'retry-after': '7', 'content-type': 'application/json' }
    response.writeHead(Number(request.url?.slice(1)), headers).end('{"error":"no"}')
  })
  const { http } = waysOut(t, { openHosts: [`127.0.0.1:${port}`] })
  t.match(await failure(http(`http://127.0.0.1:${port}/401`)), { code: 'authentication' })
  t.match(await failure(http(`http://127.0.0.1:${port}/429`)), {
    code: 'rate-limited',
    retryAfterMs: 7_000,
  })
})

t.test('only a socket that was opened under the guard can be secured', async (t) => {
  const port = await serve(t, () => undefined)
  const foreign = connectTcp(port, '127.0.0.1')
  t.teardown(() => foreign.destroy())
  await t.rejects(waysOut(t).startTls(foreign), /takes a socket that context.connect has opened/)
  t.ok(foreign.destroyed)
})

t.test('after STARTTLS an address is what the certificate must bear', async (t) => {
  const certificateFor = async (altName: { type: 2; value: string } | { type: 7; ip: string }) =>
    await generate([{ name: 'commonName', value: 'mail' }], {
      keySize: 2048,
      extensions: [{ name: 'subjectAltName', altNames: [altName] }],
    })
  const right = await certificateFor({ type: 7, ip: '127.0.0.1' })
  const wrong = await certificateFor({ type: 2, value: 'localhost' })
  for (const { cert, private: key } of [right, wrong]) {
    const server = createTcpServer((socket) => {
      new TLSSocket(socket, { isServer: true, cert, key }).on('error', () => undefined)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { port } = server.address() as AddressInfo
    const { connect, startTls } = waysOut(t, { openHosts: [`127.0.0.1:${port}`] })
    const secured = startTls(await connect({ host: '127.0.0.1', port, tls: false }), { ca: cert })
    if (cert === wrong.cert) await t.rejects(secured, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    else {
      const socket = await secured
      t.ok(socket.authorized)
      socket.destroy()
    }
  }
})
