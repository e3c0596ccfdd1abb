import type { LocalizedText } from '@hubward/plugin';
/** Sentences of the host's own that a community manager reads when a Ticket Action is reset. */
/** Nobody can tell whether it was published. */
export declare const uncertain: LocalizedText;
/** The same for a button or a deletion. */
export declare const uncertainAction: LocalizedText;
/** Its lifetime is over, and no attempt said why. */
export declare const tooLate: LocalizedText;
/** The Manifest at SocialHub shows an action that the plugin no longer has. */
export declare const notOffered: LocalizedText;
export declare const optionMissing: LocalizedText;
export declare const attachmentsRefused: LocalizedText;
export declare const textRefused: LocalizedText;
export declare function tooLong(length: number, maxLength: number): LocalizedText;
