import { PluginError, type PublishedReply, type Reply } from '@hubward/plugin'
import { composeReply } from './compose.ts'
import type { Context } from './context.ts'
import { itemIdOf } from './ids.ts'
import { readNote } from './reply-note.ts'
import { SmtpClient } from './smtp.ts'

/** Sends an answer. */
export async function reply(context: Context, asked: Reply): Promise<PublishedReply> {
  const { credentials, channelSettings, settings, signal } = context
  const note = readNote(asked.inReplyTo.reference)
  if (!note || note.to.length === 0) {
    throw new PluginError('rejected', { message: 'nobody is known who could be answered' })
  }
  const mail = await composeReply(credentials.address, channelSettings, asked, note, context.now())
  const server = { settings, server: credentials.smtp, login: credentials, signal }
  const smtp = await SmtpClient.open(context, server)
  try {
    await smtp.send({ from: mail.from, to: mail.to }, mail.bytes)
  } finally {
    smtp.close()
  }
  return {
    networkItemId: itemIdOf(mail.messageId),
    createdTime: context.now().toISOString(),
    reference: {
      messageId: mail.messageId,
      references: [...note.references, ...(note.messageId === undefined ? [] : [note.messageId])],
      subject: note.subject,
      to: note.to,
      cc: note.cc,
    },
  }
}
