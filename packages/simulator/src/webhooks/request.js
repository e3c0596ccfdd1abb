import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError } from 'got';
import { sign } from './sign.js';
// Recorded requests came with `connection: close`, which is what an agent without keep-alive sends.
const agent = {
    http: new HttpAgent({ keepAlive: false }),
    https: new HttpsAgent({ keepAlive: false }),
};
/** One signed request, sent once: who calls decides about another. */
export async function sendSigned(request) {
    const timestamp = String(request.timestamp);
    const { challenge, signature } = sign(request.secret, timestamp, request.rawBody);
    try {
        const response = await got(request.url, {
            method: request.method,
            ...(request.method === 'POST' && { body: request.rawBody }),
            headers: {
                'user-agent': 'SocialHub',
                ...(request.method === 'POST' && { 'content-type': 'application/json' }),
                'x-socialhub-timestamp': timestamp,
                'x-socialhub-signature': request.wrongSignature ? reversed(signature) : signature,
            },
            agent,
            decompress: false,
            followRedirect: false,
            retry: { limit: 0 },
            throwHttpErrors: false,
            timeout: { request: request.timeoutMs },
            signal: request.signal,
        });
        return {
            status: response.statusCode,
            body: response.body,
            challengeSolved: response.headers['x-socialhub-challenge'] === challenge,
        };
    }
    catch (error) {
        if (error instanceof RequestError)
            return { error: error.message };
        throw error;
    }
}
function reversed(text) {
    return [...text].reverse().join('');
}
