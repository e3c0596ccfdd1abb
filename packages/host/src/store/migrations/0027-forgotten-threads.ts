/** Conversations that were erased, so that a reply which was under way then queues no mail. */
export const forgottenThreads = `
create table forgotten_threads (
  channel_id bigint not null references channels (id) on delete cascade,
  thread_hash bytea not null,
  forgotten_at timestamptz not null default now(),
  primary key (channel_id, thread_hash)
);
comment on table forgotten_threads is 'Conversations that were erased: no mail is queued for them any more.';
comment on column forgotten_threads.thread_hash is 'As in visitor_mails.';
`
