/** What was published and promoted, how it was checked, and who accepted which terms. */
export const manifestsFollowed = `
alter table manifests
  -- The Custom Channel through which a developer publishes: its Access Token is needed to look again.
  add column sealed_developer_token bytea,
  add column developer_channel_id text,
  -- What SocialHub was last told, so that a changed declaration is noticed.
  add column sealed_pushed bytea,
  add column pushed_at timestamptz,
  add column promoted_at timestamptz,
  add column checked_at timestamptz,
  add column check_results jsonb;
update manifests set promoted_at = now() where promoted_name is not null;

-- When each secret of a webhook last verified a request, to the minute.
create table webhook_secret_uses (
  manifest uuid not null references manifests on delete cascade,
  secret_hash bytea not null,
  verified_at timestamptz not null default now(),
  primary key (manifest, secret_hash)
);

create table terms_acceptances (
  id bigint generated always as identity primary key,
  integration text not null,
  account_id text not null,
  user_id text,
  -- SocialHub's id; the acceptance outlives the Channel.
  socialhub_channel_id text not null,
  version text not null,
  url text not null,
  accepted_at timestamptz not null
);
create index terms_acceptances_account on terms_acceptances (account_id);
`
