import {
  defined,
  type FoundReply,
  hasFeature,
  ifFound,
  type LocalizedText,
  PluginError,
  type PublishedReply,
  type Reply,
  readReference,
  withoutEffect,
} from '@hubward/plugin'
import { ask } from './api.ts'
import { upload } from './attachments.ts'
import { selfOf } from './fetch-messages.ts'
import { honoursKeys, type Instance, instanceFor } from './instance.ts'
import { ownStatuses, PAGE_SIZE, statusesIn } from './list.ts'
import { addressOf, isOwn, itemIdOf, Reference, referenceTo } from './message.ts'
import { threadOf } from './roots.ts'
import type { Context } from './settings.ts'
import { type Status, statusOf } from './status.ts'
import { beginning, countedLength, plainText, sameText } from './text.ts'
import { narrower } from './visibility.ts'
import { StatusAnswer } from './wire.ts'

/** Clocks differ, and some servers cut times to seconds: an attempt may look older than it was. */
const CLOCKS_MS = 5 * 60_000
/** So far back the account's latest are looked through: 200 posts since the attempt. */
const MOST_PAGES = 5
/** No server takes a text of this length: it is refused before anything is counted in it. */
const TEXT_LIMIT = 200_000
/** A server that honours no keys is given so long to finish what it had begun before it is asked. */
const SETTLED_MS = 30_000

/** Publishes an answer: to whom it answers, no wider than what it answers, as long as the server lets. */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const answered = readReference(Reference, wanted.inReplyTo)
  const { server } = context.credentials
  const instance = await instanceFor(context, server).catch((thrown: unknown) => {
    throw withoutEffect(thrown, context.now())
  })
  const text = textFor(wanted, answered)
  const contentWarning = warningFor(text, answered, instance)
  checkAttachments(wanted, instance)
  const mediaIds: string[] = []
  for (const attachment of wanted.attachments) mediaIds.push(await upload(context, attachment))
  const path = '/api/v1/statuses'
  const { body } = await ask(context, context.credentials, 'POST', path, StatusAnswer, {
    headers: { 'idempotency-key': wanted.idempotencyKey },
    json: {
      status: text,
      in_reply_to_id: answered.id,
      visibility: narrower(answered.visibility, wanted.option),
      ...(contentWarning !== '' && { spoiler_text: contentWarning, sensitive: true }),
      ...(answered.language && { language: answered.language }),
      ...(mediaIds.length > 0 && { media_ids: mediaIds }),
    },
  })
  return published(context, statusOf(body, context.now().toISOString()))
}

/**
 * Looks for an answer whose outcome nobody knows: among what follows the answered status, and among
 * the account's latest, back to before the attempt. Sending again under the same key is safe on
 * Mastodon. A server that honours no keys may still be at work on the first attempt, so it is asked
 * again later before the answer counts as absent; and where something could not be read, it may be that.
 */
export async function findReply(
  context: Context,
  wanted: Reply & { readonly attemptedTime: string },
): Promise<FoundReply> {
  const answered = readReference(Reference, wanted.inReplyTo)
  const self = selfOf(context)
  // What it answers may be gone: the answer would still stand among the account's own.
  const thread = await ifFound(threadOf(context, answered.id))
  const from = Date.parse(wanted.attemptedTime) - CLOCKS_MS
  const latest = await ownSince(context, from)
  const sought = textFor(wanted, answered)
  const alike = [...(thread?.descendants ?? []), ...latest.statuses].filter(
    (status) =>
      isOwn(status, self) &&
      (status.inReplyToId === answered.id || (thread === undefined && answersNothing(status))) &&
      Date.parse(status.createdAt) >= from &&
      sameText(sought, plainText(status.content)),
  )
  const sent = alike.find(({ media }) => media.length === wanted.attachments.length)
  if (sent) return { outcome: 'found', reply: published(context, sent) }
  const instance = await instanceFor(context, context.credentials.server)
  const sinceMs = context.now().getTime() - Date.parse(wanted.attemptedTime)
  if (honoursKeys(instance)) return { outcome: 'absent' }
  if (sinceMs >= SETTLED_MS) {
    // With the same words it may be the one: some servers keep a file and don't list it.
    const isCertain = thread?.whole !== false && latest.whole && alike.length === 0
    return { outcome: isCertain ? 'absent' : 'unknown' }
  }
  throw new PluginError('unavailable', {
    message: 'the server may still be at work on the first attempt',
    effect: 'none',
  })
}

/** Mastodon takes from an answer what it answers, once that is deleted, and keeps whom. */
function answersNothing({ inReplyToId, inReplyToAccountId }: Status): boolean {
  return inReplyToId === undefined && inReplyToAccountId !== undefined
}

/** What the account wrote since then. `whole`: nothing of it is missing or unreadable. */
async function ownSince(
  context: Context,
  from: number,
): Promise<{ readonly statuses: readonly Status[]; readonly whole: boolean }> {
  const statuses: Status[] = []
  let maxId: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const { entries, whole } = await ownStatuses(context, { limit: PAGE_SIZE, maxId })
    statuses.push(...statusesIn(entries))
    const oldest = entries.at(-1)
    if (!whole) return { statuses, whole }
    if (!oldest || Date.parse(oldest.time) < from) return { statuses, whole: true }
    if (entries.some(({ id }) => id === maxId)) break
    maxId = oldest.id
  }
  return { statuses, whole: false }
}

/** The answer as it is sent: it begins with those whom it answers, unless it names them already. */
export function textFor({ text }: Pick<Reply, 'text'>, { mention }: Reference): string {
  const missing = mention.filter((acct) => !names(text, acct))
  return [...missing.map((acct) => `@${acct}`), text.trim()].join(' ').trim()
}

function names(text: string, acct: string): boolean {
  const handle = acct.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  // Not within an address, nor as the beginning of a longer handle: whoever it is would hear nothing.
  const [before, after] = ['(?<![\\p{L}\\p{N}_@/.:-])', '(?![\\p{L}\\p{N}_@]|[.-][\\p{L}\\p{N}_])']
  return new RegExp(`${before}@${handle}${after}`, 'iu').test(text)
}

/**
 * The warning of what is answered, which Mastodon counts, too. It was copied: where there is no room
 * for all of it, it is shortened, and nobody's own text has to be.
 *
 * @throws PluginError where the text leaves no room for any of it.
 */
function warningFor(text: string, { contentWarning }: Reference, instance: Instance): string {
  const { maxCharacters, charactersPerUrl } = instance
  if (text.length > TEXT_LIMIT) throw tooLong(text.length, instance)
  const length = countedLength(text, charactersPerUrl)
  const room = maxCharacters - length
  if (room < (contentWarning ? 1 : 0)) throw tooLong(length + (contentWarning ? 1 : 0), instance)
  return contentWarning ? beginning(contentWarning, room) : ''
}

function tooLong(length: number, { maxCharacters, domain }: Instance): PluginError {
  return new PluginError('invalid', {
    message: `the text has ${length} characters, and the server takes ${maxCharacters}`,
    sentence: {
      en: `With the mention, the text has ${length} characters; ${domain} takes at most ${maxCharacters}. Shorten it, then try again.`,
      de: `Mit der Erwähnung hat der Text ${length} Zeichen; ${domain} nimmt höchstens ${maxCharacters}. Kürzen Sie ihn und versuchen Sie es noch einmal.`,
      fr: `Avec la mention, le texte compte ${length} caractères ; ${domain} en accepte au plus ${maxCharacters}. Raccourcissez-le, puis réessayez.`,
    },
  })
}

function checkAttachments({ attachments }: Reply, { maxAttachments, domain }: Instance): void {
  if (attachments.length <= maxAttachments) return
  const { length } = attachments
  const sentence: LocalizedText = {
    en: `The reply has ${length} attachments; ${domain} takes at most ${maxAttachments}. Remove some, then try again.`,
    de: `Die Antwort hat ${length} Anhänge; ${domain} nimmt höchstens ${maxAttachments}. Entfernen Sie einige und versuchen Sie es noch einmal.`,
    fr: `La réponse compte ${length} pièces jointes ; ${domain} en accepte au plus ${maxAttachments}. Retirez-en, puis réessayez.`,
  }
  throw new PluginError('invalid', { sentence })
}

/** An answer of our own can be deleted before it is ever fetched: its note goes along. */
function published(context: Context, status: Status): PublishedReply {
  const keepsNotes = hasFeature(context, 'reply-reference')
  return defined({
    networkItemId: itemIdOf(status.uri),
    createdTime: status.createdAt,
    url: addressOf(status),
    reference: keepsNotes ? referenceTo(status, selfOf(context)) : undefined,
  })
}
