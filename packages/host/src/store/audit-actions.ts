import type { ChannelEvent } from '../channel.ts'

/**
 * Everything that the audit log tells, with what it means. A name is never used for something else, and
 * never taken away: entries with it are kept.
 */
export const AUDIT_ACTIONS = {
  'account.contact-changed': 'whom the operator tells at an Account was written anew',
  'account.labelled': 'an Account was given a name, or lost it',
  'account.removal-begun': 'an Account is being removed',
  'account.removed': 'all that was stored of an Account was erased, and its keys destroyed',
  'audit.exported': 'the audit log was exported, with the heads of its chains',
  'audit.verified': 'the whole audit log was looked through, to prove that nobody changed it',
  'brake.on': 'many Channels were refused together, and are held',
  'brake.off': 'the Channels that were held work again',
  'brake.released': 'an operator said that the held grants are really gone',
  'channel.created': 'a Customer connected a Channel',
  'channel.creation-refused': 'a Channel was not created',
  'channel.credentials-erased': 'the credentials of a Channel that stood still were erased',
  'channel.disabled': 'SocialHub switched a Channel off',
  'channel.ended': 'another Account connected the same account of the Network',
  'channel.fetch-asked': 'a Channel was to fetch at once',
  'channel.link-made':
    'a link was made, by which a Customer connects, reconnects or sets a Channel',
  'channel.move-called-off': 'a Custom Channel is no longer to move',
  'channel.move-marked': 'a Custom Channel is to move to the Reusable Manifest',
  'channel.moved': 'a Custom Channel handed over to its successor',
  'channel.needs-authentication': 'a Channel’s grant ended',
  'channel.paused': 'a Channel was paused',
  'channel.reconciliation-asked': 'a Channel was to be compared with its Network',
  'channel.reconnected': 'a Customer connected a Channel again',
  'channel.removed': 'a Channel was removed, with all that was stored of it',
  'channel.resumed': 'a paused Channel goes on',
  'channel.revoked': 'SocialHub no longer takes a Channel’s Access Token',
  'channel.settings-changed': 'a Channel’s settings were changed',
  'channel.taken-in': 'a Custom Channel was taken in, and waits for its Customer',
  'channel.token-given': 'a Channel was given another Access Token',
  'channel.works-again': 'a Channel works with its new Access Token',
  'database.adopted': 'a database that was restored, copied or moved was taken over',
  'interaction.given-up': 'a refused Interaction was given up: nobody needs to look at it any more',
  'interaction.retried': 'a refused Interaction was to be sent again',
  'keys.rotated': 'what is stored was sealed anew, and older keys were given up',
  'ledger.settled':
    'an operator took note of what a Channel’s ledger and its rows did not agree on',
  'manifest.promoted': 'the SocialHub Team made a Manifest Reusable',
  'manifest.pushed': 'SocialHub was told a Manifest',
  'notice.acknowledged': 'somebody took note of what the operator was told',
  'operator.link-made': 'a link was made, by which somebody signs in to the cockpit once',
  'operator.session-ended': 'somebody was signed out of the cockpit, by themselves or by another',
  'operator.signed-in': 'somebody signed in to the cockpit',
  'person.erased': 'what was stored of one person was erased',
  'ticket-action.given-up': 'a Ticket Action was given up',
  'ticket-action.hurried': 'a Ticket Action was to be tried now, before its time',
  'ticket-action.retried': 'SocialHub was to be told again of a published reply',
  'webhook-secret.added': 'the webhook of a Manifest got another secret',
  'webhook-secret.retired': 'older secrets of a Manifest’s webhook were given up',
} as const satisfies Readonly<Record<string, string>>
export type AuditAction = keyof typeof AUDIT_ACTIONS

/** What an event that moves a Channel to another state is called. */
export const ACTION_OF_EVENT = {
  'grant refused': 'channel.needs-authentication',
  'switched off': 'channel.disabled',
  'token refused': 'channel.revoked',
  'token handed over': 'channel.works-again',
  'paused by the operator': 'channel.paused',
  'credentials erased': 'channel.needs-authentication',
  'resumed by the operator': 'channel.resumed',
  'connected by another Account': 'channel.ended',
  reconnected: 'channel.reconnected',
} as const satisfies Record<ChannelEvent, AuditAction>
