import { createHash } from 'node:crypto'
import {
  defined,
  openAttachment,
  type PerformedAction,
  PluginError,
  type PublishedReply,
  type Reply,
  type ReplyLimits,
  readStored,
  withoutEffect,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, encoded, ifThere, MatrixRefusal, path } from './api.ts'
import { formatted } from './formatted.ts'
import { itemId, Place } from './message.ts'
import { isEncrypted } from './rooms.ts'
import { SENTENCES } from './sentences.ts'
import type { Context } from './settings.ts'

const Sent = Type.Object({ event_id: Type.String({ minLength: 2, maxLength: 255 }) })
const Uploaded = Type.Object({ content_uri: Type.String({ pattern: '^mxc://' }) })
const UPLOAD_MS = 55_000
/** Where a server names no limit of its own. */
const FILE_LIMIT_BYTES = 104_857_600

/**
 * Publishes once however often it is called with the same key: a session's transaction id makes a server
 * answer the event that is there (https://spec.matrix.org/latest/client-server-api/#transaction-identifiers).
 * A file is uploaded anew at each try; nobody sees it before the event names it.
 */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const { text, attachments, idempotencyKey, inReplyTo } = wanted
  const place = placeOf(inReplyTo)
  if (place.encrypted) throw new PluginError('rejected', { sentence: SENTENCES.isEncrypted })
  await inTheClear(context, place.room, idempotencyKey)
  const transaction = await transactionOf(context, idempotencyKey)
  const answered = place.sender === context.credentials.userId ? undefined : place.sender
  const relation = {
    ...(place.thread !== undefined && {
      rel_type: 'm.thread',
      event_id: place.thread,
      is_falling_back: false,
    }),
    'm.in_reply_to': { event_id: place.event },
  }
  const [attachment] = attachments
  const file = attachment && (await upload(context, attachment))
  const content = {
    ...(file ?? { msgtype: 'm.text' }),
    // The text beside a file is its caption.
    ...(text === '' && file ? { body: file.filename } : formatted(text, answered)),
    'm.relates_to': relation,
  }
  const event = await send(context, place.room, 'm.room.message', transaction, content)
  return {
    networkItemId: itemId(place.room, event),
    url: `https://matrix.to/#/${encoded(place.room)}/${encoded(event)}`,
    reference: { ...place, event, sender: context.credentials.userId } satisfies Place,
  }
}

async function send(
  context: Context,
  room: string,
  type: string,
  transaction: string,
  json: object,
): Promise<string> {
  const at = path`client/v3/rooms/${room}/send/${type}/${transaction}`
  const { event_id } = await ask(context, context.credentials, 'PUT', at, Sent, { json })
  return event_id
}

/**
 * Refuses what would stand in clear in a room that was encrypted since the message was read. A try
 * before this one may have come through.
 */
async function inTheClear(context: Context, room: string, idempotencyKey: string): Promise<void> {
  const asked = isEncrypted(context, room).catch(publishingNothing(context))
  if (!(await asked)) return
  const begun = await context.channelStore.get(transactionId(idempotencyKey))
  throw new PluginError('rejected', {
    sentence: SENTENCES.isEncrypted,
    effect: begun === undefined ? 'none' : 'unknown',
  })
}

/** For what publishes nothing by itself, whatever becomes of it. */
const publishingNothing =
  ({ now }: Context) =>
  (thrown: unknown): never => {
    throw withoutEffect(thrown, now())
  }

const transactionId = (key: string) =>
  `hubward-${createHash('sha256').update(key).digest('base64url')}`

const Begun = Type.Object({ device: Type.String() })

/**
 * The transaction id of a reply. It holds within one session only: so what was begun in another one,
 * before the Channel was reconnected, is not tried again.
 */
async function transactionOf({ channelStore, credentials }: Context, key: string): Promise<string> {
  const transaction = transactionId(key)
  const device = credentials.deviceId
  const stored = await channelStore.get(transaction)
  if (stored === undefined) await channelStore.set(transaction, { device })
  else if (Value.Check(Begun, stored.value) && stored.value.device !== device) {
    throw new PluginError('rejected', { sentence: SENTENCES.reconnected, effect: 'unknown' })
  }
  return transaction
}

/** https://spec.matrix.org/latest/client-server-api/#post_matrixmediav3upload */
async function upload(context: Context, attachment: Reply['attachments'][number]) {
  const opened = await openAttachment(context, attachment, {
    limitBytes: FILE_LIMIT_BYTES,
    tooLarge: SENTENCES.fileTooLarge,
  })
  const { stream, name, mimeType, sizeBytes } = opened
  const asked = ask(context, context.credentials, 'POST', 'media/v3/upload', Uploaded, {
    query: { filename: name },
    body: stream,
    headers: {
      'content-type': mimeType,
      ...(sizeBytes !== undefined && { 'content-length': String(sizeBytes) }),
    },
    timeoutMs: UPLOAD_MS,
  })
  const { content_uri } = await asked.catch(publishingNothing(context))
  const [kind = ''] = mimeType.split('/')
  return {
    msgtype: ['image', 'audio', 'video'].includes(kind) ? `m.${kind}` : 'm.file',
    filename: name,
    url: content_uri,
    info: defined({ mimetype: mimeType, size: sizeBytes }),
  }
}

/** A Root-Ticket that nobody has written has no reference, but its id says where it is. */
function placeOf({ networkItemId: id, reference }: Reply['inReplyTo']): Place {
  if (Value.Check(Place, reference)) return reference
  const [, room, event] = /^mx:(![^/]+)\/(\$.+)$/.exec(id) ?? []
  if (room === undefined || event === undefined) {
    throw new PluginError('not-found', { message: 'the Ticket doesn’t say which event it is of' })
  }
  return { room, event }
}

const reaction =
  (key: string) =>
  async (context: Context, { actedOn, idempotencyKey }: PerformedAction): Promise<void> => {
    const { room, event } = placeOf(actedOn)
    const transaction = await transactionOf(context, `${idempotencyKey} ${key}`)
    try {
      await send(context, room, 'm.reaction', transaction, {
        'm.relates_to': { rel_type: 'm.annotation', event_id: event, key },
      })
    } catch (thrown) {
      // https://spec.matrix.org/latest/client-server-api/#avoiding-duplicate-annotations
      const isThere = thrown instanceof MatrixRefusal && thrown.errcode === 'M_DUPLICATE_ANNOTATION'
      if (!isThere) throw thrown
    }
  }

export const actions = {
  like: reaction('👍️'),
  thanks: reaction('❤️'),
  done: reaction('✅'),

  /** https://spec.matrix.org/latest/client-server-api/#redactions */
  delete: async (context: Context, { actedOn, idempotencyKey }: PerformedAction): Promise<void> => {
    const { room, event } = placeOf(actedOn)
    const transaction = createHash('sha256').update(idempotencyKey).digest('base64url')
    const at = path`client/v3/rooms/${room}/redact/${event}/${transaction}`
    await ask(context, context.credentials, 'PUT', at, Sent, { json: {} })
  },
}

const UploadLimit = Type.Object({ 'm.upload.size': Type.Optional(Type.Integer({ minimum: 0 })) })
const Remembered = Type.Object({ sizeBytes: Type.Integer(), time: Type.String() })
const REMEMBERED_MS = 86_400_000

/** How large a file this server takes: https://spec.matrix.org/latest/client-server-api/#get_matrixclientv1mediaconfig */
export async function limits(context: Context): Promise<ReplyLimits> {
  const { credentials, now, store } = context
  const key = `upload/${createHash('sha256').update(credentials.homeserver).digest('hex')}`
  const known = await readStored(store, key, Remembered)
  if (known && Date.parse(known.time) > now().getTime() - REMEMBERED_MS) {
    return { attachmentKinds: [{ sizeBytes: known.sizeBytes }] }
  }
  const said = await ifThere(
    ask(context, credentials, 'GET', 'client/v1/media/config', UploadLimit),
  )
  const sizeBytes = Math.min(said?.['m.upload.size'] ?? FILE_LIMIT_BYTES, FILE_LIMIT_BYTES)
  await store.set(key, { sizeBytes, time: now().toISOString() })
  return { attachmentKinds: [{ sizeBytes }] }
}
