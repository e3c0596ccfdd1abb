/** Every `code` that the API answers, with its status. */
export declare const STATUS_OF: {
    readonly BadRequestError: 400;
    readonly AccessTokenInvalidError: 401;
    readonly AccessDenied: 403;
    readonly ChannelDeactivated: 403;
    readonly ChannelLimitReached: 403;
    readonly NotFoundError: 404;
    readonly NotAcceptableError: 406;
    readonly ConflictError: 409;
    readonly DuplicateChannel: 409;
    readonly WebhookValidationError: 422;
    readonly TooManyRequestsError: 429;
    readonly InternalServerError: 500;
};
export type RefusalCode = keyof typeof STATUS_OF;
/**
 * SocialHub says no. The API answers its status with `{ code, message, data }`; a page shows
 * `message`, a sentence for a person.
 */
export declare class Refusal extends Error {
    readonly name = "Refusal";
    readonly code: RefusalCode;
    readonly status: number;
    readonly data: unknown;
    constructor(code: RefusalCode, message: string, data?: unknown);
}
