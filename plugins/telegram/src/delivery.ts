import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import {
  type Admission,
  type ArrivingRequest,
  isPublicAddress,
  type ReceiveContext,
  type Received,
  type ReceivedRequest,
  readJson,
} from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import { UPDATE_LIMIT_BYTES } from './declaration.ts'
import type { ChannelSettings, Context, Settings } from './settings.ts'

/**
 * How updates come: Telegram calls us where it can (a webhook), otherwise `fetchMessages` asks for them.
 * At Telegram they are one queue either way, and neither way drops what waits in it: what was taken
 * twice while switching, the host knows by its id.
 */

/** "Ports currently supported for Webhooks": https://core.telegram.org/bots/api#setwebhook */
const PORTS = ['', '443', '80', '88', '8443']
/** Names that lead nowhere from outside (RFC 6761, RFC 6762, and ICANN's `internal`). */
const INSIDE = /(^|\.)(localhost|test|invalid|local|internal)\.?$|^[^.]+\.?$/
const SECRET_KEY = 'webhook-secret'
const SECRET_HEADER = 'x-telegram-bot-api-secret-token'

export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
]

/** Whether Telegram reaches this host. */
export function isPushed({
  settings,
  publicUrl,
}: Pick<Context, 'settings' | 'publicUrl'>): boolean {
  const { protocol, hostname, port } = new URL(publicUrl('/'))
  if (settings.updates === 'polling' || protocol !== 'https:' || !PORTS.includes(port)) return false
  if (isIP(hostname) === 4) return isPublicAddress(hostname)
  // Of IPv6 Telegram knows nothing here.
  return !hostname.startsWith('[') && !INSIDE.test(hostname)
}

const webhookOf = ({ publicUrl, channel }: Context) => publicUrl(`/${channel.networkId}`)

/** The same at each call, so that calling again changes nothing; it tells nothing of the token. */
const secretOf = (token: string) =>
  createHmac('sha256', token).update('the secret of the webhook').digest('base64url')
const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/** Says to Telegram how updates shall come. What waits there stays: `drop_pending_updates` is never sent. */
export async function subscribe(context: Context): Promise<{ expiresAt?: string }> {
  const { channelStore, credentials } = context
  if (!isPushed(context)) {
    await ask(context, credentials.token, 'deleteWebhook', Type.Literal(true))
    return {}
  }
  const secret = secretOf(credentials.token)
  // First here: what comes with the new secret must be known by it.
  await channelStore.set(SECRET_KEY, hashOf(secret))
  await ask(context, credentials.token, 'setWebhook', Type.Literal(true), {
    url: webhookOf(context),
    secret_token: secret,
    allowed_updates: ALLOWED_UPDATES,
    // One after the other: a question comes before its answer.
    max_connections: 1,
  })
  return {}
}

const Info = Type.Object({
  url: Type.String(),
  pending_update_count: Type.Optional(Type.Integer()),
  last_error_message: Type.Optional(Type.String()),
})

/** Looks whether the webhook is still ours: another program may have taken it with the same token. */
export async function checkWebhook(context: Context): Promise<void> {
  const info = await ask(context, context.credentials.token, 'getWebhookInfo', Info)
  if (info.url !== webhookOf(context)) {
    context.log.warn('the webhook of the bot was another one, and is set again')
    await subscribe(context)
  } else if ((info.pending_update_count ?? 0) > 0 && info.last_error_message !== undefined) {
    const reason = info.last_error_message.slice(0, 200)
    context.log.warn('Telegram can’t deliver updates; see the setting “updates”', { reason })
  }
}

/** The Channel is gone: Telegram shall call nobody. A token can only be taken back at @BotFather. */
export async function revoke(context: Context): Promise<void> {
  await ask(context, context.credentials.token, 'deleteWebhook', Type.Literal(true))
}

type Receiving = ReceiveContext<Settings, ChannelSettings>

/** Of which Channel a request is, when it has the secret that only Telegram was told. */
async function channelOf(
  context: Receiving,
  { method, path, headers }: ArrivingRequest,
): Promise<string | undefined> {
  const [, networkId] = /^\/(\d{1,20})$/.exec(path) ?? []
  const given = headers[SECRET_HEADER]
  if (method !== 'POST' || networkId === undefined || given === undefined) return undefined
  if (given.length > 256) return undefined
  const known = await (await context.channelOf(networkId))?.channelStore.get(SECRET_KEY)
  if (typeof known?.value !== 'string') return undefined
  const expected = Buffer.from(known.value)
  const found = Buffer.from(hashOf(given))
  return expected.length === found.length && timingSafeEqual(expected, found)
    ? networkId
    : undefined
}

/** Whoever lacks the secret hears the same, whether there is such a Channel or not. */
export async function admit(context: Receiving, request: ArrivingRequest): Promise<Admission> {
  const networkId = await channelOf(context, request)
  if (networkId === undefined) return { response: { status: 404 } }
  return { networkId, limitBytes: UPDATE_LIMIT_BYTES, files: 0 }
}

export async function receive(context: Receiving, request: ReceivedRequest): Promise<Received> {
  const networkId = await channelOf(context, request)
  if (networkId === undefined) return { response: { status: 404 } }
  const entry = readJson(Buffer.from(request.rawBody).toString('utf8'))
  if (entry !== undefined) return { response: { status: 200 }, pushes: [{ networkId, entry }] }
  // Refused, it would come again and again, and all others behind it would wait.
  context.log.warn('an update of Telegram’s can’t be read, so it was passed over')
  return { response: { status: 200 } }
}
