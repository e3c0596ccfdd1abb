import t from 'tap'
import { acceptEvents } from '../src/store/accept-events.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(200_000)

const RESET = 'POST /inbox/tickets/:ticketId/reset/:actionId'

t.test('a reply that is sent again while its reset is being told', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, network, simulator } = stage
  await stage.addChannel('quick')
  network.addMessage('quick', { text: 'hello' })
  const host = await stage.startHost()
  t.teardown(() => host.stop())
  const ticket = await simulator.until(
    () => Object.values(simulator.state.data.tickets).find((one) => !one.hidden),
    { what: 'the Ticket', timeoutMs: 60_000 },
  )
  const attempts = () =>
    Object.values(simulator.state.data.ticketActions).map(({ status, reason }) => ({
      status,
      reason,
    }))

  // SocialHub has reset it, and its answer is still on the way.
  const slow = simulator.faults.routes.add({ route: RESET, fault: 'slow-answer' })
  network.fault({ call: 'reply', account: 'quick', status: 422, times: 1 })
  const { id } = simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text: 'Hello' })
  await eventually(
    () => simulator.state.data.followups[id]?.status,
    (status) => status === 'failed',
  )
  simulator.act.retryFollowup({ followupId: id })
  await eventually(
    () => attempts().map(({ status }) => status),
    (statuses) => statuses[1] === 'accepted',
  )
  simulator.faults.routes.remove(slow.id)

  await eventually(attempts, (all) => all.every(({ status }) => status === 'failed'), 60_000)
  const [first, second] = attempts()
  t.same(second, first, 'the second attempt is reset for the reason of the first')
  t.same(network.replies('quick'), [], 'and nothing was published of which SocialHub was told that')

  // Sent before the host has noted the answer, it would be reset once more.
  await eventually(
    () => db.selectFrom('ticket_actions').select('state').execute(),
    (rows) => rows.every(({ state }) => state === 'reset'),
  )
  simulator.act.retryFollowup({ followupId: id })
  await eventually(
    () => simulator.state.data.followups[id]?.status,
    (status) => status === 'published',
    60_000,
  )
  t.equal(network.replies('quick').length, 1, 'sent once more, it is published once')
  // SocialHub shows it as published a moment before the host has noted the answer.
  const states = await eventually(
    async () => {
      const rows = await db.selectFrom('ticket_actions').select('state').execute()
      return rows.map(({ state }) => state).toSorted()
    },
    (states) => states.includes('confirmed'),
  )
  t.same(states, ['confirmed', 'reset'], 'the second event is no action of its own')
})

t.test('an event that a reset covers stays covered, however often it comes', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, manifest } = stage
  const { socialhubChannelId } = await stage.addChannel('quick')
  const sent = (number: number) =>
    acceptEvents(db, [
      {
        manifest,
        socialhubChannelId,
        traceparent: null,
        event: {
          uuid: `event-${number}`,
          time: 1_790_000_000_000 + number,
          type: 'reply',
          actionId: 'reply',
          ticketId: 'a'.repeat(24),
          networkItemId: 'message-1',
          payload: { followupId: 'followup-1', text: 'an answer' },
        },
      },
    ])
  const become = (state: string) => db.updateTable('ticket_actions').set({ state }).execute()
  const stored = async () => {
    const rows = await db.selectFrom('ticket_actions').select('event_uuid').orderBy('id').execute()
    return rows.map(({ event_uuid }) => event_uuid)
  }
  await sent(1)
  await become('failed')
  for (const number of [2, 3, 2, 1]) t.same(await sent(number), ['accepted'])
  t.same(await stored(), ['event-1'])
  await become('reset')
  for (const number of [1, 2, 3]) t.same(await sent(number), ['accepted'])
  t.same(await stored(), ['event-1'], 'those that come again after the reset are no new attempts')
  await sent(4)
  t.same(await stored(), ['event-1', 'event-4'], 'what is sent after it is one')
})
