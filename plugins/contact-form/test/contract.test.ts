import type { ReceivedFile } from '@hubward/plugin'
import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import { conversationIdOf, type Entry, itemIdOf, type Opening } from '../src/conversation.ts'
import contactForm from '../src/index.ts'
import { conversationPath, FORM, fillIn, type Host, PNG } from './website.ts'

/** Where each conversation is read and written on, by its id. */
const paths = new Map<string, string>()
/** Of each conversation what nobody but its visitor knows. */
const secrets: string[] = []

async function beginConversation(
  host: Host,
  ...asked: [message: string, ...files: ReceivedFile[]]
) {
  const [message, ...files] = asked
  const sent = await fillIn(host, '/f/form-1', { message }, files)
  if (sent.status >= 400) throw new Error(`the form answers ${sent.status}`)
  const path = await conversationPath(host, sent)
  const token = path.split('/').at(-1) ?? ''
  secrets.push(token)
  paths.set(conversationIdOf(token), path)
}

testPlugin((name, run) => t.test(name, run), contactForm, {
  host: { settings: { messagesPerHour: 10_000 } },
  answers: { name: { title: 'Contact us' } },
  channelSettings: FORM,
  credentials: {},
  wrongAnswers: { name: { title: ' ' } },
  skips: [
    // There is no Network but the host itself: nobody is asked, refuses or is out of order.
    'an item that can’t be read',
    'a time that is none',
    'an address that is none of the web',
    'text that nobody sees',
    'an offset inside of a character',
    'a word that every object knows',
    'an answer that can’t be read',
    'a proxy’s “40',
    'what is missing all at once',
    '"reply": after a lost answer',
    'findReply does not call a reply',
    'an answer that means',
    'a Network that can’t be reached',
    'a call that is aborted',
    'no secret stands in an error',
    // No login at a Network.
    'a Customer who says no at the Network',
    // Visitors can't change or take back what they have sent, and the form lists nothing again.
    'an edit is the same message again',
    'a message that disappears',
    'nothing is skipped when messages disappear',
    'listing again',
    '"reply": our own reply comes back',
    // A form takes at most 10,000 characters.
    'a message longer than SocialHub’s',
  ],
  channel: { networkId: 'form-1' },
  arrange: async (host) => {
    await beginConversation(host, 'One')
    await beginConversation(host, 'Two', await host.receiveFile('picture', 'garden.png', PNG))
    await beginConversation(host, 'Three')
  },
  write: async (_channel, { text, inReplyTo }, host) => {
    if (inReplyTo === undefined) return await beginConversation(host, text)
    const [conversation = ''] = inReplyTo.split('.')
    const { status } = await fillIn(host, paths.get(conversation) ?? '', { message: text })
    if (status >= 400) throw new Error(`the conversation answers ${status}`)
  },
  secrets,
  published: async (channel) => {
    const stored = await channel.store.list('conversation/')
    const roots = new Map(stored.map(({ key, value }) => [key, (value as Opening).rootEntry]))
    return stored.flatMap(({ key, value }) => {
      const { from, text } = value as Entry
      const [, conversation = ''] = key.split('/')
      const root = roots.get(`conversation/${conversation}`) ?? ''
      return from === 'agent' ? [{ text, thread: itemIdOf(conversation, root) }] : []
    })
  },
})
