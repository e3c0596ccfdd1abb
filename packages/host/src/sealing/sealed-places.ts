const ofChannel = '(select account_id from channels where id = t.channel_id)'

/**
 * Every column that holds something sealed, with the columns that name its row (and their types in
 * PostgreSQL): from them `rowOf` makes the name that the value is bound to. A value opens only in the
 * place and row it was made for; `hubward keys rotate` finds every value by this table.
 *
 * `account` says, as SQL about the row `t`, whose key seals it; null: it is of no Account. Where it is
 * missing, the operator's key seals for good: what is the operator's own, and what is written before an
 * Account is known, which goes within a day.
 */
export const SEALED_PLACES = {
  'account_keys.sealed_key': { key: { id: 'bigint' }, rowOf: ({ id }) => id },
  // Always under an Account's key, so that a rotation leaves it as it is: its hash stands in a chain.
  'audit_details.sealed_details': {
    account: '(select chain from audit_entries where id = t.entry_id)',
    key: { entry_id: 'uuid', part: 'text' },
    rowOf: (row) => `${row.entry_id}:${row.part}`,
  },
  'host_secrets.sealed_value': { key: { name: 'text' }, rowOf: ({ name }) => name },
  'manifests.sealed_reference': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'manifests.sealed_secrets': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'manifests.sealed_developer_token': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'manifests.sealed_pushed': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'channels.sealed_token': {
    account: 't.account_id',
    key: { id: 'bigint' },
    rowOf: ({ id }) => id,
  },
  'channels.sealed_credentials': {
    account: 't.account_id',
    key: { id: 'bigint' },
    rowOf: ({ id }) => id,
  },
  'channels.sealed_settings': {
    account: 't.account_id',
    key: { id: 'bigint' },
    rowOf: ({ id }) => id,
  },
  'unconnected_channels.sealed_token': {
    account: 't.account_id',
    key: { manifest: 'uuid' },
    rowOf: ({ manifest }) => manifest,
  },
  'interactions.sealed_reference': {
    account: ofChannel,
    key: { channel_id: 'bigint', network_item_id: 'text' },
    rowOf: (row) => `${row.channel_id}:${row.network_item_id}`,
  },
  'reconciliation_messages.sealed_message': {
    account:
      '(select account_id from channels c join reconciliations r on r.channel_id = c.id where r.id = t.reconciliation_id)',
    key: { reconciliation_id: 'bigint', network_item_id: 'text' },
    rowOf: (row) => `${row.reconciliation_id}:${row.network_item_id}`,
  },
  'channel_media.sealed_reference': {
    account: ofChannel,
    key: { token: 'text', network_item_id: 'text' },
    rowOf: (row) => `${row.token}:${row.network_item_id}`,
  },
  'unclaimed_events.sealed_event': {
    key: { manifest: 'uuid', socialhub_channel_id: 'text', event_uuid: 'text' },
    rowOf: (row) => `${row.manifest}:${row.socialhub_channel_id}:${row.event_uuid}`,
  },
  // The name and the key of a file. Under the operator’s key while no Channel is known: `sealed-files.ts`.
  'files.sealed_head': { account: ofChannel, key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'plugin_store.sealed_value': {
    account: ofChannel,
    key: { integration: 'text', channel_id: 'bigint', key: 'text' },
    rowOf: (row) => `${row.integration}/${row.channel_id}/${row.key}`,
  },
  // Bound to its Account alone: a Channel that moves takes its log along.
  'pushes.sealed_entry': {
    account: ofChannel,
    key: { channel_id: 'bigint', number: 'bigint' },
    rowOf: () => 'entry',
  },
  'visitor_mails.sealed_mail': { account: ofChannel, key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'onboarding_sessions.sealed_state': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'channel_creations.sealed_intent': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
  'account_contacts.sealed_contact': {
    account: 't.account_id',
    key: { account_id: 'text' },
    rowOf: ({ account_id }) => account_id,
  },
  'operator_sessions.sealed_person': { key: { id: 'uuid' }, rowOf: ({ id }) => id },
} as const satisfies Record<string, Place>

/**
 * Columns of jsonb that hold texts of people, which are sealed under the key of their Account or not at all:
 * `store/contents.ts`.
 */
export const CONTENT_PLACES = [
  'interactions.content',
  'revisions.content',
  'ticket_actions.payload',
] as const

export type ContentPlace = (typeof CONTENT_PLACES)[number]

/** Bytes, under the key of their file, which `files.sealed_head` holds: `file-sealer.ts`. */
export type FilePlace = 'file_chunks.sealed_bytes'

/**
 * The check values of the keys stay with their keys. What a browser keeps for minutes, while somebody
 * signs in to the cockpit, needs no rotation.
 */
export type SealedPlace =
  | keyof typeof SEALED_PLACES
  | 'sealing_keys.sealed_check'
  | 'cookie.sign_in'
  | FilePlace
  | ContentPlace

type Places = typeof SEALED_PLACES

/** A place whose values are sealed under the key of their Account. */
export type AccountPlace = {
  [Name in keyof Places]: Places[Name] extends { readonly account: string } ? Name : never
}[keyof Places]

interface Place {
  readonly account?: string
  readonly key: Readonly<Record<string, 'bigint' | 'text' | 'uuid'>>
  readonly rowOf: (row: Readonly<Record<string, string>>) => string | undefined
}
