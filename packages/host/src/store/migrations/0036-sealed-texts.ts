/** What was pushed is sealed; a column of its own, since an entry may be any plain data. */
export const sealedTexts = `
alter table pushes add column sealed_entry bytea;
alter table pushes alter column entry drop not null;
comment on column pushes.entry is 'As it came; null where it is sealed.';
comment on column pushes.sealed_entry is 'The entry, sealed.';
comment on column interactions.content is 'As it is sent to SocialHub, sealed but for its time; null once it was erased.';
comment on column revisions.content is 'What SocialHub is told, sealed; null once it was.';
comment on column ticket_actions.payload is 'What the event says, sealed; {} once it was erased.';
create table sealing_passes (
  place text primary key,
  last_key jsonb,
  done_at timestamptz
);
comment on table sealing_passes is 'How far hosts have come in sealing what was stored before Accounts had keys.';
comment on column sealing_passes.place is 'The column.';
comment on column sealing_passes.last_key is 'The last row that was looked at; null: none was.';
comment on column sealing_passes.done_at is 'When nothing was left.';
`
