import {
  defined,
  type MailPlace,
  type MailState,
  type PluginContext,
  VisitorMail,
} from '@hubward/plugin'
import Value from 'typebox/value'
import type { ChannelSettings } from './channel-settings.ts'
import { conversationToken, type Opening } from './conversation.ts'
import { confirmedVisitor } from './visitor-id.ts'

/** What the host says of an address that somebody typed. Absent where visitors of this form get no mail. */
export interface Mailing {
  readonly mailState?: (place: MailPlace) => Promise<MailState>
}

/** @param offered by the host; one of a former version offers nothing. */
export function mailingOf(settings: ChannelSettings, { mailState }: Mailing): Mailing {
  return settings.answersByMail && mailState !== undefined ? { mailState } : {}
}

/** What is known of the address of a conversation; undefined where there is none, or no mail. */
export async function addressState(
  { mailState }: Mailing,
  conversation: string,
  { email }: Opening,
): Promise<'unconfirmed' | 'confirmed' | undefined> {
  if (email === '') return undefined
  // A former host says that it sends no mail by 'off', which the contract names no more.
  const state: string | undefined = await mailState?.({ to: email, thread: conversation })
  return state === 'confirmed' || state === 'unconfirmed' ? state : undefined
}

/** What a mail is made from. */
export interface MailParts {
  readonly key: string
  readonly networkId: string
  readonly settings: ChannelSettings
  readonly conversation: string
  readonly opening: Opening
  readonly context: Pick<PluginContext, 'publicUrl'>
}

/**
 * A mail that leads to a conversation; undefined where its visitor left no address, or began it before
 * there were mails: only the visitor has the link then.
 *
 * @param parts.key of the integration.
 * @param mail its own key; and what the agent answered, where it is an answer.
 */
export function mailFor(
  { key, networkId, settings, conversation, opening, context }: MailParts,
  mail: Pick<VisitorMail, 'key' | 'text' | 'note'>,
): VisitorMail | undefined {
  const { email, nonce, typedBy, interactorId } = opening
  if (email === '' || nonce === undefined) return undefined
  const { mailSender, mailReplyTo, mailClosing, title, language } = settings
  const name = (mailSender ?? title).replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const made: VisitorMail = {
    ...mail,
    to: email,
    thread: conversation,
    about: [interactorId, confirmedVisitor(key, email)],
    url: context.publicUrl(`/c/${networkId}/${conversationToken(key, networkId, nonce)}`),
    language,
    sender: defined({ name, replyTo: mailReplyTo, closing: mailClosing }),
    ...defined({ typedBy }),
  }
  // A form takes addresses that no mail goes to, such as one with a comma in quotes.
  return Value.Check(VisitorMail, made) ? made : undefined
}
