/** For people: where somebody listens, since when, and what went wrong last. */
export const whoListens = `
alter table listeners add column host text;
alter table listeners add column listens_since timestamptz;
alter table listeners add column last_failure jsonb;
comment on column listeners.host is 'What its holder’s machine is called, and its process; of a former host, what the last one was called.';
comment on column listeners.listens_since is 'When its holder began the call.';
comment on column listeners.last_failure is 'Why it last ended by itself: code, message, and when. It stays after it was begun again.';
`
