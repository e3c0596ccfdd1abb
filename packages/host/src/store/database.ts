// Long because every table stands in one place; the migrations tell what they are for.
import { type Generated, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { preparing } from './prepared.ts'

/**
 * The tables as queries see them. `bigint` columns are strings, as pg reads them, since they are ids
 * and counters that nobody calculates with here; the migrations tell what each table is for.
 */
export interface Database {
  manifests: {
    id: Generated<string>
    integration: string
    kind: 'reusable' | 'custom'
    reference_hash: Buffer
    sealed_reference: Buffer
    sealed_secrets: Buffer
    manifest_id: string | null
    promoted_name: string | null
    public_url: string | null
    sealed_developer_token: Buffer | null
    developer_channel_id: string | null
    sealed_pushed: Buffer | null
    pushed_at: Date | null
    promoted_at: Date | null
    checked_at: Date | null
    check_results: unknown
    created_at: Generated<Date>
  }
  webhook_secret_uses: { manifest: string; secret_hash: Buffer; verified_at: Generated<Date> }
  terms_acceptances: {
    id: Generated<string>
    integration: string
    account_id: string
    user_id: string | null
    socialhub_channel_id: string
    version: string
    url: string
    accepted_at: Date
  }
  sealing_keys: { id: string; sealed_check: Buffer; first_used_at: Generated<Date> }
  host_secrets: { name: string; sealed_value: Buffer }
  channels: {
    id: Generated<string>
    integration: string
    manifest: string
    socialhub_channel_id: string
    account_id: string
    network_id: string
    name: string
    unique_name: string
    image_url: string | null
    server: string | null
    language: string
    state: Generated<string>
    state_cause: string | null
    state_since: Generated<Date>
    token_generation: Generated<number>
    sealed_token: Buffer
    sealed_credentials: Buffer
    credentials_erased_at: Generated<Date | null>
    credentials_expire_at: Date | null
    sealed_settings: Buffer
    position: unknown
    fetch_since: Date
    fetch_due_at: Generated<Date>
    fetch_interval_ms: number | null
    fetch_failures: Generated<number>
    deliver_after: Generated<Date>
    deliver_failures: Generated<number>
    check_access: Generated<boolean>
    grant_failures: Generated<number>
    told_at: Date | null
    push_count: Generated<string>
    push_read: Generated<string>
    fetched_at: Generated<Date | null>
    reconcile_due_at: Generated<Date | null>
    reconcile_interval_ms: Generated<number | null>
    reconciled_at: Generated<Date | null>
    created_at: Generated<Date>
    credentials_generation: Generated<number>
    credentials_since: Generated<Date>
    refresh_wanted: Generated<boolean>
    refresh_after: Generated<Date>
    refresh_failures: Generated<number>
    expiration_told: Generated<boolean>
    expiration_after: Generated<Date>
    expiration_failures: Generated<number>
    subscribe_due_at: Generated<Date | null>
    subscribe_failures: Generated<number>
    network_after: Generated<Date>
    socialhub_after: Generated<Date>
    trouble: 'authentication' | 'operator' | null
    trouble_since: Date | null
    trouble_at: Date | null
    heard_at: Date | null
  }
  unconnected_channels: {
    manifest: string
    socialhub_channel_id: string
    account_id: string
    name: string
    sealed_token: Buffer
    created_at: Generated<Date>
  }
  connect_links: {
    token_hash: Buffer
    manifest: string
    channel_id: string | null
    expires_at: Date
    used_at: Generated<Date | null>
    created_at: Generated<Date>
  }
  channel_moves: {
    channel_id: string
    to_channel: string | null
    marked_at: Generated<Date>
    webhook_removed_at: Generated<Date | null>
  }
  account_labels: { account_id: string; label: string; updated_at: Generated<Date> }
  grant_refreshes: {
    id: Generated<string>
    channel_id: string
    generation: number
    started_at: Generated<Date>
    deadline: Date
    state: Generated<string>
    cause: string | null
    settled_at: Date | null
  }
  brakes: {
    id: Generated<string>
    integration: string
    server: Generated<string>
    code: 'authentication' | 'operator'
    cause: string
    count: number
    since: Generated<Date>
    released_at: Date | null
    released_by: 'recovery' | 'operator' | null
  }
  notices: {
    id: Generated<string>
    key: string
    destination: 'webhook' | 'mail'
    kind: string
    channel_id: string | null
    integration: string | null
    cause: string
    count: Generated<number>
    state: Generated<'due' | 'sent' | 'given-up'>
    attempts: Generated<number>
    due_at: Generated<Date>
    created_at: Generated<Date>
    settled_at: Date | null
  }
  reconciliations: {
    id: Generated<string>
    channel_id: string
    by_operator: Generated<boolean>
    since: Date
    started_at: Generated<Date>
    restarts: Generated<number>
    pass: Generated<number>
    cursor: unknown
    pages: Generated<number>
    listed_at: Date | null
    complete_since: Date | null
    failures: Generated<number>
    missing: Generated<number>
    edited: Generated<number>
    deleted: Generated<number>
    doubted: Generated<number>
    ended_at: Date | null
    failure: string | null
  }
  turns: {
    channel_id: string
    due_at: Generated<Date>
    rung: Generated<string>
    holder: string | null
    fence: Generated<string>
    people_wait: Generated<boolean>
  }
  interactions: {
    channel_id: string
    network_item_id: string
    seq: Generated<string>
    state: string
    thread: string
    own: Generated<boolean>
    content: unknown
    sealed_reference: Buffer | null
    interactor_hash: Generated<Buffer | null>
    erased_at: Generated<Date | null>
    written_at: Date | null
    revision: Generated<number>
    attempts: Generated<number>
    ticket_id: string | null
    refusal: string | null
    received_at: Generated<Date>
    delivered_at: Date | null
  }
  revisions: {
    channel_id: string
    network_item_id: string
    revision: number
    kind: 'edited' | 'deleted'
    content: unknown
    state: Generated<string>
    refusal: string | null
    received_at: Generated<Date>
  }
  ticket_actions: {
    id: Generated<string>
    channel_id: string
    event_uuid: string
    subject: string
    event_time: Date
    type: string
    action_id: string
    ticket_id: string
    network_item_id: string
    followup_id: string | null
    payload: unknown
    state: Generated<string>
    attempts: Generated<number>
    attempted_at: Date | null
    sending_deadline: Date | null
    retry_at: Generated<Date>
    published: unknown
    failure: string | null
    reason: string | null
    accepted_at: Generated<Date>
    settled_at: Date | null
    erased_at: Generated<Date | null>
    resent_at: Date | null
  }
  unclaimed_events: {
    id: Generated<string>
    manifest: string
    socialhub_channel_id: string
    event_uuid: string
    sealed_event: Buffer
    received_at: Generated<Date>
  }
  pushes: {
    channel_id: string
    number: string
    entry: unknown
    received_at: Generated<Date>
  }
  plugin_store: {
    integration: string
    channel_id: Generated<string>
    key: string
    version: Generated<string>
    sealed_value: Buffer
    person_hash: Generated<Buffer | null>
    updated_at: Generated<Date>
  }
  files: {
    id: Generated<string>
    integration: string
    name: string
    mime_type: string
    size_bytes: string
    channel_id: Generated<string | null>
    network_item_id: Generated<string | null>
    complete: Generated<boolean>
    created_at: Generated<Date>
    erased_at: Date | null
  }
  removed_channels: {
    id: Generated<string>
    integration: string
    channel_hash: Buffer
    channel_created_at: Date
    removed_at: Generated<Date>
    interactions: string
    ticket_actions: string
    files: string
  }
  channel_media: {
    token: string
    network_item_id: string
    channel_id: string | null
    sealed_reference: Buffer | null
    created_at: Generated<Date>
  }
  file_chunks: { file_id: string; number: number; bytes: Buffer }
  onboarding_sessions: {
    id: Generated<string>
    secret_hash: Buffer
    integration: string
    sealed_state: Buffer
    version: Generated<number>
    created_at: Generated<Date>
    expires_at: Date
  }
  channel_creations: {
    id: Generated<string>
    manifest: string
    network_id: string
    session_id: string | null
    sealed_intent: Buffer
    state: Generated<string>
    outcome: string | null
    created_at: Generated<Date>
    updated_at: Generated<Date>
  }
  settings_links: {
    token_hash: Buffer
    channel_id: string
    expires_at: Date
    used_at: Date | null
    created_at: Generated<Date>
  }
}

/** The pool that kysely uses is kept at hand for what needs a plain connection: LISTEN, COPY. */
export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
}

/**
 * @param connections how many connections this process may hold at once.
 * @param name what PostgreSQL's administrators see in `pg_stat_activity`.
 */
export function openDatabase(url: string, connections = 10, name = 'hubward'): OpenDatabase {
  const pool = new pg.Pool({ connectionString: url, max: connections, application_name: name })
  // An idle connection that breaks (a server restart) is replaced at the next query.
  pool.on('error', () => undefined)
  // One that breaks between two queries of a transaction says so to nobody else: the next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool: preparing(pool) }) }),
    pool,
  }
}
