import type { Database } from './database.ts'

/**
 * What a turn reads of a Channel. Named one by one: a statement with `*` can't be prepared, since a
 * newer host's migration may give it a column more.
 */
export const CHANNEL_COLUMNS = [
  'channels.id',
  'channels.integration',
  'channels.manifest',
  'channels.socialhub_channel_id',
  'channels.account_id',
  'channels.network_id',
  'channels.ended_network_id',
  'channels.name',
  'channels.unique_name',
  'channels.server',
  'channels.language',
  'channels.state',
  'channels.state_cause',
  'channels.state_since',
  'channels.token_generation',
  'channels.sealed_token',
  'channels.sealed_credentials',
  'channels.credentials_erased_at',
  'channels.credentials_expire_at',
  'channels.sealed_settings',
  'channels.position',
  'channels.fetch_since',
  'channels.fetch_due_at',
  'channels.fetch_interval_ms',
  'channels.fetch_failures',
  'channels.deliver_after',
  'channels.deliver_failures',
  'channels.check_access',
  'channels.grant_failures',
  'channels.told_at',
  'channels.push_count',
  'channels.fetched_at',
  'channels.reconcile_due_at',
  'channels.created_at',
  'channels.credentials_generation',
  'channels.credentials_since',
  'channels.refresh_wanted',
  'channels.refresh_after',
  'channels.refresh_failures',
  'channels.expiration_told',
  'channels.expiration_after',
  'channels.expiration_failures',
  'channels.subscribe_due_at',
  'channels.subscribe_failures',
  'channels.network_after',
  'channels.socialhub_after',
  'channels.trouble',
  'channels.trouble_since',
] as const satisfies readonly `channels.${keyof Database['channels']}`[]

export type ChannelRow = {
  [Column in keyof Database['channels'] as `channels.${Column}` extends (typeof CHANNEL_COLUMNS)[number]
    ? Column
    : never]: Database['channels'][Column]
}
