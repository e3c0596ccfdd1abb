import t from 'tap'
import type { CrashPoint } from '../src/crash-points.ts'
import { unaccounted } from './fixtures/proof.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const CREATE = 'POST /inbox/tickets'
const CRASH_POINTS: readonly CrashPoint[] = [
  'fetch.returned',
  'fetch.stored',
  'ticket.created',
  'ticket.stored',
]

t.test('a message becomes one Ticket, wherever its host is killed', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network, db } = stage
  for (const point of CRASH_POINTS) {
    const account = point.replaceAll('.', '-')
    const { channelId, socialhubChannelId } = await stage.addChannel(account)
    const first = network.addMessage(account, { text: 'one' })
    network.addMessage(account, { text: 'two', root: first.id })
    const doomed = await stage.startHost({ holdAt: point })
    t.equal(await doomed.reached, point, `reaches ${point}`)
    await doomed.kill()
    const survivor = await stage.startHost()
    const rows = await eventually(
      () =>
        db
          .selectFrom('interactions')
          .select(['state', 'ticket_id'])
          .where('channel_id', '=', channelId)
          .orderBy('seq')
          .execute(),
      (found) => found.length === 2 && found.every(({ state }) => state === 'delivered'),
    )
    await survivor.stop()
    const counts = simulator.journal.counts(socialhubChannelId)[CREATE]?.byStatus ?? {}
    t.equal(counts['201'], 2, 'SocialHub made each Ticket once')
    const tickets = Object.values(simulator.state.data.tickets).filter(
      (ticket) => ticket.channelId === socialhubChannelId && !ticket.hidden,
    )
    t.same(
      tickets.map(({ interaction }) => interaction.message),
      ['one', 'two'],
      'in their order',
    )
    // The answer that was lost with the host may have been the only one to name the Ticket.
    const unnamed = rows.filter((row) => row.ticket_id === null).length
    t.equal(
      unnamed,
      point === 'ticket.created' ? 1 : 0,
      'their ids are stored where they were told',
    )
  }
  t.same(await unaccounted(db), [], 'all that came in is accounted for')
})
