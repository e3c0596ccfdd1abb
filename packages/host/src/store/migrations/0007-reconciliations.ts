/**
 * What a Network is asked to list again. One row for each time; `reconciliation_messages` remembers
 * what its pages named, and keeps what is missing here until all of it was listed.
 */
export const reconciliations = `
alter table channels
  -- Null until the first fetch of a plugin that can list again.
  add column reconcile_due_at timestamptz,
  add column reconcile_interval_ms int,
  -- When the last one that was finished began.
  add column reconciled_at timestamptz;

create table reconciliations (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels on delete cascade,
  by_operator boolean not null default false,
  since timestamptz not null,
  started_at timestamptz not null default now(),
  -- Grows when the operator asks for more while it runs: it begins anew then.
  restarts int not null default 0,
  -- What two listings don't name is gone; one alone may have shifted while it was read.
  pass int not null default 1,
  cursor jsonb,
  pages int not null default 0,
  listed_at timestamptz,
  complete_since timestamptz,
  failures int not null default 0,
  missing int not null default 0,
  edited int not null default 0,
  deleted int not null default 0,
  -- So many were named no more that it can't be believed.
  doubted int not null default 0,
  ended_at timestamptz,
  failure text
);
create unique index reconciliations_open on reconciliations (channel_id) where ended_at is null;
create index reconciliations_ended on reconciliations (channel_id, ended_at);

create table reconciliation_messages (
  reconciliation_id bigint not null references reconciliations on delete cascade,
  network_item_id text not null,
  place bigint generated always as identity,
  created_time timestamptz,
  -- Null: nothing but the name is needed.
  sealed_message bytea,
  primary key (reconciliation_id, network_item_id)
);
`
