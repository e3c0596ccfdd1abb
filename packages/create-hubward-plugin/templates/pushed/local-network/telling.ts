import { createHmac } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Kept } from './kept.ts'
import type { LocalMessage } from './server.ts'

interface Subscription {
  readonly account: string
  readonly url: string
  readonly secret: string
}

/** This Network calls whoever has subscribed. */
export function addTelling(app: FastifyInstance, kept: Kept) {
  const subscriptions = kept.map<Subscription>('subscriptions')

  app.post<{ Body: Subscription }>('/api/subscriptions', async ({ body }, response) => {
    subscriptions.set(body.url, body)
    return response.status(204).send()
  })

  /** To everybody who subscribed. A real Network would try again when it gets no 2xx. */
  async function tell(message: LocalMessage): Promise<void> {
    for (const { account, url, secret } of subscriptions.values()) {
      const body = JSON.stringify({ account, message })
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'content-type': 'application/json', 'x-signature': signature }
      await fetch(url, { method: 'POST', headers, body })
    }
  }

  return { tell }
}
