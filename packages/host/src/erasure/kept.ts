/**
 * Which data a host keeps, where, and for how long. The page on data protection and the draft of a
 * processing record are both made from it; names of settings stand in backquotes.
 */
export const KEPT: readonly {
  readonly data: string
  readonly table: string
  readonly kept: string
  /** Its days are those of the operator, whatever an Account's are. */
  readonly usualDays?: true
}[] = [
  {
    data: 'messages: text, name and picture of the Interactor, links to media, sealed',
    table: '`interactions`',
    kept: '`retentionDays` after delivery to SocialHub, or after SocialHub refused it',
  },
  {
    data: 'messages that listing again found missing, sealed, and the ids of what it named',
    table: '`reconciliation_messages`',
    kept: 'until the listing has ended, usually some seconds',
  },
  {
    data: 'when a Channel was listed again, and how much was found',
    table: '`reconciliations`',
    kept: '30 days',
  },
  {
    data: 'edits that wait for SocialHub, sealed',
    table: '`revisions`',
    kept: 'until delivered, at most `retentionDays`',
  },
  {
    data: 'replies and other Ticket Actions: text, links to attachments, sealed',
    table: '`ticket_actions`',
    kept: '`retentionDays` after they were published or reset',
  },
  {
    data: 'of each message: ids, dates, a keyed hash of the `interactorId`, the plugin’s sealed note',
    table: '`interactions`',
    kept: 'as long as the Channel, so that nothing is delivered twice, and a late reply can still be published',
  },
  {
    data: 'of each Ticket Action: ids, dates, how it ended, and what an operator wrote who gave it up',
    table: '`ticket_actions`',
    kept: 'as long as the Channel',
  },
  {
    data: 'where a Network keeps media that a message shows and only its plugin can open',
    table: '`channel_media`, sealed',
    kept: 'as long as the Ticket may live; emptied when the message, its writer or its Channel is erased, then the address answers 410',
  },
  {
    data: 'what a plugin last did wrong for a Channel, as it said it',
    table: '`plugin_faults`',
    kept: '`retentionDays`',
  },
  {
    data: 'items of a Network’s lists that a plugin could not read: a hash of their name, and why',
    table: '`set_aside`',
    kept: '`retentionDays` since it was last met',
  },
  {
    data: 'files that exist only here: pictures sent by a contact form, attachments of agents, media that Networks don’t serve publicly; bytes and name sealed',
    table: '`files`, `file_chunks`',
    kept: '`fileRetentionDays`; then their address answers 410',
  },
  {
    data: 'files that came with a request and that no message shows: a form that was refused, or broke off; bytes and name sealed',
    table: '`files`, `file_chunks`',
    kept: 'an hour, where the plugin doesn’t say less, or up to a day; then they are deleted',
  },
  {
    data: 'what a plugin keeps of people: the conversations of the contact form with name and e-mail address, sealed',
    table: '`plugin_store`',
    kept: '`fileRetentionDays` after it was last written',
  },
  {
    data: 'which message a private chat of Telegram’s began with: ids only, sealed',
    table: '`plugin_store`',
    kept: '`fileRetentionDays` after it was written',
  },
  {
    data: 'mails to visitors: address, the answer, the link, sealed',
    table: '`visitor_mails`',
    kept: 'until the mail is sent or given up; an answer that waits for a confirmation at most 14 days, and what is due when mail is switched off two. Of a bounce only what the plugin needs to name the conversation, 14 days',
  },
  {
    data: 'of each mail: keyed hashes of the mailbox, of who typed it and of the conversation, when, how it ended',
    table: '`visitor_mails`',
    kept: '`retentionDays`, at least 14 days: limits are counted by them, and the link for confirming works by them',
  },
  {
    data: 'that an address was confirmed for a conversation: keyed hashes',
    table: '`mail_consents`',
    kept: '`fileRetentionDays` after a mail was last meant for it; less, when the conversation or the person is erased',
  },
  {
    data: 'that a conversation was erased: a keyed hash',
    table: '`forgotten_threads`',
    kept: '`retentionDays`, at least 14 days, so that an answer that was under way sends no mail',
  },
  {
    data: 'addresses that want no mail: a keyed hash',
    table: '`mail_refusals`',
    kept: 'until their owner wants mail again: it is kept so that they get none',
  },
  {
    data: 'what Networks and forms pushed, sealed',
    table: '`pushes`',
    kept: 'one day after it was read; 30 days where nobody reads it; never more than 90',
  },
  {
    data: 'events for a Channel that isn’t known yet, sealed',
    table: '`unclaimed_events`',
    kept: '24 hours',
  },
  {
    data: 'Channels: names, account ids, picture, language, state',
    table: '`channels`',
    kept: 'until removed',
  },
  {
    data: 'Access Token and credentials of a Channel, sealed',
    table: '`channels`',
    kept: 'until removed; credentials at most 90 days after the Channel stopped working, and with them what waited for it',
  },
  {
    data: 'on which grant a Channel lives, where several may: a keyed hash',
    table: '`channels`',
    kept: 'as long as its credentials',
  },
  {
    data: 'Custom Channels that wait for their Customer, sealed token',
    table: '`unconnected_channels`',
    kept: 'until connected or removed',
  },
  { data: 'onboarding sessions, sealed', table: '`onboarding_sessions`', kept: 'a few hours' },
  {
    data: 'who changed what: ids, times, actions',
    table: '`audit_entries`, `audit_links`',
    kept: 'for ever; of a removed Account they are all that stays',
  },
  {
    data: 'of that, names of the operator’s people, sealed under the Account’s key',
    table: '`audit_details`',
    kept: '`audit.namesDays` (365 unless set)',
  },
  {
    data: 'of that, before, after and why, sealed under the Account’s key',
    table: '`audit_details`',
    kept: 'as long as the Account has its key',
  },
  {
    data: 'attempts to create a Channel, sealed',
    table: '`channel_creations`',
    kept: 'a day after their end; `retentionDays` where nobody knows it',
    usualDays: true,
  },
  {
    data: 'one-time links (their keyed hash)',
    table: '`settings_links`, `connect_links`',
    kept: 'until they expire',
  },
  {
    data: 'acceptance of terms: Account, SocialHub’s user id, version, time',
    table: '`terms_acceptances`',
    kept: 'for ever, as evidence; also after a removal',
  },
  {
    data: 'notices to the operator: which Channel, what happened',
    table: '`notices`',
    kept: '30 days',
  },
  {
    data: 'names that the agency gave to Accounts',
    table: '`account_labels`',
    kept: 'until changed',
  },
  {
    data: 'whom the operator tells at an Account: names, addresses, numbers, sealed',
    table: '`account_contacts`',
    kept: 'until changed, or the Account is removed',
  },
  {
    data: 'who is signed in to the cockpit: name and subject, sealed',
    table: '`operator_sessions`',
    kept: 'until the session ends, at most an hour after its last request',
  },
  {
    data: 'links that sign somebody in to the cockpit: their keyed hash, as whom',
    table: '`operator_links`',
    kept: 'until used or expired',
  },
  {
    data: 'removed Channels: counts, dates, a keyed hash of the id',
    table: '`removed_channels`',
    kept: 'for ever',
  },
  {
    data: 'what became of an Account that was removed, or is being removed: ids, counts, dates',
    table: '`account_removals`',
    kept: 'for ever: it is the record',
  },
  {
    data: 'keys of Accounts, sealed',
    table: '`account_keys`',
    kept: 'until the Account is removed; then that there was one',
  },
]
