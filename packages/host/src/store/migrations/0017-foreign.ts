/**
 * What is missing from a listing is gone only after a second look, and comes back when it is listed
 * again. And items of a Network's lists that could not be read are counted.
 */
export const foreign = `
alter table interactions
  add column missed_at timestamptz,
  add column presumed_gone_at timestamptz,
  add column relisted_at timestamptz;
comment on column interactions.missed_at is 'When the look began from which it was missing first, without a look since that named it.';
comment on column interactions.presumed_gone_at is 'When it was taken for deleted, though nobody said so; null where the Network did, and once that may not be undone.';
comment on column interactions.relisted_at is 'When the look began that named it first after that.';
create index interactions_doubted on interactions (channel_id)
  where missed_at is not null or presumed_gone_at is not null;
create table set_aside (
  channel_id bigint not null references channels on delete cascade,
  item_hash bytea not null,
  call text not null,
  reason text not null,
  since timestamptz not null default now(),
  last_at timestamptz not null default now(),
  primary key (channel_id, item_hash)
);
comment on table set_aside is 'Items of a Network''s lists that a plugin could not read, and passed.';
comment on column set_aside.item_hash is 'Of the call and of what the Network calls the item; of the reason where it has no name.';
comment on column set_aside.call is 'The function''s name.';
comment on column set_aside.reason is 'For the plugin''s author: repeats nothing of what the item says.';
`
