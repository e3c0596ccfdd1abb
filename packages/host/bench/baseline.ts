import { check, TicketActionEvent, verifyWebhook, WebhookRequest } from '@hubward/socialhub'
import fastify from 'fastify'
import pg from 'pg'

/**
 * The simplest thing that could accept webhooks: verifies, checks, does a single INSERT into the same
 * table with the same indexes, and answers once that is committed. It doesn't ring the Channel, keep
 * what it can't place, or look the Manifest up.
 */
export async function startBaseline(options: {
  readonly databaseUrl: string
  readonly connections: number
  readonly secret: string
}): Promise<{ readonly url: string }> {
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: options.connections })
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.post('/webhooks/:reference', async (request, reply) => {
    const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const verified = verifyWebhook({
      secret: options.secret,
      timestamp: request.headers['x-socialhub-timestamp'],
      signature: request.headers['x-socialhub-signature'],
      rawBody,
    })
    if (!verified.ok) return reply.code(401).send()
    const body = check(WebhookRequest, JSON.parse(rawBody.toString()))
    if (!body.ok) return reply.code(400).send()
    for (const given of body.value.events.ticket_action ?? []) {
      const checked = check(TicketActionEvent, given)
      if (!checked.ok) continue
      const event = checked.value
      const followupId = event.type === 'reply' ? event.payload.followupId : null
      await pool.query({
        name: 'accept',
        text: `
          insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id,
            ticket_id, network_item_id, followup_id, payload)
          select id, $2, $3, to_timestamp($4::float8 / 1000), $5, $6, $7, $8, $9, $10
          from channels where socialhub_channel_id = $1
          on conflict do nothing`,
        values: [
          body.value.channelId,
          event.uuid,
          followupId ?? `${event.ticketId} ${event.actionId}`,
          event.time,
          event.type,
          event.actionId,
          event.ticketId,
          event.networkItemId,
          followupId,
          JSON.stringify(event.payload ?? {}),
        ],
      })
    }
    return reply.header('x-socialhub-challenge', verified.challenge).send()
  })
  return { url: await app.listen({ host: '127.0.0.1', port: 0 }) }
}
