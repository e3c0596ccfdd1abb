import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { lookup } from 'node:dns'
import { toPluginError } from '@hubward/plugin'
import t, { type Test } from 'tap'
import { createGuard } from '../src/plugins/guard.ts'
import { createGuardedHttp } from '../src/plugins/guarded-http.ts'
import { isPublicAddress } from '../src/plugins/public-address.ts'

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
  const http = createGuardedHttp(guard, limitBytes)
  t.teardown(() => http.close())
  return http.forCall(given.signal ?? new AbortController().signal)
}

/** A resolver that knows these names only. */
function resolver(names: Record<string, readonly string[]>): typeof lookup {
  const answer = (name: string, _options: unknown, callback: (...args: unknown[]) => void) => {
    const addresses = names[name] ?? []
    process.nextTick(callback, null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  }
  return answer as unknown as typeof lookup
}

async function failure(work: Promise<unknown>) {
  const thrown = await work.then(
    () => { throw new Error('this should have been refused') },
    (error: unknown) => error,
  )
  return toPluginError(thrown, new Date(0))
}

t.test('addresses of the public internet are told from all others', async (t) => {
  for (const address of ['1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:4700::1111', '64:ff9b::8.8.8.8', '::ffff:8.8.8.8']) {
    t.ok(isPublicAddress(address), address)
  }
  const closed = {
    unspecified: ['0.0.0.0', '::'],
    loopback: ['127.0.0.1', '127.255.0.1', '::1'],
    private: ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12::1'],
    'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0'],
    CGNAT: ['100.64.0.1', '100.127.255.254'],
    'metadata service': ['169.254.169.254', '100.100.100.200', '192.0.0.192', '168.63.129.16', 'fd00:ec2::254'],
    'IPv4 inside of IPv6': ['::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::10.0.0.1', '2002:7f00:1::', '::127.0.0.1'],
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
  const port = await serve(t, (_, response) => { requests += 1; response.end('secret') })
  const { http, fetch, connect } = waysOut(t)
  const hosts = ['127.0.0.1', 'localhost', 'localhost.', '127.1', '0x7f.1', '0177.0.0.1', '2130706433', '[::ffff:127.0.0.1]', '[::1]', '0', '127.0.0.1.']
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
