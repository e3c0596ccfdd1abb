import {
  type LimitsRequest,
  type OpenedAttachment,
  openAttachment,
  PluginError,
  type PublishedReply,
  type Reply,
  type ReplyLimits,
} from '@hubward/plugin'
import { type AttachedFile, type Composed, composeReply } from './compose.ts'
import type { Context } from './context.ts'
import { itemIdOf } from './ids.ts'
import { forgetStage, noteStage, stageOf } from './journal.ts'
import { type ReplyNote, readNote } from './reply-note.ts'
import { numbersOf, sendFailure } from './send-failures.ts'
import { fileCopy } from './sent-copy.ts'
import { SmtpClient, Unsent } from './smtp.ts'

/** What is larger goes through few servers, whatever the first one says. */
const LARGEST_BYTES = 25_000_000
/** Headers and text of the mail itself. */
const BESIDE_BYTES = 100_000

/** An attachment grows by a third on its way, and a little for line ends. */
function largestAttachment({ credentials }: Pick<Context, 'credentials'>): number {
  const largest = Math.min(credentials.largestBytes ?? LARGEST_BYTES, LARGEST_BYTES)
  return Math.max(1, Math.floor((largest - BESIDE_BYTES) / 1.4))
}

/** What the mailbox's server takes, as it said when the Channel was connected. */
export async function limits(context: Context, _: LimitsRequest): Promise<ReplyLimits> {
  return { attachmentKinds: [{ sizeBytes: largestAttachment(context) }] }
}

/** Sends an answer. */
export async function reply(context: Context, asked: Reply): Promise<PublishedReply> {
  const note = answerable(asked)
  const { credentials, channelSettings, settings, signal } = context
  const { senderName = '', signature = '' } = channelSettings
  if ((await stageOf(context, asked.idempotencyKey)) !== undefined) {
    throw new PluginError('unavailable', { message: 'this answer may have been sent before' })
  }
  const mail = await composeReply({
    address: credentials.address,
    senderName,
    signature,
    text: asked.text,
    files: await attachedFiles(context, asked),
    note,
    toAll: asked.option === 'all',
    idempotencyKey: asked.idempotencyKey,
    time: context.now(),
  })
  const server = { settings, server: credentials.smtp, login: credentials, signal }
  let smtp: SmtpClient
  try {
    smtp = await SmtpClient.open(context, server)
  } catch (thrown) {
    throw sendFailure(thrown)
  }
  const [recipient = ''] = mail.to
  try {
    await noteStage(context, asked.idempotencyKey, 'sending', recipient)
    await smtp.send(mail, mail.bytes)
  } catch (thrown) {
    if (!(thrown instanceof Unsent)) throw thrown
    await forgetStage(context, asked.idempotencyKey)
    throw sendFailure(thrown.cause)
  } finally {
    smtp.close()
  }
  await afterwards(context, asked, mail, note)
  return published(mail, note, context.now())
}

/** It is sent: nothing that fails from here on makes it unsent. */
async function afterwards(
  context: Context,
  { idempotencyKey }: Reply,
  mail: Composed,
  note: ReplyNote,
): Promise<void> {
  try {
    await noteStage(context, idempotencyKey, 'taken', mail.to[0] ?? '')
    await fileCopy(context, mail, note)
  } catch (thrown) {
    context.log.warn('an answer was sent, but not everything after it was done', {
      // Its words may hold an address.
      reason: numbersOf(thrown),
    })
  }
}

/** What is known of an answer that was sent, and what it takes to answer it in turn. */
export function published(
  { messageId }: Pick<Composed, 'messageId'>,
  note: ReplyNote,
  time: Date,
): PublishedReply {
  const { messageId: answered, at: _, ...rest } = note
  const references = [...note.references, ...(answered === undefined ? [] : [answered])]
  return {
    networkItemId: itemIdOf(messageId),
    createdTime: time.toISOString(),
    reference: { ...rest, messageId, references },
  }
}

/** The note of a mail that somebody reads who is answered. */
export function answerable({ inReplyTo }: Pick<Reply, 'inReplyTo'>): ReplyNote {
  const note = readNote(inReplyTo.reference)
  if (note && note.to.length > 0 && !note.unanswerable) return withRoot(note, inReplyTo.rootId)
  throw new PluginError('rejected', {
    sentence: {
      en: 'Nobody reads an answer to this mail: it was written by a program, or names no sender.',
      de: 'Eine Antwort auf diese Mail liest niemand: Ein Programm hat sie geschrieben, oder sie nennt keinen Absender.',
      fr: 'Personne ne lit de réponse à ce courriel : un programme l’a écrit, ou il ne nomme aucun expéditeur.',
    },
  })
}

/** A program that names the latest mail only forgets how its thread began; the host knows. */
function withRoot(note: ReplyNote, rootId: string | null): ReplyNote {
  // A root that is known by a hash of its id can't be named.
  const isId = rootId !== null && /^[^\s<>@]+@[^\s<>@]+$/.test(rootId)
  const isNamed = [note.messageId, ...note.references].includes(rootId ?? '')
  return isId && !isNamed ? { ...note, references: [rootId, ...note.references] } : note
}

async function attachedFiles(context: Context, { attachments }: Reply): Promise<AttachedFile[]> {
  const files: AttachedFile[] = []
  const limitBytes = largestAttachment(context)
  for (const attachment of attachments) {
    const opened: OpenedAttachment = await openAttachment(context, attachment, { limitBytes })
    const chunks: Buffer[] = []
    for await (const chunk of opened.stream) chunks.push(Buffer.from(chunk))
    const { name, mimeType } = opened
    files.push({ filename: name, contentType: mimeType, content: Buffer.concat(chunks) })
  }
  return files
}
