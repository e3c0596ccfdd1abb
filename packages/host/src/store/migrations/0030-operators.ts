/** Who looks after the hosts on the cockpit's pages, and what tells those pages of changes. */
export const operators = `
create table operator_links (
  token_hash bytea primary key,
  name text not null,
  role text not null check (role in ('viewer', 'operator', 'administrator')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);
comment on table operator_links is 'Links by which somebody signs in to the cockpit once, where no OpenID provider is configured.';
comment on column operator_links.token_hash is 'Of what stands in the link.';
comment on column operator_links.name is 'As whom, for the record of who did what.';

create table operator_sessions (
  id uuid primary key,
  secret_hash bytea not null unique,
  sealed_person bytea not null,
  role text not null check (role in ('viewer', 'operator', 'administrator')),
  signed_in_by text not null check (signed_in_by in ('provider', 'link')),
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on table operator_sessions is 'Who is signed in to the cockpit. A row goes when its session ends.';
comment on column operator_sessions.secret_hash is 'Of what the browser’s cookie has.';
comment on column operator_sessions.sealed_person is 'Name and subject of the person, sealed.';
comment on column operator_sessions.seen_at is 'The last request, to the minute.';
create index operator_sessions_expired on operator_sessions (expires_at);

create function tell_cockpit() returns trigger language plpgsql as $$
begin
  perform pg_notify('hubward_live', 'cockpit channels');
  return null;
end $$;
create trigger channels_tell_cockpit after update of state on channels
  for each row when (old.state is distinct from new.state) execute function tell_cockpit();
create trigger channels_come_and_go after insert or delete on channels
  for each statement execute function tell_cockpit();
`
