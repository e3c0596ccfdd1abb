/**
 * Media at a Network that only a plugin can open, by the URL under which a message shows it. A row
 * stays for as long as the Ticket may live; what was erased is remembered as such.
 */
export const channelMedia = `
create table channel_media (
  -- What stands in the URL: it can't be guessed, and says nothing.
  token text not null,
  network_item_id text not null,
  channel_id bigint references channels on delete set null,
  -- The plugin's own; null once it was erased.
  sealed_reference bytea,
  created_at timestamptz not null default now(),
  primary key (token, network_item_id)
);
create index channel_media_of_item on channel_media (channel_id, network_item_id);
`
