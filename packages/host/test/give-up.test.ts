import { sql } from 'kysely'
import t from 'tap'
import { changeByOperator } from '../src/operating/channel-work.ts'
import { giveUpEvent } from '../src/operating/give-up-event.ts'
import { retryEvent } from '../src/operating/retry-event.ts'
import { listAudit } from '../src/store/audit-reading.ts'
import { cockpitChannels } from '../src/store/cockpit-overview.ts'
import { listEvents } from '../src/store/overview.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const RESET = 'POST /inbox/tickets/:ticketId/reset/:actionId'
const CONFIRM = 'POST /inbox/tickets/:ticketId/replies/:followupId/success'

t.test('what an operator gives up', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, network, simulator } = stage
  const channels = new Map<string, string>()
  const accounts = [
    'waits',
    'found',
    'absent',
    'unknown',
    'paused',
    'unconfirmed',
    'refused',
    'hurried',
    'begun',
  ]
  for (const account of accounts) {
    channels.set(account, (await stage.addChannel(account)).socialhubChannelId)
    network.addMessage(account, { text: 'hello' })
  }
  const host = await stage.startHost()
  t.teardown(() => host.stop())
  const tickets = await simulator.until(
    () => {
      const found = Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)
      return found.length === accounts.length && found
    },
    { what: 'the Tickets', timeoutMs: 60_000 },
  )
  const channelOf = (account: string) => channels.get(account) ?? ''
  const ticketOf = (account: string) =>
    tickets.find(({ channelId }) => channelId === channelOf(account))?.id ?? ''
  const actionOf = async (followupId: string) =>
    await db
      .selectFrom('ticket_actions')
      .selectAll()
      .where('followup_id', '=', followupId)
      .executeTakeFirst()
  const followup = (id: string) => simulator.state.data.followups[id]
  const reply = (account: string, actionId = 'reply') =>
    simulator.act.reply({ ticketId: ticketOf(account), actionId, text: 'an answer' }).id
  const countsOf = (account: string) => {
    const counts = simulator.journal.counts(channelOf(account))
    return { resets: counts[RESET]?.byStatus ?? {}, confirmed: counts[CONFIRM]?.byStatus ?? {} }
  }
  const inState = async (id: string, state: string) =>
    await eventually(
      () => actionOf(id),
      (action) => action?.state === state,
      60_000,
    )

  await t.test(
    'is reset with their reason and never published, whatever stands before it',
    async (t) => {
      // A long pause that the Network asks for holds nothing up that asks it for nothing.
      const pause = { status: 429, retryAfterSeconds: 3_000 }
      network.fault({ call: 'reply', account: 'waits', ...pause })
      const first = reply('waits')
      await eventually(
        () => actionOf(first),
        (action) => action?.state === 'accepted' && action.attempts > 0,
      )
      const second = reply('waits')
      const waiting = await eventually(
        () => actionOf(second),
        (action) => action !== undefined,
      )
      await t.rejects(giveUpEvent(db, `action-${waiting?.id}`, 'x'.repeat(301)), {
        code: 'reason-too-long',
      })
      await giveUpEvent(db, `action-${waiting?.id}`, ' The campaign is over. ')
      await inState(second, 'reset')
      t.equal(followup(second)?.status, 'failed')
      t.equal(
        followup(second)?.reason,
        'The people who look after this Channel gave this up; nothing was published. “The campaign is over.”',
      )
      t.equal(followup(first)?.status, 'sending', 'the one before it is tried on')
      const [open] = await listEvents(db, {
        channelId: channelOf('waits'),
        openFirst: true,
        limit: 1,
      })
      t.equal(open?.id, `action-${(await actionOf(first))?.id}`, 'what is open stands first')
      await giveUpEvent(db, `action-${(await actionOf(first))?.id}`, '')
      await inState(first, 'reset')
      t.notMatch(followup(first)?.reason, '“')
      t.same(countsOf('waits'), { resets: { '201': 2 }, confirmed: {} }, 'each told once')
      t.same(network.replies('waits'), [])
      const told = await listAudit(db, sealer, { action: 'ticket-action.given-up', limit: 9 })
      t.equal(told.length, 2)
      t.match(told, [
        { after: { id: `action-${(await actionOf(first))?.id}`, state: 'accepted' }, cause: null },
        { channel: channelOf('waits'), cause: 'The campaign is over.' },
      ])
      await t.rejects(giveUpEvent(db, `action-${waiting?.id}`, ''), { code: 'not-given-up' })
      await t.rejects(giveUpEvent(db, 'action-999999', ''), { code: 'unknown-event' })
    },
  )

  /** A reply whose outcome nobody knows yet: the Network can't be asked. */
  const uncertain = async (account: string, lost: 'before-effect' | 'after-effect') => {
    network.fault({ call: 'find', account, status: 503, times: 1_000_000 })
    network.fault({ call: 'reply', account, breakConnection: lost })
    const id = reply(account, 'reply-once')
    const action = await eventually(
      () => actionOf(id),
      (found) => found?.state === 'sending' && found.attempts > 1,
      60_000,
    )
    // Nobody asks again before it is given up.
    await sql`update ticket_actions set retry_at = now() + interval '1 hour'
      where id = ${action?.id}`.execute(db)
    return { id, event: `action-${action?.id}` }
  }

  await t.test(
    'stays published where the Network has it, and SocialHub is told that',
    async (t) => {
      const { id, event } = await uncertain('found', 'after-effect')
      await clearFaults(stage)
      await giveUpEvent(db, event, '')
      await inState(id, 'confirmed')
      t.equal(network.replies('found').length, 1)
      t.same(countsOf('found'), { resets: {}, confirmed: { '201': 1 } })
    },
  )

  await t.test('is not sent again where the Network does not have it', async (t) => {
    const { id, event } = await uncertain('absent', 'before-effect')
    await clearFaults(stage)
    await giveUpEvent(db, event, '')
    await inState(id, 'reset')
    t.match(followup(id)?.reason, 'nothing was published')
    t.same(network.replies('absent'), [])
    t.same(countsOf('absent').resets, { '201': 1 })
  })

  await t.test('says that nobody knows, where the Network can’t be asked', async (t) => {
    const { id, event } = await uncertain('unknown', 'after-effect')
    await giveUpEvent(db, event, '')
    await inState(id, 'reset')
    t.match(followup(id)?.reason, 'did not say whether this was published')
    await clearFaults(stage)
  })

  await t.test('waits with a paused Channel, and is not published when it goes on', async (t) => {
    await changeByOperator(db, channelOf('paused'), 'paused by the operator', 'test')
    const id = reply('paused')
    const action = await eventually(
      () => actionOf(id),
      (found) => found !== undefined,
    )
    await giveUpEvent(db, `action-${action?.id}`, '')
    t.equal((await actionOf(id))?.state, 'accepted')
    await changeByOperator(db, channelOf('paused'), 'resumed by the operator', 'test')
    await inState(id, 'reset')
    t.same(network.replies('paused'), [])
  })

  await t.test('what waits can be tried now instead', async (t) => {
    network.fault({ call: 'reply', account: 'hurried', status: 429, retryAfterSeconds: 3_000 })
    const id = reply('hurried')
    const action = await eventually(
      () => actionOf(id),
      (found) => found?.state === 'accepted' && found.attempts > 0,
    )
    const event = `action-${action?.id}`
    // The Channel's pause would hold all the same.
    await sql`update channels set network_after = now()
      where socialhub_channel_id = ${channelOf('hurried')}`.execute(db)
    const [waiting] = await listEvents(db, { id: event, limit: 1 })
    t.ok(Number(waiting?.retryAt) > Date.now() + 40 * 60_000)
    await retryEvent(db, event)
    await inState(id, 'confirmed')
    t.equal(network.replies('hurried').length, 1)
    await t.rejects(retryEvent(db, event), { code: 'not-retried' })
    const [told] = await listAudit(db, sealer, { action: 'ticket-action.hurried', limit: 1 })
    t.match(told, { after: { id: event, state: 'accepted' } })
  })

  const channelAt = async (account: string) => {
    const filter = { find: '', channelIds: [channelOf(account)] }
    const { channels: found } = await cockpitChannels(db, filter, { size: 1, page: 0 })
    return found[0]
  }

  /** How often its Channel was rung. */
  const ringsOf = async (account: string) =>
    await db
      .selectFrom('turns')
      .innerJoin('channels', 'channels.id', 'turns.channel_id')
      .select('rung')
      .where('socialhub_channel_id', '=', channelOf(account))
      .executeTakeFirst()

  await t.test('a published reply stays, and needs nobody any more', async (t) => {
    const id = reply('unconfirmed')
    const action = await inState(id, 'confirmed')
    await sql`update ticket_actions set state = 'unconfirmed' where id = ${action?.id}`.execute(db)
    t.match(await channelAt('unconfirmed'), { health: 'attention', unconfirmed: 1 })
    const rings = await ringsOf('unconfirmed')
    await giveUpEvent(db, `action-${action?.id}`, '')
    t.same(await ringsOf('unconfirmed'), rings, 'its turn has nothing to do')
    t.match(await channelAt('unconfirmed'), { health: 'well', unconfirmed: 0 })
    t.equal((await actionOf(id))?.state, 'unconfirmed')
    await retryEvent(db, `action-${action?.id}`)
    await inState(id, 'confirmed')
    t.equal((await actionOf(id))?.given_up_at, null, 'SocialHub can be told all the same')
    t.equal(network.replies('unconfirmed').length, 1)
  })

  await t.test('a refused message needs nobody any more, until it is refused again', async (t) => {
    const { rows } = await sql<{ seq: string }>`
      update interactions set state = 'refused', refusal = 'too odd', content = '{}' where channel_id =
        (select id from channels where socialhub_channel_id = ${channelOf('refused')})
      returning seq`.execute(db)
    const event = `interaction-${rows[0]?.seq}`
    t.match(await channelAt('refused'), { health: 'attention', refused: 1 })
    const rings = await ringsOf('refused')
    await giveUpEvent(db, event, 'Nobody can read it.')
    t.same(await ringsOf('refused'), rings, 'its turn has nothing to do')
    const [told] = await listAudit(db, sealer, { action: 'interaction.given-up', limit: 1 })
    t.match(told, { after: { id: event }, cause: 'Nobody can read it.' })
    t.match(await channelAt('refused'), { health: 'well', refused: 0 })
    await t.rejects(giveUpEvent(db, event, ''), { code: 'not-given-up' })
    // SocialHub takes no Interaction without anything in it.
    await retryEvent(db, event)
    await eventually(
      () => channelAt('refused'),
      (channel) => channel?.refused === 1,
    )
    t.pass('it is to be looked at again')
  })

  await t.test('is not published by a turn that has read it before', async (t) => {
    await host.stop()
    const late = await stage.startHost({ holdAt: 'action.accepted' })
    const id = reply('begun')
    t.equal(await late.reached, 'action.accepted')
    await giveUpEvent(db, `action-${(await actionOf(id))?.id}`, 'Too late.')
    late.goOn()
    await inState(id, 'reset')
    t.match(followup(id)?.reason, 'nothing was published. “Too late.”')
    t.same(network.replies('begun'), [])
    t.equal((await actionOf(id))?.attempts, 0)
  })
})

async function clearFaults({ network }: Stage): Promise<void> {
  await fetch(`${network.url}/faults`, { method: 'DELETE' })
}
