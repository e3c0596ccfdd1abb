import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { signWebhook } from '@hubward/socialhub'

/** Where honest people and SocialHub go. */
export interface HonestPlaces {
  readonly port: number
  readonly formPath: string
  readonly webhook: {
    readonly path: string
    readonly secret: string
    readonly manifestId: string
    readonly accountId: string
    readonly channelId: string
  }
}

/** What one kind of them got. */
export interface Served {
  /** Of each answer, in milliseconds; a failure counts with the time that it took. */
  readonly latenciesMs: readonly number[]
  readonly failures: readonly string[]
}
export interface HonestReport {
  readonly visitors: Served
  readonly webhooks: Served
}

/** One after the other, and a pause between them: so few that the host has time for them at any moment. */
const EVERY_MS = 100
const PATIENCE_MS = 30_000

if (import.meta.main) run()

function run(): void {
  process.once('disconnect', () => process.exit(0))
  const seen: Seen = { over: false, visitors: nothing(), webhooks: nothing() }
  let working: Promise<unknown> | undefined
  process.on('message', (message: HonestPlaces | 'forget' | 'end') => {
    if (message === 'forget') {
      Object.assign(seen, { visitors: nothing(), webhooks: nothing() })
    } else if (message === 'end') {
      seen.over = true
      void working?.then(() => {
        const { visitors, webhooks } = seen
        process.send?.({ visitors, webhooks } satisfies HonestReport)
      })
    } else {
      working = work(message, seen)
    }
  })
  process.send?.({ ready: true })
}

interface Seen {
  over: boolean
  visitors: Collected
  webhooks: Collected
}
interface Collected {
  readonly latenciesMs: number[]
  readonly failures: string[]
}
function nothing(): Collected {
  return { latenciesMs: [], failures: [] }
}

async function work(places: HonestPlaces, seen: Seen): Promise<void> {
  let first = true
  await Promise.all([
    again(seen, 'visitors', async () => {
      const { status } = await call(places.port, 'GET', places.formPath, { accept: 'text/html' })
      // Its worker has started: from now on it is as it always is.
      if (first) process.send?.({ warm: true })
      first = false
      return status === 200 ? undefined : `the form was answered ${status}`
    }),
    again(seen, 'webhooks', () => webhook(places)),
  ])
}

async function again(
  seen: Seen,
  who: 'visitors' | 'webhooks',
  once: () => Promise<string | undefined>,
): Promise<void> {
  // Each is served once at least after the attack began, however short that was.
  while (!seen.over || seen[who].latenciesMs.length === 0) {
    const began = performance.now()
    const failure = await once().catch((error) => String(error))
    const { latenciesMs, failures } = seen[who]
    latenciesMs.push(performance.now() - began)
    if (failure !== undefined) failures.push(failure)
    await pause(EVERY_MS)
  }
}

/** A reply of a community manager, for a Channel that is paused: it is stored, and waits. */
async function webhook({ port, webhook }: HonestPlaces): Promise<string | undefined> {
  const { path, secret, manifestId, accountId, channelId } = webhook
  const event = {
    ticketId: 'a'.repeat(24),
    networkItemId: randomUUID(),
    type: 'reply',
    actionId: 'reply',
    payload: { followupId: randomUUID(), text: 'Thank you for asking.' },
    time: Date.now(),
    uuid: randomUUID(),
  }
  const body = Buffer.from(
    JSON.stringify({ manifestId, accountId, channelId, events: { ticket_action: [event] } }),
  )
  const timestamp = String(Date.now())
  const { signature, challenge } = signWebhook({ secret, timestamp, rawBody: body })
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'SocialHub',
    'x-socialhub-timestamp': timestamp,
    'x-socialhub-signature': signature,
  }
  const answer = await call(port, 'POST', path, headers, body)
  if (answer.status !== 200) return `a webhook was answered ${answer.status}`
  return answer.challenge === challenge ? undefined : 'a webhook was answered without the challenge'
}

/** Over a connection of its own, as each new visitor has one. */
function call(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Buffer,
): Promise<{ status: number; challenge: unknown }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
    sent.setTimeout(PATIENCE_MS, () => sent.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)))
    sent.once('error', reject)
    sent.once('response', (response) => {
      response.once('error', reject)
      response.resume()
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          challenge: response.headers['x-socialhub-challenge'],
        }),
      )
    })
    sent.end(body)
  })
}
