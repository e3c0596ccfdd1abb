/**
 * What every table is for, and those of its columns whose names don't say it: in the database, so that
 * whoever looks at it there reads the same as in schema.sql. A later migration comments what it adds.
 */
export const comments = `
comment on table account_labels is 'What the operator calls an Account: SocialHub tells no names of them.';
comment on column account_labels.account_id is 'SocialHub''s.';

comment on table brakes is 'Many Channels that were refused together. While one of code authentication stands, none of them ends.';
comment on column brakes.server is 'The Network server whose Channels are held; empty: the whole integration.';
comment on column brakes.cause is 'What the Network said, for the operator.';
comment on column brakes.count is 'The most Channels that were refused at once.';
comment on column brakes.released_at is 'Null while it stands.';

comment on table channel_creations is 'What is about to be asked of POST /channels, written before it is asked, so that a crash after SocialHub''s answer can be repaired.';
comment on column channel_creations.network_id is 'The account at the Network that becomes a Channel.';
comment on column channel_creations.sealed_intent is 'What SocialHub is asked, sealed.';
comment on column channel_creations.state is 'recorded, then stored, refused or unknown; repeated: a later attempt took its place.';
comment on column channel_creations.outcome is 'The Channel''s id where it was stored, else the failure''s code.';

comment on table channel_media is 'Media at a Network that only a plugin can open, by the URL under which a message shows it. A row stays as long as the Ticket may live.';
comment on column channel_media.token is 'What stands in the URL: it can''t be guessed, and says nothing.';
comment on column channel_media.channel_id is 'Null once the Channel was removed.';
comment on column channel_media.sealed_reference is 'How the plugin finds it, sealed; null once it was erased.';

comment on table channel_moves is 'Custom Channels on their way to their integration''s Reusable Manifest.';
comment on column channel_moves.channel_id is 'The Custom Channel.';
comment on column channel_moves.to_channel is 'The Channel that takes over; null until its Customer has added it.';
comment on column channel_moves.webhook_removed_at is 'Since when SocialHub sends the Custom Channel no events; null: it still does.';

comment on table channels is 'What a Customer has connected: one account at a Network with one Channel at SocialHub.';
comment on column channels.id is 'Ours.';
comment on column channels.manifest is 'Our id of the Manifest.';
comment on column channels.socialhub_channel_id is 'SocialHub''s id of the Channel.';
comment on column channels.account_id is 'SocialHub''s Account, part of the Channel''s identity: nothing of it passes to another.';
comment on column channels.network_id is 'The account''s id at the Network; null: the Channel has ended.';
comment on column channels.server is 'The Network server, of Networks that have many: its budget is shared.';
comment on column channels.language is 'In which people are told of failures: de, en or fr.';
comment on column channels.state is 'active, needs-authentication, disabled, revoked, paused or ended: channel.ts has the table.';
comment on column channels.state_cause is 'Why, in a sentence for the operator.';
comment on column channels.token_generation is 'Grows with each Access Token: what concerns an older one changes nothing.';
comment on column channels.sealed_token is 'SocialHub''s Access Token, sealed.';
comment on column channels.sealed_credentials is 'What the plugin needs to act at the Network, sealed.';
comment on column channels.credentials_expire_at is 'When they run out; null: never, or nobody knows.';
comment on column channels.credentials_generation is 'Grows with whatever is stored as credentials: by onboarding, a reconnect, a refresh.';
comment on column channels.credentials_since is 'Since when these are in use.';
comment on column channels.credentials_erased_at is 'When they were erased because the Channel stood still for too long.';
comment on column channels.sealed_settings is 'The Channel settings that the Customer chose, sealed.';
comment on column channels.position is 'Where fetching stands, as the plugin says it; null: nothing was fetched yet.';
comment on column channels.fetch_since is 'From when messages are wanted.';
comment on column channels.fetch_interval_ms is 'The present pace of fetching; null: not known yet.';
comment on column channels.fetch_failures is 'In a row.';
comment on column channels.fetched_at is 'The last fetch that succeeded.';
comment on column channels.deliver_after is 'When SocialHub may be sent the next Ticket.';
comment on column channels.deliver_failures is 'In a row.';
comment on column channels.check_access is 'SocialHub said that the Channel was disabled: to be confirmed by asking.';
comment on column channels.grant_failures is 'How often in a row the Network refused the grant.';
comment on column channels.told_at is 'When SocialHub was asked to tell the Customer that the grant ended.';
comment on column channels.push_count is 'How many entries its push log has taken: the number of the last one.';
comment on column channels.push_read is 'Up to which number committed fetches have read; 0: the plugin does not read the log.';
comment on column channels.refresh_wanted is 'The credentials were refused, or have run out: nothing is asked of the Network before a refresh.';
comment on column channels.refresh_after is 'When a refresh may be tried again.';
comment on column channels.refresh_failures is 'In a row.';
comment on column channels.expiration_told is 'Whether SocialHub has heard when the present credentials run out.';
comment on column channels.expiration_after is 'When it may be told.';
comment on column channels.expiration_failures is 'In a row.';
comment on column channels.subscribe_due_at is 'When the Network is next asked to push; null: never again.';
comment on column channels.subscribe_failures is 'In a row.';
comment on column channels.network_after is 'Before this the Network asked not to be called for this Channel.';
comment on column channels.socialhub_after is 'Before this SocialHub asked not to be called for this Channel.';
comment on column channels.trouble is 'The code of the refusal that no success has followed yet.';
comment on column channels.trouble_since is 'When it first came.';
comment on column channels.trouble_at is 'When it last came.';
comment on column channels.heard_at is 'When the Network last accepted the grant.';
comment on column channels.reconcile_due_at is 'When what the Network lists is next compared with what is known; null: not before a first fetch, or the plugin can''t list.';
comment on column channels.reconciled_at is 'When the last comparison that was finished began.';

comment on table connect_links is 'Links that an agency sends: to connect the Channel of a Custom Manifest, or to reconnect the one named.';
comment on column connect_links.token_hash is 'Of what stands in the link.';
comment on column connect_links.channel_id is 'The Channel to reconnect; null: one that nobody has connected yet.';

comment on table file_chunks is 'The bytes of files, in pieces of one size.';
comment on column file_chunks.number is 'From 0.';
comment on column file_chunks.bytes is 'Stored as they are: what people send is compressed already.';

comment on table files is 'Files that exist only here. A row outlives its bytes, so that its URL can say that it is gone.';
comment on column files.complete is 'Whether all of it has arrived: before that nobody sees it.';
comment on column files.erased_at is 'Null while the bytes are here.';
comment on column files.channel_id is 'The Channel it belongs to, as soon as that is known.';
comment on column files.network_item_id is 'The message that shows it, as soon as that is known.';

comment on table grant_refreshes is 'Exchanges of old credentials for new ones, written before the Network is asked: whoever finds an open one knows that the refresh token may be used up.';
comment on column grant_refreshes.generation is 'Of the credentials that are exchanged.';
comment on column grant_refreshes.deadline is 'By when the call has certainly ended.';
comment on column grant_refreshes.state is 'open, stored, unused, uncertain, lost or replaced: store/renewals.ts says how they follow.';

comment on table host_presence is 'One row for all hosts together: when one of them was last there to answer SocialHub.';

comment on table host_secrets is 'Secrets that the hosts made themselves, such as the one for keyed hashes.';
comment on column host_secrets.sealed_value is 'Sealed.';

comment on table installation is 'One row: whose database this is, and where. Both differ in a copy, which then does nothing by itself.';
comment on column installation.public_url is 'Under which address its hosts serve.';
comment on column installation.cluster is 'PostgreSQL''s own number of the cluster; empty where the role may not ask.';

comment on table interactions is 'Messages of a Network that are or become Tickets, one row for each that is known.';
comment on column interactions.network_item_id is 'The message''s id at the Network.';
comment on column interactions.seq is 'The order of arrival, in which they are delivered.';
comment on column interactions.state is 'stored, delivered, refused or own-reply: delivery.ts.';
comment on column interactions.thread is 'The id of the conversation''s first message, or its own.';
comment on column interactions.own is 'Written by the connected account itself.';
comment on column interactions.content is 'As it is sent to SocialHub; null once it was erased.';
comment on column interactions.sealed_reference is 'What the plugin wants to have at hand for a reply, sealed.';
comment on column interactions.written_at is 'The time of the newest edit that is known.';
comment on column interactions.revision is 'The number of the newest revision; 0: none.';
comment on column interactions.attempts is 'From the first on, the content stays as it is.';
comment on column interactions.ticket_id is 'SocialHub''s; null: not delivered, or the answer that named it was lost.';
comment on column interactions.refusal is 'Why it is no Ticket.';
comment on column interactions.interactor_hash is 'Finds what one person wrote, also when the content is erased.';

comment on table manifests is 'What SocialHub knows of an integration, Reusable or of one Custom Channel, with what its webhook needs.';
comment on column manifests.id is 'Ours.';
comment on column manifests.reference_hash is 'Finds the Manifest by the reference in the webhook''s URL.';
comment on column manifests.sealed_reference is 'What stands in the webhook''s URL, sealed.';
comment on column manifests.sealed_secrets is 'The webhook''s secrets, newest first, sealed.';
comment on column manifests.manifest_id is 'SocialHub''s, once it is known.';
comment on column manifests.promoted_name is 'The name that the SocialHub Team gave it, where we were told.';
comment on column manifests.public_url is 'Where the hosts were reachable when it was promoted: that can''t change.';
comment on column manifests.sealed_developer_token is 'The Access Token of the Custom Channel through which it is published, sealed.';
comment on column manifests.developer_channel_id is 'SocialHub''s id of that Custom Channel.';
comment on column manifests.sealed_pushed is 'What SocialHub was last told, sealed: so a changed declaration is noticed.';
comment on column manifests.promoted_at is 'Since when it is known to be Reusable.';
comment on column manifests.check_results is 'What the last look from outside found.';

comment on table notices is 'What the operator is told: one row for each notice and destination, written in the transaction of what it tells of.';
comment on column notices.key is 'Kind, subject, generation: what has been told under a key is not told again.';
comment on column notices.cause is 'Why, in a sentence. Never a secret.';
comment on column notices.count is 'How many of the same it stands for.';
comment on column notices.due_at is 'When it is sent; while a host sends it, until when no other does.';

comment on table onboarding_sessions is 'Customers on their way to a Channel.';
comment on column onboarding_sessions.secret_hash is 'Of what the browser''s cookie has.';
comment on column onboarding_sessions.sealed_state is 'All that is known of it, sealed as a whole.';
comment on column onboarding_sessions.version is 'A write under an older one is refused.';

comment on table plugin_faults is 'What a plugin last did wrong for a Channel, for each of its functions.';
comment on column plugin_faults.plugin is 'Id and version: a fault of an older release may be mended.';
comment on column plugin_faults.count is 'How often since, without a day between two.';

comment on table plugin_store is 'What plugins keep of their own.';
comment on column plugin_store.channel_id is '0: of the integration as a whole.';
comment on column plugin_store.version is 'Grows with each write, for compare and swap.';
comment on column plugin_store.sealed_value is 'Sealed.';
comment on column plugin_store.person_hash is 'Whose data an entry is, where the plugin says so.';

comment on table pushes is 'The push log: what a Network''s webhook brought, numbered for each Channel without gaps in the order of commits.';

comment on table reconciliation_messages is 'What the pages of a reconciliation named, until all of it was listed.';
comment on column reconciliation_messages.place is 'The order in which they were listed.';
comment on column reconciliation_messages.sealed_message is 'A message that is missing here, sealed; null: nothing but the name is needed.';

comment on table reconciliations is 'What a Network is asked to list again, to find what fetching missed. One row for each time.';
comment on column reconciliations.since is 'How far back it goes.';
comment on column reconciliations.restarts is 'Grows when the operator asks for more while it runs: it begins anew then.';
comment on column reconciliations.pass is 'What two listings don''t name is gone; one alone may have shifted while it was read.';
comment on column reconciliations.cursor is 'Where the next page begins, as the plugin says it.';
comment on column reconciliations.listed_at is 'When the last page came; null while pages are missing.';
comment on column reconciliations.complete_since is 'From when on the Network says that nothing is left out.';
comment on column reconciliations.missing is 'Messages that were not known.';
comment on column reconciliations.doubted is 'So many were named no more that it can''t be believed.';
comment on column reconciliations.failure is 'Why it was given up.';

comment on table removed_channels is 'All that is left of a Channel that was removed.';
comment on column removed_channels.channel_hash is 'Of SocialHub''s id of it.';
comment on column removed_channels.interactions is 'How many there were.';

comment on table revisions is 'Edits and deletions of messages whose first text SocialHub has, or is being sent.';
comment on column revisions.revision is 'From 1, in the order in which SocialHub is told.';
comment on column revisions.content is 'What SocialHub is told; null once it was.';
comment on column revisions.state is 'stored, delivered or refused.';

comment on table sealing_keys is 'Each key that may have sealed something here.';
comment on column sealing_keys.id is 'As the configuration names it.';
comment on column sealing_keys.sealed_check is 'A known text, sealed with that key: tells whether the configured one is the same.';

comment on table settings_links is 'Links by which a Customer changes a Channel''s settings once.';
comment on column settings_links.token_hash is 'Of what stands in the link.';

comment on table terms_acceptances is 'Who accepted which terms of the operator; it outlives the Channel.';
comment on column terms_acceptances.user_id is 'SocialHub''s; null: it was not told.';

comment on table ticket_actions is 'What people at SocialHub asked for: replies, buttons, deletions.';
comment on column ticket_actions.event_uuid is 'Of SocialHub''s event.';
comment on column ticket_actions.subject is 'What the event is about, whatever uuid a redelivery carries: a Followup, or Ticket and action.';
comment on column ticket_actions.event_time is 'By SocialHub''s clock.';
comment on column ticket_actions.network_item_id is 'The message that it concerns.';
comment on column ticket_actions.payload is 'What the event says; {} once it was erased.';
comment on column ticket_actions.state is 'accepted, sending, published, failed, confirmed, unconfirmed or reset: delivery.ts has the table.';
comment on column ticket_actions.sending_deadline is 'By when the call of the Network has certainly ended.';
comment on column ticket_actions.retry_at is 'When it is next worked on.';
comment on column ticket_actions.published is 'What the Network said of the published reply.';
comment on column ticket_actions.failure is 'The code of why it failed.';
comment on column ticket_actions.reason is 'Why, in the Channel''s language, as the community manager reads it.';
comment on column ticket_actions.settled_at is 'When nothing was left to do.';
comment on column ticket_actions.resent_at is 'The time of the latest event by which SocialHub sent it again before it knew of the reset.';

comment on table times_away is 'When no host was there to answer SocialHub, so that Ticket Actions may be lost.';

comment on table turns is 'Who may take a Channel''s turn, and when. Narrow and apart from channels, since it is written at every turn.';
comment on column turns.due_at is 'When the Channel is next due; while leased, the end of the lease: so one condition finds whatever may be claimed.';
comment on column turns.rung is 'Grows whenever something has come that the Channel must look at.';
comment on column turns.holder is 'The host that has it.';
comment on column turns.fence is 'Grows with each claim: a write under an older one is refused.';
comment on column turns.people_wait is 'Whether a Ticket Action rang since the last turn ended: such Channels are claimed first.';

comment on table unclaimed_events is 'Events of Channels that are not known yet: they can outrun the answer to POST /channels.';
comment on column unclaimed_events.sealed_event is 'The event, sealed.';

comment on table unconnected_channels is 'Custom Channels whose Customers have not authenticated yet.';
comment on column unconnected_channels.sealed_token is 'SocialHub''s Access Token, sealed.';

comment on table webhook_secret_uses is 'When each secret of a webhook last verified a request, to the minute.';
comment on column webhook_secret_uses.secret_hash is 'Of the secret.';
`
