import {
  type FoundReply,
  type LocalizedText,
  PluginError,
  type PublishedReply,
  type Reply,
  toPluginError,
} from '@hubward/plugin'
import Value from 'typebox/value'
import { ask } from './api.ts'
import { upload } from './attachments.ts'
import { selfOf } from './fetch-messages.ts'
import { honoursKeys, type Instance, instanceFor } from './instance.ts'
import { type Context, ownStatuses, PAGE_SIZE } from './list.ts'
import { isOwn, isoTime, itemIdOf, Reference } from './message.ts'
import { threadOf } from './roots.ts'
import { countedLength, essence, plainText } from './text.ts'
import { narrower } from './visibility.ts'
import { Status } from './wire.ts'

/** Clocks differ, and some servers cut times to seconds: an attempt may look older than it was. */
const CLOCKS_MS = 5 * 60_000
/** A server that honours no keys is given so long to finish what it had begun before it is asked. */
const SETTLED_MS = 30_000

/** Publishes an answer: to whom it answers, no wider than what it answers, as long as the server lets. */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const answered = referenceOf(wanted)
  const { server } = context.credentials
  const instance = await beforePublishing(context, instanceFor(context, server))
  const text = textFor(wanted, answered)
  checkLength(text, answered, instance)
  checkAttachments(wanted, instance)
  const mediaIds: string[] = []
  for (const attachment of wanted.attachments) mediaIds.push(await upload(context, attachment))
  const { body } = await ask(context, context.credentials, 'POST', '/api/v1/statuses', Status, {
    headers: { 'idempotency-key': wanted.idempotencyKey },
    json: {
      status: text,
      in_reply_to_id: answered.id,
      visibility: narrower(answered.visibility, wanted.option),
      ...(answered.contentWarning && { spoiler_text: answered.contentWarning, sensitive: true }),
      ...(answered.language && { language: answered.language }),
      ...(mediaIds.length > 0 && { media_ids: mediaIds }),
    },
  })
  return published(body)
}

/**
 * Looks for an answer whose outcome nobody knows: among what follows the answered status, and among
 * the account's latest. Sending again under the same key is safe on Mastodon; a server that honours no
 * keys may still be at work on the first attempt, so it is asked again later before it counts as absent.
 */
export async function findReply(
  context: Context,
  wanted: Reply & { readonly attemptedTime: string },
): Promise<FoundReply> {
  const answered = referenceOf(wanted)
  const self = selfOf(context)
  const { descendants } = await threadOf(context, answered.id).catch((error: unknown) => {
    // What it answers is gone: the answer would still stand among the account's own.
    if (error instanceof PluginError && error.code === 'not-found') return { descendants: [] }
    throw error
  })
  const { entries } = await ownStatuses(context, { limit: PAGE_SIZE })
  const latest = entries.flatMap(({ status }) => (status ? [status] : []))
  const from = Date.parse(wanted.attemptedTime) - CLOCKS_MS
  const sought = essence(textFor(wanted, answered))
  const found = [...descendants, ...latest].find(
    (status) =>
      isOwn(status, self) &&
      status.in_reply_to_id === answered.id &&
      Date.parse(status.created_at) >= from &&
      essence(plainText(status.content)) === sought,
  )
  if (found) return { outcome: 'found', reply: published(found) }
  const instance = await instanceFor(context, context.credentials.server)
  const sinceMs = context.now().getTime() - Date.parse(wanted.attemptedTime)
  if (honoursKeys(instance) || sinceMs >= SETTLED_MS) return { outcome: 'absent' }
  throw new PluginError('unavailable', {
    message: 'the server may still be at work on the first attempt',
    effect: 'none',
  })
}

export function referenceOf({ inReplyTo }: Pick<Reply, 'inReplyTo'>): Reference {
  const reference: unknown = inReplyTo.reference
  if (Value.Check(Reference, reference)) return reference
  throw new PluginError('not-found', { message: 'the reference names no status' })
}

/** The answer as it is sent: it begins with those whom it answers, unless it names them already. */
export function textFor({ text }: Pick<Reply, 'text'>, { mention }: Reference): string {
  const missing = mention.filter((acct) => !names(text, acct))
  return [...missing.map((acct) => `@${acct}`), text.trim()].join(' ').trim()
}

function names(text: string, acct: string): boolean {
  const handle = acct.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(^|[^\\w@])@${handle}(?![\\w@])`, 'i').test(text)
}

function checkLength(text: string, { contentWarning = '' }: Reference, instance: Instance): void {
  const { maxCharacters, charactersPerUrl } = instance
  // Mastodon counts the warning, too.
  const length = countedLength(text, charactersPerUrl) + countedLength(contentWarning, 1)
  if (length <= maxCharacters) return
  throw new PluginError('invalid', {
    message: `the text has ${length} characters, and the server takes ${maxCharacters}`,
    sentence: {
      en: `With the mention, the text has ${length} characters; ${instance.domain} takes at most ${maxCharacters}. Shorten it, then try again.`,
      de: `Mit der Erwähnung hat der Text ${length} Zeichen; ${instance.domain} nimmt höchstens ${maxCharacters}. Kürzen Sie ihn und versuchen Sie es noch einmal.`,
      fr: `Avec la mention, le texte compte ${length} caractères ; ${instance.domain} en accepte au plus ${maxCharacters}. Raccourcissez-le, puis réessayez.`,
    },
  })
}

function checkAttachments({ attachments }: Reply, { maxAttachments, domain }: Instance): void {
  if (attachments.length <= maxAttachments) return
  const sentence: LocalizedText = {
    en: `${domain} takes at most ${maxAttachments} attachments. Remove some, then try again.`,
    de: `${domain} nimmt höchstens ${maxAttachments} Anhänge. Entfernen Sie einige und versuchen Sie es noch einmal.`,
    fr: `${domain} accepte au plus ${maxAttachments} pièces jointes. Retirez-en, puis réessayez.`,
  }
  throw new PluginError('invalid', { sentence })
}

/** A failure on the way to publishing has published nothing, whatever became of the request. */
async function beforePublishing<Result>({ now }: Context, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (thrown) {
    const { code, message, sentence, retryAfterMs } = toPluginError(thrown, now())
    throw new PluginError(code, {
      message,
      effect: 'none',
      cause: thrown,
      ...(sentence && { sentence }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  }
}

function published({ uri, url, created_at: time }: Status): PublishedReply {
  return { networkItemId: itemIdOf(uri), createdTime: isoTime(time), url: url || uri }
}
