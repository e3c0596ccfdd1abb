/** Which Channels live on one grant, for those whose plugin says so. */
export const sharedGrants = `
alter table channels add column grant_hash bytea;
comment on column channels.grant_hash is 'A keyed hash of the plugin’s id and what it calls the grant of these credentials; null: a grant of its own.';
create index channels_grant on channels (grant_hash) where grant_hash is not null;
`
