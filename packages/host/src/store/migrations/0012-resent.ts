/**
 * The time of the latest event by which SocialHub sent a reply again although we had not heard yet that
 * it knows of the reset: what is told from then on has to be told after that event, and covers it.
 */
export const resent = `
alter table ticket_actions add column resent_at timestamptz;
create index ticket_actions_resent on ticket_actions (channel_id, followup_id)
  where resent_at is not null;
`
