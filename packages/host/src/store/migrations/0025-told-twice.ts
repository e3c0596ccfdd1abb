/** A notice that may have been told already says so when it is told again. */
export const toldTwice = `
alter table notices add column maybe_told boolean not null default false;
comment on column notices.maybe_told is 'Somebody began to send it and has not noted what came of that: its host died, or nobody answered. Whoever sends it again says so.';
`
