/**
 * Refused Interactions that nobody needs to look at any more. A migration of its own: hosts that run on
 * take `interactions` and `ticket_actions` in either order, and would wait for one that changes both.
 */
export const givenUpInteractions = `
alter table interactions add column given_up_at timestamptz;
comment on column interactions.given_up_at is 'When an operator gave up a refused one; null again once it is tried again.';
`
