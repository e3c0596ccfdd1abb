/**
 * The Account is part of a Channel's identity. A Channel that another Account's has taken the place of
 * gives its `network_id` up: so whoever looks for one, an older host too, finds the one that lives.
 *
 * Tables are changed in the order in which hosts write to them in one transaction, so that a running
 * host and this wait for each other, and never both.
 */
export const accountsApart = `
alter table channels
  alter column network_id drop not null,
  add column ended_network_id text,
  add constraint channels_network_id_or_ended
    check (network_id is not null or (state = 'ended' and ended_network_id is not null));
comment on column channels.ended_network_id is 'What an ended Channel was connected with, for the day on which it comes back.';
create unique index channels_ended on channels (manifest, account_id, ended_network_id)
  where ended_network_id is not null;

-- An older host finds a Channel by Manifest and networkId alone. It is refused here, and the
-- Customer's next attempt meets a newer one.
create function refuse_another_account() returns trigger language plpgsql as $$
begin
  raise exception 'A Channel never passes to another Account.';
end $$;
create trigger channels_keep_their_account before update of account_id on channels
  for each row when (old.account_id <> new.account_id) execute function refuse_another_account();

alter table channel_creations add column account_id text not null default '';
comment on column channel_creations.account_id is 'Whose attempt it is; empty: an older host recorded it.';
drop index channel_creations_open;
create unique index channel_creations_open on channel_creations (manifest, account_id, network_id)
  where state in ('recorded', 'unknown');

alter table onboarding_sessions add column guarded boolean not null default false;
comment on column onboarding_sessions.guarded is 'Whether its cookie has a name that browsers guard: older hosts gave none.';
`
