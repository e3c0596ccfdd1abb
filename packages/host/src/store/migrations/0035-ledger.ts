/**
 * What came in for each Channel, counted where it is stored. `ledger_digest` is the beginning of a
 * SHA-256: PostgreSQL's own hashes may differ between its versions, and on another machine.
 */
export const ledger = `
create table ledger (
  channel_id bigint not null references channels(id) on delete cascade,
  about text not null check (about in ('messages', 'ticket-actions')),
  entry text not null check (entry in ('opening', 'received', 'published', 'accepted', 'left-behind', 'settled')),
  day date not null,
  count bigint not null,
  digest numeric not null,
  primary key (channel_id, about, entry, day)
) with (fillfactor = 70);
comment on table ledger is 'How many messages and Ticket Actions came in for a Channel, counted in the transaction that stored them. What is stored is compared with it: store/proof.ts.';
comment on column ledger.entry is 'opening: was there before this table. received: by a fetch, a listing. published: a reply of ours. accepted: a Ticket Action. left-behind: dropped when a Custom Channel moved. settled: what an operator took note of.';
comment on column ledger.day is 'In UTC, of received_at or accepted_at.';
comment on column ledger.digest is 'The sum of ledger_message(…) or ledger_action(…) of these rows.';
create table ledger_openings (
  about text primary key check (about in ('messages', 'ticket-actions')),
  opened_at timestamptz not null default clock_timestamp(),
  last_row bigint not null,
  older_hosts_until timestamptz not null
);
comment on table ledger_openings is 'When counting began, and with which rows.';
comment on column ledger_openings.last_row is 'The greatest seq, or id, that there was.';
comment on column ledger_openings.older_hosts_until is 'Until when hosts that do not count may have run beside: a day, where there were Channels already.';
create table proofs (
  channel_id bigint primary key references channels(id) on delete cascade,
  tried_at timestamptz not null default now(),
  proved_at timestamptz,
  unaccounted bigint
);
comment on table proofs is 'When the ledger of a Channel was last compared with what is stored, and how much did not fit.';
comment on column proofs.tried_at is 'Later than proved_at: the last time it could not be counted in time.';
create index proofs_by_age on proofs (tried_at);
alter table removed_channels add column unaccounted bigint;
comment on column removed_channels.unaccounted is 'What did not fit the ledger when it was removed; null: by a host that kept none.';
create function ledger_digest(given text) returns bigint language sql stable as $$
  select ('x' || left(encode(sha256(convert_to(given, 'UTF8')), 'hex'), 16))::bit(64)::bigint
$$;
create function ledger_message(network_item_id text, thread text, own boolean, seq bigint,
  received_at timestamptz) returns bigint language sql stable as $$
  select ledger_digest(concat_ws(' ', network_item_id, thread, own, seq,
    (extract(epoch from received_at) * 1000000)::bigint))
$$;
create function ledger_action(event_uuid text, subject text, event_time timestamptz, type text,
  action_id text, ticket_id text, network_item_id text, id bigint, accepted_at timestamptz)
  returns bigint language sql stable as $$
  select ledger_digest(concat_ws(' ', event_uuid, subject, (extract(epoch from event_time) * 1000000)::bigint,
    type, action_id, ticket_id, network_item_id, id, (extract(epoch from accepted_at) * 1000000)::bigint))
$$;
create function ledger_day(received_at timestamptz) returns date language sql stable as $$
  select (received_at at time zone 'UTC')::date
$$;
`

/**
 * A migration of its own, as the next: each takes one table that running hosts use. The text's digest goes
 * with the text, also where an older host erases it: of a short text, it could be guessed.
 */
export const ledgerOfMessages = `
alter table interactions add column content_digest bigint;
comment on column interactions.content_digest is 'ledger_digest(content::text) as it was stored; 0: there is no content. Null: no host counted this row in the ledger.';
create function forget_content_digest() returns trigger language plpgsql as $$
begin
  new.content_digest := 0;
  return new;
end $$;
create trigger interactions_forget_digest before update of content on interactions
  for each row when (new.content is null and new.content_digest <> 0)
  execute function forget_content_digest();
insert into ledger (channel_id, about, entry, day, count, digest)
select channel_id, 'messages', 'opening', ledger_day(received_at), count(*),
  sum(ledger_message(network_item_id, thread, own, seq, received_at))
from interactions group by 1, 4;
insert into ledger_openings (about, last_row, older_hosts_until)
select 'messages', (select coalesce(max(seq), 0) from interactions),
  clock_timestamp() + case when exists (select from channels) then interval '1 day' else interval '0' end;
`

export const ledgerOfTicketActions = `
alter table ticket_actions add column payload_digest bigint;
comment on column ticket_actions.payload_digest is 'ledger_digest(payload::text) as it was stored; 0: it was erased. Null: no host counted this row in the ledger.';
create function forget_payload_digest() returns trigger language plpgsql as $$
begin
  new.payload_digest := 0;
  return new;
end $$;
create trigger ticket_actions_forget_digest before update of payload on ticket_actions
  for each row when (new.erased_at is not null and new.payload_digest <> 0)
  execute function forget_payload_digest();
insert into ledger (channel_id, about, entry, day, count, digest)
select channel_id, 'ticket-actions', 'opening', ledger_day(accepted_at), count(*),
  sum(ledger_action(event_uuid, subject, event_time, type, action_id, ticket_id, network_item_id, id, accepted_at))
from ticket_actions group by 1, 4;
insert into ledger_openings (about, last_row, older_hosts_until)
select 'ticket-actions', (select coalesce(max(id), 0) from ticket_actions),
  clock_timestamp() + case when exists (select from channels) then interval '1 day' else interval '0' end;
`
