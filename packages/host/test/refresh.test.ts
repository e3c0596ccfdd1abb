import t from 'tap'
import { recoveredRun } from './fixtures/one-time-run.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(900_000)

const WITH_GRANTS = '@hubward/testkit/stub-network/plugin-with-grants'

/** A Channel with a grant of the stub's. */
async function addGranted(stage: Stage, account: string) {
  const grant = stage.network.grant(account)
  return await stage.addChannel(account, {
    credentials: grant,
    credentialsExpireAt: new Date(grant.expiresAt),
  })
}

const grantsSeen = (stage: Stage) => stage.network.watch().grants
const stateOf = (stage: Stage, channelId: string) =>
  stage.db
    .selectFrom('channels')
    .select(['state', 'state_cause', 'credentials_generation', 'credentials_expire_at'])
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()

t.test('one stage, many ways in which a grant is kept', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage({ plugin: WITH_GRANTS })
  t.teardown(() => stage.close())
  const { network, simulator, db } = stage

  await t.test('ahead of expiry, where nothing else happens, and SocialHub hears', async (t) => {
    network.conditions({ lifetimeMs: 6_000, subscriptionMs: 4_000 })
    simulator.faults.routes.add({ route: 'PATCH /channel', fault: 'server-error' })
    const { channelId, socialhubChannelId } = await addGranted(stage, 'idle')
    const host = await stage.startHost()
    await eventually(
      () => grantsSeen(stage).exchanges,
      (count) => count >= 3,
    )
    t.equal(grantsSeen(stage).refusedAccessTokens, 0, 'no call came with an old token')
    t.equal(grantsSeen(stage).refreshTokenReuse, 0)
    const told = await eventually(
      () => simulator.state.data.channels[socialhubChannelId]?.endpoint.expirationTime,
      (time) => time !== undefined,
    )
    t.ok(Date.parse(told ?? '') > 0, 'told although SocialHub failed at first')
    t.same(simulator.journal.counts(socialhubChannelId)['PATCH /channel']?.byStatus, {
      200: 1,
      500: 1,
    })
    await eventually(
      () => network.watch().calls.subscribe ?? 0,
      (count) => count >= 2,
    )
    t.pass('the subscription was renewed ahead of its end')
    await eventually(
      () => stateOf(stage, channelId),
      (now) => now.credentials_generation >= 4,
    )
    t.pass('each refresh is a generation')
    await host.stop()
    await db.updateTable('channels').set({ state: 'paused' }).where('id', '=', channelId).execute()
  })

  await t.test('a refused call refreshes once and is repeated once', async (t) => {
    network.conditions({ lifetimeMs: 3_600_000, subscriptionMs: 3_600_000 })
    const before = grantsSeen(stage)
    const { channelId } = await addGranted(stage, 'refused')
    const message = network.addMessage('refused', { text: 'a question' })
    network.fault({ call: 'subscribe', account: 'refused', status: 503, times: 2 })
    network.fault({ call: 'fetch', account: 'refused', status: 401 })
    const host = await stage.startHost()
    const ticket = await simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).find(
          ({ interaction }) => interaction.networkItemId === message.id,
        ),
      { timeoutMs: 9_000, what: 'the Ticket, before the pause of a doubt is over' },
    )
    t.equal(grantsSeen(stage).exchanges - before.exchanges, 1, 'one refresh')

    network.fault({ call: 'reply', account: 'refused', status: 401 })
    const { id } = simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text: 'yes' })
    await simulator.until(() => simulator.state.data.followups[id]?.status === 'published', {
      timeoutMs: 9_000,
      what: 'the reply',
    })
    t.equal(network.replies('refused').length, 1)
    t.equal(grantsSeen(stage).exchanges - before.exchanges, 2, 'one more')

    network.fault({ call: 'fetch', account: 'refused', status: 401, times: 2 })
    await eventually(
      () => grantsSeen(stage).exchanges - before.exchanges,
      (count) => count === 3,
    )
    await eventually(
      () =>
        db
          .selectFrom('channels')
          .select(['trouble', 'grant_failures'])
          .where('id', '=', channelId)
          .executeTakeFirstOrThrow(),
      ({ grant_failures }) => grant_failures === 2,
    )
    await new Promise((resolve) => setTimeout(resolve, 500))
    t.equal(
      grantsSeen(stage).exchanges - before.exchanges,
      3,
      'refused after a refresh: no second one',
    )
    await eventually(
      () =>
        db
          .selectFrom('channels')
          .select(['trouble', 'state'])
          .where('id', '=', channelId)
          .executeTakeFirstOrThrow(),
      ({ trouble, state }) => trouble === null && state === 'active',
    )
    t.ok((network.watch().calls.subscribe ?? 0) >= 3, 'a failed subscription was tried again')
    await host.stop()
  })

  await t.test('a host is killed during an exchange', async (t) => {
    for (const point of ['refresh.recorded', 'refresh.stored'] as const) {
      network.conditions({ lifetimeMs: 1_000, strict: true })
      const before = grantsSeen(stage)
      const { channelId } = await addGranted(stage, `at-${point.replace('.', '-')}`)
      network.conditions({ lifetimeMs: 3_600_000 })
      const doomed = await stage.startHost({ holdAt: point })
      t.equal(await doomed.reached, point)
      await doomed.kill()
      const survivor = await stage.startHost()
      await eventually(
        () => stateOf(stage, channelId),
        (now) => now.credentials_generation === 2,
      )
      await eventually(
        () => network.watch().calls.fetch,
        (count) => Number(count) > 0,
      )
      t.match(await stateOf(stage, channelId), { state: 'active' }, `${point}: the grant survives`)
      t.equal(grantsSeen(stage).refreshTokenReuse - before.refreshTokenReuse, 0)
      await survivor.stop()
    }

    for (const strict of [false, true]) {
      const account = strict ? 'strict' : 'lenient'
      network.conditions({ lifetimeMs: 1_000, strict })
      const before = grantsSeen(stage)
      const { channelId, socialhubChannelId } = await addGranted(stage, account)
      network.conditions({ lifetimeMs: 3_600_000 })
      const doomed = await stage.startHost({ holdAt: 'refresh.exchanged' })
      await doomed.reached
      await doomed.kill()
      const [open] = await db
        .selectFrom('grant_refreshes')
        .select('deadline')
        .where('channel_id', '=', channelId)
        .where('state', '=', 'open')
        .execute()
      t.ok(open, 'the exchange is on record')
      const survivor = await stage.startHost()
      const after = await eventually(
        () => stateOf(stage, channelId),
        (now) => now.credentials_generation === 2 || now.state !== 'active',
      )
      t.ok(
        Date.now() >= Number(open?.deadline),
        'nobody tried before the call had ended for certain',
      )
      t.equal(grantsSeen(stage).refreshTokenReuse - before.refreshTokenReuse, 1, 'one try more')
      if (strict) {
        t.equal(after.state, 'needs-authentication')
        t.match(after.state_cause, /exchange that began at .* was cut off/)
        await simulator.until(
          () =>
            Object.values(simulator.state.data.notices).some(
              (n) => n.channelId === socialhubChannelId,
            ),
          { timeoutMs: 60_000, what: 'the mail to the Customer' },
        )
        network.conditions({ lifetimeMs: 3_600_000 })
        const message = network.addMessage(account, { text: 'said meanwhile' })
        await addGranted(stage, account)
        await simulator.until(
          () =>
            Object.values(simulator.state.data.tickets).some(
              ({ interaction }) => interaction.networkItemId === message.id,
            ),
          { timeoutMs: 60_000, what: 'what was said meanwhile, after the reconnect' },
        )
        t.match(await stateOf(stage, channelId), { state: 'active' }, 'reconnected')
      } else {
        t.equal(after.state, 'active', 'a Network that allows a second use ends nothing')
      }
      await survivor.stop()
    }
  })

  await t.test('a pause that the Network asked for outlasts a restart', async (t) => {
    network.conditions({ lifetimeMs: 3_600_000 })
    await addGranted(stage, 'paused')
    network.fault({ call: 'fetch', account: 'paused', status: 429, retryAfterSeconds: 4 })
    const first = await stage.startHost()
    const row = () =>
      db
        .selectFrom('channels')
        .select(['network_after', 'heard_at'])
        .where('network_id', '=', 'paused')
        .executeTakeFirstOrThrow()
    const { network_after } = await eventually(
      row,
      (now) => now.network_after.getTime() > Date.now(),
    )
    await first.kill()
    await db
      .updateTable('channels')
      .set({ fetch_due_at: new Date(0) })
      .where('network_id', '=', 'paused')
      .execute()
    const second = await stage.startHost()
    const { heard_at } = await eventually(row, (now) => now.heard_at !== null)
    t.ok(Number(heard_at) >= network_after.getTime(), 'not asked earlier than told, though due')
    await second.stop()
  })
})

t.test(
  'one-time refresh tokens of one second, two hosts, one killed again and again',
  async (t) => {
    const seconds = Number(process.env.REFRESH_SECONDS ?? 15)
    t.setTimeout((seconds + 200) * 1_000)
    const stage = await setStage({ plugin: WITH_GRANTS, leaseMs: 1_500 })
    t.teardown(() => stage.close())
    const counts = await recoveredRun(stage, seconds)
    t.comment(JSON.stringify(counts))
    t.ok(counts.exchanges > seconds / 4, `${counts.exchanges} exchanges`)
    t.ok(counts.kills >= Math.floor(seconds / 15), `${counts.kills} kills`)
    t.equal(counts.reuse, counts.endedByCrash, 'no token came twice but in the crash window')
    t.equal(counts.reconnects, counts.endedByCrash, 'and there the Customer reconnected')
    t.equal(counts.state, 'active', 'the grant survived')
    t.equal(counts.tickets, counts.messages, 'and nothing that was said is missing')
  },
)
