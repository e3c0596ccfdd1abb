import Type from 'typebox';
/**
 * How this SocialHub behaves where its documentation leaves a choice, and how patient it is.
 * Set at start, changed by `PATCH /simulator/settings`.
 */
export declare const Settings: Type.TObject<{
    activeMatch: Type.TUnion<[Type.TLiteral<"replace">, Type.TLiteral<"refuse">]>;
    uniqueNameTaken: Type.TUnion<[Type.TLiteral<"BadRequestError">, Type.TLiteral<"ConflictError">]>;
    eventAfterDelete: Type.TBoolean;
    rateLimit: Type.TObject<{
        limit: Type.TInteger;
        windowMs: Type.TInteger;
    }>;
    retryAfter: Type.TUnion<[Type.TLiteral<"seconds">, Type.TLiteral<"milliseconds">, Type.TLiteral<"date">]>;
    webhook: Type.TObject<{
        attempts: Type.TInteger;
        retryDelayMs: Type.TInteger;
        timeoutMs: Type.TInteger;
    }>;
    allowLoopbackHttp: Type.TBoolean;
    legacyLabels: Type.TBoolean;
}>;
export type Settings = Type.Static<typeof Settings>;
export declare const DEFAULT_SETTINGS: Settings;
