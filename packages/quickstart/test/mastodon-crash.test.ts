import { fileURLToPath } from 'node:url'
import type { Simulator, Ticket } from '@hubward/simulator'
import t, { type Test } from 'tap'
import { credentialsFor } from '../../../plugins/mastodon/test/fixtures/channel.ts'
import { startStubServer } from '../../../plugins/mastodon/test/fixtures/server.ts'
import type { CrashPoint } from '../../host/src/crash-points.ts'
import { eventually, setStage } from '../../host/test/stage/stage.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(600_000)

const quick = fileURLToPath(new URL('./fixtures/quick-mastodon.ts', import.meta.url))
const PATIENCE = { timeoutMs: 180_000 }

/** All around a host, with a Channel of `customer` on a Mastodon server. */
async function setUp(t: Test) {
  const server = await startStubServer()
  t.teardown(() => server.close())
  const stage = await setStage({ plugin: quick })
  t.teardown(() => stage.close())
  await stage.addChannel(`customer@${server.domain}`, {
    credentials: credentialsFor(server),
    server: server.domain,
  })
  const openHosts = [...stage.config.openHosts, server.domain]
  const startHost = (holdAt?: CrashPoint) =>
    stage.startHost({ config: { openHosts }, ...(holdAt && { holdAt }) })
  return { server, stage, startHost, simulator: stage.simulator }
}

t.test('a host killed in the middle of replying publishes no second post', async (t) => {
  const { server, simulator, startHost } = await setUp(t)
  const { world, rules } = server
  for (const [keys, point] of [
    [true, 'action.sending-stored'],
    [false, 'action.performed'],
  ] as const) {
    const name = `${point} ${keys ? 'with' : 'without'} keys`
    rules.keys = keys
    const doomed = await startHost(point)
    const question = world.write('ada', `@customer A question (${name})`)
    const ticket = await ticketThatSays(simulator, name)
    const followup = simulator.act.reply({
      ticketId: ticket.id,
      actionId: 'reply',
      text: 'An answer.',
      option: 'same',
    })
    t.equal(await doomed.reached, point, name)
    await doomed.kill()
    const survivor = await startHost()
    await simulator.until(
      () => simulator.state.data.followups[followup.id]?.status === 'published',
      { ...PATIENCE, what: `the reply killed at ${name}` },
    )
    t.equal(world.repliesTo(question).length, 1, 'it is published once')
    await survivor.stop()
  }
})

t.test('what is left of a server’s budget is for replies, on all Channels there', async (t) => {
  const { server, stage, simulator, startHost } = await setUp(t)
  const { world, rules } = server
  await stage.addChannel(`second@${server.domain}`, {
    credentials: credentialsFor(server, 'second'),
    server: server.domain,
  })
  const host = await startHost()
  world.write('ada', '@customer The first')
  const ticket = await ticketThatSays(simulator, 'The first')
  rules.resetAt = new Date(Date.now() + 600_000).toISOString()
  rules.remaining = 40
  const paused = await eventually(
    () => stage.db.selectFrom('channels').select('fetch_due_at as due').execute(),
    (channels) => channels.every(({ due }) => due.getTime() > Date.now() + 500_000),
  )
  t.equal(paused.length, 2)
  const spent = 40 - rules.remaining
  t.ok(spent < 12, `fetching stops after ${spent} more requests`)
  const followup = simulator.act.reply({
    ticketId: ticket.id,
    actionId: 'reply',
    text: 'An answer.',
    option: 'same',
  })
  await simulator.until(() => simulator.state.data.followups[followup.id]?.status === 'published', {
    ...PATIENCE,
    what: 'the reply',
  })
  await host.stop()
})

t.test(
  '1,000 mentions that waited while no host ran become Tickets, whole and in order',
  async (t) => {
    const { server, simulator, startHost } = await setUp(t)
    const { world } = server
    const began = Date.now() - 1_000_000
    const threads = Array.from({ length: 20 }, (_, n) => world.write('customer', `Post ${n}`))
    const expected = Array.from({ length: 1_000 }, (_, n) => {
      const createdAt = new Date(began + n * 500).toISOString()
      const inReplyTo = threads[n % 40]
      world.write(`person${n % 9}`, `@customer number ${n}`, { createdAt, inReplyTo })
      return `@customer number ${n}`
    })
    const host = await startHost()
    await simulator.until(() => brought(simulator).length >= 1_000, {
      ...PATIENCE,
      what: 'the Tickets',
    })
    await simulator.idle()
    await host.stop()
    const messages = brought(simulator)
    const inOrder = messages.toSorted((a, b) => a.createdTime.localeCompare(b.createdTime))
    t.same(
      inOrder.map(({ message }) => message),
      expected,
      'each once, at its time',
    )
    for (const thread of threads) {
      const ofThread = messages.filter(({ rootId }) => rootId?.endsWith(thread.id))
      const numbers = ofThread.map(({ message }) => Number(message?.split(' ').at(-1)))
      t.same(
        numbers,
        numbers.toSorted((a, b) => a - b),
        'those of a thread one after the other',
      )
      t.equal(numbers.length, 25)
    }
  },
)

/** What came from others, in the order in which it came. */
function brought({ state }: Simulator) {
  return Object.values(state.data.tickets)
    .map(({ interaction }) => interaction)
    .filter(({ message }) => message?.startsWith('@customer number'))
}

function ticketThatSays(simulator: Simulator, text: string): Promise<Ticket> {
  return simulator.until(
    () =>
      Object.values(simulator.state.data.tickets).find(({ interaction }) =>
        interaction.message?.includes(text),
      ),
    { ...PATIENCE, what: `the Ticket "${text}"` },
  )
}
