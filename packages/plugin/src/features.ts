import type { PluginContext } from './context.ts'

/**
 * What has been added to version 1 of the contract since it was published, by name. A host that knows
 * an addition names it in `context.features`; a plugin that can't do without one names it in
 * `declaration.needs`.
 */
export const FEATURES = [
  /** `PublishedReply.reference`: a note for a reply of ours, handed back with the next action on it. */
  'reply-reference',
  /** `servername` and `ca` of `context.connect`; `context.startTls`; `context.resolve`. */
  'start-tls',
  /** Limits of replies in the declaration and by the function `limits`; whose Tickets an action goes with. */
  'limits',
  /** `context.session`: a connection that is kept between calls of a Channel. */
  'session',
  /** `WrittenMessage.marks`: subject, recipients, quotations and the like, which the host writes into Tickets. */
  'marks',
  /** `WrittenMessage.group`: parts of one album, which become one Ticket. */
  'groups',
  /** The third parameter of `openMedia`; `name`, `sizeBytes` and `range` of what it answers. */
  'media-ranges',
  /** `listen` and `listenForAll`. A host that doesn't know them calls neither, and only polls. */
  'listen',
  /** `context.notify` and `context.liveUrl`: open pages that hear of a change. */
  'live-pages',
  /**
   * `PublishedReply.mail`, `Received.mails` and `forgotten`, `mailState`, and the mark `unconfirmed`:
   * answers reach visitors by mail, once they have confirmed their address.
   */
  'visitor-mail',
  /** `Account.grantId` and `Refreshed.grantId`: a grant that several Channels live on. */
  'shared-grants',
] as const
export type Feature = (typeof FEATURES)[number]

/**
 * Whether this host knows an addition to the contract. A host from before there were additions names
 * none: it knows none.
 */
export function hasFeature(
  { features }: { readonly features?: PluginContext['features'] },
  feature: Feature,
): boolean {
  return features?.includes(feature) === true
}
