import { randomUUID } from 'node:crypto'
import { signWebhook } from '@hubward/socialhub'
import { Pool } from 'undici'

/** A webhook request as it goes over the wire. */
export interface SignedRequest {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: Buffer
  readonly challenge: string
}

export interface Target {
  readonly path: string
  readonly secret: string
  readonly manifestId: string
  readonly accountId: string
  /** Taken in turn. */
  readonly channelIds: readonly string[]
}

/** Requests with one reply event each, as SocialHub sends them, signed beforehand. */
export function signRequests(target: Target, count: number): SignedRequest[] {
  return Array.from({ length: count }, (_, number) => {
    const body = Buffer.from(
      JSON.stringify({
        manifestId: target.manifestId,
        accountId: target.accountId,
        channelId: target.channelIds[number % target.channelIds.length],
        events: {
          ticket_action: [
            {
              ticketId: 'a'.repeat(24),
              networkItemId: `message-${number}`,
              type: 'reply',
              actionId: 'reply',
              payload: { followupId: randomUUID(), text: 'Thank you for asking. '.repeat(8) },
              time: Date.now(),
              uuid: randomUUID(),
            },
          ],
        },
      }),
    )
    const timestamp = String(Date.now())
    const { signature, challenge } = signWebhook({
      secret: target.secret,
      timestamp,
      rawBody: body,
    })
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'SocialHub',
      'x-socialhub-timestamp': timestamp,
      'x-socialhub-signature': signature,
    }
    return { path: target.path, headers, body, challenge }
  })
}

/** How fast a load was answered. */
export interface Measured {
  readonly perSecond: number
  /** Of each answer, in milliseconds, in rising order. */
  readonly latenciesMs: readonly number[]
}

/**
 * Sends all requests over `connections` connections, each sending its next when the last is answered.
 * Throws when an answer lacks the right challenge.
 */
export async function measure(
  origin: string,
  requests: readonly SignedRequest[],
  connections: number,
): Promise<Measured> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const queue = requests.values()
  const latenciesMs: number[] = []
  const began = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (const { path, headers, body, challenge } of queue) {
        const sent = performance.now()
        const answer = await pool.request({ method: 'POST', path, headers, body })
        await answer.body.dump()
        latenciesMs.push(performance.now() - sent)
        if (answer.statusCode !== 200 || answer.headers['x-socialhub-challenge'] !== challenge) {
          throw new Error(`answered ${answer.statusCode} without the right challenge`)
        }
      }
    }),
  )
  const seconds = (performance.now() - began) / 1_000
  await pool.close()
  return {
    perSecond: requests.length / seconds,
    latenciesMs: latenciesMs.toSorted((a, b) => a - b),
  }
}
