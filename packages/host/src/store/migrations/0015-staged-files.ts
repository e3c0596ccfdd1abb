/**
 * A file that comes with a request belongs to nobody until the plugin's answer says that it is wanted.
 * Until then it has a time at which it goes by itself.
 */
export const stagedFiles = `
alter table files
  add column stage text not null default 'kept' check (stage in ('arriving', 'held', 'kept')),
  add column staged_until timestamptz;
comment on column files.stage is 'Arriving: of a request that is under way. Held: wanted for a while. Kept: as long as the operator keeps files.';
comment on column files.staged_until is 'When it goes by itself, as long as nobody has kept it.';
create index files_staged on files (integration, created_at) where stage <> 'kept';
`
