import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

/** How many of the slowest are told of. */
const SLOWEST = 5

/** When a reply left SocialHub and came to the Network, in milliseconds since 1970. */
export interface TimedReply {
  readonly ticketId: string
  readonly sentAt: number
  readonly receivedAt: number
}

interface Span {
  readonly name: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes?: readonly { key: string; value: { stringValue?: string } }[]
}

interface Spans {
  readonly resourceSpans: readonly { scopeSpans: readonly { spans: readonly Span[] }[] }[]
}

/** A step of the host, in milliseconds since 1970. */
interface Step {
  readonly name: string
  readonly began: number
  readonly ended: number
  readonly facts: readonly (string | undefined)[]
}

/** Takes the traces of a host, and tells from them where replies spent their time. */
export async function collectSteps() {
  const steps: Step[] = []
  const server = createServer(async (request, response) => {
    const { resourceSpans }: Spans = JSON.parse(await text(request))
    for (const span of resourceSpans.flatMap((one) => one.scopeSpans).flatMap((one) => one.spans)) {
      steps.push({
        name: span.name,
        began: Number(span.startTimeUnixNano) / 1e6,
        ended: Number(span.endTimeUnixNano) / 1e6,
        facts: (span.attributes ?? []).map(({ value }) => value.stringValue),
      })
    }
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    config: { tracing: { endpoint: `http://127.0.0.1:${address.port}` } },
    /** To be called once the host has ended, and so has sent all. */
    slowest: (replies: readonly TimedReply[]) =>
      replies
        .toSorted((a, b) => b.receivedAt - b.sentAt - (a.receivedAt - a.sentAt))
        .slice(0, SLOWEST)
        .map((reply) => described(reply, steps)),
    close: () => void server.close(),
  }
}

function described({ ticketId, sentAt, receivedAt }: TimedReply, steps: readonly Step[]): string {
  const meanwhile = steps.filter(({ began, ended }) => ended >= sentAt && began <= receivedAt)
  const ours = meanwhile.filter(({ facts }) => facts.includes(ticketId))
  const accept = ours.find(({ name }) => name === 'accept Ticket Action')
  const perform = ours.find(({ name }) => name === 'perform Ticket Action')
  if (!accept || !perform) return 'a step was not told of'
  const fetches = meanwhile.filter(({ name }) => name === 'fetch messages').length
  const parts = {
    'until it is read': accept.began - sentAt,
    'until it is stored': accept.ended - accept.began,
    'until the plugin is called': perform.began - accept.ended,
    'until the Network has it': receivedAt - perform.began,
  }
  const told = Object.entries(parts).map(([what, ms]) => `${what} ${ms.toFixed(1)}`)
  const whole = (receivedAt - sentAt).toFixed(1)
  return `slow: ${whole} ms (${told.join(', ')}); fetches meanwhile: ${fetches}`
}
