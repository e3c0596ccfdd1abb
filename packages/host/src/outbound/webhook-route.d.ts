import type { FastifyInstance } from 'fastify';
import type { Parts } from '../parts.ts';
/**
 * `POST /webhooks/:reference`. Answers 2xx only with the challenge that proves the secret, and only
 * after the events are committed: SocialHub removes a webhook that answers 2xx without it, and may
 * deliver an event only once.
 */
export declare function webhookRoutes(app: FastifyInstance, parts: Parts): Promise<void>;
