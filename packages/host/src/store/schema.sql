-- Every table as all migrations together leave it: to read, not to run. Made by "pnpm schema".
-- Long because every table stands in one place.
--
-- Times are of PostgreSQL's clock. Columns named sealed_… hold what sealing/sealer.ts made of a secret,
-- bound to table, column and row; columns named …_hash hold a keyed hash, by which something is found
-- that is not readable here. Names that end in _ms are milliseconds.

-- Whom the operator tells at a Customer: for people to read; nothing is sent there by itself.
create table account_contacts (
  -- SocialHub’s.
  account_id text not null,
  -- Names, addresses, numbers as the operator wrote them, sealed.
  sealed_contact bytea not null,
  updated_at timestamptz not null default now(),
  primary key (account_id)
);

-- The keys that what belongs to an Account is sealed under; backed up apart from the rest.
create table account_keys (
  id bigint generated always as identity,
  -- SocialHub's; empty: of what belongs to no Account.
  account_id text not null,
  -- Sealed; null once it was destroyed.
  sealed_key bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz,
  primary key (id)
);
create index account_keys_of_account on account_keys (account_id);

-- What the operator calls an Account: SocialHub tells no names of them.
create table account_labels (
  -- SocialHub's.
  account_id text not null,
  label text not null,
  updated_at timestamptz not null default now(),
  primary key (account_id)
);

-- Accounts that were removed, or are being removed.
create table account_removals (
  id bigint generated always as identity,
  -- SocialHub's.
  account_id text not null,
  begun_at timestamptz not null default now(),
  -- What became of each Channel that is gone so far: ids, counts, and how its grant and its
  -- Channel at SocialHub ended.
  channels jsonb not null default '[]',
  -- What is handed over: ids, counts, dates; null while it is under way.
  record jsonb,
  -- Custom Channels that nobody had connected, and that are gone so far.
  unconnected integer not null default 0,
  primary key (id)
);
create unique index account_removals_open on account_removals (account_id) where (record is null);

-- What of an entry is sealed under its Account's key. Rows may be erased, and never changed.
create table audit_details (
  entry_id uuid not null,
  -- who: the name of whoever did it. change: before and after.
  part text not null,
  -- Sealed.
  sealed_details bytea not null,
  primary key (entry_id, part),
  check (part in ('who', 'change'))
);
create index audit_details_named on audit_details (entry_id) where (part = 'who');
create trigger audit_details_stay before update on audit_details for each row execute function refuse_to_change_the_audit_log();
create trigger audit_details_stay_all before truncate on audit_details for each statement execute function refuse_to_change_the_audit_log();

-- Who changed what. Rows are added, and never changed or deleted.
create table audit_entries (
  id uuid not null,
  -- SocialHub's id of the Account; empty: it is of none.
  chain text not null,
  -- When its transaction began.
  at timestamptz not null,
  -- Whether a host did it by itself, a Customer on a page, a command, or an operator.
  actor text not null,
  -- One of store/audit-actions.ts.
  action text not null,
  -- SocialHub's id of the Channel.
  channel text,
  integration text,
  -- SHA-256 of the sealed name; null: nobody that has one here.
  who_hash bytea,
  -- When the sealed name is erased.
  names_until timestamptz,
  -- SHA-256 of the sealed details.
  change_hash bytea not null,
  -- SHA-256 over all of it, in canonical JSON.
  hash bytea not null,
  -- A keyed hash of the same: who has only the database can make none.
  seal bytea not null,
  -- The place that its chain had come to when it was written; 0: none; null: by a host that did
  -- not note it.
  seen_seq bigint,
  -- The hash of that place; empty where there was none.
  seen_hash bytea,
  primary key (id),
  check (actor in ('host', 'customer', 'command', 'operator')),
  trigger deferrable initially deferred
);
create index audit_entries_by_time on audit_entries (at);
create index audit_entries_named on audit_entries (names_until) where (names_until is not null);
create index audit_entries_of_chain on audit_entries (chain, at);
create index audit_entries_of_channel on audit_entries (channel, at) where (channel is not null);
create constraint trigger audit_entries_are_linked after insert on audit_entries deferrable initially deferred for each row execute function link_audit_entry();
create trigger audit_entries_stay before delete or update on audit_entries for each row execute function refuse_to_change_the_audit_log();
create trigger audit_entries_stay_all before truncate on audit_entries for each statement execute function refuse_to_change_the_audit_log();

-- The place of each entry in its chain, given at the commit. Rows are added, and never changed or
-- deleted.
create table audit_links (
  chain text not null,
  -- From 1, without gaps.
  seq bigint not null,
  entry_id uuid not null,
  -- SHA-256 over the entry's hash and the one before: what the chain has come to.
  hash bytea not null,
  primary key (chain, seq),
  unique (entry_id)
);
create trigger audit_links_stay before delete or update on audit_links for each row execute function refuse_to_change_the_audit_log();
create trigger audit_links_stay_all before truncate on audit_links for each statement execute function refuse_to_change_the_audit_log();

-- Many Channels that were refused together. While one of code authentication stands, none of them
-- ends.
create table brakes (
  id bigint generated always as identity,
  integration text not null,
  -- The Network server whose Channels are held; empty: the whole integration.
  server text not null default '',
  code text not null,
  -- What the Network said, for the operator.
  cause text not null,
  -- The most Channels that were refused at once.
  count integer not null,
  since timestamptz not null default now(),
  -- Null while it stands.
  released_at timestamptz,
  released_by text,
  primary key (id),
  check (code in ('authentication', 'operator')),
  check (released_by in ('recovery', 'operator'))
);
create unique index brakes_standing on brakes (integration, server, code) where (released_at is null);

-- What was spent of the budgets of calls that plugins declare. A row is written by every call that
-- a budget bounds.
create table call_budgets (
  integration text not null,
  -- Whose it is and for how long: app, a server or a Channel, with the length of its windows.
  budget text not null,
  -- SocialHub's, for what one Customer spent; empty: all together.
  account_id text not null default '',
  -- When the present window began.
  started_at timestamptz not null,
  -- Calls in the present window.
  used integer not null default 0,
  -- Calls in the window before, which count less the older they are.
  used_before integer not null default 0,
  primary key (integration, budget, account_id)
);

-- What is about to be asked of POST /channels, written before it is asked, so that a crash after
-- SocialHub's answer can be repaired.
create table channel_creations (
  id uuid not null default gen_random_uuid(),
  manifest uuid not null,
  -- The account at the Network that becomes a Channel.
  network_id text not null,
  session_id uuid,
  -- What SocialHub is asked, sealed.
  sealed_intent bytea not null,
  -- recorded, then stored, refused or unknown; repeated: a later attempt took its place.
  state text not null default 'recorded',
  -- The Channel's id where it was stored, else the failure's code.
  outcome text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- Whose attempt it is; empty: an older host recorded it.
  account_id text not null default '',
  primary key (id),
  foreign key (manifest) references manifests(id) on delete cascade,
  foreign key (session_id) references onboarding_sessions(id) on delete set null
);
create unique index channel_creations_open on channel_creations (manifest, account_id, network_id) where (state in ('recorded', 'unknown'));

-- Media at a Network that only a plugin can open, by the URL under which a message shows it. A row
-- stays as long as the Ticket may live.
create table channel_media (
  -- What stands in the URL: it can't be guessed, and says nothing.
  token text not null,
  network_item_id text not null,
  -- Null once the Channel was removed.
  channel_id bigint,
  -- How the plugin finds it, sealed; null once it was erased.
  sealed_reference bytea,
  created_at timestamptz not null default now(),
  primary key (token, network_item_id),
  foreign key (channel_id) references channels(id) on delete set null
);
create index channel_media_of_item on channel_media (channel_id, network_item_id);

-- Custom Channels on their way to their integration's Reusable Manifest.
create table channel_moves (
  -- The Custom Channel.
  channel_id bigint not null,
  -- The Channel that takes over; null until its Customer has added it.
  to_channel bigint,
  marked_at timestamptz not null default now(),
  -- Since when SocialHub sends the Custom Channel no events; null: it still does.
  webhook_removed_at timestamptz,
  primary key (channel_id),
  unique (to_channel),
  foreign key (channel_id) references channels(id) on delete cascade,
  foreign key (to_channel) references channels(id) on delete set null
);

-- What a Customer has connected: one account at a Network with one Channel at SocialHub.
create table channels (
  -- Ours.
  id bigint generated always as identity,
  integration text not null,
  -- Our id of the Manifest.
  manifest uuid not null,
  -- SocialHub's id of the Channel.
  socialhub_channel_id text not null,
  -- SocialHub's Account, part of the Channel's identity: nothing of it passes to another.
  account_id text not null,
  -- The account's id at the Network; null: the Channel has ended.
  network_id text,
  name text not null,
  unique_name text not null,
  image_url text,
  -- The Network server, of Networks that have many: its budget is shared.
  server text,
  -- In which people are told of failures: de, en or fr.
  language text not null,
  -- active, needs-authentication, disabled, revoked, paused or ended: channel.ts has the table.
  state text not null default 'active',
  -- Why, in a sentence for the operator.
  state_cause text,
  state_since timestamptz not null default now(),
  -- Grows with each Access Token: what concerns an older one changes nothing.
  token_generation integer not null default 1,
  -- SocialHub's Access Token, sealed.
  sealed_token bytea not null,
  -- What the plugin needs to act at the Network, sealed.
  sealed_credentials bytea not null,
  -- When they run out; null: never, or nobody knows.
  credentials_expire_at timestamptz,
  -- The Channel settings that the Customer chose, sealed.
  sealed_settings bytea not null,
  -- Where fetching stands, as the plugin says it; null: nothing was fetched yet.
  position jsonb,
  -- From when messages are wanted.
  fetch_since timestamptz not null,
  fetch_due_at timestamptz not null default now(),
  -- The present pace of fetching; null: not known yet.
  fetch_interval_ms integer,
  -- In a row.
  fetch_failures integer not null default 0,
  -- When SocialHub may be sent the next Ticket.
  deliver_after timestamptz not null default 'epoch',
  -- In a row.
  deliver_failures integer not null default 0,
  -- SocialHub said that the Channel was disabled: to be confirmed by asking.
  check_access boolean not null default false,
  -- How often in a row the Network refused the grant.
  grant_failures integer not null default 0,
  -- When SocialHub was asked to tell the Customer that the grant ended.
  told_at timestamptz,
  -- How many entries its push log has taken: the number of the last one.
  push_count bigint not null default 0,
  -- Up to which number committed fetches have read; 0: the plugin does not read the log.
  push_read bigint not null default 0,
  created_at timestamptz not null default now(),
  -- Grows with whatever is stored as credentials: by onboarding, a reconnect, a refresh.
  credentials_generation integer not null default 1,
  -- Since when these are in use.
  credentials_since timestamptz not null default now(),
  -- The credentials were refused, or have run out: nothing is asked of the Network before a
  -- refresh.
  refresh_wanted boolean not null default false,
  -- When a refresh may be tried again.
  refresh_after timestamptz not null default 'epoch',
  -- In a row.
  refresh_failures integer not null default 0,
  -- Whether SocialHub has heard when the present credentials run out.
  expiration_told boolean not null default true,
  -- When it may be told.
  expiration_after timestamptz not null default 'epoch',
  -- In a row.
  expiration_failures integer not null default 0,
  -- When the Network is next asked to push; null: never again.
  subscribe_due_at timestamptz default now(),
  -- In a row.
  subscribe_failures integer not null default 0,
  -- Before this the Network asked not to be called for this Channel.
  network_after timestamptz not null default 'epoch',
  -- Before this SocialHub asked not to be called for this Channel.
  socialhub_after timestamptz not null default 'epoch',
  -- The code of the refusal that no success has followed yet.
  trouble text,
  -- When it first came.
  trouble_since timestamptz,
  -- When it last came.
  trouble_at timestamptz,
  -- When the Network last accepted the grant.
  heard_at timestamptz,
  -- When they were erased because the Channel stood still for too long.
  credentials_erased_at timestamptz,
  -- The last fetch that succeeded.
  fetched_at timestamptz,
  -- When what the Network lists is next compared with what is known; null: not before a first
  -- fetch, or the plugin can't list.
  reconcile_due_at timestamptz,
  reconcile_interval_ms integer,
  -- When the last comparison that was finished began.
  reconciled_at timestamptz,
  -- What an ended Channel was connected with, for the day on which it comes back.
  ended_network_id text,
  -- What the plugin said of the last failed fetch: code, message, and a sentence for people where
  -- it gave one. It counts as long as its count is fetch_failures: former hosts leave it behind.
  fetch_failure jsonb,
  -- When SocialHub is asked whether it still takes the Access Token, unless it takes something
  -- before; null: not planned yet.
  token_check_at timestamptz,
  -- A keyed hash of the plugin’s id and what it calls the grant of these credentials; null: a
  -- grant of its own.
  grant_hash bytea,
  primary key (id),
  unique (manifest, network_id),
  unique (socialhub_channel_id),
  foreign key (manifest) references manifests(id),
  check ((network_id is not null) or ((state = 'ended') and (ended_network_id is not null))),
  check (trouble in ('authentication', 'operator'))
) with (fillfactor=80);
create index channels_by_network on channels (integration, network_id);
create unique index channels_ended on channels (manifest, account_id, ended_network_id) where (ended_network_id is not null);
create index channels_grant on channels (grant_hash) where (grant_hash is not null);
create index channels_in_trouble on channels (integration, trouble) where (trouble is not null);
create trigger channels_come_and_go after insert or delete on channels for each statement execute function tell_cockpit();
create trigger channels_keep_their_account before update of account_id on channels for each row when ((old.account_id <> new.account_id)) execute function refuse_another_account();
create trigger channels_tell_cockpit after update of state on channels for each row when ((old.state is distinct from new.state)) execute function tell_cockpit();

-- Links that an agency sends: to connect the Channel of a Custom Manifest, or to reconnect the one
-- named.
create table connect_links (
  -- Of what stands in the link.
  token_hash bytea not null,
  manifest uuid not null,
  -- The Channel to reconnect; null: one that nobody has connected yet.
  channel_id bigint,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (token_hash),
  foreign key (channel_id) references channels(id) on delete cascade,
  foreign key (manifest) references manifests(id) on delete cascade
);

-- The bytes of files, in pieces of one size.
create table file_chunks (
  file_id uuid not null,
  -- From 0.
  number integer not null,
  -- Stored as they are; null where they are sealed.
  bytes bytea storage external,
  -- The bytes, sealed under the key of the file.
  sealed_bytes bytea storage external,
  primary key (file_id, number),
  foreign key (file_id) references files(id) on delete cascade
);
create index file_chunks_unsealed on file_chunks (file_id, number) where (bytes is not null);

-- Files that exist only here. A row outlives its bytes, so that its URL can say that it is gone.
create table files (
  id uuid not null default gen_random_uuid(),
  integration text not null,
  -- Empty where it is sealed.
  name text not null,
  mime_type text not null,
  size_bytes bigint not null,
  -- Whether all of it has arrived: before that nobody sees it.
  complete boolean not null default false,
  created_at timestamptz not null default now(),
  -- Null while the bytes are here.
  erased_at timestamptz,
  -- The Channel it belongs to, as soon as that is known.
  channel_id bigint,
  -- The message that shows it, as soon as that is known.
  network_item_id text,
  -- Arriving: of a request that is under way. Held: wanted for a while. Kept: as long as the
  -- operator keeps files.
  stage text not null default 'kept',
  -- When it goes by itself, as long as nobody has kept it.
  staged_until timestamptz,
  -- The name, and the key of the chunks, sealed; null: stored by an older host and not sealed yet,
  -- or erased.
  sealed_head bytea,
  primary key (id),
  check (stage in ('arriving', 'held', 'kept'))
);
create index files_of_channel on files (channel_id) where (channel_id is not null);
create index files_of_integration on files (integration);
create index files_staged on files (integration, created_at) where (stage <> 'kept');
create index files_to_erase on files (created_at) where (erased_at is null);
create index files_unsealed on files (id) where (sealed_head is null) and (erased_at is null);

-- Conversations that were erased: no mail is queued for them any more.
create table forgotten_threads (
  channel_id bigint not null,
  -- As in visitor_mails.
  thread_hash bytea not null,
  forgotten_at timestamptz not null default now(),
  primary key (channel_id, thread_hash),
  foreign key (channel_id) references channels(id) on delete cascade
);

-- Exchanges of old credentials for new ones, written before the Network is asked: whoever finds an
-- open one knows that the refresh token may be used up.
create table grant_refreshes (
  id bigint generated always as identity,
  channel_id bigint not null,
  -- Of the credentials that are exchanged.
  generation integer not null,
  started_at timestamptz not null default now(),
  -- By when the call has certainly ended.
  deadline timestamptz not null,
  -- open, stored, unused, uncertain, lost or replaced: store/renewals.ts says how they follow.
  state text not null default 'open',
  cause text,
  settled_at timestamptz,
  primary key (id),
  foreign key (channel_id) references channels(id) on delete cascade
);
create unique index grant_refreshes_open on grant_refreshes (channel_id) where (state in ('open', 'uncertain'));
create index grant_refreshes_settled on grant_refreshes (settled_at);

-- One row for all hosts together: when one of them was last there to answer SocialHub.
create table host_presence (
  only_row boolean not null default true,
  seen_at timestamptz not null,
  primary key (only_row),
  check (only_row)
);

-- Secrets that the hosts made themselves, such as the one for keyed hashes.
create table host_secrets (
  name text not null,
  -- Sealed.
  sealed_value bytea not null,
  primary key (name)
);

-- One row: whose database this is, and where. Both differ in a copy, which then does nothing by
-- itself.
create table installation (
  only_row boolean not null default true,
  -- Under which address its hosts serve.
  public_url text not null,
  -- PostgreSQL's own number of the cluster; empty where the role may not ask.
  cluster text not null,
  database_oid text not null,
  adopted_at timestamptz not null default now(),
  primary key (only_row),
  check (only_row)
);

-- Messages of a Network that are or become Tickets, one row for each that is known.
create table interactions (
  channel_id bigint not null,
  -- The message's id at the Network.
  network_item_id text not null,
  -- The order of arrival, in which they are delivered.
  seq bigint generated always as identity,
  -- stored, delivered, refused, own-reply or part: delivery.ts.
  state text not null,
  -- The id of the conversation's first message, or its own.
  thread text not null,
  -- Written by the connected account itself.
  own boolean not null default false,
  -- As it is sent to SocialHub, sealed but for its time; null once it was erased.
  content jsonb,
  -- What the plugin wants to have at hand for a reply, sealed.
  sealed_reference bytea,
  -- The time of the newest edit that is known.
  written_at timestamptz,
  -- The number of the newest revision; 0: none.
  revision integer not null default 0,
  -- From the first on, the content stays as it is.
  attempts integer not null default 0,
  -- SocialHub's; null: not delivered, or the answer that named it was lost.
  ticket_id text,
  -- Why it is no Ticket.
  refusal text,
  received_at timestamptz not null default now(),
  delivered_at timestamptz,
  -- Finds what one person wrote, also when the content is erased.
  interactor_hash bytea,
  erased_at timestamptz,
  -- When the look began from which it was missing first, without a look since that named it.
  missed_at timestamptz,
  -- When it was taken for deleted, though nobody said so; null where the Network did, and once
  -- that may not be undone.
  presumed_gone_at timestamptz,
  -- When the look began that named it first after that.
  relisted_at timestamptz,
  -- What it is a part of, such as an album, by the plugin's id; null: it stands for itself.
  group_id text,
  -- Until when it waits for other parts of its group before it becomes a Ticket.
  held_until timestamptz,
  -- The step that brought it, as W3C's Trace Context writes it; null where nothing was traced.
  traceparent text,
  -- ledger_digest(content::text) as it was stored; 0: there is no content. Null: no host counted
  -- this row in the ledger.
  content_digest bigint,
  -- When an operator gave up a refused one; null again once it is tried again.
  given_up_at timestamptz,
  primary key (channel_id, network_item_id),
  foreign key (channel_id) references channels(id) on delete cascade
);
create index interactions_by_time on interactions (channel_id, received_at);
create index interactions_doubted on interactions (channel_id) where (missed_at is not null) or (presumed_gone_at is not null);
create index interactions_interactor on interactions (interactor_hash) where (interactor_hash is not null);
create index interactions_of_group on interactions (channel_id, group_id) where (group_id is not null);
create index interactions_oldest on interactions (received_at) where (state = 'stored');
create index interactions_refused on interactions (received_at) where (state = 'refused');
create index interactions_to_erase on interactions (received_at) where (content is not null);
create index interactions_waiting on interactions (channel_id, seq) where (state = 'stored');
create trigger interactions_forget_digest before update of content on interactions for each row when (((new.content is null) and (new.content_digest <> 0))) execute function forget_content_digest();

-- How many messages and Ticket Actions came in for a Channel, counted in the transaction that
-- stored them. What is stored is compared with it: store/proof.ts.
create table ledger (
  channel_id bigint not null,
  about text not null,
  -- opening: was there before this table. received: by a fetch, a listing. published: a reply of
  -- ours. accepted: a Ticket Action. left-behind: dropped when a Custom Channel moved. settled:
  -- what an operator took note of.
  entry text not null,
  -- In UTC, of received_at or accepted_at.
  day date not null,
  count bigint not null,
  -- The sum of ledger_message(…) or ledger_action(…) of these rows.
  digest numeric not null,
  primary key (channel_id, about, entry, day),
  foreign key (channel_id) references channels(id) on delete cascade,
  check (about in ('messages', 'ticket-actions')),
  check (entry in ('opening', 'received', 'published', 'accepted', 'left-behind', 'settled'))
) with (fillfactor=70);

-- When counting began, and with which rows.
create table ledger_openings (
  about text not null,
  opened_at timestamptz not null default clock_timestamp(),
  -- The greatest seq, or id, that there was.
  last_row bigint not null,
  -- Until when hosts that do not count may have run beside: a day, where there were Channels
  -- already.
  older_hosts_until timestamptz not null,
  primary key (about),
  check (about in ('messages', 'ticket-actions'))
);

-- Which host listens to a Network, for a Channel or for a whole integration.
create table listeners (
  integration text not null,
  -- Null: one call for the whole integration.
  channel_id bigint,
  -- The host process; null: none.
  holder uuid,
  -- Grows with each host that takes it.
  fence bigint not null default 1,
  -- Renewed by its holder; whoever finds it past may take it.
  leased_until timestamptz not null default now(),
  -- How often in a row the call ended by itself, soon.
  failures integer not null default 0,
  -- When it may be made again after it ended.
  begin_after timestamptz not null default now(),
  -- What its holder’s machine is called, and its process; of a former host, what the last one was
  -- called.
  host text,
  -- When its holder began the call.
  listens_since timestamptz,
  -- Why it last ended by itself: code, message, and when. It stays after it was begun again.
  last_failure jsonb,
  unique nulls not distinct (integration, channel_id),
  foreign key (channel_id) references channels(id) on delete cascade
);
create index listeners_channel on listeners (channel_id);

-- Addresses that whoever reads their mail has confirmed, each for one conversation.
create table mail_consents (
  channel_id bigint not null,
  -- As in visitor_mails.
  thread_hash bytea not null,
  -- As in visitor_mails.
  address_hash bytea not null,
  -- As in visitor_mails: these Interactors are one person.
  person_hashes bytea[] not null,
  confirmed_at timestamptz not null default now(),
  -- When a mail was last meant for it; it is erased some time after that.
  used_at timestamptz not null default now(),
  primary key (channel_id, thread_hash, address_hash),
  foreign key (channel_id) references channels(id) on delete cascade
);
create index mail_consents_of_person on mail_consents using gin (person_hashes);

-- Addresses that want no mail, as keyed hashes. Kept until their owner wants mail again.
create table mail_refusals (
  -- As in visitor_mails.
  address_hash bytea not null,
  -- Of which Channel; 0: of none.
  channel_id bigint not null,
  refused_at timestamptz not null default now(),
  primary key (address_hash, channel_id)
);

-- What SocialHub knows of an integration, Reusable or of one Custom Channel, with what its webhook
-- needs.
create table manifests (
  -- Ours.
  id uuid not null default gen_random_uuid(),
  integration text not null,
  kind text not null,
  -- Finds the Manifest by the reference in the webhook's URL.
  reference_hash bytea not null,
  -- What stands in the webhook's URL, sealed.
  sealed_reference bytea not null,
  -- The webhook's secrets, newest first, sealed.
  sealed_secrets bytea not null,
  -- SocialHub's, once it is known.
  manifest_id text,
  -- The name that the SocialHub Team gave it, where we were told.
  promoted_name text,
  -- Where the hosts were reachable when it was promoted: that can't change.
  public_url text,
  created_at timestamptz not null default now(),
  -- The Access Token of the Custom Channel through which it is published, sealed.
  sealed_developer_token bytea,
  -- SocialHub's id of that Custom Channel.
  developer_channel_id text,
  -- What SocialHub was last told, sealed: so a changed declaration is noticed.
  sealed_pushed bytea,
  pushed_at timestamptz,
  -- Since when it is known to be Reusable.
  promoted_at timestamptz,
  checked_at timestamptz,
  -- What the last look from outside found.
  check_results jsonb,
  primary key (id),
  unique (manifest_id),
  unique (reference_hash),
  check (kind in ('reusable', 'custom'))
);
create unique index manifests_reusable on manifests (integration) where (kind = 'reusable');

-- What the operator is told: one row for each notice and destination, written in the transaction
-- of what it tells of.
create table notices (
  id uuid not null default gen_random_uuid(),
  -- Kind, subject, generation: what has been told under a key is not told again.
  key text not null,
  destination text not null,
  kind text not null,
  channel_id bigint,
  integration text,
  -- Why, in a sentence. Never a secret.
  cause text not null,
  -- How many of the same it stands for.
  count integer not null default 1,
  state text not null default 'due',
  attempts integer not null default 0,
  -- When it is sent; while a host sends it, until when no other does.
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  -- Somebody began to send it and has not noted what came of that: its host died, or nobody
  -- answered. Whoever sends it again says so.
  maybe_told boolean not null default false,
  -- When somebody took note of it in the cockpit.
  acknowledged_at timestamptz,
  primary key (id),
  unique (key, destination),
  foreign key (channel_id) references channels(id) on delete cascade,
  check (destination in ('webhook', 'mail')),
  check (state in ('due', 'sent', 'given-up'))
);
create index notices_due on notices (due_at) where (state = 'due');
create index notices_of_channel on notices (channel_id) where (channel_id is not null);

-- Customers on their way to a Channel.
create table onboarding_sessions (
  id uuid not null default gen_random_uuid(),
  -- Of what the browser's cookie has.
  secret_hash bytea not null,
  integration text not null,
  -- All that is known of it, sealed as a whole.
  sealed_state bytea not null,
  -- A write under an older one is refused.
  version integer not null default 1,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  -- Whether its cookie has a name that browsers guard: older hosts gave none.
  guarded boolean not null default false,
  primary key (id),
  unique (secret_hash)
);

-- Links by which somebody signs in to the cockpit once, where no OpenID provider is configured.
create table operator_links (
  -- Of what stands in the link.
  token_hash bytea not null,
  -- As whom, for the record of who did what.
  name text not null,
  role text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (token_hash),
  check (role in ('viewer', 'operator', 'administrator'))
);

-- Who is signed in to the cockpit. A row goes when its session ends.
create table operator_sessions (
  id uuid not null,
  -- Of what the browser’s cookie has.
  secret_hash bytea not null,
  -- Name and subject of the person, sealed.
  sealed_person bytea not null,
  role text not null,
  signed_in_by text not null,
  created_at timestamptz not null default now(),
  -- The last request, to the minute.
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (id),
  unique (secret_hash),
  check (role in ('viewer', 'operator', 'administrator')),
  check (signed_in_by in ('provider', 'link'))
);
create index operator_sessions_expired on operator_sessions (expires_at);

-- What a plugin last did wrong for a Channel, for each of its functions.
create table plugin_faults (
  channel_id bigint not null,
  call text not null,
  -- Id and version: a fault of an older release may be mended.
  plugin text not null,
  field text,
  reason text not null,
  -- How often since, without a day between two.
  count integer not null default 1,
  since timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (channel_id, call),
  foreign key (channel_id) references channels(id) on delete cascade
);

-- What plugins keep of their own.
create table plugin_store (
  integration text not null,
  -- 0: of the integration as a whole.
  channel_id bigint not null default 0,
  key text not null,
  -- Grows with each write, for compare and swap.
  version bigint not null default 1,
  -- Sealed.
  sealed_value bytea not null,
  updated_at timestamptz not null default now(),
  -- Whose data an entry is, where the plugin says so.
  person_hash bytea,
  primary key (integration, channel_id, key)
);
create index plugin_store_person on plugin_store (person_hash) where (person_hash is not null);

-- When the ledger of a Channel was last compared with what is stored, and how much did not fit.
create table proofs (
  channel_id bigint not null,
  -- Later than proved_at: the last time it could not be counted in time.
  tried_at timestamptz not null default now(),
  proved_at timestamptz,
  unaccounted bigint,
  primary key (channel_id),
  foreign key (channel_id) references channels(id) on delete cascade
);
create index proofs_by_age on proofs (tried_at);

-- The push log: what a Network's webhook brought, numbered for each Channel without gaps in the
-- order of commits.
create table pushes (
  channel_id bigint not null,
  number bigint not null,
  -- As it came; null where it is sealed.
  entry jsonb,
  received_at timestamptz not null default now(),
  -- The entry, sealed.
  sealed_entry bytea,
  primary key (channel_id, number),
  foreign key (channel_id) references channels(id) on delete cascade
);

-- What the pages of a reconciliation named, until all of it was listed.
create table reconciliation_messages (
  reconciliation_id bigint not null,
  network_item_id text not null,
  -- The order in which they were listed.
  place bigint generated always as identity,
  created_time timestamptz,
  -- A message that is missing here, sealed; null: nothing but the name is needed.
  sealed_message bytea,
  primary key (reconciliation_id, network_item_id),
  foreign key (reconciliation_id) references reconciliations(id) on delete cascade
);

-- What a Network is asked to list again, to find what fetching missed. One row for each time.
create table reconciliations (
  id bigint generated always as identity,
  channel_id bigint not null,
  by_operator boolean not null default false,
  -- How far back it goes.
  since timestamptz not null,
  started_at timestamptz not null default now(),
  -- Grows when the operator asks for more while it runs: it begins anew then.
  restarts integer not null default 0,
  -- What two listings don't name is gone; one alone may have shifted while it was read.
  pass integer not null default 1,
  -- Where the next page begins, as the plugin says it.
  cursor jsonb,
  pages integer not null default 0,
  -- When the last page came; null while pages are missing.
  listed_at timestamptz,
  -- From when on the Network says that nothing is left out.
  complete_since timestamptz,
  failures integer not null default 0,
  -- Messages that were not known.
  missing integer not null default 0,
  edited integer not null default 0,
  deleted integer not null default 0,
  -- So many were named no more that it can't be believed.
  doubted integer not null default 0,
  ended_at timestamptz,
  -- Why it was given up.
  failure text,
  primary key (id),
  foreign key (channel_id) references channels(id) on delete cascade
);
create index reconciliations_ended on reconciliations (channel_id, ended_at);
create unique index reconciliations_open on reconciliations (channel_id) where (ended_at is null);

-- All that is left of a Channel that was removed.
create table removed_channels (
  id bigint generated always as identity,
  integration text not null,
  -- Of SocialHub's id of it.
  channel_hash bytea not null,
  channel_created_at timestamptz not null,
  removed_at timestamptz not null default now(),
  -- How many there were.
  interactions bigint not null,
  ticket_actions bigint not null,
  files bigint not null,
  -- What did not fit the ledger when it was removed; null: by a host that kept none.
  unaccounted bigint,
  primary key (id)
);
create index removed_channels_hash on removed_channels (channel_hash);

-- Edits and deletions of messages whose first text SocialHub has, or is being sent.
create table revisions (
  channel_id bigint not null,
  network_item_id text not null,
  -- From 1, in the order in which SocialHub is told.
  revision integer not null,
  kind text not null,
  -- What SocialHub is told, sealed; null once it was.
  content jsonb,
  -- stored, delivered or refused.
  state text not null default 'stored',
  refusal text,
  received_at timestamptz not null default now(),
  primary key (channel_id, network_item_id, revision),
  foreign key (channel_id, network_item_id) references interactions(channel_id, network_item_id) on delete cascade,
  check (kind in ('edited', 'deleted'))
);
create index revisions_waiting on revisions (channel_id) where (state = 'stored');

-- Each key that may have sealed something here.
create table sealing_keys (
  -- As the configuration names it.
  id text not null,
  -- A known text, sealed with that key: tells whether the configured one is the same.
  sealed_check bytea not null,
  first_used_at timestamptz not null default now(),
  primary key (id)
);

-- How far hosts have come in sealing what was stored before Accounts had keys.
create table sealing_passes (
  -- The column.
  place text not null,
  -- The last row that was looked at; null: none was.
  last_key jsonb,
  -- When nothing was left.
  done_at timestamptz,
  primary key (place)
);

-- Items of a Network's lists that a plugin could not read, and passed.
create table set_aside (
  channel_id bigint not null,
  -- Of the call and of what the Network calls the item; of the reason where it has no name.
  item_hash bytea not null,
  -- The function's name.
  call text not null,
  -- For the plugin's author: repeats nothing of what the item says.
  reason text not null,
  since timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (channel_id, item_hash),
  foreign key (channel_id) references channels(id) on delete cascade
);

-- Links by which a Customer changes a Channel's settings once.
create table settings_links (
  -- Of what stands in the link.
  token_hash bytea not null,
  channel_id bigint not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (token_hash),
  foreign key (channel_id) references channels(id) on delete cascade
);

-- Who accepted which terms of the operator; it outlives the Channel.
create table terms_acceptances (
  id bigint generated always as identity,
  integration text not null,
  account_id text not null,
  -- SocialHub's; null: it was not told.
  user_id text,
  socialhub_channel_id text not null,
  version text not null,
  url text not null,
  accepted_at timestamptz not null,
  primary key (id)
);
create index terms_acceptances_account on terms_acceptances (account_id);

-- What people at SocialHub asked for: replies, buttons, deletions.
create table ticket_actions (
  id bigint generated always as identity,
  channel_id bigint not null,
  -- Of SocialHub's event.
  event_uuid text not null,
  -- What the event is about, whatever uuid a redelivery carries: a Followup, or Ticket and action.
  subject text not null,
  -- By SocialHub's clock.
  event_time timestamptz not null,
  type text not null,
  action_id text not null,
  ticket_id text not null,
  -- The message that it concerns.
  network_item_id text not null,
  followup_id text,
  -- What the event says, sealed; {} once it was erased.
  payload jsonb not null,
  -- accepted, sending, published, failed, confirmed, unconfirmed or reset: delivery.ts has the
  -- table.
  state text not null default 'accepted',
  attempts integer not null default 0,
  attempted_at timestamptz,
  -- By when the call of the Network has certainly ended.
  sending_deadline timestamptz,
  -- When it is next worked on.
  retry_at timestamptz not null default 'epoch',
  -- What the Network said of the published reply.
  published jsonb,
  -- The code of why it failed.
  failure text,
  -- Why, in the Channel's language, as the community manager reads it.
  reason text,
  accepted_at timestamptz not null default now(),
  -- When nothing was left to do.
  settled_at timestamptz,
  erased_at timestamptz,
  -- The time of the latest event by which SocialHub sent it again before it knew of the reset.
  resent_at timestamptz,
  -- The step that accepted it, as W3C's Trace Context writes it; null where nothing was traced.
  traceparent text,
  -- ledger_digest(payload::text) as it was stored; 0: it was erased. Null: no host counted this
  -- row in the ledger.
  payload_digest bigint,
  -- When an operator gave it up; what turns out to be published stays so. Of an unconfirmed one:
  -- nobody needs to look at it any more.
  given_up_at timestamptz,
  -- What the operator wrote to the community manager; null: nothing.
  given_up_reason text,
  -- A call ended without an answer, nobody could look up what came of it, and the action was sent
  -- again since it is safe to repeat. If it fails in the end, it may have been performed all the
  -- same.
  outcome_unknown boolean not null default false,
  primary key (id),
  unique (channel_id, event_uuid),
  unique (channel_id, subject, event_time),
  foreign key (channel_id) references channels(id) on delete cascade
);
create unique index ticket_actions_followup on ticket_actions (channel_id, followup_id) where (followup_id is not null) and (state <> 'reset');
create index ticket_actions_oldest on ticket_actions (accepted_at) where (state not in ('confirmed', 'unconfirmed', 'reset'));
create index ticket_actions_open on ticket_actions (channel_id, id) where (state not in ('confirmed', 'reset'));
create index ticket_actions_resent on ticket_actions (channel_id, followup_id) where (resent_at is not null);
create index ticket_actions_to_erase on ticket_actions (settled_at) where (erased_at is null);
create trigger ticket_actions_forget_digest before update of payload on ticket_actions for each row when (((new.erased_at is not null) and (new.payload_digest <> 0))) execute function forget_payload_digest();

-- When no host was there to answer SocialHub, so that Ticket Actions may be lost.
create table times_away (
  id bigint generated always as identity,
  since timestamptz not null,
  until timestamptz not null,
  primary key (id)
);

-- Who may take a Channel's turn, and when. Narrow and apart from channels, since it is written at
-- every turn.
create table turns (
  channel_id bigint not null,
  -- When the Channel is next due; while leased, the end of the lease: so one condition finds
  -- whatever may be claimed.
  due_at timestamptz not null default now(),
  -- Grows whenever something has come that the Channel must look at.
  rung bigint not null default 0,
  -- The host that has it.
  holder uuid,
  -- Grows with each claim: a write under an older one is refused.
  fence bigint not null default 0,
  -- Whether a Ticket Action rang since the last turn ended: such Channels are claimed first.
  people_wait boolean not null default false,
  primary key (channel_id),
  foreign key (channel_id) references channels(id) on delete cascade
) with (fillfactor=70);
create index turns_due on turns (due_at);
create index turns_people_wait on turns (due_at) where people_wait;

-- Events of Channels that are not known yet: they can outrun the answer to POST /channels.
create table unclaimed_events (
  id bigint generated always as identity,
  manifest uuid not null,
  socialhub_channel_id text not null,
  event_uuid text not null,
  -- The event, sealed.
  sealed_event bytea not null,
  received_at timestamptz not null default now(),
  -- The step that accepted it, handed on to the Ticket Action.
  traceparent text,
  primary key (id),
  unique (manifest, socialhub_channel_id, event_uuid),
  foreign key (manifest) references manifests(id) on delete cascade
);

-- Custom Channels whose Customers have not authenticated yet.
create table unconnected_channels (
  manifest uuid not null,
  socialhub_channel_id text not null,
  account_id text not null,
  name text not null,
  -- SocialHub's Access Token, sealed.
  sealed_token bytea not null,
  created_at timestamptz not null default now(),
  primary key (manifest),
  unique (socialhub_channel_id),
  foreign key (manifest) references manifests(id) on delete cascade
);

-- Mails to visitors: that an agent has answered, where their page is, and the notice that asks
-- whether an address is theirs.
create table visitor_mails (
  id uuid not null,
  channel_id bigint not null,
  -- notice: asks an address to be confirmed, and says nothing else. answer, link: to a confirmed
  -- address.
  kind text not null,
  -- The plugin's: the same mail is stored once.
  key text not null,
  state text not null,
  -- Why it was not sent, or what the mail server said.
  reason text,
  -- Which conversation: a keyed hash of the plugin's name for it.
  thread_hash bytea not null,
  -- Keyed, so that nobody reads an address in it; for limits.
  address_hash bytea not null,
  -- Who typed the address, as the plugin tells senders apart; for limits.
  sender_hash bytea,
  -- Whose it is, as in interactions.interactor_hash; each Interactor that the visitor has.
  person_hashes bytea[] not null,
  -- Address and text; once it is settled only what a bounce needs; then null.
  sealed_mail bytea,
  attempts integer not null default 0,
  -- When it is sent or tried again; while it is being sent, by when that has certainly ended.
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (id),
  unique (channel_id, kind, key),
  foreign key (channel_id) references channels(id) on delete cascade,
  check (kind in ('notice', 'answer', 'link')),
  check (state in ('waiting', 'due', 'sending', 'sent', 'unknown', 'bounced', 'failed', 'suppressed'))
);
create index visitor_mails_by_age on visitor_mails (created_at);
create index visitor_mails_due on visitor_mails (due_at) where (state in ('due', 'sending'));
create index visitor_mails_of_address on visitor_mails (address_hash, created_at);
create index visitor_mails_of_person on visitor_mails using gin (person_hashes);
create index visitor_mails_of_sender on visitor_mails (sender_hash, created_at) where (kind = 'notice');
create index visitor_mails_of_thread on visitor_mails (channel_id, thread_hash);

-- When each secret of a webhook last verified a request, to the minute.
create table webhook_secret_uses (
  manifest uuid not null,
  -- Of the secret.
  secret_hash bytea not null,
  verified_at timestamptz not null default now(),
  primary key (manifest, secret_hash),
  foreign key (manifest) references manifests(id) on delete cascade
);

CREATE OR REPLACE FUNCTION public.forget_content_digest()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.content_digest := 0;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.forget_payload_digest()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.payload_digest := 0;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.ledger_action(event_uuid text, subject text, event_time timestamp with time zone, type text, action_id text, ticket_id text, network_item_id text, id bigint, accepted_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select ledger_digest(concat_ws(' ', event_uuid, subject, (extract(epoch from event_time) * 1000000)::bigint,
    type, action_id, ticket_id, network_item_id, id, (extract(epoch from accepted_at) * 1000000)::bigint))
$function$;

CREATE OR REPLACE FUNCTION public.ledger_day(received_at timestamp with time zone)
 RETURNS date
 LANGUAGE sql
 STABLE
AS $function$
  select (received_at at time zone 'UTC')::date
$function$;

CREATE OR REPLACE FUNCTION public.ledger_digest(given text)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select ('x' || left(encode(sha256(convert_to(given, 'UTF8')), 'hex'), 16))::bit(64)::bigint
$function$;

CREATE OR REPLACE FUNCTION public.ledger_message(network_item_id text, thread text, own boolean, seq bigint, received_at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select ledger_digest(concat_ws(' ', network_item_id, thread, own, seq,
    (extract(epoch from received_at) * 1000000)::bigint))
$function$;

CREATE OR REPLACE FUNCTION public.link_audit_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  last_seq bigint;
  last_hash bytea;
begin
  perform pg_advisory_xact_lock(1752523269, 0);
  select seq, hash into last_seq, last_hash from audit_links where chain = new.chain
    order by seq desc limit 1;
  insert into audit_links (chain, seq, entry_id, hash)
  values (new.chain, coalesce(last_seq, 0) + 1, new.id, sha256(convert_to(format(
    '{"chain":%s,"entry":"%s","previous":"%s","seq":%s}', to_json(new.chain),
    encode(new.hash, 'hex'), coalesce(encode(last_hash, 'hex'), ''), coalesce(last_seq, 0) + 1), 'UTF8')));
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_another_account()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'A Channel never passes to another Account.';
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_to_change_the_audit_log()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'The audit log is only added to.';
end $function$;

CREATE OR REPLACE FUNCTION public.tell_cockpit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('hubward_live', 'cockpit channels');
  return null;
end $function$;
