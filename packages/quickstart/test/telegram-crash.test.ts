import { fileURLToPath } from 'node:url'
import type { Simulator, Ticket } from '@hubward/simulator'
import t from 'tap'
import { startFakeTelegram } from '../../../plugins/telegram/test/fake-telegram.ts'
import { CREDENTIALS, NETWORK_ID, PRIVATE } from '../../../plugins/telegram/test/trial.ts'
import type { CrashPoint } from '../../host/src/crash-points.ts'
import { setStage } from '../../host/test/stage/stage.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(600_000)

const plugin = fileURLToPath(new URL('./fixtures/quick-telegram.ts', import.meta.url))
const PATIENCE = { timeoutMs: 180_000 }

/** Telegram can't be asked what became of a reply: one of unknown outcome is never sent again. */
t.test('a host killed in the middle of replying to Telegram sends nothing twice', async (t) => {
  const network = await startFakeTelegram()
  t.teardown(() => network.close())
  network.chat(PRIVATE)
  const settings = { server: network.url }
  const stage = await setStage({ plugin, config: { integrations: { stub: { plugin, settings } } } })
  t.teardown(() => stage.close())
  const { simulator } = stage
  await stage.addChannel(NETWORK_ID, { credentials: CREDENTIALS })
  const openHosts = [...stage.config.openHosts, new URL(network.url).host]
  const startHost = (holdAt?: CrashPoint) =>
    stage.startHost({ config: { openHosts }, ...(holdAt && { holdAt }) })

  for (const [point, sent] of [
    ['action.sending-stored', 0],
    ['action.performed', 1],
  ] as const) {
    const doomed = await startHost(point)
    network.write(PRIVATE, { text: `A question (${point})` })
    const ticket = await ticketThatSays(simulator, point)
    const text = `An answer (${point})`
    const followup = simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text })
    t.equal(await doomed.reached, point)
    await doomed.kill()
    const survivor = await startHost()
    const ended = await simulator.until(
      () => {
        const found = simulator.state.data.followups[followup.id]
        return found?.status === 'sending' ? undefined : found
      },
      { ...PATIENCE, what: `the end of the reply killed at ${point}` },
    )
    t.not(ended.status, 'published', 'nobody claims what nobody knows')
    const found = network.standing.filter(({ message }) => message.text === text)
    t.equal(found.length, sent, `${point}: it is there as often as it was sent`)
    network.write(PRIVATE, { text: `Goes on after ${point}.` })
    await ticketThatSays(simulator, `Goes on after ${point}.`)
    await survivor.stop()
  }
  const tickets = Object.values(simulator.state.data.tickets)
  t.equal(tickets.length, 4, 'each message is one Ticket')
})

function ticketThatSays(simulator: Simulator, text: string): Promise<Ticket> {
  return simulator.until(
    () =>
      Object.values(simulator.state.data.tickets).find(({ interaction }) =>
        interaction.message?.includes(text),
      ),
    { ...PATIENCE, what: `the Ticket "${text}"` },
  )
}
