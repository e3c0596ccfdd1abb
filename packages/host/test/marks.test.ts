import { fileURLToPath } from 'node:url'
import t from 'tap'
import { setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const expressive = fileURLToPath(new URL('./fixtures/expressive.ts', import.meta.url))

t.test('what a plugin marks stands in the Ticket, in the Channel’s language', async (t) => {
  const stage = await setStage({ plugin: expressive })
  t.teardown(() => stage.close())
  const { network, simulator } = stage
  const { socialhubChannelId } = await stage.addChannel('marked', { language: 'de' })
  network.addMessage('marked', { text: 'subject: Your lamp\nIt is dark.' })
  network.addMessage('marked', { text: 'subject: Only this' })
  await stage.startHost()
  const tickets = await simulator.until(
    () => {
      const known = Object.values(simulator.state.data.tickets).filter(
        ({ channelId, hidden }) => channelId === socialhubChannelId && !hidden,
      )
      return known.length === 2 ? known : undefined
    },
    { timeoutMs: 60_000 },
  )
  t.same(
    tickets.map(({ interaction }) => interaction.message),
    [
      'Betreff: Your lamp\n[von einem Programm geschrieben]\n\nIt is dark.',
      'Betreff: Only this\n[von einem Programm geschrieben]',
    ],
  )
})
