import Type from 'typebox';
const closed = { additionalProperties: false };
/**
 * How this SocialHub behaves where its documentation leaves a choice, and how patient it is.
 * Set at start, changed by `PATCH /simulator/settings`.
 */
export const Settings = Type.Object({
    activeMatch: Type.Union([Type.Literal('replace'), Type.Literal('refuse')], {
        description: 'POST /channels finds a Channel that is still active: `replace` its token (201), or `refuse` (409 ConflictError). Undocumented: an integration must stand both.',
    }),
    uniqueNameTaken: Type.Union([Type.Literal('BadRequestError'), Type.Literal('ConflictError')], {
        description: 'The code for a `uniqueName` that another Channel of the Customer has. The documentation names the rule but no code.',
    }),
    eventAfterDelete: Type.Boolean({
        description: 'Whether DELETE /channel is followed by a `channel_action` event.',
    }),
    rateLimit: Type.Object({
        limit: Type.Integer({ minimum: 1 }),
        windowMs: Type.Integer({ minimum: 1 }),
    }, { ...closed, description: 'Requests of one Channel in one window.' }),
    retryAfter: Type.Union([Type.Literal('seconds'), Type.Literal('milliseconds'), Type.Literal('date')], { description: 'How `Retry-After` is written. The documentation names no unit.' }),
    webhook: Type.Object({
        attempts: Type.Integer({ minimum: 1 }),
        retryDelayMs: Type.Integer({ minimum: 0 }),
        timeoutMs: Type.Integer({ minimum: 1 }),
    }, {
        ...closed,
        description: 'Deliveries of one event in all, the wait before the next (doubled each time), and how long one may take.',
    }),
    allowLoopbackHttp: Type.Boolean({
        description: 'Accept http where SocialHub asks for https, for loopback addresses only.',
    }),
    legacyLabels: Type.Boolean({
        description: 'Accept a bare string as a label, as clients from before API 1.12 send it.',
    }),
}, closed);
export const DEFAULT_SETTINGS = {
    activeMatch: 'replace',
    uniqueNameTaken: 'BadRequestError',
    eventAfterDelete: false,
    rateLimit: { limit: 1000, windowMs: 60_000 },
    retryAfter: 'seconds',
    webhook: { attempts: 4, retryDelayMs: 1000, timeoutMs: 10_000 },
    allowLoopbackHttp: false,
    legacyLabels: false,
};
