import { fileURLToPath } from 'node:url'
import t from 'tap'
import { itemId } from '../../../plugins/matrix/src/message.ts'
import type { CrashPoint } from '../../host/src/crash-points.ts'
import { setStage } from '../../host/test/stage/stage.ts'
import { needsSynapse } from './fixtures/matrix/installed.ts'
import { settingsFor, ticketOf } from './fixtures/matrix/live.ts'
import { startSynapse } from './fixtures/matrix/synapse.ts'

// Whole processes start and die here, and a real homeserver looks on.
t.setTimeout(600_000)

const plugin = fileURLToPath(new URL('./fixtures/matrix/quick-matrix.ts', import.meta.url))

t.test(
  'a host that is away misses nothing; one that is killed publishes once',
  needsSynapse(),
  async (t) => {
    const synapse = await startSynapse()
    t.teardown(() => synapse.close())
    const [west, ada] = [await synapse.person('west'), await synapse.person('ada')]
    const room = await ada.room({ name: 'Shop', invite: [west.id] })
    await west.join(room)
    const { device_id } = await west.call('GET', 'client/v3/account/whoami')
    const settings = settingsFor(synapse)
    const stage = await setStage({
      plugin,
      config: { integrations: { stub: { plugin, settings } } },
    })
    t.teardown(() => stage.close())
    const { simulator } = stage
    await stage.addChannel(west.id, {
      credentials: {
        homeserver: synapse.url,
        userId: west.id,
        deviceId: String(device_id),
        accessToken: west.token,
        ours: true,
      },
      channelSettings: { rooms: [room], invitations: 'never' },
      fetchSince: new Date(),
    })
    const openHosts = [...stage.config.openHosts, new URL(synapse.url).host]
    const startHost = (holdAt?: CrashPoint) =>
      stage.startHost({ config: { openHosts }, ...(holdAt && { holdAt }) })

    const first = await startHost()
    const before = (await ada.write(room, 'Before')).event_id
    await ticketOf(simulator, before)
    await first.stop()
    const written = [before]
    for (let number = 0; number < 200; number++) {
      written.push((await ada.write(room, `Meanwhile ${number}`)).event_id)
    }
    const second = await startHost()
    // Each is a thread of its own, and threads are delivered side by side: the last may be early.
    written.push((await ada.write(room, 'After')).event_id)
    for (const event of written) await ticketOf(simulator, event)
    const tickets = Object.values(simulator.state.data.tickets).map(
      ({ interaction }) => interaction.networkItemId,
    )
    const items = written.map((event) => itemId(room, event))
    t.same(tickets.toSorted(), items.toSorted(), 'all 200, and what lies around them, once')
    await second.stop()

    for (const point of ['action.sending-stored', 'action.performed'] as const) {
      const doomed = await startHost(point)
      const asked = await ada.write(room, `A question (${point})`)
      const ticket = await ticketOf(simulator, asked.event_id)
      const text = `An answer (${point})`
      const followup = simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text })
      t.equal(await doomed.reached, point)
      await doomed.kill()
      const survivor = await startHost()
      await simulator.until(
        () => simulator.state.data.followups[followup.id]?.status === 'published' || undefined,
        { timeoutMs: 180_000, what: `the reply killed at ${point}` },
      )
      const published = (await ada.history(room)).filter(({ content }) => content.body === text)
      t.equal(published.length, 1, `${point}: it is there once`)
      await survivor.stop()
    }
  },
)
