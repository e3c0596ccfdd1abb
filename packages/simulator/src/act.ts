import type { ManifestUpdate } from '@hubward/socialhub'
import type { NewFile } from './state/files.ts'
import type {
  Account,
  Channel,
  Followup,
  Manifest,
  StoredFile,
  Ticket,
  TicketAction,
} from './state/model.ts'
import type { OfferedTemplate } from './webhooks/templates.ts'

export type { NewFile } from './state/files.ts'
export type { OfferedTemplate } from './webhooks/templates.ts'

/**
 * What people do at SocialHub: the pages and the control routes call these and nothing else.
 *
 * Each changes the state, announces the change (`state.changes`), and sends the webhook request
 * that SocialHub would send, without waiting for it. What SocialHub would not allow throws a
 * `Refusal` whose `message` is a sentence for the person. `userId` may be left out: then it is the
 * Account's administrator or agent.
 */
export interface Act {
  // --- the Customer, on the Channels Settings Page

  /** A new customer organisation with an administrator and an agent. */
  createAccount(input: { name: string }): Account

  /** "Create Custom Channel": a Channel with an empty Manifest of its own. */
  createCustomChannel(input: {
    accountId: string
    name: string
    /** Default: `name`, made unique by a number. */
    uniqueName?: string
    networkId?: string
    imageUrl?: string
  }): Channel

  /** The Channel's present Access Token. Refused for one that is deactivated. */
  showToken(input: { channelId: string }): Promise<string>

  /**
   * "Create new Token": the former token fails with 401 from now on, and a webhook in the Manifest
   * of a Custom Channel is disabled.
   */
  createNewToken(input: { channelId: string }): Promise<string>

  /** "Disable": the API answers 403 from now on; the Integration gets `channel_action: disabled`. */
  disableChannel(input: { channelId: string }): Channel

  /**
   * "Reactivate" on a Custom Channel: active again, under a new token. On a Channel of a Reusable
   * Manifest use `reactivationLink`: only its Integration can do it.
   */
  reactivateChannel(input: { channelId: string }): Channel

  /**
   * "Add Channel" on a Network: where to send the browser, `callbacks.channelCreation` with a
   * creation token. Refused while the Manifest isn't Reusable.
   *
   * @param input.teamIds the Teams that the Channel is for, as the token says
   * @param input.origin where the Integration sends the browser back; default: the app's own origin
   * @param input.issuedAgoMs makes an older token, so that a test need not wait 30 minutes
   */
  creationLink(input: {
    accountId: string
    manifestId: string
    userId?: string
    teamIds?: string[]
    origin?: string
    issuedAgoMs?: number
  }): Promise<string>

  /** "Reactivate" on a Channel of a Reusable Manifest: `callbacks.channelReactivation` with a token. */
  reactivationLink(input: {
    channelId: string
    userId?: string
    origin?: string
    issuedAgoMs?: number
  }): Promise<string>

  // --- the SocialHub Team

  /** Makes a Manifest Reusable. Refused without `callbacks.channelCreation`, or a second time. */
  promoteManifest(input: { manifestId: string; name: string }): Manifest

  /**
   * Changes a Reusable Manifest as its Integration asked for: the API refuses that from its promotion
   * on. Takes what `PATCH /manifest` would take; the webhook is not tested.
   */
  changeManifest(input: { manifestId: string; changes: ManifestUpdate }): Manifest

  /**
   * Settles that an account of a Network is no longer this Channel's: SocialHub forgets its Network
   * ID, so that another Account can add a Channel with it. The Channel stays as it is otherwise.
   */
  forgetNetworkId(input: { channelId: string }): Channel

  /** How many active Channels an Account may have; `null`: any number. */
  setChannelLimit(input: { accountId: string; channelLimit: number | null }): Account

  // --- an agent, in the Inbox

  /** A `reply` action. Checks the Manifest's `maxLength`, `attachments`, `noText`, `options`, `timeout`. */
  reply(input: {
    ticketId: string
    actionId: string
    text?: string
    /** The id of one of the action's `options`; required where it has any. */
    option?: string
    attachments?: NewFile[]
    userId?: string
  }): Followup

  /** The templates that the Integration offers for this action: a signed request to its URL. */
  templates(input: { ticketId: string; actionId: string }): Promise<OfferedTemplate[]>

  /** A `template_reply` action with one of `templates`. */
  replyWithTemplate(input: {
    ticketId: string
    actionId: string
    template: OfferedTemplate
    variables: Record<string, unknown>
    /** One of the template's languages. */
    language: string
    userId?: string
  }): Followup

  /** A failed Followup is sent again: same `followupId`, a new event. */
  retryFollowup(input: { followupId: string; userId?: string }): Followup

  /** A `button` action. */
  pressButton(input: { ticketId: string; actionId: string; userId?: string }): TicketAction

  /** A `delete` action: the Ticket shows as deleted, unless the Integration resets it. */
  deleteInteraction(input: { ticketId: string; actionId: string; userId?: string }): TicketAction

  /** The agent has seen it. */
  markRead(input: { ticketId: string }): Ticket

  /** "Done". */
  markDone(input: { ticketId: string }): Ticket

  /** Back into the Inbox by hand. */
  reopen(input: { ticketId: string }): Ticket

  /** A file kept for an attachment; the app serves it under `fileUrl(file)`. */
  storeFile(input: NewFile): StoredFile

  /** The absolute URL of a stored file. */
  fileUrl(file: StoredFile): string
}
