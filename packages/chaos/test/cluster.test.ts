import t from 'tap'
import { standstills } from '../src/cluster/outages.ts'
import { haproxySettings, patroniSettings } from '../src/cluster/settings.ts'
import { makePlan } from '../src/plan/plan.ts'

// The run itself is `pnpm chaos --cluster`: it takes minutes, and programs that not every machine has.

const options = {
  seed: 7,
  durationMs: 60_000,
  hosts: 2,
  accountsPerIntegration: 2,
  strictGrants: true,
}

t.test('with a cluster, leaders and members fail as well as hosts, and nothing else', async (t) => {
  const { steps } = makePlan({ ...options, cluster: true })
  const times = (kind: string) => steps.filter((step) => step.kind === kind).length
  for (const kind of ['kill-leader', 'kill-member', 'switchover', 'kill', 'arm']) {
    t.ok(times(kind) >= 1, kind)
  }
  for (const kind of ['network-fault', 'socialhub-fault', 'restart-postgres', 'freeze']) {
    t.equal(times(kind), 0, kind)
  }
  t.ok(times('message') >= 100, 'people write all the time')
  const spared = makePlan({ ...options, cluster: true, spareHosts: true })
  const others = steps.filter(({ kind }) => kind !== 'kill' && kind !== 'arm')
  t.same(spared.steps, others, 'hosts can be spared, and all else stays as it was')
  const without = new Set<string>(makePlan(options).steps.map(({ kind }) => kind))
  for (const kind of ['kill-leader', 'kill-member', 'switchover']) t.notOk(without.has(kind), kind)
})

t.test(
  'a standstill is the longest time without a move of which a part is the outage',
  async (t) => {
    const outages = [{ what: 'kill-leader', from: 10_000, ledAgain: 16_000, to: 30_000 }] as const
    const tickets = [1_000, 3_000, 9_500, 18_000, 20_000, 31_000, 33_000, 39_000]
    const [kill, between] = standstills(
      outages,
      { tickets, events: [9_000, 29_000, 32_000], absences: [{ from: 8_000, to: 12_500 }] },
      { from: 0, to: 40_000 },
    )
    t.match(kill, {
      what: 'kill-leader',
      ledAgainMs: 6_000,
      wholeAgainMs: 20_000,
      hostlessMs: 2_500,
      ticketsMs: 11_000,
      eventsMs: 20_000,
    })
    t.match(between, { what: 'nothing', ticketsMs: 6_500, eventsMs: 0 })
  },
)

t.test('where nothing came afterwards, it lasts until the outage was over', async (t) => {
  const outages = [{ what: 'switchover', from: 10_000, ledAgain: 11_000, to: 30_000 }] as const
  const moves = { tickets: [9_000], events: [], absences: [] }
  const [switchover] = standstills(outages, moves, { from: 0, to: 30_000 })
  t.match(switchover, { ticketsMs: 21_000, eventsMs: 20_000 })
})

t.test('each outage has a standstill of its own, in the order of time', async (t) => {
  const outages = [
    { what: 'kill-member', from: 50_000, ledAgain: 50_000, to: 53_000 },
    { what: 'switchover', from: 10_000, ledAgain: 12_000, to: 14_000 },
  ] as const
  const tickets = [9_000, 13_000, 49_900, 50_100, 52_000, 53_100]
  const found = standstills(
    outages,
    { tickets, events: tickets, absences: [] },
    { from: 0, to: 60_000 },
  )
  t.same(
    found.map(({ what, ticketsMs }) => [what, ticketsMs]),
    [
      ['switchover', 36_900],
      ['kill-member', 1_900],
      ['nothing', 0],
    ],
    'the switchover’s reaches to the next move, however late it comes',
  )
})

t.test(
  'HAProxy asks Patroni of each member, and nothing listens beyond this machine',
  async (t) => {
    const member = { name: 'member0', folder: '/folder', postgresPort: 5_001, restPort: 8_001 }
    const proxy = haproxySettings(5_000, [member])
    t.match(proxy, 'server member0 127.0.0.1:5001 check port 8001')
    t.match(proxy, 'on-marked-down shutdown-sessions', 'a former leader keeps no connection')
    const passwords = { superuser: 'a', replication: 'b' }
    const patroni = patroniSettings(member, 2_379, '/programs', passwords)
    const { ttl, loop_wait, retry_timeout, synchronous_mode } = JSON.parse(patroni).bootstrap.dcs
    t.equal(synchronous_mode, true)
    t.ok(loop_wait + 2 * retry_timeout <= ttl, 'as Patroni asks for')
    const addresses = [...`${proxy} ${patroni}`.matchAll(/[\w.*]+:\d{4}/g)].map(([text]) => text)
    t.ok(addresses.length >= 5)
    t.same(
      addresses.filter((address) => !address.startsWith('127.0.0.1:')),
      [],
    )
  },
)
