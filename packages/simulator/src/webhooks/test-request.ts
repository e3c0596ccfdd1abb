import { STATUS_CODES } from 'node:http'
import type { Journal } from '../journal.ts'
import type { Channel } from '../state/model.ts'
import { Refusal } from '../state/refusal.ts'
import type { State } from '../state/state.ts'
import { webhookBody } from './events.ts'
import { sendSigned } from './request.ts'

/**
 * The request without events that SocialHub sends to a webhook before it is configured. Throws
 * 422 `WebhookValidationError` unless the answer is 2xx and solves the challenge.
 */
export async function testWebhook(
  context: { state: State; journal: Journal; signal: AbortSignal },
  channel: Channel,
  webhook: { url: string; secret: string },
): Promise<void> {
  const { state, journal, signal } = context
  const now = state.now()
  const answer = await sendSigned({
    method: 'POST',
    ...webhook,
    rawBody: webhookBody(channel),
    timestamp: now.getTime(),
    timeoutMs: state.settings.webhook.timeoutMs,
    signal,
  })
  journal.delivery({
    time: now.toISOString(),
    channelId: channel.id,
    url: webhook.url,
    ...('status' in answer
      ? { status: answer.status, challengeSolved: answer.challengeSolved }
      : { error: answer.error }),
  })
  if ('error' in answer) throw invalidWebhook(answer.error)
  if (answer.status < 200 || answer.status > 299) {
    throw invalidWebhook(STATUS_CODES[answer.status] ?? String(answer.status))
  }
  if (!answer.challengeSolved) {
    throw new Refusal('WebhookValidationError', 'Error: The WebHook failed to solve the challenge')
  }
}

function invalidWebhook(inner: string): Refusal {
  return new Refusal(
    'WebhookValidationError',
    'Error: An error occurred while attempting to validate the WebHook',
    `Error: ${inner}`,
  )
}
