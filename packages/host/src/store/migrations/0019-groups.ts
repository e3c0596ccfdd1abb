/**
 * Parts of one album become one Ticket: that of the part that came first, which waits for a moment for
 * the others. Each part keeps a row of its own, so that it is known, edited and erased like any message.
 */
export const groups = `
alter table interactions
  add column group_id text,
  add column held_until timestamptz;
comment on column interactions.group_id is 'What it is a part of, such as an album, by the plugin''s id; null: it stands for itself.';
comment on column interactions.held_until is 'Until when it waits for other parts of its group before it becomes a Ticket.';
comment on column interactions.state is 'stored, delivered, refused, own-reply or part: delivery.ts.';
create index interactions_of_group on interactions (channel_id, group_id) where group_id is not null;
`
