import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { SENTENCES } from '@hubward/plugin'
import { sql } from 'kysely'
import t from 'tap'
import { tooMany } from '../src/tokens/brake.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

// A grant's end is doubted for ten seconds, and here many are doubted.
t.setTimeout(900_000)

const CHANNELS = 50
const DELETE = 'DELETE /channel'

const channelOf = (stage: Stage, networkId: string) =>
  stage.db
    .selectFrom('channels')
    .selectAll()
    .where('network_id', '=', networkId)
    .executeTakeFirstOrThrow()

/** How many Channels are in each state, and how many are refused at the moment. */
async function census(stage: Stage) {
  const { rows } = await sql<{ active: number; ended: number; refused: number }>`
    select count(*) filter (where state = 'active')::int as active,
      count(*) filter (where state = 'needs-authentication')::int as ended,
      count(*) filter (where trouble is not null)::int as refused from channels`.execute(stage.db)
  return rows[0] ?? { active: 0, ended: 0, refused: 0 }
}

const brakesOf = (stage: Stage) =>
  stage.db
    .selectFrom('brakes')
    .select(['code', 'server', 'count', 'released_by'])
    .orderBy('id')
    .execute()

t.test('five, and a fifth of those that were heard of, are too many', async (t) => {
  t.notOk(tooMany({ refused: 4, well: 0 }))
  t.ok(tooMany({ refused: 5, well: 0 }))
  t.ok(tooMany({ refused: 5, well: 20 }))
  t.notOk(tooMany({ refused: 5, well: 21 }))
  t.ok(tooMany({ refused: 200, well: 800 }))
})

t.test('the end of one grant', async (t) => {
  t.setTimeout(400_000)
  // A turn that a busy machine loses is taken again, and asks again: what is counted here is not that.
  const stage = await setStage({
    leaseMs: 30_000,
    simulator: { settings: { eventAfterDelete: true } },
  })
  t.teardown(() => stage.close())
  const { network, simulator, db } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel('ended', { language: 'de' })
  await stage.addChannel('well')
  network.addMessage('ended', { text: 'eine Frage' })
  const host = await stage.startHost()
  const ticket = await simulator.until(() => Object.values(simulator.state.data.tickets)[0], {
    timeoutMs: 60_000,
    what: 'the Ticket',
  })
  network.fault({ call: 'fetch', account: 'ended', status: 401, times: 1_000 })
  network.fault({ call: 'reply', account: 'ended', status: 401, times: 1_000 })
  const refused = await eventually(
    () => channelOf(stage, 'ended'),
    ({ trouble }) => trouble !== null,
  )
  t.equal(refused.state, 'active', 'one refusal proves nothing')
  const followup = simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text: 'ja' })

  const ended = await eventually(
    () => channelOf(stage, 'ended'),
    ({ state }) => state !== 'active',
  )
  t.equal(ended.state, 'needs-authentication')
  t.match(ended.state_cause, /401/, 'with its cause')
  t.ok(
    ended.state_since.getTime() - (refused.trouble_since?.getTime() ?? 0) >= 10_000,
    'after a pause',
  )
  const failed = await simulator.until(
    () => {
      const now = simulator.state.data.followups[followup.id]
      return now?.status === 'failed' && now
    },
    { timeoutMs: 60_000, what: 'the reset' },
  )
  t.equal(failed.reason, SENTENCES.authentication.de, 'in the language of the Channel')
  const mail = await simulator.until(
    () =>
      Object.values(simulator.state.data.notices).find(
        (notice) => notice.channelId === socialhubChannelId,
      ),
    { timeoutMs: 60_000, what: 'the mail to the Customer' },
  )
  t.match(mail.subject, /has been deactivated/)
  await eventually(
    () => channelOf(stage, 'ended'),
    ({ told_at }) => told_at !== null,
  )
  await simulator.idle()
  t.equal(simulator.journal.counts(socialhubChannelId)[DELETE]?.total, 1)
  const calls = () =>
    Object.values(simulator.journal.counts(socialhubChannelId)).reduce(
      (sum, { total }) => sum + total,
      0,
    )
  const before = calls()
  // The event after our own DELETE rang the Channel; a push does so as well.
  await sql`update turns set due_at = now() where channel_id = ${channelId}`.execute(db)
  await eventually(
    () => db.selectFrom('turns').selectAll().where('channel_id', '=', channelId).executeTakeFirst(),
    (turn) => turn?.holder === null && Number(turn.due_at) > Date.now(),
  )
  t.equal(calls(), before, 'nothing is asked with a token that we ended ourselves')
  t.equal((await channelOf(stage, 'ended')).state, 'needs-authentication', 'and it is not disabled')
  t.equal((await channelOf(stage, 'well')).state, 'active')
  t.same(await brakesOf(stage), [])
  await host.stop()
})

t.test('a late answer about an older token changes nothing', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { network, simulator, db } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel('late')
  const host = await stage.startHost()
  await eventually(
    () => channelOf(stage, 'late'),
    ({ heard_at }) => heard_at !== null,
  )
  // The Network is asked under the old grant, and answers when the Customer has reconnected.
  network.fault({ call: 'fetch', account: 'late', status: 401, delayBeforeMs: 1_500 })
  const asked = network.watch().calls.fetch ?? 0
  await eventually(
    () => network.watch().calls.fetch ?? 0,
    (count) => count > asked,
  )
  await stage.addChannel('late')
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const after = await channelOf(stage, 'late')
  t.match(after, { state: 'active', trouble: null, grant_failures: 0, token_generation: 2 })

  // SocialHub refuses the old token of a Ticket on its way, while a new one is stored.
  for (const [how, status] of [
    ['a 401', 'AccessTokenInvalidError'],
    ['a 403', 'ChannelDeactivated'],
  ] as const) {
    simulator.faults.routes.add({
      route: 'POST /inbox/tickets',
      fault: 'slow',
      delayMs: 1_500,
      channelId: socialhubChannelId,
    })
    const message = network.addMessage('late', { text: how })
    const arrived = simulator.faults.routes
    await eventually(
      () => arrived.list().some(({ remaining }) => remaining === 0),
      (slow) => slow,
    )
    if (status === 'ChannelDeactivated') {
      simulator.act.disableChannel({ channelId: socialhubChannelId })
    }
    await stage.addChannel('late')
    await simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).some(
          ({ interaction }) => interaction.networkItemId === message.id,
        ),
      { timeoutMs: 60_000, what: 'the Ticket, with the new token' },
    )
    t.equal((await channelOf(stage, 'late')).state, 'active', `after ${how}`)
    simulator.faults.routes.remove()
  }

  // A `disabled` event that is no longer true is found out by asking.
  await sql`update channels set check_access = true where id = ${channelId}`.execute(db)
  await sql`update turns set due_at = now() where channel_id = ${channelId}`.execute(db)
  const checked = await eventually(
    () => channelOf(stage, 'late'),
    ({ check_access }) => !check_access,
  )
  t.equal(checked.state, 'active', 'after a late `disabled`')
  await host.stop()
})

t.test(
  'a pause that SocialHub asked for holds for everything, and outlasts a restart',
  async (t) => {
    t.setTimeout(400_000)
    const stage = await setStage()
    t.teardown(() => stage.close())
    const { network, simulator, db } = stage
    const { socialhubChannelId } = await stage.addChannel('limited')
    simulator.faults.routes.add({
      route: 'POST /inbox/tickets',
      fault: 'too-many-requests',
      retryAfterMs: 4_000,
    })
    const message = network.addMessage('limited', { text: 'hello' })
    const first = await stage.startHost()
    const { socialhub_after } = await eventually(
      () => channelOf(stage, 'limited'),
      (channel) => channel.socialhub_after.getTime() > Date.now(),
    )
    await first.kill()
    await db
      .updateTable('channels')
      .set({ deliver_after: new Date(0), check_access: true })
      .execute()
    const second = await stage.startHost()
    await simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).some(
          ({ interaction }) => interaction.networkItemId === message.id,
        ),
      { timeoutMs: 60_000, what: 'the Ticket' },
    )
    const early = simulator.journal
      .requests()
      .filter(
        ({ channelId, route, time, status }) =>
          channelId === socialhubChannelId &&
          route !== 'POST /channels' &&
          status !== 429 &&
          Date.parse(time) < socialhub_after.getTime(),
      )
    t.same(early, [], 'no request came earlier than told')
    await second.stop()
  },
)

t.test('fifty Channels: outages end none, and the operator may', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage({ plugin: '@hubward/testkit/stub-network/plugin-with-grants' })
  t.teardown(() => stage.close())
  const { network } = stage
  network.conditions({ lifetimeMs: 3_600_000 })
  const connect = async (account: string) => {
    const grant = network.grant(account)
    await stage.addChannel(account, {
      credentials: grant,
      credentialsExpireAt: new Date(grant.expiresAt),
    })
  }
  for (let number = 0; number < CHANNELS; number++) await connect(`account-${number}`)
  const host = await stage.startHost()
  const allFetchNow = () =>
    stage.db.transaction().execute(async (trx) => {
      await sql`update channels set fetch_due_at = now() where state = 'active'`.execute(trx)
      await sql`update turns set rung = rung + 1, due_at = now() where holder is null`.execute(trx)
    })
  const heardOf = (since: Date) => async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int from channels where heard_at > ${since}`.execute(stage.db)
    return rows[0]?.count ?? 0
  }
  await eventually(heardOf(new Date(0)), (count) => count === CHANNELS)

  await t.test('the Network is down', async (t) => {
    network.conditions({ outage: true })
    const asked = network.watch().calls.fetch ?? 0
    await allFetchNow()
    await eventually(
      () => network.watch().calls.fetch ?? 0,
      (count) => count >= asked + 2 * CHANNELS,
    )
    network.conditions({ outage: false })
    const since = new Date()
    await allFetchNow()
    await eventually(heardOf(since), (count) => count === CHANNELS)
    t.same(await census(stage), { active: CHANNELS, ended: 0, refused: 0 })
    t.same(await brakesOf(stage), [], 'and no brake was needed')
  })

  /** A refusal that was on its way may put a brake on once more, until its Channel recovers as well. */
  const noneStands = () =>
    eventually(
      () => brakesOf(stage),
      (brakes) => brakes.every(({ released_by }) => released_by !== null),
    )

  await t.test('the client secret has expired', async (t) => {
    network.conditions({ clientExpired: true })
    await sql`update channels set credentials_expire_at = now() - interval '1 second',
      refresh_after = 'epoch'`.execute(stage.db)
    await allFetchNow()
    await eventually(
      () => census(stage),
      ({ refused }) => refused === CHANNELS,
    )
    t.match(await census(stage), { active: CHANNELS, ended: 0 })
    // A refusal is stored a moment before the operator is told of it.
    const told = await eventually(
      () => brakesOf(stage),
      (brakes) => brakes.length > 0,
    )
    t.match(told, [{ code: 'operator', released_by: null }])
    network.conditions({ clientExpired: false })
    await sql`update channels set refresh_after = 'epoch'`.execute(stage.db)
    const since = new Date()
    await allFetchNow()
    await eventually(heardOf(since), (count) => count === CHANNELS)
    t.same(await census(stage), { active: CHANNELS, ended: 0, refused: 0 })
    t.match(await noneStands(), [{ code: 'operator', released_by: 'recovery' }], 'told once')
  })

  /** Until more than the doubted time has passed, and the brake stands. */
  const brakeTrips = async () => {
    await allFetchNow()
    await eventually(
      () => census(stage),
      ({ refused }) => refused === CHANNELS,
    )
    await eventually(
      () => brakesOf(stage),
      (brakes) => brakes.some((brake) => brake.code === 'authentication' && !brake.released_by),
    )
  }

  await t.test('the Network refuses every grant for a while', async (t) => {
    network.conditions({ refuseAll: true })
    await brakeTrips()
    const again = await census(stage)
    t.match(again, { active: CHANNELS, ended: 0 }, 'nobody ended before the brake, nor under it')
    t.match((await brakesOf(stage)).at(-1), { code: 'authentication', released_by: null })

    network.conditions({ refuseAll: false })
    await sql`update channels set refresh_after = 'epoch'`.execute(stage.db)
    const since = new Date()
    await allFetchNow()
    await eventually(heardOf(since), (count) => count === CHANNELS)
    t.same(await census(stage), { active: CHANNELS, ended: 0, refused: 0 }, 'all recovered')
    t.match((await noneStands()).at(-1), { code: 'authentication', released_by: 'recovery' })
  })

  await t.test('the grants are really gone, and the operator says so', async (t) => {
    network.conditions({ refuseAll: true })
    await brakeTrips()
    t.match(await census(stage), { active: CHANNELS, ended: 0 })
    const shown = await hubward(stage, 'channel', 'end', 'stub')
    t.match(shown, { code: 0, out: /50 Channels of stub would end/ })
    t.match(await census(stage), { active: CHANNELS }, 'showing changes nothing')
    const done = await hubward(stage, 'channel', 'end', 'stub', '--confirm')
    t.match(done, { code: 0, out: /50 Channels of stub ended/ })
    t.match(await census(stage), { active: 0, ended: CHANNELS, refused: 0 })
    t.match((await brakesOf(stage)).at(-1), { released_by: 'operator' })
    await eventually(
      () => Object.keys(stage.simulator.state.data.notices).length,
      (count) => count === CHANNELS,
    )
    t.pass('every Customer is told')
    t.match(await hubward(stage, 'channel', 'end', 'stub'), { code: 1, err: /No Channel of stub/ })
  })
  await host.stop()
})

/** The command, as an operator runs it. */
function hubward(stage: Stage, ...words: string[]) {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [main, ...words],
      {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: stage.config.databaseUrl,
          HUBWARD_PUBLIC_URL: stage.config.publicUrl,
          HUBWARD_OPERATOR_NAME: 'Test Agency',
          HUBWARD_DEVELOPMENT: 'true',
          HUBWARD_KEYS: `test:${'ab'.repeat(32)}`,
        },
      },
      (_error, out, err) => resolve({ code: child.exitCode, out, err }),
    )
  })
}
