/**
 * Mails that tell visitors of answers, what their addresses agreed to, and who wants none. Addresses and
 * texts are sealed; what is counted and compared are keyed hashes.
 */
export const visitorMail = `
create table visitor_mails (
  id uuid primary key,
  channel_id bigint not null references channels on delete cascade,
  kind text not null check (kind in ('notice', 'answer', 'link')),
  key text not null,
  state text not null check (state in ('waiting', 'due', 'sending', 'sent', 'unknown', 'bounced', 'failed', 'suppressed')),
  reason text,
  thread_hash bytea not null,
  address_hash bytea not null,
  sender_hash bytea,
  person_hashes bytea[] not null,
  sealed_mail bytea,
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (channel_id, kind, key)
);
comment on table visitor_mails is 'Mails to visitors: that an agent has answered, where their page is, and the notice that asks whether an address is theirs.';
comment on column visitor_mails.kind is 'notice: asks an address to be confirmed, and says nothing else. answer, link: to a confirmed address.';
comment on column visitor_mails.key is 'The plugin''s: the same mail is stored once.';
comment on column visitor_mails.reason is 'Why it was not sent, or what the mail server said.';
comment on column visitor_mails.thread_hash is 'Which conversation: a keyed hash of the plugin''s name for it.';
comment on column visitor_mails.address_hash is 'Keyed, so that nobody reads an address in it; for limits.';
comment on column visitor_mails.sender_hash is 'Who typed the address, as the plugin tells senders apart; for limits.';
comment on column visitor_mails.person_hashes is 'Whose it is, as in interactions.interactor_hash; each Interactor that the visitor has.';
comment on column visitor_mails.sealed_mail is 'Address and text; once it is settled only what a bounce needs; then null.';
comment on column visitor_mails.due_at is 'When it is sent or tried again; while it is being sent, by when that has certainly ended.';
create index visitor_mails_due on visitor_mails (due_at) where state in ('due', 'sending');
create index visitor_mails_of_address on visitor_mails (address_hash, created_at);
create index visitor_mails_of_sender on visitor_mails (sender_hash, created_at) where kind = 'notice';
create index visitor_mails_of_thread on visitor_mails (channel_id, thread_hash);
create index visitor_mails_of_person on visitor_mails using gin (person_hashes);
create index visitor_mails_by_age on visitor_mails (created_at);
create table mail_consents (
  channel_id bigint not null references channels on delete cascade,
  thread_hash bytea not null,
  address_hash bytea not null,
  person_hashes bytea[] not null,
  confirmed_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (channel_id, thread_hash, address_hash)
);
comment on table mail_consents is 'Addresses that whoever reads their mail has confirmed, each for one conversation.';
comment on column mail_consents.thread_hash is 'As in visitor_mails.';
comment on column mail_consents.address_hash is 'As in visitor_mails.';
comment on column mail_consents.person_hashes is 'As in visitor_mails: these Interactors are one person.';
comment on column mail_consents.used_at is 'When a mail was last meant for it; it is erased some time after that.';
create index mail_consents_of_person on mail_consents using gin (person_hashes);
create table mail_refusals (
  address_hash bytea not null,
  channel_id bigint not null,
  refused_at timestamptz not null default now(),
  primary key (address_hash, channel_id)
);
comment on table mail_refusals is 'Addresses that want no mail, as keyed hashes. Kept until their owner wants mail again.';
comment on column mail_refusals.address_hash is 'As in visitor_mails.';
comment on column mail_refusals.channel_id is 'Of which Channel; 0: of none.';
`
