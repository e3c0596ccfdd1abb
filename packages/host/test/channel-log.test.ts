import t from 'tap'
import { setAccountLabel } from '../src/store/accounts.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

type Line = Readonly<Record<string, unknown>>

/** What a host has written, as far as lines are whole. */
function linesOf(output: readonly string[]): readonly Line[] {
  const whole = output.join('').split('\n').slice(0, -1)
  return whole.filter((line) => line.startsWith('{')).map((line): Line => JSON.parse(line))
}

t.test('every line about a Channel names it, and the Customer', async (t) => {
  const stage = await setStage({ leaseMs: 3_000 })
  t.teardown(() => stage.close())
  const { simulator, network, db } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel('shop')
  await setAccountLabel(db, simulator.accountId, 'Sample & Sons')
  const output: string[] = []
  const saying = (words: string) =>
    eventually(
      () => linesOf(output).filter(({ msg }) => String(msg).includes(words)),
      (found) => found.length > 0,
    )

  network.fault({ call: 'fetch', account: 'shop', status: 503 })
  const host = await stage.startHost({ config: { log: 'debug' }, output })
  await saying('fetching failed')
  await saying('a call failed')

  network.addMessage('shop', { text: 'hello' })
  const ticket = await simulator.until(() => Object.values(simulator.state.data.tickets)[0], {
    timeoutMs: 60_000,
    what: 'the Ticket',
  })
  t.equal(ticket.channelId, socialhubChannelId)
  await simulator.act.createNewToken({ channelId: socialhubChannelId })
  network.addMessage('shop', { text: 'too late' })
  await saying('the Channel stopped: token refused')
  await host.stop()

  const lines = linesOf(output).filter(({ channel }) => channel !== undefined)
  t.ok(new Set(lines.map(({ msg }) => msg)).size >= 3, `${lines.length} lines about a Channel`)
  for (const line of lines) {
    t.match(
      line,
      { integration: 'stub', channel: channelId, socialhubChannelId, customer: 'Sample & Sons' },
      String(line.msg),
    )
  }
})

t.test('without a name for the Account, its id stands for the Customer', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network } = stage
  await stage.addChannel('shop')
  const output: string[] = []
  network.fault({ call: 'fetch', account: 'shop', status: 503 })
  const host = await stage.startHost({ config: { log: 'info' }, output })
  const [line] = await eventually(
    () => linesOf(output).filter(({ msg }) => String(msg).startsWith('fetching failed')),
    (found) => found.length > 0,
  )
  t.equal(line?.customer, simulator.accountId)
  await host.stop()
})
