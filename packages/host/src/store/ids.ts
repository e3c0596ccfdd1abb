/**
 * Ids of different things, which all are text. A plain text is taken for any of them, so that what
 * comes in needs no cast; an id of one thing is refused where that of another is wanted.
 */
type Id<Of extends string> = string & { readonly idOf?: Of }

/** Our id of a Channel. */
export type ChannelId = Id<'Channel'>
/** SocialHub's id of a Channel. */
export type SocialHubChannelId = Id<'Channel at SocialHub'>
/** The Network's id of the account that a Channel is connected with. */
export type NetworkId = Id<'account at the Network'>
