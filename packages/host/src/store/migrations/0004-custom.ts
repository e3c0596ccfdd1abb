/** Custom Channels: connected by a link, moved to a Reusable Manifest; and names for Accounts. */
export const customFollowed = `
-- A Custom Channel whose Customer has not authenticated yet: its Access Token waits here.
create table unconnected_channels (
  manifest uuid primary key references manifests on delete cascade,
  socialhub_channel_id text not null unique,
  account_id text not null,
  name text not null,
  sealed_token bytea not null,
  created_at timestamptz not null default now()
);

-- Links that an agency sends: to connect the Channel of a Manifest, or to reconnect the one named.
create table connect_links (
  token_hash bytea primary key,
  manifest uuid not null references manifests on delete cascade,
  channel_id bigint references channels on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);

-- Custom Channels on their way to the Reusable Manifest. to_channel is null until the Customer has
-- added the Channel there.
create table channel_moves (
  channel_id bigint primary key references channels on delete cascade,
  to_channel bigint unique references channels on delete set null,
  marked_at timestamptz not null default now(),
  webhook_removed_at timestamptz
);

-- SocialHub tells no names of Accounts.
create table account_labels (
  account_id text primary key,
  label text not null,
  updated_at timestamptz not null default now()
);

create index interactions_refused on interactions (received_at) where state = 'refused';

alter table channels add column fetched_at timestamptz;
`
