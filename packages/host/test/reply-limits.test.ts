import { fileURLToPath } from 'node:url'
import t from 'tap'
import { setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const expressive = fileURLToPath(new URL('./fixtures/expressive.ts', import.meta.url))
const stage = await setStage({ plugin: expressive })
t.teardown(() => stage.close())
const { network, simulator } = stage
const patient = { timeoutMs: 60_000 }

/** The Ticket of a new message in a new Channel. */
async function ticketIn(account: string, message: { text: string; own?: boolean }) {
  const { socialhubChannelId } = await stage.addChannel(account, { language: 'de' })
  network.addMessage(account, message)
  return await simulator.until(
    () =>
      Object.values(simulator.state.data.tickets).find(
        ({ channelId, hidden }) => channelId === socialhubChannelId && !hidden,
      ),
    { ...patient, what: `the Ticket of ${account}` },
  )
}

const settled = (id: string) =>
  simulator.until(() => {
    const followup = simulator.state.data.followups[id]
    return followup?.status === 'sending' ? undefined : followup
  }, patient)

await stage.startHost()

t.test('a reply is refused before it is sent, by what the Channel’s server takes', async (t) => {
  const { id: ticketId } = await ticketIn('narrow', { text: 'Hello' })
  const answer = (text: string) =>
    settled(simulator.act.reply({ ticketId, actionId: 'reply', text }).id)
  t.match(await answer('eleven letters'), {
    status: 'failed',
    reason:
      'Der Text hat 14 Zeichen; dieses Netzwerk nimmt höchstens 10. Kürzen Sie ihn und versuchen Sie es noch einmal.',
  })
  t.same(network.replies('narrow'), [], 'the Network was not asked')
  t.match(await answer('👨‍👩‍👧 https://example.org/a-long-way'), { status: 'published' })
})

t.test('where the server does not say, what is declared holds', async (t) => {
  const { id: ticketId } = await ticketIn('silent', { text: 'Hello' })
  const answer = (text: string) =>
    settled(simulator.act.reply({ ticketId, actionId: 'reply', text }).id)
  t.match(await answer('x'.repeat(41)), { status: 'failed', reason: /41 Zeichen.*höchstens 40/ })
  t.match(await answer('x'.repeat(40)), { status: 'published' })
})

t.test('an action goes with own Tickets, or with those of others', async (t) => {
  const { id: theirs } = await ticketIn('others', { text: 'Hello' })
  const { id: ours } = await ticketIn('self', { text: 'Hello', own: true })
  const reasonOf = (ticketId: string) =>
    simulator.until(
      () =>
        Object.values(simulator.state.data.ticketActions).find(
          (action) => action.ticketId === ticketId && action.status === 'failed',
        ),
      patient,
    )
  simulator.act.pressButton({ ticketId: ours, actionId: 'like' })
  t.match(await reasonOf(ours), { reason: /bei eigenen Nachrichten dieses Kanals nicht möglich/ })
  simulator.act.deleteInteraction({ ticketId: theirs, actionId: 'hide' })
  t.match(await reasonOf(theirs), { reason: /nur bei eigenen Nachrichten/ })
  t.same([...network.actions('others'), ...network.actions('self')], [])
})
