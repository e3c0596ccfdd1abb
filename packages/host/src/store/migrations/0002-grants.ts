/**
 * Keeping grants alive, and noticing how they end. `credentials_generation` counts what has been
 * stored as credentials: by onboarding, a reconnect or a refresh.
 */
export const grants = `
alter table channels
  add column credentials_generation int not null default 1,
  add column credentials_since timestamptz not null default now(),
  -- The credentials were refused, or have run out: nothing is asked of the Network before a refresh.
  add column refresh_wanted boolean not null default false,
  add column refresh_after timestamptz not null default 'epoch',
  add column refresh_failures int not null default 0,
  -- Whether SocialHub has heard when the present credentials run out.
  add column expiration_told boolean not null default true,
  add column expiration_after timestamptz not null default 'epoch',
  add column expiration_failures int not null default 0,
  -- When the Network is next asked to push; null: never again.
  add column subscribe_due_at timestamptz default now(),
  add column subscribe_failures int not null default 0,
  -- Before these, the Network or SocialHub asked not to be called for this Channel.
  add column network_after timestamptz not null default 'epoch',
  add column socialhub_after timestamptz not null default 'epoch',
  -- The code of the refusal that no success has followed yet, and when it first and last came.
  add column trouble text check (trouble in ('authentication', 'operator')),
  add column trouble_since timestamptz,
  add column trouble_at timestamptz,
  add column heard_at timestamptz;
create index channels_in_trouble on channels (integration, trouble) where trouble is not null;
create index channels_heard on channels (integration, heard_at);

-- What is about to be exchanged, written before the Network is asked: whoever finds an open row knows
-- that the refresh token may be used up. The credentials themselves stay in channels.
create table grant_refreshes (
  id bigint generated always as identity primary key,
  channel_id bigint not null references channels on delete cascade,
  generation int not null,
  started_at timestamptz not null default now(),
  -- By when the call has certainly ended.
  deadline timestamptz not null,
  state text not null default 'open',
  cause text,
  settled_at timestamptz
);
create unique index grant_refreshes_open on grant_refreshes (channel_id)
  where state in ('open', 'uncertain');
create index grant_refreshes_settled on grant_refreshes (settled_at);

-- Many Channels refused at once. While one of code 'authentication' stands, none of them ends.
create table brakes (
  id bigint generated always as identity primary key,
  integration text not null,
  -- Empty: the whole integration.
  server text not null default '',
  code text not null check (code in ('authentication', 'operator')),
  cause text not null,
  count int not null,
  since timestamptz not null default now(),
  released_at timestamptz,
  released_by text check (released_by in ('recovery', 'operator'))
);
create unique index brakes_standing on brakes (integration, server, code)
  where released_at is null;
`
