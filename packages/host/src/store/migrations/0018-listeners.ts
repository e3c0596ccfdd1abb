/** Who holds the long-lived call in which a plugin listens: a lease of its own, beside the turn's. */
export const listeners = `
create table listeners (
  integration text not null,
  channel_id bigint references channels on delete cascade,
  holder uuid,
  fence bigint not null default 1,
  leased_until timestamptz not null default now(),
  failures integer not null default 0,
  begin_after timestamptz not null default now(),
  unique nulls not distinct (integration, channel_id)
);
create index listeners_channel on listeners (channel_id);

comment on table listeners is 'Which host listens to a Network, for a Channel or for a whole integration.';
comment on column listeners.channel_id is 'Null: one call for the whole integration.';
comment on column listeners.holder is 'The host process; null: none.';
comment on column listeners.fence is 'Grows with each host that takes it.';
comment on column listeners.leased_until is 'Renewed by its holder; whoever finds it past may take it.';
comment on column listeners.failures is 'How often in a row the call ended by itself, soon.';
comment on column listeners.begin_after is 'When it may be made again after it ended.';
`
