import { fileURLToPath } from 'node:url'
import got from 'got'
import t from 'tap'
import { unaccounted } from './fixtures/proof.ts'
import { setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const expressive = fileURLToPath(new URL('./fixtures/expressive.ts', import.meta.url))
const stage = await setStage({ plugin: expressive })
t.teardown(() => stage.close())
const { network, simulator } = stage
const patient = { timeoutMs: 60_000 }

const ticketsOf = (socialhubChannelId: string) =>
  Object.values(simulator.state.data.tickets).filter(
    ({ channelId, hidden }) => channelId === socialhubChannelId && !hidden,
  )

/** The only Ticket of a Channel, when it shows so many pictures. */
async function ticketWith(socialhubChannelId: string, pictures: number) {
  return await simulator.until(
    () => {
      const tickets = ticketsOf(socialhubChannelId)
      return tickets.find(({ interaction }) => interaction.pictures?.length === pictures)
    },
    { ...patient, what: `a Ticket with ${pictures} pictures` },
  )
}

t.test('parts of an album are one Ticket, also those that come late', async (t) => {
  const { socialhubChannelId } = await stage.addChannel('albums')
  const [first] = ['album one: The lamp', 'album one:', 'album one: and its light'].map((text) =>
    network.addMessage('albums', { text }),
  )
  network.addMessage('albums', { text: 'something else' })
  const host = await stage.startHost()
  t.teardown(() => host.stop())
  const ticket = await ticketWith(socialhubChannelId, 3)
  t.match(ticket.interaction, {
    networkItemId: first?.id,
    message: 'The lamp\n\nand its light',
    pictures: [{ small: /\.png$/ }, { small: /\.png$/ }, { small: /\.png$/ }],
  })
  t.equal(ticketsOf(socialhubChannelId).length, 2)

  const late = network.addMessage('albums', { text: 'album one: too late' })
  t.match((await ticketWith(socialhubChannelId, 4)).interaction, {
    message: 'The lamp\n\nand its light\n\ntoo late',
  })
  await got.patch(`${network.url}/accounts/albums/messages/${late.id}`, {
    json: { text: 'album one: in time' },
  })
  await simulator.until(
    () =>
      ticketsOf(socialhubChannelId).some(({ interaction: { message } }) =>
        message?.endsWith('in time'),
      ),
    { ...patient, what: 'the edit of a part in the Ticket' },
  )
  await got.delete(`${network.url}/accounts/albums/messages/${late.id}`)
  t.match((await ticketWith(socialhubChannelId, 3)).interaction, {
    message: 'The lamp\n\nand its light',
  })
  t.equal(ticketsOf(socialhubChannelId).length, 2)
})

t.test('no part is lost where a host is killed', async (t) => {
  for (const point of ['fetch.returned', 'fetch.stored', 'ticket.stored'] as const) {
    const account = point.replace('.', '-')
    const { socialhubChannelId } = await stage.addChannel(account)
    network.addMessage(account, { text: 'album a: 1' })
    network.addMessage(account, { text: 'album a: 2' })
    const killed = await stage.startHost({ holdAt: point })
    await killed.reached
    network.addMessage(account, { text: 'album a: 3' })
    await killed.kill()
    const next = await stage.startHost()
    const ticket = await ticketWith(socialhubChannelId, 3)
    t.equal(ticket.interaction.message, '1\n\n2\n\n3', point)
    t.equal(ticketsOf(socialhubChannelId).length, 1, point)
    await next.stop()
  }
  t.same(await unaccounted(stage.db), [], 'all that came in is accounted for')
})
