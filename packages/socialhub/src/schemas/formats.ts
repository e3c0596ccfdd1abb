import Type from 'typebox'

/** `networkItemId` and `rootId`: 6 to 256 characters, unique within a Channel. */
export const NETWORK_ITEM_ID = '^[a-zA-Z0-9/|@&$!?()[\\]{}+*~,;.:=_-]{6,256}$'

/** `_id`, `ticketId`, `channelId`, `accountId`, `manifestId`. */
export const OBJECT_ID = '^[a-f0-9]{24}$'

/** `actionId`: the `id` of a Ticket Action in the Manifest. */
export const ACTION_ID = '^[a-zA-Z0-9_-]{1,256}$'

/** `followupId` (SocialHub makes version 1) and the `uuid` of an event (version 4). */
export const UUID = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'

/** Three segments of base64url: enough to refuse what can't be a token, and nothing more. */
export const JWT = '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*$'

/** https, or plain http on this machine only. */
export const HTTPS_URL = '^(https://|http://(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d+)?(/|$))'

/** How a time ends that can't be misunderstood: in UTC, or with its offset. */
export const UTC_OFFSET = '(Z|[+-]\\d{2}:\\d{2})$'

export const NetworkItemId = Type.String({ pattern: NETWORK_ITEM_ID })
export const ObjectId = Type.String({ pattern: OBJECT_ID })
export const ActionId = Type.String({ pattern: ACTION_ID })
export const Uuid = Type.String({ pattern: UUID })

/** Any absolute URL. */
export const AbsoluteUrl = Type.String({ format: 'url', description: 'An absolute URL.' })

/**
 * An https URL. Plain http is let through for this machine only (`localhost`, `127.0.0.1`, `[::1]`),
 * so that a host and a simulator on one laptop need no certificates; SocialHub itself refuses it.
 */
export const HttpsUrl = Type.String({
  format: 'url',
  pattern: HTTPS_URL,
  description: 'An absolute URL that begins with https://.',
})

/** ISO 8601 with an offset, such as `2026-01-28T16:58:12.736Z`. */
export const Time = Type.String({
  format: 'date-time',
  pattern: UTC_OFFSET,
  description: 'A time in ISO 8601, such as 2026-01-28T16:58:12.736Z.',
})
