/**
 * How SocialHub signs what it sends to an Integration. Written here and not imported from
 * `@hubward/socialhub`, so that the two sides can't share a mistake.
 *
 *   challenge = hex(sha256(timestamp + ";" + secret))
 *   signature = hex(hmac_sha256(key: the challenge as hex text, raw body))
 *
 * @param timestamp milliseconds, as text: what `X-SocialHub-Timestamp` carries
 */
export declare function sign(secret: string, timestamp: string, rawBody: string): {
    challenge: string;
    signature: string;
};
