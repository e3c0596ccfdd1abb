/**
 * Who changed what, and the keys that its details are sealed under.
 *
 * The place of an entry in its chain is given by the database at the commit: one lock for all chains is
 * taken then, when the transaction waits for nothing else, so that nobody deadlocks and no number is
 * left out. `security definer`: the role that hosts run under may then be one that can't write a place.
 */
export const audit = `
create table account_keys (
  id bigint generated always as identity primary key,
  account_id text not null,
  sealed_key bytea,
  created_at timestamptz not null default now(),
  destroyed_at timestamptz
);
comment on table account_keys is 'The keys that what belongs to an Account is sealed under; backed up apart from the rest.';
comment on column account_keys.account_id is 'SocialHub''s; empty: of what belongs to no Account.';
comment on column account_keys.sealed_key is 'Sealed; null once it was destroyed.';
create index account_keys_of_account on account_keys (account_id);
create table audit_entries (
  id uuid primary key,
  chain text not null,
  at timestamptz not null,
  actor text not null check (actor in ('host', 'customer', 'command', 'operator')),
  action text not null,
  channel text,
  integration text,
  who_hash bytea,
  names_until timestamptz,
  change_hash bytea not null,
  hash bytea not null,
  seal bytea not null
);
comment on table audit_entries is 'Who changed what. Rows are added, and never changed or deleted.';
comment on column audit_entries.chain is 'SocialHub''s id of the Account; empty: it is of none.';
comment on column audit_entries.at is 'When its transaction began.';
comment on column audit_entries.actor is 'Whether a host did it by itself, a Customer on a page, a command, or an operator.';
comment on column audit_entries.action is 'One of store/audit-actions.ts.';
comment on column audit_entries.channel is 'SocialHub''s id of the Channel.';
comment on column audit_entries.who_hash is 'SHA-256 of the sealed name; null: nobody that has one here.';
comment on column audit_entries.names_until is 'When the sealed name is erased.';
comment on column audit_entries.change_hash is 'SHA-256 of the sealed details.';
comment on column audit_entries.hash is 'SHA-256 over all of it, in canonical JSON.';
comment on column audit_entries.seal is 'A keyed hash of the same: who has only the database can make none.';
create index audit_entries_by_time on audit_entries (at);
create index audit_entries_of_chain on audit_entries (chain, at);
create index audit_entries_of_channel on audit_entries (channel, at) where channel is not null;
create index audit_entries_named on audit_entries (names_until) where names_until is not null;
create table audit_details (
  entry_id uuid not null,
  part text not null check (part in ('who', 'change')),
  sealed_details bytea not null,
  primary key (entry_id, part)
);
comment on table audit_details is 'What of an entry is sealed under its Account''s key. Rows may be erased, and never changed.';
comment on column audit_details.part is 'who: the name of whoever did it. change: before and after.';
comment on column audit_details.sealed_details is 'Sealed.';
create table audit_links (
  chain text not null,
  seq bigint not null,
  entry_id uuid not null unique,
  hash bytea not null,
  primary key (chain, seq)
);
comment on table audit_links is 'The place of each entry in its chain, given at the commit. Rows are added, and never changed or deleted.';
comment on column audit_links.seq is 'From 1, without gaps.';
comment on column audit_links.hash is 'SHA-256 over the entry''s hash and the one before: what the chain has come to.';
create function link_audit_entry() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
declare
  last_seq bigint;
  last_hash bytea;
begin
  perform pg_advisory_xact_lock(1752523269, 0);
  select seq, hash into last_seq, last_hash from audit_links where chain = new.chain
    order by seq desc limit 1;
  insert into audit_links (chain, seq, entry_id, hash)
  values (new.chain, coalesce(last_seq, 0) + 1, new.id, sha256(convert_to(format(
    '{"chain":%s,"entry":"%s","previous":"%s","seq":%s}', to_json(new.chain),
    encode(new.hash, 'hex'), coalesce(encode(last_hash, 'hex'), ''), coalesce(last_seq, 0) + 1), 'UTF8')));
  return null;
end $$;
create constraint trigger audit_entries_are_linked after insert on audit_entries
  deferrable initially deferred for each row execute function link_audit_entry();
create function refuse_to_change_the_audit_log() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is only added to.';
end $$;
create trigger audit_entries_stay before update or delete on audit_entries
  for each row execute function refuse_to_change_the_audit_log();
create trigger audit_entries_stay_all before truncate on audit_entries
  for each statement execute function refuse_to_change_the_audit_log();
create trigger audit_links_stay before update or delete on audit_links
  for each row execute function refuse_to_change_the_audit_log();
create trigger audit_links_stay_all before truncate on audit_links
  for each statement execute function refuse_to_change_the_audit_log();
create trigger audit_details_stay before update on audit_details
  for each row execute function refuse_to_change_the_audit_log();
create trigger audit_details_stay_all before truncate on audit_details
  for each statement execute function refuse_to_change_the_audit_log();
`
