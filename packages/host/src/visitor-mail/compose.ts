import MailComposer from 'nodemailer/lib/mail-composer'
import type { Config } from '../config.ts'
import { asciiDomain } from '../mail-address.ts'
import type { Sealer } from '../sealing/sealer.ts'
import type { DueMail } from '../store/mail-sending.ts'
import { wordsOf } from '../web/words/index.ts'
import { confirmToken, returnPath, stopToken } from './links.ts'

/** What a mail server is given. */
export interface Composed {
  readonly envelope: { readonly from: string; readonly to: string }
  readonly message: Buffer
}

/**
 * A mail as it is sent. A notice holds nothing that anybody typed into a form, no answer and no address of
 * a conversation: whoever is not meant learns nothing from it, and nobody can say something by it.
 */
export async function compose(
  { config, sealer }: { readonly config: Config; readonly sealer: Sealer },
  from: string,
  mail: DueMail,
): Promise<Composed> {
  const { id, kind, content } = mail
  const { publicUrl, visitorMail, operator } = config
  const { sender, language } = content
  const words = wordsOf(language)
  const page = (path: string) => `${publicUrl}/mail/${path}?lang=${language}`
  // Before an address is confirmed, its owner need not know any form of ours: no means none at all.
  const channelId = kind === 'notice' ? '0' : mail.channelId
  const stopUrl = page(`stop/${stopToken(sealer, { channelId, addressHash: mail.addressHash })}`)
  const said = { sender: sender.name }
  const confirmUrl = () => page(`confirm/${confirmToken(sealer, id)}`)
  const body: Readonly<Record<DueMail['kind'], () => string[]>> = {
    notice: () => [words('mail.notice', said), confirmUrl(), words('mail.notice-ignore')],
    answer: () => [
      words('mail.answer', said),
      content.text ?? '',
      words('mail.answer-page'),
      content.url,
    ],
    link: () => [words('mail.link', said), content.url, words('mail.link-keep')],
  }
  const { replyTo, closing } = sender
  const text = [
    ...body[kind](),
    ...(kind === 'notice' || replyTo !== undefined ? [] : [words('mail.no-reply')]),
    [
      '-- ',
      ...(closing ? [closing] : []),
      words('page.operator', { operator: operator.name }),
    ].join('\n'),
    `${words(kind === 'notice' ? 'mail.stop-all' : 'mail.stop')}\n${stopUrl}`,
  ].join('\n\n')
  const composer = new MailComposer({
    from: { name: sender.name, address: from },
    to: { name: '', address: content.to },
    subject: words(`mail.${kind}-subject`, said),
    text: `${text}\n`,
    messageId: `<${id}@${new URL(publicUrl).hostname}>`,
    ...(kind !== 'notice' && replyTo !== undefined && { replyTo }),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'List-Unsubscribe': { prepared: true, value: `<${stopUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    newline: '\r\n',
  })
  const { bounceAddress } = visitorMail
  const back = bounceAddress === undefined ? from : returnPath(sealer, bounceAddress, id)
  return {
    envelope: { from: back, to: envelopeAddress(content.to) },
    message: await composer.compile().build(),
  }
}

/** A domain in letters of the world is told to mail servers in those of DNS. */
function envelopeAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1
  return `${address.slice(0, at)}${asciiDomain(address.slice(at))}`
}
