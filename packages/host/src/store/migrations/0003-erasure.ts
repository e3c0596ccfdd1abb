/** Keys that can be removed again, Channels that can be removed, and what is erased when. */
export const erasureFollowed = `
-- Each key that may have sealed something here, with something sealed to compare it with.
create table sealing_keys (
  id text primary key,
  sealed_check bytea not null,
  first_used_at timestamptz not null default now()
);

create table host_secrets (
  name text primary key,
  sealed_value bytea not null
);

alter table interactions
  -- Finds what one person wrote, also when the content is erased.
  add column interactor_hash bytea,
  add column erased_at timestamptz;
create index interactions_interactor on interactions (interactor_hash)
  where interactor_hash is not null;
create index interactions_to_erase on interactions (received_at) where content is not null;

alter table ticket_actions add column erased_at timestamptz;
create index ticket_actions_to_erase on ticket_actions (settled_at) where erased_at is null;

alter table channels add column credentials_erased_at timestamptz;

-- Whose data an entry is, where the plugin says so.
alter table plugin_store add column person_hash bytea;
create index plugin_store_person on plugin_store (person_hash) where person_hash is not null;

-- The Channel a file belongs to, and the message that shows it, as soon as they are known.
alter table files
  add column channel_id bigint,
  add column network_item_id text;
create index files_of_channel on files (channel_id) where channel_id is not null;
create index files_to_erase on files (created_at) where erased_at is null;

-- All that is left of a Channel that was removed.
create table removed_channels (
  id bigint generated always as identity primary key,
  integration text not null,
  channel_hash bytea not null,
  channel_created_at timestamptz not null,
  removed_at timestamptz not null default now(),
  interactions bigint not null,
  ticket_actions bigint not null,
  files bigint not null
);
create index removed_channels_hash on removed_channels (channel_hash);
`
