/** When the hosts were away; and whose database this is, so that a copy of it does nothing by itself. */
export const presence = `
-- One row for all hosts together: when one of them was last there to answer SocialHub.
create table host_presence (
  only_row boolean primary key default true check (only_row),
  seen_at timestamptz not null
);
create table times_away (
  id bigint generated always as identity primary key,
  since timestamptz not null,
  until timestamptz not null
);

-- Under which address it serves, and which database of which cluster it was: both differ in a copy.
create table installation (
  only_row boolean primary key default true check (only_row),
  public_url text not null,
  cluster text not null,
  database_oid text not null,
  adopted_at timestamptz not null default now()
);
`
