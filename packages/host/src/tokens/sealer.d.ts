import type { PlainData } from '@hubward/plugin';
/** Every column that holds something sealed. A value opens only in the place and row it was made for. */
export type SealedPlace = 'manifests.sealed_reference' | 'manifests.sealed_secrets' | 'channels.sealed_token' | 'channels.sealed_credentials' | 'channels.sealed_settings' | 'interactions.sealed_reference' | 'unclaimed_events.sealed_event' | 'plugin_store.sealed_value' | 'onboarding_sessions.sealed_state' | 'channel_creations.sealed_intent';
export interface SealingKey {
    /** 1 to 16 characters, stored in front of each sealed value. */
    readonly id: string;
    /** 32 bytes. */
    readonly key: Uint8Array;
}
/** What was sealed can't be opened: a wrong key, or a value that was moved or changed. */
export declare class SealError extends Error {
    readonly name = "SealError";
}
export interface Sealer {
    seal(place: SealedPlace, row: string, data: PlainData): Buffer;
    /** @throws SealError */
    open(place: SealedPlace, row: string, sealed: Buffer): PlainData;
    /** A keyed hash, to look something unguessable up without storing it. */
    hash(purpose: string, text: string): Buffer;
    /** A signature for URLs of ours, 32 base64url characters. */
    sign(purpose: string, text: string): string;
    verify(purpose: string, text: string, signature: string): boolean;
}
/**
 * Seals with AES-256-GCM under the first key; opens with whichever key the value names. Layout: one
 * byte with the length of the key's id, the id, the nonce, the ciphertext, the tag. Nonces are random:
 * 2^32 values under one key stay far below the bound of NIST SP 800-38D, 8.3.
 */
export declare function createSealer(keys: readonly SealingKey[]): Sealer;
