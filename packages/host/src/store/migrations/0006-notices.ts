/**
 * What the operator is told: one row for each notice and destination, written in the transaction of
 * what it tells of. `due_at` is also the lease of the host that is sending it.
 */
export const notices = `
create table notices (
  id uuid primary key default gen_random_uuid(),
  -- Kind, subject, generation: what has been told under a key is not told again.
  key text not null,
  destination text not null check (destination in ('webhook', 'mail')),
  kind text not null,
  channel_id bigint references channels on delete cascade,
  integration text,
  cause text not null,
  count int not null default 1,
  state text not null default 'due' check (state in ('due', 'sent', 'given-up')),
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (key, destination)
);
create index notices_due on notices (due_at) where state = 'due';
create index notices_of_channel on notices (channel_id) where channel_id is not null;

-- What /metrics asks for: who has waited longest.
create index interactions_oldest on interactions (received_at) where state = 'stored';
create index ticket_actions_oldest on ticket_actions (accepted_at)
  where state not in ('confirmed', 'unconfirmed', 'reset');
`
