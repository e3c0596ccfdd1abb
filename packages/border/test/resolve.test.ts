import { createSocket } from 'node:dgram'
import dns from 'node:dns'
import { once } from 'node:events'
import { type Answer, decode, encode } from 'dns-packet'
import t, { type Test } from 'tap'
import { createGuard } from '../src/guard.ts'
import { createGuardedHttp } from '../src/guarded-http.ts'

const SRV = { type: 'SRV' } as const

/** A real server of DNS that knows these records only; this process asks it from now on. */
async function knows(t: Test, records: readonly Answer[]): Promise<void> {
  const server = createSocket('udp4')
  server.on('message', (message, from) => {
    const { id, questions = [] } = decode(message)
    const [question] = questions
    const answers = records.filter(
      ({ name, type }) => name === question?.name && type === question?.type,
    )
    // Absent, as a name that exists nowhere.
    const flags = answers.length > 0 ? 0 : 3
    server.send(encode({ type: 'response', id: id ?? 0, flags, questions, answers }), from.port)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  const before = dns.getServers()
  dns.setServers([`127.0.0.1:${server.address().port}`])
  t.teardown(() => {
    dns.setServers(before)
    server.close()
  })
}

function waysOut(t: Test, hosts: readonly string[], signal = new AbortController().signal) {
  const http = createGuardedHttp(createGuard({ hosts, openHosts: [] }))
  t.teardown(() => http.close())
  return http.forCall(signal)
}

t.test('servers of a service are found in the order of their priority', async (t) => {
  const name = '_imaps._tcp.example.org'
  await knows(t, [
    { ...SRV, name, data: { priority: 20, weight: 0, port: 143, target: 'late.example.org' } },
    { ...SRV, name, data: { priority: 10, weight: 5, port: 993, target: 'imap.example.org' } },
  ])
  t.strictSame(await waysOut(t, ['*']).resolve(name, 'SRV'), [
    { host: 'imap.example.org', port: 993 },
    { host: 'late.example.org', port: 143 },
  ])
})

t.test('servers of mail are found; whoever takes none has none', async (t) => {
  await knows(t, [
    { type: 'MX', name: 'example.org', data: { preference: 20, exchange: 'b.example.org' } },
    { type: 'MX', name: 'example.org', data: { preference: 10, exchange: 'a.example.org' } },
    { type: 'MX', name: 'none.example.org', data: { preference: 0, exchange: '.' } },
    { type: 'MX', name: 'odd.example.org', data: { preference: 0, exchange: '127.0.0.1' } },
  ])
  const { resolve } = waysOut(t, ['*'])
  t.strictSame(await resolve('example.org', 'MX'), [
    { host: 'a.example.org', port: 25 },
    { host: 'b.example.org', port: 25 },
  ])
  t.strictSame(await resolve('none.example.org', 'MX'), [], 'RFC 7505')
  t.strictSame(await resolve('odd.example.org', 'MX'), [], 'an address is no name')
  t.strictSame(await resolve('unknown.example.org', 'MX'), [], 'a name that nobody knows')
})

t.test('a domain that the plugin does not declare is not asked for', async (t) => {
  await knows(t, [])
  const { resolve } = waysOut(t, ['*.example.org'])
  t.strictSame(await resolve('_imap._tcp.mail.example.org', 'SRV'), [])
  await t.rejects(resolve('_imap._tcp.example.com', 'SRV'), { code: 'ERR_UNDECLARED_HOST' })
})

t.test('what a domain names is connected to under the guard', async (t) => {
  const name = '_imaps._tcp.example.org'
  const to = (target: string) => ({ priority: 0, weight: 0, port: 993, target })
  await knows(t, [{ ...SRV, name, data: to('localhost') }])
  const { resolve, connect } = waysOut(t, ['*'])
  const [found] = await resolve(name, 'SRV')
  t.strictSame(found, { host: 'localhost', port: 993 })
  await t.rejects(connect({ host: 'localhost', port: 993, tls: true }), {
    code: 'ERR_NON_PUBLIC_ADDRESS',
  })
})

t.test('a name that is none, or a call that has ended, asks nobody', async (t) => {
  const ended = AbortSignal.abort()
  await t.rejects(waysOut(t, ['*'], ended).resolve('example.org', 'MX'))
  for (const name of ['', '127.0.0.1', 'a b', 'x'.repeat(300), 'example..org']) {
    await t.rejects(waysOut(t, ['*']).resolve(name, 'MX'), /is no domain/)
  }
})
