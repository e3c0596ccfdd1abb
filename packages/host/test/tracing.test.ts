import { registerHooks } from 'node:module'
import t from 'tap'
import { type Collector, type Span, startCollector } from './fixtures/collector.ts'
import { openHouse } from './fixtures/house.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

/** What of OpenTelemetry this process has loaded. */
const loaded: string[] = []
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@opentelemetry/')) loaded.push(specifier)
    return next(specifier, context)
  },
})

t.test('unless it is configured, nothing of OpenTelemetry is loaded', async (t) => {
  const collector = await startCollector()
  t.teardown(() => collector.close())
  const play = async (tracing: object) => {
    const house = await openHouse({ config: { tracing } })
    await house.close()
  }
  await play({})
  await play({ endpoint: collector.url, disabled: true })
  t.same(loaded, [])
  await play({ endpoint: collector.url })
  t.ok(loaded.includes('@opentelemetry/sdk-trace'), 'and it would have been noticed')
})

/** Names of the spans of a trace, each below its parent: "a > b" where b is the child. */
function ways(spans: readonly Span[]): string[] {
  const parents = new Map(spans.map((span) => [span.spanId, span]))
  const wayTo = (span: Span): string => {
    const parent = parents.get(span.parentSpanId)
    return parent ? `${wayTo(parent)} > ${span.name}` : span.name
  }
  return spans.map(wayTo)
}

const named = ({ spans }: Collector, name: string) => spans.filter((span) => span.name === name)

const came = (collector: Collector, name: string, count: number) =>
  eventually(
    () => named(collector, name),
    (found) => found.length >= count,
  )

const TEXT = 'a question that is nobody else’s business'
const ANSWER = 'an answer between the two of them'
const ACCOUNT = 'mara-lindqvist'

async function setTracedStage(collector: Collector): Promise<Stage> {
  const tracing = { endpoint: collector.url, headers: 'x-collector-key=key%20of%20the%20collector' }
  return await setStage({ config: { tracing } })
}

t.test('a message and its reply are a trace each, whichever host is killed', async (t) => {
  const collector = await startCollector()
  t.teardown(() => collector.close())
  const stage = await setTracedStage(collector)
  t.teardown(() => stage.close())
  const { simulator, network, db } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel(ACCOUNT)

  // SocialHub fails once, so that the Ticket needs a second try.
  simulator.faults.routes.add({ route: 'POST /inbox/tickets', fault: 'server-error', times: 1 })
  network.addMessage(ACCOUNT, { text: TEXT })
  const doomed = await stage.startHost({ holdAt: 'fetch.stored' })
  await doomed.reached
  await came(collector, 'store messages', 1)
  await doomed.kill()
  const second = await stage.startHost({ holdAt: 'action.published-stored' })
  const [failed, made] = await came(collector, 'create Ticket', 2)
  const trace = collector.spans.filter(({ traceId }) => traceId === made?.traceId)
  t.same(ways(trace), [
    'fetch messages',
    'fetch messages > store messages',
    'fetch messages > store messages > create Ticket',
    'fetch messages > store messages > create Ticket',
  ])
  const whose = {
    'hubward.integration': 'stub',
    'hubward.channel': channelId,
    'hubward.socialhub_channel_id': socialhubChannelId,
  }
  for (const { facts } of trace) t.match(facts, whose)
  t.match(failed?.facts, {
    'hubward.attempt': '1',
    'hubward.outcome': 'later',
    'hubward.code': 'InternalServerError',
  })
  const [ticket] = Object.values(simulator.state.data.tickets)
  const ticketId = ticket?.id ?? ''
  t.match(made?.facts, {
    'hubward.attempt': '2',
    'hubward.outcome': 'done',
    'hubward.ticket_id': ticketId,
  })

  const followup = simulator.act.reply({ ticketId, actionId: 'reply-once', text: ANSWER })
  await second.reached
  await came(collector, 'perform Ticket Action', 1)
  await second.kill()
  const third = await stage.startHost()
  const [told] = await came(collector, 'tell SocialHub of Ticket Action', 1)
  t.equal(simulator.state.data.followups[followup.id]?.status, 'published')
  const answered = collector.spans.filter(({ traceId }) => traceId === told?.traceId)
  t.same(ways(answered), [
    'accept Ticket Action',
    'accept Ticket Action > perform Ticket Action',
    'accept Ticket Action > tell SocialHub of Ticket Action',
  ])
  t.not(told?.traceId, made?.traceId, 'an answer may come days later')
  for (const { facts } of answered) {
    t.match(facts, {
      'hubward.ticket_id': ticketId,
      'hubward.socialhub_channel_id': socialhubChannelId,
    })
  }
  await third.stop()

  await t.test('nothing is told that somebody wrote, no name, no secret', async (t) => {
    const sent = collector.received.join('\n')
    t.match(sent, /^\/v1\/traces /)
    t.match(sent, '"x-collector-key":"key of the collector"', 'the collector’s own key is')
    const messages = await db.selectFrom('interactions').select('network_item_id').execute()
    const { secret = '', url = '' } =
      Object.values(simulator.state.data.manifests)[0]?.webhook ?? {}
    const accessToken = await simulator.act.showToken({ channelId: socialhubChannelId })
    for (const one of [
      TEXT,
      ANSWER,
      ACCOUNT,
      ...messages.map((message) => message.network_item_id),
      new URL(url).pathname.replace('/webhooks/', ''),
      secret,
      accessToken,
      'accesstoken',
      'ab'.repeat(32),
      new URL(stage.config.databaseUrl).pathname.slice(1),
    ]) {
      t.ok(one.length > 3, 'there is something to look for')
      t.notOk(sent.includes(one), one)
    }
  })
})

t.test('a collector that is not there stops nothing, and is told of once', async (t) => {
  const port = await freePort()
  const house = await openHouse({ config: { tracing: { endpoint: `http://127.0.0.1:${port}` } } })
  t.teardown(() => house.close())
  const { tracing } = house.context
  const channel = { integration: 'harbour', socialhubChannelId: 'a'.repeat(24) }
  const lines = (words: string) => house.log.filter((line) => line.includes(words))
  const begin = () => tracing.begin('fetch messages', { channel }).end()
  begin()
  await eventually(
    () => lines('traces can’t be sent'),
    (found) => found.length > 0,
  )
  begin()
  const collector = await startCollector(port)
  t.teardown(() => collector.close())
  await eventually(
    () => {
      begin()
      return lines('traces are taken again')
    },
    (found) => found.length > 0,
  )
  t.equal(lines('traces can’t be sent').length, 1)
  t.match(lines('traces can’t be sent')[0], `"collector":"http://127.0.0.1:${port}"`)
})

t.test('a share of the traces is kept, each as a whole', async (t) => {
  const collector = await startCollector()
  t.teardown(() => collector.close())
  const house = await openHouse({ config: { tracing: { endpoint: collector.url, share: 0 } } })
  const { tracing } = house.context
  const channel = { integration: 'harbour', socialhubChannelId: 'a'.repeat(24) }
  const step = tracing.begin('fetch messages', { channel })
  t.match(step.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/, 'what is not kept says so')
  tracing.begin('create Ticket', { channel, parent: step.traceparent }).end()
  step.end()
  const kept = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`
  tracing.begin('create Ticket', { channel, parent: kept }).end()
  await house.close()
  t.match(collector.spans, [{ traceId: '1'.repeat(32), parentSpanId: '2'.repeat(16) }])
  t.equal(collector.spans.length, 1, 'what another host began is gone on with')
})
