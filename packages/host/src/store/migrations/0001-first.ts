/**
 * The first tables. Migrations only add, so that hosts of two versions can run on one database.
 * Columns named `sealed_…` hold what `sealing/sealer.ts` made of a secret, bound to table, column, row.
 */
export const first = `
create table manifests (
  id uuid primary key default gen_random_uuid(),
  integration text not null,
  kind text not null check (kind in ('reusable', 'custom')),
  reference_hash bytea not null unique,
  sealed_reference bytea not null,
  sealed_secrets bytea not null,
  manifest_id text unique,
  promoted_name text,
  public_url text,
  created_at timestamptz not null default now()
);
create unique index manifests_reusable on manifests (integration) where kind = 'reusable';

create table channels (
  id bigint generated always as identity primary key,
  integration text not null,
  manifest uuid not null references manifests,
  socialhub_channel_id text not null unique,
  account_id text not null,
  network_id text not null,
  name text not null,
  unique_name text not null,
  image_url text,
  server text,
  language text not null,
  state text not null default 'active',
  state_cause text,
  state_since timestamptz not null default now(),
  token_generation int not null default 1,
  sealed_token bytea not null,
  sealed_credentials bytea not null,
  credentials_expire_at timestamptz,
  sealed_settings bytea not null,
  position jsonb,
  fetch_since timestamptz not null,
  fetch_due_at timestamptz not null default now(),
  fetch_interval_ms int,
  fetch_failures int not null default 0,
  deliver_after timestamptz not null default 'epoch',
  deliver_failures int not null default 0,
  check_access boolean not null default false,
  grant_failures int not null default 0,
  told_at timestamptz,
  push_count bigint not null default 0,
  push_read bigint not null default 0,
  created_at timestamptz not null default now(),
  unique (manifest, network_id)
);
create index channels_by_network on channels (integration, network_id);

-- Narrow and apart from channels, since it is written at every turn: who may take a Channel's turn,
-- and when. While leased, due_at is the lease's end, so one condition finds whatever may be claimed.
create table turns (
  channel_id bigint primary key references channels on delete cascade,
  due_at timestamptz not null default now(),
  rung bigint not null default 0,
  holder uuid,
  fence bigint not null default 0
) with (fillfactor = 70);
create index turns_due on turns (due_at);

create table interactions (
  channel_id bigint not null references channels on delete cascade,
  network_item_id text not null,
  seq bigint generated always as identity,
  state text not null,
  thread text not null,
  own boolean not null default false,
  content jsonb,
  sealed_reference bytea,
  written_at timestamptz,
  revision int not null default 0,
  attempts int not null default 0,
  ticket_id text,
  refusal text,
  received_at timestamptz not null default now(),
  delivered_at timestamptz,
  primary key (channel_id, network_item_id)
);
create index interactions_waiting on interactions (channel_id, seq) where state = 'stored';

create table revisions (
  channel_id bigint not null,
  network_item_id text not null,
  revision int not null,
  kind text not null check (kind in ('edited', 'deleted')),
  content jsonb,
  state text not null default 'stored',
  refusal text,
  received_at timestamptz not null default now(),
  primary key (channel_id, network_item_id, revision),
  foreign key (channel_id, network_item_id) references interactions on delete cascade
);
create index revisions_waiting on revisions (channel_id) where state = 'stored';

create table ticket_actions (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels on delete cascade,
  event_uuid text not null,
  -- What the event is about, whatever uuid a redelivery carries: a Followup, or Ticket and action.
  subject text not null,
  event_time timestamptz not null,
  type text not null,
  action_id text not null,
  ticket_id text not null,
  network_item_id text not null,
  followup_id text,
  payload jsonb not null,
  state text not null default 'accepted',
  attempts int not null default 0,
  attempted_at timestamptz,
  sending_deadline timestamptz,
  retry_at timestamptz not null default 'epoch',
  published jsonb,
  failure text,
  reason text,
  accepted_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (channel_id, event_uuid),
  unique (channel_id, subject, event_time)
);
create unique index ticket_actions_followup on ticket_actions (channel_id, followup_id)
  where followup_id is not null and state <> 'reset';
create index ticket_actions_open on ticket_actions (channel_id, id)
  where state not in ('confirmed', 'reset');

create table unclaimed_events (
  id bigint generated always as identity primary key,
  manifest uuid not null references manifests on delete cascade,
  socialhub_channel_id text not null,
  event_uuid text not null,
  sealed_event bytea not null,
  received_at timestamptz not null default now(),
  unique (manifest, socialhub_channel_id, event_uuid)
);

create table pushes (
  channel_id bigint not null references channels on delete cascade,
  number bigint not null,
  entry jsonb not null,
  received_at timestamptz not null default now(),
  primary key (channel_id, number)
);

-- channel_id 0 stands for the integration as a whole.
create table plugin_store (
  integration text not null,
  channel_id bigint not null default 0,
  key text not null,
  version bigint not null default 1,
  sealed_value bytea not null,
  updated_at timestamptz not null default now(),
  primary key (integration, channel_id, key)
);

create table files (
  id uuid primary key default gen_random_uuid(),
  integration text not null,
  name text not null,
  mime_type text not null,
  size_bytes bigint not null,
  complete boolean not null default false,
  created_at timestamptz not null default now(),
  erased_at timestamptz
);
create index files_of_integration on files (integration);
create table file_chunks (
  file_id uuid not null references files on delete cascade,
  number int not null,
  bytes bytea not null,
  primary key (file_id, number)
);
alter table file_chunks alter column bytes set storage external;

create table onboarding_sessions (
  id uuid primary key default gen_random_uuid(),
  secret_hash bytea not null unique,
  integration text not null,
  sealed_state bytea not null,
  version int not null default 1,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- What is about to be asked of POST /channels, so that a crash after its answer can be repaired.
create table channel_creations (
  id uuid primary key default gen_random_uuid(),
  manifest uuid not null references manifests on delete cascade,
  network_id text not null,
  session_id uuid references onboarding_sessions on delete set null,
  sealed_intent bytea not null,
  state text not null default 'recorded',
  outcome text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index channel_creations_open on channel_creations (manifest, network_id)
  where state in ('recorded', 'unknown');

create table settings_links (
  token_hash bytea primary key,
  channel_id bigint not null references channels on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
`
