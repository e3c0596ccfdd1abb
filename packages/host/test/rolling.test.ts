import t from 'tap'
import { startBalancer } from './fixtures/balancer.ts'
import { formerCheckout } from './fixtures/former-checkout.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, type HostProcess, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const former = await formerCheckout()
t.teardown(() => former.remove())

t.test('hosts are restarted and updated one after the other, and no webhook fails', async (t) => {
  // Whoever stops hands its Channels back; a busy machine must not look like a host that is dead.
  const stage = await setStage({ leaseMs: 30_000 })
  t.teardown(() => stage.close())
  const { network, simulator } = stage
  const [one, two] = [await freePort(), await freePort()]
  const port = Number(new URL(stage.config.publicUrl).port)
  const balancer = await startBalancer(port, [one, two])
  t.teardown(() => balancer.close())
  const start = (listenOn: number, program?: string) =>
    stage.startHost({
      ...(program !== undefined && { program }),
      config: {
        listen: { host: '127.0.0.1', port: listenOn },
        // A setting that the former host need not know.
        ...(program === undefined && { drainMs: 2_000 }),
      },
    })
  const { socialhubChannelId } = await stage.addChannel('busy')
  network.addMessage('busy', { text: 'hello' })
  let first: HostProcess = await start(one)
  let second: HostProcess = await start(two)
  await balancer.serving([one, two])
  const [ticket] = await eventually(
    () =>
      Object.values(simulator.state.data.tickets).filter(
        ({ channelId, hidden }) => channelId === socialhubChannelId && !hidden,
      ),
    (tickets) => tickets.length === 1,
  )
  const ticketId = ticket?.id ?? ''

  // One action after the other, and messages beside them, from now to the end.
  let over = false
  let pressed = 0
  const load = (async () => {
    while (!over) {
      simulator.act.pressButton({ ticketId, actionId: 'count' })
      network.addMessage('busy', { text: `message ${pressed}` })
      pressed += 1
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  const replace = async (host: HostProcess, listenOn: number, other: number, program?: string) => {
    const stopping = host.stop()
    await balancer.serving([other])
    await stopping
    const again = await start(listenOn, program)
    await balancer.serving([one, two])
    return again
  }

  await t.test('restarted', async (t) => {
    first = await replace(first, one, two)
    second = await replace(second, two, one)
    t.same(balancer.failures, [])
    t.equal(first.child.exitCode, null)
  })

  await t.test('updated from the last commit’s host', { skip: former.missing }, async (t) => {
    first = await replace(first, one, two, former.program)
    const before = balancer.passed.get(one) ?? 0
    await eventually(
      () => balancer.passed.get(one) ?? 0,
      (count) => count > before + 5,
    )
    t.ok('the former host and today’s share the load')
    // The former one need not know how to drain: it is ended, and what that fails is delivered again.
    // Not killed: nobody would know whether the Network has the action that it is just performing.
    await first.stop()
    balancer.failures.length = 0
  })

  over = true
  await load
  await simulator.idle()
  await eventually(
    () => network.actions('busy').length,
    (count) => count >= pressed,
  )
  t.equal(network.actions('busy').length, pressed, 'each action was performed once')
  await eventually(
    () =>
      Object.values(simulator.state.data.tickets).filter(
        ({ channelId, hidden }) => channelId === socialhubChannelId && !hidden,
      ).length,
    (count) => count === pressed + 1,
  )
  t.same(network.watch().overlaps, [])
  await second.stop()
})

t.test('a host that stops does not wait for a Network that hangs', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { network, db } = stage
  const { channelId } = await stage.addChannel('hanging')
  network.addMessage('hanging', { text: 'hello' })
  network.fault({ call: 'fetch', delayBeforeMs: 30_000, times: 100 })
  const host = await stage.startHost()
  await eventually(
    () => network.watch().calls.fetch ?? 0,
    (count) => count > 0,
  )
  await host.stop()
  const turn = await db
    .selectFrom('turns')
    .select('holder')
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  t.equal(turn?.holder, null, 'the Channel was handed back')
})
