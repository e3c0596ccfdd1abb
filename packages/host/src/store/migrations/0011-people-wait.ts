/**
 * Whether a Ticket Action rang since the Channel's last turn ended: such Channels are claimed first, so
 * that nobody's reply waits until all the Channels with many messages have had their turns.
 */
export const peopleWait = `
alter table turns add column people_wait boolean not null default false;
create index turns_people_wait on turns (due_at) where people_wait;
`
