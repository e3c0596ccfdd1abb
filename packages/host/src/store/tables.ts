// The tables as queries see them. Made by "pnpm schema"; schema.sql says what they are for.
// Long because every table stands in one place.
import type { AccountId, ChannelId, FollowupId, ManifestId, NetworkId, NetworkItemId, SocialHubChannelId, TicketId } from "./ids.ts";
import type { ColumnType } from "kysely";

export type ArrayType<T> = ArrayTypeImpl<T> extends (infer U)[]
  ? U[]
  : ArrayTypeImpl<T>;

export type ArrayTypeImpl<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S[], I[], U[]>
  : T[];

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type Numeric = ColumnType<string, number | string, number | string>;

export type Timestamp = ColumnType<Date, Date | string, Date | string>;

export interface AccountContacts {
  /**
   * SocialHub’s.
   */
  account_id: AccountId;
  /**
   * Names, addresses, numbers as the operator wrote them, sealed.
   */
  sealed_contact: Buffer;
  updated_at: Generated<Date>;
}

export interface AccountKeys {
  /**
   * SocialHub's; empty: of what belongs to no Account.
   */
  account_id: AccountId;
  created_at: Generated<Date>;
  destroyed_at: Date | null;
  id: Generated<string>;
  /**
   * Sealed; null once it was destroyed.
   */
  sealed_key: Buffer | null;
}

export interface AccountLabels {
  /**
   * SocialHub's.
   */
  account_id: AccountId;
  label: string;
  updated_at: Generated<Date>;
}

export interface AccountRemovals {
  /**
   * SocialHub's.
   */
  account_id: AccountId;
  begun_at: Generated<Date>;
  /**
   * What became of each Channel that is gone so far: ids, counts, and how its grant and its Channel at SocialHub ended.
   */
  channels: Generated<unknown>;
  id: Generated<string>;
  /**
   * What is handed over: ids, counts, dates; null while it is under way.
   */
  record: unknown | null;
  /**
   * Custom Channels that nobody had connected, and that are gone so far.
   */
  unconnected: Generated<number>;
}

export interface AuditDetails {
  entry_id: string;
  /**
   * who: the name of whoever did it. change: before and after.
   */
  part: "who" | "change";
  /**
   * Sealed.
   */
  sealed_details: Buffer;
}

export interface AuditEntries {
  /**
   * One of store/audit-actions.ts.
   */
  action: string;
  /**
   * Whether a host did it by itself, a Customer on a page, a command, or an operator.
   */
  actor: "host" | "customer" | "command" | "operator";
  /**
   * When its transaction began.
   */
  at: Date;
  /**
   * SocialHub's id of the Account; empty: it is of none.
   */
  chain: string;
  /**
   * SHA-256 of the sealed details.
   */
  change_hash: Buffer;
  /**
   * SocialHub's id of the Channel.
   */
  channel: string | null;
  /**
   * SHA-256 over all of it, in canonical JSON.
   */
  hash: Buffer;
  id: string;
  integration: string | null;
  /**
   * When the sealed name is erased.
   */
  names_until: Date | null;
  /**
   * A keyed hash of the same: who has only the database can make none.
   */
  seal: Buffer;
  /**
   * The hash of that place; empty where there was none.
   */
  seen_hash: Buffer | null;
  /**
   * The place that its chain had come to when it was written; 0: none; null: by a host that did not note it.
   */
  seen_seq: string | null;
  /**
   * SHA-256 of the sealed name; null: nobody that has one here.
   */
  who_hash: Buffer | null;
}

export interface AuditLinks {
  chain: string;
  entry_id: string;
  /**
   * SHA-256 over the entry's hash and the one before: what the chain has come to.
   */
  hash: Buffer;
  /**
   * From 1, without gaps.
   */
  seq: string;
}

export interface Brakes {
  /**
   * What the Network said, for the operator.
   */
  cause: string;
  code: "authentication" | "operator";
  /**
   * The most Channels that were refused at once.
   */
  count: number;
  id: Generated<string>;
  integration: string;
  /**
   * Null while it stands.
   */
  released_at: Date | null;
  released_by: "recovery" | "operator" | null;
  /**
   * The Network server whose Channels are held; empty: the whole integration.
   */
  server: Generated<string>;
  since: Generated<Date>;
}

export interface CallBudgets {
  /**
   * SocialHub's, for what one Customer spent; empty: all together.
   */
  account_id: Generated<AccountId>;
  /**
   * Whose it is and for how long: app, a server or a Channel, with the length of its windows.
   */
  budget: string;
  integration: string;
  /**
   * When the present window began.
   */
  started_at: Date;
  /**
   * Calls in the present window.
   */
  used: Generated<number>;
  /**
   * Calls in the window before, which count less the older they are.
   */
  used_before: Generated<number>;
}

export interface ChannelCreations {
  /**
   * Whose attempt it is; empty: an older host recorded it.
   */
  account_id: Generated<AccountId>;
  created_at: Generated<Date>;
  id: Generated<string>;
  manifest: string;
  /**
   * The account at the Network that becomes a Channel.
   */
  network_id: NetworkId;
  /**
   * The Channel's id where it was stored, else the failure's code.
   */
  outcome: string | null;
  /**
   * What SocialHub is asked, sealed.
   */
  sealed_intent: Buffer;
  session_id: string | null;
  /**
   * recorded, then stored, refused or unknown; repeated: a later attempt took its place.
   */
  state: Generated<string>;
  updated_at: Generated<Date>;
}

export interface ChannelMedia {
  /**
   * Null once the Channel was removed.
   */
  channel_id: ChannelId | null;
  created_at: Generated<Date>;
  network_item_id: NetworkItemId;
  /**
   * How the plugin finds it, sealed; null once it was erased.
   */
  sealed_reference: Buffer | null;
  /**
   * What stands in the URL: it can't be guessed, and says nothing.
   */
  token: string;
}

export interface ChannelMoves {
  /**
   * The Custom Channel.
   */
  channel_id: ChannelId;
  marked_at: Generated<Date>;
  /**
   * The Channel that takes over; null until its Customer has added it.
   */
  to_channel: ChannelId | null;
  /**
   * Since when SocialHub sends the Custom Channel no events; null: it still does.
   */
  webhook_removed_at: Date | null;
}

export interface Channels {
  /**
   * SocialHub's Account, part of the Channel's identity: nothing of it passes to another.
   */
  account_id: AccountId;
  /**
   * SocialHub said that the Channel was disabled: to be confirmed by asking.
   */
  check_access: Generated<boolean>;
  created_at: Generated<Date>;
  /**
   * When they were erased because the Channel stood still for too long.
   */
  credentials_erased_at: Date | null;
  /**
   * When they run out; null: never, or nobody knows.
   */
  credentials_expire_at: Date | null;
  /**
   * Grows with whatever is stored as credentials: by onboarding, a reconnect, a refresh.
   */
  credentials_generation: Generated<number>;
  /**
   * Since when these are in use.
   */
  credentials_since: Generated<Date>;
  /**
   * When SocialHub may be sent the next Ticket.
   */
  deliver_after: Generated<Date>;
  /**
   * In a row.
   */
  deliver_failures: Generated<number>;
  /**
   * What an ended Channel was connected with, for the day on which it comes back.
   */
  ended_network_id: string | null;
  /**
   * When it may be told.
   */
  expiration_after: Generated<Date>;
  /**
   * In a row.
   */
  expiration_failures: Generated<number>;
  /**
   * Whether SocialHub has heard when the present credentials run out.
   */
  expiration_told: Generated<boolean>;
  fetch_due_at: Generated<Date>;
  /**
   * What the plugin said of the last failed fetch: code, message, and a sentence for people where it gave one. It counts as long as its count is fetch_failures: former hosts leave it behind.
   */
  fetch_failure: unknown | null;
  /**
   * In a row.
   */
  fetch_failures: Generated<number>;
  /**
   * The present pace of fetching; null: not known yet.
   */
  fetch_interval_ms: number | null;
  /**
   * From when messages are wanted.
   */
  fetch_since: Date;
  /**
   * The last fetch that succeeded.
   */
  fetched_at: Date | null;
  /**
   * How often in a row the Network refused the grant.
   */
  grant_failures: Generated<number>;
  /**
   * A keyed hash of the plugin’s id and what it calls the grant of these credentials; null: a grant of its own.
   */
  grant_hash: Buffer | null;
  /**
   * When the Network last accepted the grant.
   */
  heard_at: Date | null;
  /**
   * Ours.
   */
  id: Generated<ChannelId>;
  image_url: string | null;
  integration: string;
  /**
   * In which people are told of failures: de, en or fr.
   */
  language: string;
  /**
   * Our id of the Manifest.
   */
  manifest: string;
  name: string;
  /**
   * Before this the Network asked not to be called for this Channel.
   */
  network_after: Generated<Date>;
  /**
   * The account's id at the Network; null: the Channel has ended.
   */
  network_id: NetworkId | null;
  /**
   * Where fetching stands, as the plugin says it; null: nothing was fetched yet.
   */
  position: unknown | null;
  /**
   * How many entries its push log has taken: the number of the last one.
   */
  push_count: Generated<string>;
  /**
   * Up to which number committed fetches have read; 0: the plugin does not read the log.
   */
  push_read: Generated<string>;
  /**
   * When what the Network lists is next compared with what is known; null: not before a first fetch, or the plugin can't list.
   */
  reconcile_due_at: Date | null;
  reconcile_interval_ms: number | null;
  /**
   * When the last comparison that was finished began.
   */
  reconciled_at: Date | null;
  /**
   * When a refresh may be tried again.
   */
  refresh_after: Generated<Date>;
  /**
   * In a row.
   */
  refresh_failures: Generated<number>;
  /**
   * The credentials were refused, or have run out: nothing is asked of the Network before a refresh.
   */
  refresh_wanted: Generated<boolean>;
  /**
   * What the plugin needs to act at the Network, sealed.
   */
  sealed_credentials: Buffer;
  /**
   * The Channel settings that the Customer chose, sealed.
   */
  sealed_settings: Buffer;
  /**
   * SocialHub's Access Token, sealed.
   */
  sealed_token: Buffer;
  /**
   * The Network server, of Networks that have many: its budget is shared.
   */
  server: string | null;
  /**
   * Before this SocialHub asked not to be called for this Channel.
   */
  socialhub_after: Generated<Date>;
  /**
   * SocialHub's id of the Channel.
   */
  socialhub_channel_id: SocialHubChannelId;
  /**
   * active, needs-authentication, disabled, revoked, paused or ended: channel.ts has the table.
   */
  state: Generated<string>;
  /**
   * Why, in a sentence for the operator.
   */
  state_cause: string | null;
  state_since: Generated<Date>;
  /**
   * When the Network is next asked to push; null: never again.
   */
  subscribe_due_at: Generated<Date | null>;
  /**
   * In a row.
   */
  subscribe_failures: Generated<number>;
  /**
   * When SocialHub is asked whether it still takes the Access Token, unless it takes something before; null: not planned yet.
   */
  token_check_at: Date | null;
  /**
   * Grows with each Access Token: what concerns an older one changes nothing.
   */
  token_generation: Generated<number>;
  /**
   * When SocialHub was asked to tell the Customer that the grant ended.
   */
  told_at: Date | null;
  /**
   * The code of the refusal that no success has followed yet.
   */
  trouble: "authentication" | "operator" | null;
  /**
   * When it last came.
   */
  trouble_at: Date | null;
  /**
   * When it first came.
   */
  trouble_since: Date | null;
  unique_name: string;
}

export interface ConnectLinks {
  /**
   * The Channel to reconnect; null: one that nobody has connected yet.
   */
  channel_id: ChannelId | null;
  created_at: Generated<Date>;
  expires_at: Date;
  manifest: string;
  /**
   * Of what stands in the link.
   */
  token_hash: Buffer;
  used_at: Date | null;
}

export interface FileChunks {
  /**
   * Stored as they are; null where they are sealed.
   */
  bytes: Buffer | null;
  file_id: string;
  /**
   * From 0.
   */
  number: number;
  /**
   * The bytes, sealed under the key of the file.
   */
  sealed_bytes: Buffer | null;
}

export interface Files {
  /**
   * The Channel it belongs to, as soon as that is known.
   */
  channel_id: ChannelId | null;
  /**
   * Whether all of it has arrived: before that nobody sees it.
   */
  complete: Generated<boolean>;
  created_at: Generated<Date>;
  /**
   * Null while the bytes are here.
   */
  erased_at: Date | null;
  id: Generated<string>;
  integration: string;
  mime_type: string;
  /**
   * Empty where it is sealed.
   */
  name: string;
  /**
   * The message that shows it, as soon as that is known.
   */
  network_item_id: NetworkItemId | null;
  /**
   * The name, and the key of the chunks, sealed; null: stored by an older host and not sealed yet, or erased.
   */
  sealed_head: Buffer | null;
  size_bytes: string;
  /**
   * Arriving: of a request that is under way. Held: wanted for a while. Kept: as long as the operator keeps files.
   */
  stage: Generated<"arriving" | "held" | "kept">;
  /**
   * When it goes by itself, as long as nobody has kept it.
   */
  staged_until: Date | null;
}

export interface ForgottenThreads {
  channel_id: ChannelId;
  forgotten_at: Generated<Date>;
  /**
   * As in visitor_mails.
   */
  thread_hash: Buffer;
}

export interface GrantRefreshes {
  cause: string | null;
  channel_id: ChannelId;
  /**
   * By when the call has certainly ended.
   */
  deadline: Date;
  /**
   * Of the credentials that are exchanged.
   */
  generation: number;
  id: Generated<string>;
  settled_at: Date | null;
  started_at: Generated<Date>;
  /**
   * open, stored, unused, uncertain, lost or replaced: store/renewals.ts says how they follow.
   */
  state: Generated<string>;
}

export interface HostPresence {
  only_row: Generated<boolean>;
  seen_at: Date;
}

export interface HostSecrets {
  name: string;
  /**
   * Sealed.
   */
  sealed_value: Buffer;
}

export interface Installation {
  adopted_at: Generated<Date>;
  /**
   * PostgreSQL's own number of the cluster; empty where the role may not ask.
   */
  cluster: string;
  database_oid: string;
  only_row: Generated<boolean>;
  /**
   * Under which address its hosts serve.
   */
  public_url: string;
}

export interface Interactions {
  /**
   * From the first on, the content stays as it is.
   */
  attempts: Generated<number>;
  channel_id: ChannelId;
  /**
   * As it is sent to SocialHub, sealed but for its time; null once it was erased.
   */
  content: unknown | null;
  /**
   * ledger_digest(content::text) as it was stored; 0: there is no content. Null: no host counted this row in the ledger.
   */
  content_digest: string | null;
  delivered_at: Date | null;
  erased_at: Date | null;
  /**
   * When an operator gave up a refused one; null again once it is tried again.
   */
  given_up_at: Date | null;
  /**
   * What it is a part of, such as an album, by the plugin's id; null: it stands for itself.
   */
  group_id: string | null;
  /**
   * Until when it waits for other parts of its group before it becomes a Ticket.
   */
  held_until: Date | null;
  /**
   * Finds what one person wrote, also when the content is erased.
   */
  interactor_hash: Buffer | null;
  /**
   * When the look began from which it was missing first, without a look since that named it.
   */
  missed_at: Date | null;
  /**
   * The message's id at the Network.
   */
  network_item_id: NetworkItemId;
  /**
   * Written by the connected account itself.
   */
  own: Generated<boolean>;
  /**
   * When it was taken for deleted, though nobody said so; null where the Network did, and once that may not be undone.
   */
  presumed_gone_at: Date | null;
  received_at: Generated<Date>;
  /**
   * Why it is no Ticket.
   */
  refusal: string | null;
  /**
   * When the look began that named it first after that.
   */
  relisted_at: Date | null;
  /**
   * The number of the newest revision; 0: none.
   */
  revision: Generated<number>;
  /**
   * What the plugin wants to have at hand for a reply, sealed.
   */
  sealed_reference: Buffer | null;
  /**
   * The order of arrival, in which they are delivered.
   */
  seq: Generated<string>;
  /**
   * stored, delivered, refused, own-reply or part: delivery.ts.
   */
  state: string;
  /**
   * The id of the conversation's first message, or its own.
   */
  thread: string;
  /**
   * SocialHub's; null: not delivered, or the answer that named it was lost.
   */
  ticket_id: TicketId | null;
  /**
   * The step that brought it, as W3C's Trace Context writes it; null where nothing was traced.
   */
  traceparent: string | null;
  /**
   * The time of the newest edit that is known.
   */
  written_at: Date | null;
}

export interface Ledger {
  about: "messages" | "ticket-actions";
  channel_id: ChannelId;
  count: string;
  /**
   * In UTC, of received_at or accepted_at.
   */
  day: Timestamp;
  /**
   * The sum of ledger_message(…) or ledger_action(…) of these rows.
   */
  digest: Numeric;
  /**
   * opening: was there before this table. received: by a fetch, a listing. published: a reply of ours. accepted: a Ticket Action. left-behind: dropped when a Custom Channel moved. settled: what an operator took note of.
   */
  entry: "opening" | "received" | "published" | "accepted" | "left-behind" | "settled";
}

export interface LedgerOpenings {
  about: "messages" | "ticket-actions";
  /**
   * The greatest seq, or id, that there was.
   */
  last_row: string;
  /**
   * Until when hosts that do not count may have run beside: a day, where there were Channels already.
   */
  older_hosts_until: Date;
  opened_at: Generated<Date>;
}

export interface Listeners {
  /**
   * When it may be made again after it ended.
   */
  begin_after: Generated<Date>;
  /**
   * Null: one call for the whole integration.
   */
  channel_id: ChannelId | null;
  /**
   * How often in a row the call ended by itself, soon.
   */
  failures: Generated<number>;
  /**
   * Grows with each host that takes it.
   */
  fence: Generated<string>;
  /**
   * The host process; null: none.
   */
  holder: string | null;
  /**
   * What its holder’s machine is called, and its process; of a former host, what the last one was called.
   */
  host: string | null;
  integration: string;
  /**
   * Why it last ended by itself: code, message, and when. It stays after it was begun again.
   */
  last_failure: unknown | null;
  /**
   * Renewed by its holder; whoever finds it past may take it.
   */
  leased_until: Generated<Date>;
  /**
   * When its holder began the call.
   */
  listens_since: Date | null;
}

export interface MailConsents {
  /**
   * As in visitor_mails.
   */
  address_hash: Buffer;
  channel_id: ChannelId;
  confirmed_at: Generated<Date>;
  /**
   * As in visitor_mails: these Interactors are one person.
   */
  person_hashes: ArrayType<Buffer>;
  /**
   * As in visitor_mails.
   */
  thread_hash: Buffer;
  /**
   * When a mail was last meant for it; it is erased some time after that.
   */
  used_at: Generated<Date>;
}

export interface MailRefusals {
  /**
   * As in visitor_mails.
   */
  address_hash: Buffer;
  /**
   * Of which Channel; 0: of none.
   */
  channel_id: ChannelId;
  refused_at: Generated<Date>;
}

export interface Manifests {
  /**
   * What the last look from outside found.
   */
  check_results: unknown | null;
  checked_at: Date | null;
  created_at: Generated<Date>;
  /**
   * SocialHub's id of that Custom Channel.
   */
  developer_channel_id: SocialHubChannelId | null;
  /**
   * Ours.
   */
  id: Generated<string>;
  integration: string;
  kind: "reusable" | "custom";
  /**
   * SocialHub's, once it is known.
   */
  manifest_id: ManifestId | null;
  /**
   * Since when it is known to be Reusable.
   */
  promoted_at: Date | null;
  /**
   * The name that the SocialHub Team gave it, where we were told.
   */
  promoted_name: string | null;
  /**
   * Where the hosts were reachable when it was promoted: that can't change.
   */
  public_url: string | null;
  pushed_at: Date | null;
  /**
   * Finds the Manifest by the reference in the webhook's URL.
   */
  reference_hash: Buffer;
  /**
   * The Access Token of the Custom Channel through which it is published, sealed.
   */
  sealed_developer_token: Buffer | null;
  /**
   * What SocialHub was last told, sealed: so a changed declaration is noticed.
   */
  sealed_pushed: Buffer | null;
  /**
   * What stands in the webhook's URL, sealed.
   */
  sealed_reference: Buffer;
  /**
   * The webhook's secrets, newest first, sealed.
   */
  sealed_secrets: Buffer;
}

export interface Notices {
  /**
   * When somebody took note of it in the cockpit.
   */
  acknowledged_at: Date | null;
  attempts: Generated<number>;
  /**
   * Why, in a sentence. Never a secret.
   */
  cause: string;
  channel_id: ChannelId | null;
  /**
   * How many of the same it stands for.
   */
  count: Generated<number>;
  created_at: Generated<Date>;
  destination: "webhook" | "mail";
  /**
   * When it is sent; while a host sends it, until when no other does.
   */
  due_at: Generated<Date>;
  id: Generated<string>;
  integration: string | null;
  /**
   * Kind, subject, generation: what has been told under a key is not told again.
   */
  key: string;
  kind: string;
  /**
   * Somebody began to send it and has not noted what came of that: its host died, or nobody answered. Whoever sends it again says so.
   */
  maybe_told: Generated<boolean>;
  settled_at: Date | null;
  state: Generated<"due" | "sent" | "given-up">;
}

export interface OnboardingSessions {
  created_at: Generated<Date>;
  expires_at: Date;
  /**
   * Whether its cookie has a name that browsers guard: older hosts gave none.
   */
  guarded: Generated<boolean>;
  id: Generated<string>;
  integration: string;
  /**
   * All that is known of it, sealed as a whole.
   */
  sealed_state: Buffer;
  /**
   * Of what the browser's cookie has.
   */
  secret_hash: Buffer;
  /**
   * A write under an older one is refused.
   */
  version: Generated<number>;
}

export interface OperatorLinks {
  created_at: Generated<Date>;
  expires_at: Date;
  /**
   * As whom, for the record of who did what.
   */
  name: string;
  role: "viewer" | "operator" | "administrator";
  /**
   * Of what stands in the link.
   */
  token_hash: Buffer;
}

export interface OperatorSessions {
  created_at: Generated<Date>;
  expires_at: Date;
  id: string;
  role: "viewer" | "operator" | "administrator";
  /**
   * Name and subject of the person, sealed.
   */
  sealed_person: Buffer;
  /**
   * Of what the browser’s cookie has.
   */
  secret_hash: Buffer;
  /**
   * The last request, to the minute.
   */
  seen_at: Generated<Date>;
  signed_in_by: "provider" | "link";
}

export interface PluginFaults {
  call: string;
  channel_id: ChannelId;
  /**
   * How often since, without a day between two.
   */
  count: Generated<number>;
  field: string | null;
  last_at: Generated<Date>;
  /**
   * Id and version: a fault of an older release may be mended.
   */
  plugin: string;
  reason: string;
  since: Generated<Date>;
}

export interface PluginStore {
  /**
   * 0: of the integration as a whole.
   */
  channel_id: Generated<ChannelId>;
  integration: string;
  key: string;
  /**
   * Whose data an entry is, where the plugin says so.
   */
  person_hash: Buffer | null;
  /**
   * Sealed.
   */
  sealed_value: Buffer;
  updated_at: Generated<Date>;
  /**
   * Grows with each write, for compare and swap.
   */
  version: Generated<string>;
}

export interface Proofs {
  channel_id: ChannelId;
  proved_at: Date | null;
  /**
   * Later than proved_at: the last time it could not be counted in time.
   */
  tried_at: Generated<Date>;
  unaccounted: string | null;
}

export interface Pushes {
  channel_id: ChannelId;
  /**
   * As it came; null where it is sealed.
   */
  entry: unknown | null;
  number: string;
  received_at: Generated<Date>;
  /**
   * The entry, sealed.
   */
  sealed_entry: Buffer | null;
}

export interface ReconciliationMessages {
  created_time: Date | null;
  network_item_id: NetworkItemId;
  /**
   * The order in which they were listed.
   */
  place: Generated<string>;
  reconciliation_id: string;
  /**
   * A message that is missing here, sealed; null: nothing but the name is needed.
   */
  sealed_message: Buffer | null;
}

export interface Reconciliations {
  by_operator: Generated<boolean>;
  channel_id: ChannelId;
  /**
   * From when on the Network says that nothing is left out.
   */
  complete_since: Date | null;
  /**
   * Where the next page begins, as the plugin says it.
   */
  cursor: unknown | null;
  deleted: Generated<number>;
  /**
   * So many were named no more that it can't be believed.
   */
  doubted: Generated<number>;
  edited: Generated<number>;
  ended_at: Date | null;
  /**
   * Why it was given up.
   */
  failure: string | null;
  failures: Generated<number>;
  id: Generated<string>;
  /**
   * When the last page came; null while pages are missing.
   */
  listed_at: Date | null;
  /**
   * Messages that were not known.
   */
  missing: Generated<number>;
  pages: Generated<number>;
  /**
   * What two listings don't name is gone; one alone may have shifted while it was read.
   */
  pass: Generated<number>;
  /**
   * Grows when the operator asks for more while it runs: it begins anew then.
   */
  restarts: Generated<number>;
  /**
   * How far back it goes.
   */
  since: Date;
  started_at: Generated<Date>;
}

export interface RemovedChannels {
  channel_created_at: Date;
  /**
   * Of SocialHub's id of it.
   */
  channel_hash: Buffer;
  files: string;
  id: Generated<string>;
  integration: string;
  /**
   * How many there were.
   */
  interactions: string;
  removed_at: Generated<Date>;
  ticket_actions: string;
  /**
   * What did not fit the ledger when it was removed; null: by a host that kept none.
   */
  unaccounted: string | null;
}

export interface Revisions {
  channel_id: ChannelId;
  /**
   * What SocialHub is told, sealed; null once it was.
   */
  content: unknown | null;
  kind: "edited" | "deleted";
  network_item_id: NetworkItemId;
  received_at: Generated<Date>;
  refusal: string | null;
  /**
   * From 1, in the order in which SocialHub is told.
   */
  revision: number;
  /**
   * stored, delivered or refused.
   */
  state: Generated<string>;
}

export interface SealingKeys {
  first_used_at: Generated<Date>;
  /**
   * As the configuration names it.
   */
  id: string;
  /**
   * A known text, sealed with that key: tells whether the configured one is the same.
   */
  sealed_check: Buffer;
}

export interface SealingPasses {
  /**
   * When nothing was left.
   */
  done_at: Date | null;
  /**
   * The last row that was looked at; null: none was.
   */
  last_key: unknown | null;
  /**
   * The column.
   */
  place: string;
}

export interface SetAside {
  /**
   * The function's name.
   */
  call: string;
  channel_id: ChannelId;
  /**
   * Of the call and of what the Network calls the item; of the reason where it has no name.
   */
  item_hash: Buffer;
  last_at: Generated<Date>;
  /**
   * For the plugin's author: repeats nothing of what the item says.
   */
  reason: string;
  since: Generated<Date>;
}

export interface SettingsLinks {
  channel_id: ChannelId;
  created_at: Generated<Date>;
  expires_at: Date;
  /**
   * Of what stands in the link.
   */
  token_hash: Buffer;
  used_at: Date | null;
}

export interface TermsAcceptances {
  accepted_at: Date;
  account_id: AccountId;
  id: Generated<string>;
  integration: string;
  socialhub_channel_id: SocialHubChannelId;
  url: string;
  /**
   * SocialHub's; null: it was not told.
   */
  user_id: string | null;
  version: string;
}

export interface TicketActions {
  accepted_at: Generated<Date>;
  action_id: string;
  attempted_at: Date | null;
  attempts: Generated<number>;
  channel_id: ChannelId;
  erased_at: Date | null;
  /**
   * By SocialHub's clock.
   */
  event_time: Date;
  /**
   * Of SocialHub's event.
   */
  event_uuid: string;
  /**
   * The code of why it failed.
   */
  failure: string | null;
  followup_id: FollowupId | null;
  /**
   * When an operator gave it up; what turns out to be published stays so. Of an unconfirmed one: nobody needs to look at it any more.
   */
  given_up_at: Date | null;
  /**
   * What the operator wrote to the community manager; null: nothing.
   */
  given_up_reason: string | null;
  id: Generated<string>;
  /**
   * The message that it concerns.
   */
  network_item_id: NetworkItemId;
  /**
   * A call ended without an answer, nobody could look up what came of it, and the action was sent again since it is safe to repeat. If it fails in the end, it may have been performed all the same.
   */
  outcome_unknown: Generated<boolean>;
  /**
   * What the event says, sealed; {} once it was erased.
   */
  payload: unknown;
  /**
   * ledger_digest(payload::text) as it was stored; 0: it was erased. Null: no host counted this row in the ledger.
   */
  payload_digest: string | null;
  /**
   * What the Network said of the published reply.
   */
  published: unknown | null;
  /**
   * Why, in the Channel's language, as the community manager reads it.
   */
  reason: string | null;
  /**
   * The time of the latest event by which SocialHub sent it again before it knew of the reset.
   */
  resent_at: Date | null;
  /**
   * When it is next worked on.
   */
  retry_at: Generated<Date>;
  /**
   * By when the call of the Network has certainly ended.
   */
  sending_deadline: Date | null;
  /**
   * When nothing was left to do.
   */
  settled_at: Date | null;
  /**
   * accepted, sending, published, failed, confirmed, unconfirmed or reset: delivery.ts has the table.
   */
  state: Generated<string>;
  /**
   * What the event is about, whatever uuid a redelivery carries: a Followup, or Ticket and action.
   */
  subject: string;
  ticket_id: TicketId;
  /**
   * The step that accepted it, as W3C's Trace Context writes it; null where nothing was traced.
   */
  traceparent: string | null;
  type: string;
}

export interface TimesAway {
  id: Generated<string>;
  since: Date;
  until: Date;
}

export interface Turns {
  channel_id: ChannelId;
  /**
   * When the Channel is next due; while leased, the end of the lease: so one condition finds whatever may be claimed.
   */
  due_at: Generated<Date>;
  /**
   * Grows with each claim: a write under an older one is refused.
   */
  fence: Generated<string>;
  /**
   * The host that has it.
   */
  holder: string | null;
  /**
   * Whether a Ticket Action rang since the last turn ended: such Channels are claimed first.
   */
  people_wait: Generated<boolean>;
  /**
   * Grows whenever something has come that the Channel must look at.
   */
  rung: Generated<string>;
}

export interface UnclaimedEvents {
  event_uuid: string;
  id: Generated<string>;
  manifest: string;
  received_at: Generated<Date>;
  /**
   * The event, sealed.
   */
  sealed_event: Buffer;
  socialhub_channel_id: SocialHubChannelId;
  /**
   * The step that accepted it, handed on to the Ticket Action.
   */
  traceparent: string | null;
}

export interface UnconnectedChannels {
  account_id: AccountId;
  created_at: Generated<Date>;
  manifest: string;
  name: string;
  /**
   * SocialHub's Access Token, sealed.
   */
  sealed_token: Buffer;
  socialhub_channel_id: SocialHubChannelId;
}

export interface VisitorMails {
  /**
   * Keyed, so that nobody reads an address in it; for limits.
   */
  address_hash: Buffer;
  attempts: Generated<number>;
  channel_id: ChannelId;
  created_at: Generated<Date>;
  /**
   * When it is sent or tried again; while it is being sent, by when that has certainly ended.
   */
  due_at: Generated<Date>;
  id: string;
  /**
   * The plugin's: the same mail is stored once.
   */
  key: string;
  /**
   * notice: asks an address to be confirmed, and says nothing else. answer, link: to a confirmed address.
   */
  kind: "notice" | "answer" | "link";
  /**
   * Whose it is, as in interactions.interactor_hash; each Interactor that the visitor has.
   */
  person_hashes: ArrayType<Buffer>;
  /**
   * Why it was not sent, or what the mail server said.
   */
  reason: string | null;
  /**
   * Address and text; once it is settled only what a bounce needs; then null.
   */
  sealed_mail: Buffer | null;
  /**
   * Who typed the address, as the plugin tells senders apart; for limits.
   */
  sender_hash: Buffer | null;
  settled_at: Date | null;
  state: "waiting" | "due" | "sending" | "sent" | "unknown" | "bounced" | "failed" | "suppressed";
  /**
   * Which conversation: a keyed hash of the plugin's name for it.
   */
  thread_hash: Buffer;
}

export interface WebhookSecretUses {
  manifest: string;
  /**
   * Of the secret.
   */
  secret_hash: Buffer;
  verified_at: Generated<Date>;
}

export interface DB {
  account_contacts: AccountContacts;
  account_keys: AccountKeys;
  account_labels: AccountLabels;
  account_removals: AccountRemovals;
  audit_details: AuditDetails;
  audit_entries: AuditEntries;
  audit_links: AuditLinks;
  brakes: Brakes;
  call_budgets: CallBudgets;
  channel_creations: ChannelCreations;
  channel_media: ChannelMedia;
  channel_moves: ChannelMoves;
  channels: Channels;
  connect_links: ConnectLinks;
  file_chunks: FileChunks;
  files: Files;
  forgotten_threads: ForgottenThreads;
  grant_refreshes: GrantRefreshes;
  host_presence: HostPresence;
  host_secrets: HostSecrets;
  installation: Installation;
  interactions: Interactions;
  ledger: Ledger;
  ledger_openings: LedgerOpenings;
  listeners: Listeners;
  mail_consents: MailConsents;
  mail_refusals: MailRefusals;
  manifests: Manifests;
  notices: Notices;
  onboarding_sessions: OnboardingSessions;
  operator_links: OperatorLinks;
  operator_sessions: OperatorSessions;
  plugin_faults: PluginFaults;
  plugin_store: PluginStore;
  proofs: Proofs;
  pushes: Pushes;
  reconciliation_messages: ReconciliationMessages;
  reconciliations: Reconciliations;
  removed_channels: RemovedChannels;
  revisions: Revisions;
  sealing_keys: SealingKeys;
  sealing_passes: SealingPasses;
  set_aside: SetAside;
  settings_links: SettingsLinks;
  terms_acceptances: TermsAcceptances;
  ticket_actions: TicketActions;
  times_away: TimesAway;
  turns: Turns;
  unclaimed_events: UnclaimedEvents;
  unconnected_channels: UnconnectedChannels;
  visitor_mails: VisitorMails;
  webhook_secret_uses: WebhookSecretUses;
}
