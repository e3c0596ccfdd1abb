/** What an Integration made of a signed request. */
export interface Answer {
    status: number;
    body: string;
    /** Whether the answer carried the true `X-SocialHub-Challenge`. */
    challengeSolved: boolean;
}
/** A request that got no answer, with the reason as Node.js words it. */
export interface NoAnswer {
    error: string;
}
export interface SignedRequest {
    method: 'GET' | 'POST';
    url: string;
    secret: string;
    /** Empty for a GET. */
    rawBody: string;
    /** Milliseconds since 1970. */
    timestamp: number;
    timeoutMs: number;
    signal: AbortSignal;
    /** Sends a signature that doesn't verify. */
    wrongSignature?: boolean;
}
/** One signed request, sent once: who calls decides about another. */
export declare function sendSigned(request: SignedRequest): Promise<Answer | NoAnswer>;
