import t from 'tap'
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

  simulator.act.retryFollowup({ followupId: id })
  await eventually(
    () => simulator.state.data.followups[id]?.status,
    (status) => status === 'published',
    60_000,
  )
  t.equal(network.replies('quick').length, 1, 'sent once more, it is published once')
  const rows = await db.selectFrom('ticket_actions').select(['state', 'resent_as']).execute()
  t.same(
    rows.map(({ state }) => state).toSorted(),
    ['confirmed', 'reset'],
    'the second event is no action of its own',
  )
})
