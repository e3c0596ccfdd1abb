/** What the last failed fetch said, for people: until now it stood in the log alone. */
export const fetchFailure = `
alter table channels add column fetch_failure jsonb;
comment on column channels.fetch_failure is 'What the plugin said of the last failed fetch: code, message, and a sentence for people where it gave one. It counts as long as its count is fetch_failures: former hosts leave it behind.';
`
