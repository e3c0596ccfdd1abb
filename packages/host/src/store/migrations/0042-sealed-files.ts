/** Files are sealed: each chunk under a key of the file's own, which is sealed with its name. */
export const sealedFiles = `
alter table files add column sealed_head bytea;
comment on column files.name is 'Empty where it is sealed.';
comment on column files.sealed_head is 'The name, and the key of the chunks, sealed; null: stored by an older host and not sealed yet, or erased.';
alter table file_chunks add column sealed_bytes bytea;
alter table file_chunks alter column sealed_bytes set storage external;
alter table file_chunks alter column bytes drop not null;
comment on column file_chunks.bytes is 'Stored as they are; null where they are sealed.';
comment on column file_chunks.sealed_bytes is 'The bytes, sealed under the key of the file.';
-- What is still to be sealed: both become empty.
create index files_unsealed on files (id) where sealed_head is null and erased_at is null;
create index file_chunks_unsealed on file_chunks (file_id, number) where bytes is not null;
`
