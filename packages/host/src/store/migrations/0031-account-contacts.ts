/** Whom an agency tells at a Customer, for the cockpit. */
export const accountContacts = `
create table account_contacts (
  account_id text primary key,
  sealed_contact bytea not null,
  updated_at timestamptz not null default now()
);
comment on table account_contacts is 'Whom the operator tells at a Customer: for people to read; nothing is sent there by itself.';
comment on column account_contacts.account_id is 'SocialHub’s.';
comment on column account_contacts.sealed_contact is 'Names, addresses, numbers as the operator wrote them, sealed.';
`
