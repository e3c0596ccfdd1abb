import Type from 'typebox';
import type { Channel } from './model.ts';
import type { State } from './state.ts';
export declare const CREATION_TOKEN_LIFETIME_S: number;
/** What the temporary token says that "Add Channel" and "Reactivate" hand to an Integration. */
export declare const CreationClaims: Type.TObject<{
    accountId: Type.TString;
    manifestId: Type.TString;
    userId: Type.TString;
    origin: Type.TString;
    channelId: Type.TOptional<Type.TString>;
    uniqueName: Type.TOptional<Type.TString>;
    networkId: Type.TOptional<Type.TString>;
}>;
export type CreationClaims = Type.Static<typeof CreationClaims>;
/** The Channel's present Access Token. It never expires; it is replaced. */
export declare function accessTokenOf(state: State, channel: Channel): Promise<string>;
/**
 * The `iat` of a Channel's next token: now, but later than the former token's, since two tokens
 * of the same second would be the same text.
 */
export declare function nextTokenIssuedAt(state: State, former?: number): number;
/** @param issuedAgoMs makes the token older than it is. */
export declare function creationToken(state: State, claims: CreationClaims, issuedAgoMs?: number): Promise<string>;
/**
 * The Channel that an Access Token opens. Throws 401 for every token that isn't the Channel's
 * present one, and 403 `ChannelDeactivated`.
 */
export declare function channelOfToken(state: State, token: string | undefined): Promise<Channel>;
/** What a creation token says. Throws 401 for an expired one and for a Channel's Access Token. */
export declare function claimsOfCreationToken(state: State, token: string | undefined): Promise<CreationClaims>;
