/**
 * Ids of different things, which all are text. A plain text is taken for any of them, so that what
 * comes in needs no cast; an id of one thing is refused where that of another is wanted.
 */
type Id<Of extends string> = string & { readonly idOf?: Of }

/** Our id of a Channel. */
export type ChannelId = Id<'Channel'>

/** SocialHub's id of a Channel. */
export type SocialHubChannelId = Id<'Channel at SocialHub'>
/** SocialHub's id of a Manifest. Ours has no type of its own: it stands beside no other. */
export type ManifestId = Id<'Manifest at SocialHub'>
/** SocialHub's id of an Account. */
export type AccountId = Id<'Account at SocialHub'>
/** SocialHub's id of a Ticket. */
export type TicketId = Id<'Ticket at SocialHub'>
/** SocialHub's id of a reply or a note in a Ticket. */
export type FollowupId = Id<'Followup at SocialHub'>

/** The Network's id of the account that a Channel is connected with. */
export type NetworkId = Id<'account at the Network'>
/** The Network's id of a message. */
export type NetworkItemId = Id<'message at the Network'>
/** The Network's id of a person who writes. */
export type InteractorId = Id<'person at the Network'>
