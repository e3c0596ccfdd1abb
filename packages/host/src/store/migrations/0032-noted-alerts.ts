/**
 * Which alerts somebody has taken note of. A migration of its own: a host that runs on takes `channels`
 * before `notices`, and would wait for ever for one that changes both.
 */
export const notedAlerts = `
alter table notices add column acknowledged_at timestamptz;
comment on column notices.acknowledged_at is 'When somebody took note of it in the cockpit.';
`
