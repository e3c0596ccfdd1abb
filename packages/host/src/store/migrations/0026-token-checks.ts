/** Whether SocialHub still takes a Channel's token is asked now and then, also where nothing happens. */
export const tokenChecks = `
alter table channels add column token_check_at timestamptz;
comment on column channels.token_check_at is 'When SocialHub is asked whether it still takes the Access Token, unless it takes something before; null: not planned yet.';
`
