/**
 * The event under which SocialHub sent a reply again although we had not heard yet that it knows of
 * the reset: what is told from then on has to be told after that event.
 */
export const resent = `
alter table ticket_actions add column resent_as text;
`
