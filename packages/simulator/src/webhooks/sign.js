import { createHash, createHmac } from 'node:crypto';
/**
 * How SocialHub signs what it sends to an Integration. Written here and not imported from
 * `@hubward/socialhub`, so that the two sides can't share a mistake.
 *
 *   challenge = hex(sha256(timestamp + ";" + secret))
 *   signature = hex(hmac_sha256(key: the challenge as hex text, raw body))
 *
 * @param timestamp milliseconds, as text: what `X-SocialHub-Timestamp` carries
 */
export function sign(secret, timestamp, rawBody) {
    const challenge = createHash('sha256').update(`${timestamp};${secret}`).digest('hex');
    const signature = createHmac('sha256', challenge).update(rawBody).digest('hex');
    return { challenge, signature };
}
