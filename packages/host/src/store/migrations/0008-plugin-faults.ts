/** What a plugin last did wrong for a Channel, for each of its functions. */
export const pluginFaults = `
create table plugin_faults (
  channel_id bigint not null references channels on delete cascade,
  call text not null,
  -- Id and version: a fault of an older release may be mended.
  plugin text not null,
  field text,
  reason text not null,
  -- How often since, without a day between two.
  count int not null default 1,
  since timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (channel_id, call)
);
`
