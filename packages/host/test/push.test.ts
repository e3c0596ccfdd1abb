import got from 'got'
import t from 'tap'
import { fetchIntegrationSoon } from '../src/store/fetching.ts'
import { wakeFetch } from '../src/store/pushes.ts'
import { type Stage, setStage } from './stage/stage.ts'

t.setTimeout(200_000)

/** What asks for a fetch while one is under way, whose answer is too old to count. */
const wishes: Readonly<Record<string, (stage: Stage, channelId: string) => Promise<unknown>>> = {
  'what is pushed': ({ config }) =>
    got.post(`${config.publicUrl}/p/stub/push`, { json: { account: 'pushed' } }),
  'what a plugin rings for': ({ db }, channelId) =>
    db.transaction().execute((trx) => wakeFetch(trx, channelId)),
  'what new code shall fetch': ({ db }) => fetchIntegrationSoon(db, 'stub'),
}

for (const [what, wish] of Object.entries(wishes)) {
  t.test(`${what} while a fetch is under way does not wait for the next interval`, async (t) => {
    const stage = await setStage()
    t.teardown(() => stage.close())
    const { channelId } = await stage.addChannel('pushed')
    // A quiet Channel: left to its interval, the next fetch is a minute away.
    await stage.db
      .updateTable('channels')
      .set({ fetch_interval_ms: 60_000 })
      .where('id', '=', channelId)
      .execute()
    const host = await stage.startHost({ holdAt: 'fetch.returned' })
    t.equal(await host.reached, 'fetch.returned', 'a fetch has come back empty')
    const { id } = stage.network.addMessage('pushed', { text: 'just too late for it' })
    await wish(stage, channelId)
    host.goOn()
    const ticket = await stage.simulator.until(
      () =>
        Object.values(stage.simulator.state.data.tickets).find(
          ({ interaction }) => interaction.networkItemId === id,
        ),
      { timeoutMs: 45_000, what: 'the Ticket, before the next interval is over' },
    )
    t.equal(ticket.interaction.message, 'just too late for it')
    await host.stop()
  })
}
