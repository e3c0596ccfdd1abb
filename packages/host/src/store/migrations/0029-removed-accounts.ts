/** The farewell of an Account: how far it has come, and the record that is handed over. */
export const removedAccounts = `
create table account_removals (
  id bigint generated always as identity primary key,
  account_id text not null,
  begun_at timestamptz not null default now(),
  channels jsonb not null default '[]',
  record jsonb
);
comment on table account_removals is 'Accounts that were removed, or are being removed.';
comment on column account_removals.account_id is 'SocialHub''s.';
comment on column account_removals.channels is 'What became of each Channel that is gone so far: ids, counts, and how its grant and its Channel at SocialHub ended.';
comment on column account_removals.record is 'What is handed over: ids, counts, dates; null while it is under way.';
create unique index account_removals_open on account_removals (account_id) where record is null;
`
