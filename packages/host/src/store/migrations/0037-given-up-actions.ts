/** An operator gives a Ticket Action up: its Channel's turn sees to it, so that nobody else has it in hand. */
export const givenUpActions = `
alter table ticket_actions add column given_up_at timestamptz;
alter table ticket_actions add column given_up_reason text;
comment on column ticket_actions.given_up_at is 'When an operator gave it up; what turns out to be published stays so. Of an unconfirmed one: nobody needs to look at it any more.';
comment on column ticket_actions.given_up_reason is 'What the operator wrote to the community manager; null: nothing.';
`
