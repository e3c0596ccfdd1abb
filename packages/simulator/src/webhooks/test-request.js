import { STATUS_CODES } from 'node:http';
import { Refusal } from '../state/refusal.js';
import { webhookBody } from './events.js';
import { sendSigned } from './request.js';
/**
 * The request without events that SocialHub sends to a webhook before it is configured. Throws
 * 422 `WebhookValidationError` unless the answer is 2xx and solves the challenge.
 */
export async function testWebhook(context, channel, webhook) {
    const { state, journal, signal } = context;
    const now = state.now();
    const answer = await sendSigned({
        method: 'POST',
        ...webhook,
        rawBody: webhookBody(channel),
        timestamp: now.getTime(),
        timeoutMs: state.settings.webhook.timeoutMs,
        signal,
    });
    journal.delivery({
        time: now.toISOString(),
        channelId: channel.id,
        url: webhook.url,
        ...('status' in answer
            ? { status: answer.status, challengeSolved: answer.challengeSolved }
            : { error: answer.error }),
    });
    if ('error' in answer)
        throw invalidWebhook(answer.error);
    if (answer.status < 200 || answer.status > 299) {
        throw invalidWebhook(STATUS_CODES[answer.status] ?? String(answer.status));
    }
    if (!answer.challengeSolved) {
        throw new Refusal('WebhookValidationError', 'Error: The WebHook failed to solve the challenge');
    }
}
function invalidWebhook(inner) {
    return new Refusal('WebhookValidationError', 'Error: An error occurred while attempting to validate the WebHook', `Error: ${inner}`);
}
