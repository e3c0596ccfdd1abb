/** Every `code` that the API answers, with its status. */
export const STATUS_OF = {
    BadRequestError: 400,
    AccessTokenInvalidError: 401,
    AccessDenied: 403,
    ChannelDeactivated: 403,
    ChannelLimitReached: 403,
    NotFoundError: 404,
    NotAcceptableError: 406,
    ConflictError: 409,
    DuplicateChannel: 409,
    WebhookValidationError: 422,
    TooManyRequestsError: 429,
    InternalServerError: 500,
};
/**
 * SocialHub says no. The API answers its status with `{ code, message, data }`; a page shows
 * `message`, a sentence for a person.
 */
export class Refusal extends Error {
    name = 'Refusal';
    code;
    status;
    data;
    constructor(code, message, data) {
        super(message);
        this.code = code;
        this.status = STATUS_OF[code];
        this.data = data;
    }
}
