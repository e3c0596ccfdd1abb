import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { pino } from 'pino'
import t from 'tap'
import { Counters } from '../src/counters.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { spendCall } from '../src/spend-call.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const frugal = fileURLToPath(new URL('./fixtures/frugal.ts', import.meta.url))

/** In how many seconds a Channel is fetched again. */
async function fetchedIn({ db }: Stage, channelId: string): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select extract(epoch from fetch_due_at - now())::float8 as seconds
    from channels where id = ${channelId}`.execute(db)
  return rows[0]?.seconds ?? 0
}

t.test('what a Network bounds is bounded, and replies still go out', async (t) => {
  const stage = await setStage({ plugin: frugal })
  t.teardown(() => stage.close())
  const { network, simulator } = stage
  const channels = [await stage.addChannel('one'), await stage.addChannel('two')]
  network.addMessage('one', { text: 'Hello' })
  await stage.startHost()
  for (const { channelId } of channels) {
    await eventually(
      () => fetchedIn(stage, channelId),
      (seconds) => seconds > 120,
    )
  }
  t.equal(network.watch().calls.fetch, 6, 'reading leaves two of eight')
  const { id: ticketId } = await simulator.until(() =>
    Object.values(simulator.state.data.tickets).find(({ hidden }) => !hidden),
  )
  const reply = (text: string) => simulator.act.reply({ ticketId, actionId: 'reply', text }).id
  for (const text of ['First', 'Second']) {
    const id = reply(text)
    await simulator.until(() => simulator.state.data.followups[id]?.status === 'published', {
      what: text,
      timeoutMs: 60_000,
    })
  }
  reply('Third')
  const waiting = await eventually(
    async () => {
      const { rows } = await sql<{ state: string; attempts: number; seconds: number }>`
        select state, attempts, extract(epoch from retry_at - now())::float8 as seconds
        from ticket_actions order by id desc limit 1`.execute(stage.db)
      return rows[0]
    },
    (row) => (row?.seconds ?? 0) > 120,
  )
  t.match(waiting, { state: 'accepted', attempts: 0 }, 'what is spent is waited for, not tried')
  t.equal(network.replies('one').length, 2)
})

t.test('budgets are shared by hosts, and fair among Customers', async (t) => {
  const stage = await setStage({ plugin: frugal })
  t.teardown(() => stage.close())
  const { db, sealer, config } = stage
  const { integrations } = await loadIntegrations(config, pino({ level: 'silent' }))
  const channelOf = async (account: string, accountId: string) => {
    const { channelId } = await stage.addChannel(account, { accountId })
    const channel = await loadCallChannel(db, sealer, channelId)
    if (!channel) throw new Error('the Channel is gone')
    return channel
  }
  const busy = await channelOf('busy', 'customer-1')
  const other = await channelOf('other', 'customer-2')
  const counters = new Counters()
  const read = (channel: typeof busy) =>
    spendCall({ db, integrations, counters }, channel, 'reading')
  t.equal(await read(other), 0)
  const granted = await Promise.all(Array.from({ length: 20 }, () => read(busy)))
  t.equal(granted.filter((waitMs) => waitMs === 0).length, 3, 'half of the six that may be read')
  t.ok(
    granted.every((waitMs) => waitMs === 0 || waitMs > 60_000),
    'and it is told how long to wait',
  )
  t.same([await read(other), await read(other)], [0, 0], 'the other Customer has its half')
  t.ok((await read(other)) > 0)
  const people = () => spendCall({ db, integrations, counters }, busy, 'people')
  t.same([await people(), await people()], [0, 0])
  t.ok((await people()) > 0, 'then all is spent')
  t.match(
    await counters.registry.getSingleMetricAsString('hubward_call_budget_waits_total'),
    'purpose="people"} 1',
    'and it is counted that somebody waits',
  )
})
