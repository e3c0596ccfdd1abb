/** What names the trace that a message or a Ticket Action belongs to, so that it goes on after a crash. */
export const tracing = `
alter table interactions add column traceparent text;
comment on column interactions.traceparent is 'The step that brought it, as W3C''s Trace Context writes it; null where nothing was traced.';
alter table ticket_actions add column traceparent text;
comment on column ticket_actions.traceparent is 'The step that accepted it, as W3C''s Trace Context writes it; null where nothing was traced.';
alter table unclaimed_events add column traceparent text;
comment on column unclaimed_events.traceparent is 'The step that accepted it, handed on to the Ticket Action.';
`
