import type { Journal } from '../journal.ts';
import type { Channel } from '../state/model.ts';
import type { State } from '../state/state.ts';
/**
 * The request without events that SocialHub sends to a webhook before it is configured. Throws
 * 422 `WebhookValidationError` unless the answer is 2xx and solves the challenge.
 */
export declare function testWebhook(context: {
    state: State;
    journal: Journal;
    signal: AbortSignal;
}, channel: Channel, webhook: {
    url: string;
    secret: string;
}): Promise<void>;
