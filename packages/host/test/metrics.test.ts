import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { Counters } from '../src/counters.ts'
import { createMetricsServer } from '../src/metrics/server.ts'
import { writeNotice } from '../src/store/notices.ts'
import { openHouse } from './fixtures/house.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

/** The samples of a page in Prometheus' text format, by name and labels as they are written. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  )
}

t.test('figures of a host that works', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network, db } = stage
  const port = await freePort()
  await stage.startHost({ config: { metrics: { port } } })
  const { socialhubChannelId } = await stage.addChannel('busy')
  const { channelId: paused } = await stage.addChannel('still')
  await eventually(
    () => db.selectFrom('channels').select('fetched_at').execute(),
    (channels) => channels.every(({ fetched_at }) => fetched_at !== null),
  )
  await sql`update channels set state = 'paused' where id = ${paused}`.execute(db)
  simulator.faults.routes.add({
    route: 'POST /inbox/tickets',
    fault: 'server-error',
    times: 1_000,
    channelId: socialhubChannelId,
  })
  network.addMessage('busy', { text: 'waits' })
  await eventually(
    () => simulator.journal.counts(socialhubChannelId)['POST /inbox/tickets']?.total ?? 0,
    (total) => total >= 2,
  )
  network.fault({ call: 'fetch', account: 'busy', status: 503 })
  const samples = await eventually(
    async () => samplesOf(await got(`http://127.0.0.1:${port}/metrics`).text()),
    (all) =>
      (all.get('hubward_ticket_oldest_seconds') ?? 0) > 0 &&
      all.has(
        'hubward_network_errors_total{integration="stub",call="fetchMessages",code="unavailable"}',
      ),
  )
  const value = (name: string) => samples.get(name) ?? Number.NaN
  t.equal(value('hubward_channels{integration="stub",state="active"}'), 1)
  t.equal(value('hubward_channels{integration="stub",state="paused"}'), 1)
  t.ok(value('hubward_fetch_age_seconds{integration="stub"}') < 60)
  t.ok(value('hubward_socialhub_errors_total{code="InternalServerError"}') >= 1)
  t.equal(value('hubward_ticket_action_oldest_seconds'), 0)
  const stub = (name: string) => value(`${name}{integration="stub"}`)
  t.ok(stub('hubward_integration_ticket_oldest_seconds') > 0)
  t.equal(stub('hubward_integration_ticket_action_oldest_seconds'), 0)
  t.ok(stub('hubward_integration_overdue_seconds') >= 0)
  t.ok(stub('hubward_integration_overdue_channels') <= 1)
  t.equal(stub('hubward_failing_channels'), 1, 'by whatever it fails')
  t.ok(value('hubward_turns') >= 0)
  t.ok(value('process_resident_memory_bytes') > 1_000_000, 'the process itself is measured too')
  const { statusCode } = await got(`${stage.config.publicUrl}/metrics`, { throwHttpErrors: false })
  t.equal(statusCode, 404, 'the public address has no figures')
})

t.test('reading is cheap', async (t) => {
  const house = await openHouse()
  t.teardown(() => house.close())
  t.notMatch(house.log.join(''), 'figures are at', 'nothing listens unless it is configured')
  const { db } = house.context
  const app = createMetricsServer({
    db,
    counters: new Counters(),
    availability: {
      foreignDatabase: undefined,
      draining: false,
      unread: new Set(),
      failing: () => [],
    },
    integrations: new Map(),
  })
  t.teardown(() => app.close())
  const waiting = async () =>
    samplesOf((await app.inject('/metrics')).body).get('hubward_notices_due')
  t.equal(await waiting(), 0)
  await writeNotice(db, { kind: 'brake.off', about: '1', cause: 'a cause', integration: null })
  for (let count = 0; count < 20; count += 1) {
    t.equal(await waiting(), 0, 'PostgreSQL is asked once in ten seconds, not with every reading')
  }
})
