/**
 * Every column that holds something sealed, with the columns that name its row (and their types in
 * PostgreSQL): from them `rowOf` makes the name that the value is bound to. A value opens only in the
 * place and row it was made for; `hubward keys rotate` finds every value by this table.
 */
export const SEALED_PLACES = {
  'account_keys.sealed_key': { key: { id: 'bigint' }, rowOf: ({ id }) => id },
  // Always under an Account's key, so that a rotation leaves it as it is: its hash stands in a chain.
  'audit_details.sealed_details': {
    key: { entry_id: 'uuid', part: 'text' },
    rowOf: (row) => `${row.entry_id}:${row.part}`,
  },
  'host_secrets.sealed_value': { key: { name: 'text' }, rowOf: ({ name }) => name },
  'manifests.sealed_reference': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'manifests.sealed_secrets': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'manifests.sealed_developer_token': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'manifests.sealed_pushed': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'channels.sealed_token': { key: { id: 'bigint' }, rowOf: ({ id }) => id },
  'channels.sealed_credentials': { key: { id: 'bigint' }, rowOf: ({ id }) => id },
  'channels.sealed_settings': { key: { id: 'bigint' }, rowOf: ({ id }) => id },
  'unconnected_channels.sealed_token': {
    key: { manifest: 'uuid' },
    rowOf: ({ manifest }) => manifest,
  },
  'interactions.sealed_reference': {
    key: { channel_id: 'bigint', network_item_id: 'text' },
    rowOf: (row) => `${row.channel_id}:${row.network_item_id}`,
  },
  'reconciliation_messages.sealed_message': {
    key: { reconciliation_id: 'bigint', network_item_id: 'text' },
    rowOf: (row) => `${row.reconciliation_id}:${row.network_item_id}`,
  },
  'channel_media.sealed_reference': {
    key: { token: 'text', network_item_id: 'text' },
    rowOf: (row) => `${row.token}:${row.network_item_id}`,
  },
  'unclaimed_events.sealed_event': {
    key: { manifest: 'uuid', socialhub_channel_id: 'text', event_uuid: 'text' },
    rowOf: (row) => `${row.manifest}:${row.socialhub_channel_id}:${row.event_uuid}`,
  },
  'plugin_store.sealed_value': {
    key: { integration: 'text', channel_id: 'bigint', key: 'text' },
    rowOf: (row) => `${row.integration}/${row.channel_id}/${row.key}`,
  },
  'visitor_mails.sealed_mail': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'onboarding_sessions.sealed_state': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'channel_creations.sealed_intent': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'account_contacts.sealed_contact': {
    key: { account_id: 'text' },
    rowOf: ({ account_id }) => account_id,
  },
  'operator_sessions.sealed_person': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
} as const satisfies Record<string, Place>

/**
 * The check values of the keys stay with their keys. What a browser keeps for minutes, while somebody
 * signs in to the cockpit, needs no rotation.
 */
export type SealedPlace =
  | keyof typeof SEALED_PLACES
  | 'sealing_keys.sealed_check'
  | 'cookie.sign_in'

interface Place {
  readonly key: Readonly<Record<string, 'bigint' | 'text' | 'uuid'>>
  readonly rowOf: (row: Readonly<Record<string, string>>) => string | undefined
}
