import got from 'got'
import t from 'tap'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

t.test('a Network that lists in disorder gets its last text into the Ticket', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { network, simulator } = stage
  await stage.addChannel('disorderly')
  const { id } = network.addMessage('disorderly', { text: 'as it was written' })
  for (const text of ['edited once', 'edited twice']) {
    await got.patch(`${network.url}/accounts/disorderly/messages/${id}`, { json: { text } })
    // The next edit bears another time.
    const edited = Date.now()
    while (Date.now() === edited) await new Promise(setImmediate)
  }
  network.fault({ call: 'fetch', account: 'disorderly', reversed: true })
  await stage.startHost()
  const tickets = await eventually(
    () => Object.values(simulator.state.data.tickets),
    (found) => found.length > 0,
  )
  t.same(
    tickets.map(({ interaction }) => interaction.message),
    ['edited twice'],
  )
})
