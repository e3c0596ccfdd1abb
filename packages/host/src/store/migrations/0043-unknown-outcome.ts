/** An action that was sent again after a call without an answer: its end can't say that nothing happened. */
export const unknownOutcome = `
alter table ticket_actions add column outcome_unknown boolean not null default false;
comment on column ticket_actions.outcome_unknown is 'A call ended without an answer, nobody could look up what came of it, and the action was sent again since it is safe to repeat. If it fails in the end, it may have been performed all the same.';
`
