/**
 * What the chain had come to when an entry was written, covered by the entry's keyed hash: so whoever has
 * only the database can't take an entry out of the middle and link the rest anew.
 */
export const auditHeads = `
alter table audit_entries add column seen_seq bigint;
alter table audit_entries add column seen_hash bytea;
comment on column audit_entries.seen_seq is 'The place that its chain had come to when it was written; 0: none; null: by a host that did not note it.';
comment on column audit_entries.seen_hash is 'The hash of that place; empty where there was none.';
create index audit_details_named on audit_details (entry_id) where part = 'who';
alter table account_removals add column unconnected integer not null default 0;
comment on column account_removals.unconnected is 'Custom Channels that nobody had connected, and that are gone so far.';
`
