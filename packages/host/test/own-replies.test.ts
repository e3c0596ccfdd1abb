import { fileURLToPath } from 'node:url'
import t from 'tap'
import { setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const expressive = fileURLToPath(new URL('./fixtures/expressive.ts', import.meta.url))

t.test('who answers a reply of ours gives its note back, and stays in the thread', async (t) => {
  const stage = await setStage({ plugin: expressive })
  t.teardown(() => stage.close())
  const { network, simulator } = stage
  const { socialhubChannelId } = await stage.addChannel('ours')
  network.addMessage('ours', { id: 'the-root', text: 'root' })
  network.addMessage('ours', { id: 'the-answer', text: 'answer', root: 'the-root' })
  // What is ours is known by what was published alone.
  const settings = { url: network.url, listOwn: false }
  await stage.startHost({ config: { integrations: { stub: { plugin: expressive, settings } } } })
  const ticketOf = (networkItemId: string) =>
    simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).find(
          ({ channelId, hidden, interaction }) =>
            channelId === socialhubChannelId &&
            !hidden &&
            interaction.networkItemId === networkItemId,
        ),
      { timeoutMs: 60_000, what: `the Ticket of ${networkItemId}` },
    )
  const answer = async (networkItemId: string, text: string) => {
    const { id: ticketId } = await ticketOf(networkItemId)
    const published = network.nextEffect('reply', 'ours')
    simulator.act.reply({ ticketId, actionId: 'reply', text })
    await published
    const reply = network.replies('ours').find((one) => one.text.startsWith(text))
    return reply ?? { id: '' }
  }
  const first = await answer('the-answer', 'first')
  t.match(first, { inReplyTo: 'the-answer', root: 'the-root', text: /^first \{"number":2\}$/ })
  const second = await answer(first.id, 'second')
  t.match(second, { inReplyTo: first.id, root: 'the-root', text: 'second {"topic":"first"}' })
})
