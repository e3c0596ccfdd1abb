/** What was spent of the budgets of calls that plugins declare, by all together and by each Account. */
export const callBudgets = `
create table call_budgets (
  integration text not null,
  budget text not null,
  account_id text not null default '',
  started_at timestamptz not null,
  used int not null default 0,
  used_before int not null default 0,
  primary key (integration, budget, account_id)
);
comment on table call_budgets is 'What was spent of the budgets of calls that plugins declare. A row is written by every call that a budget bounds.';
comment on column call_budgets.budget is 'Whose it is and for how long: app, a server or a Channel, with the length of its windows.';
comment on column call_budgets.account_id is 'SocialHub''s, for what one Customer spent; empty: all together.';
comment on column call_budgets.started_at is 'When the present window began.';
comment on column call_budgets.used is 'Calls in the present window.';
comment on column call_budgets.used_before is 'Calls in the window before, which count less the older they are.';
`
