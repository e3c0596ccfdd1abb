import { proves, testPlugin } from '@hubward/testkit'
import t from 'tap'
import { conversationIdOf, type Entry, itemIdOf, type Opening } from '../src/conversation.ts'
import contactForm from '../src/index.ts'
import { LOGIN_EXAMPLES, messageExamples, replyExamples } from './examples.ts'
import { startFileServer } from './file-server.ts'
import { conversationPath, FORM, fillIn, get, type Host, PNG, send } from './website.ts'

/** Where each conversation is read and written on, by its id. */
const paths = new Map<string, string>()
const pathOf = (networkItemId: string) => paths.get(networkItemId.split('.')[0] ?? '') ?? ''
/** Of each conversation what nobody but its visitor knows. */
const secrets: string[] = []

async function beginConversation(host: Host, fields: Record<string, string>, withPicture = false) {
  const files = withPicture ? [await host.receiveFile('picture', 'garden.png', PNG)] : []
  const sent = await fillIn(host, '/f/form-1', fields, files)
  if (sent.status >= 400) throw new Error(`the form answers ${sent.status}`)
  const path = await conversationPath(host, sent)
  const token = path.split('/').at(-1) ?? ''
  secrets.push(token)
  const id = conversationIdOf(token)
  paths.set(id, path)
  return id
}

const { url: fileServer } = await startFileServer(t)

proves(t, {
  network: 'contact-form',
  capabilities: ['connect', 'read', 'threads', 'media', 'reply', 'attachment', 'limits'],
  by: 'live',
  against: 'the form itself',
})
testPlugin((name, run) => t.test(name, run), contactForm, {
  host: { settings: { messagesPerHour: 10_000 } },
  answers: { name: { title: 'Contact us' } },
  channelSettings: { ...FORM, askMessage: 'optional' },
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
    // Visitors can't change what they have sent, and the form lists nothing again.
    'an edit is the same message again',
    'listing again',
    '"reply": our own reply comes back',
    // A form takes at most 5,000 characters.
    'a message longer than SocialHub’s',
  ],
  channel: { networkId: 'form-1' },
  arrange: async (host) => {
    await beginConversation(host, { message: 'One' })
    await beginConversation(host, { message: 'Two' }, true)
    await beginConversation(host, { message: 'Three' })
  },
  write: async (_channel, { text, inReplyTo }, host) => {
    if (inReplyTo === undefined) {
      await beginConversation(host, { message: text })
      return
    }
    const { status } = await fillIn(host, pathOf(inReplyTo), { message: text })
    if (status >= 400) throw new Error(`the conversation answers ${status}`)
  },
  remove: async (_channel, networkItemId, host) => {
    await send(host, `${pathOf(networkItemId)}/erase`, {})
  },
  livePage: async (_channel, networkItemId, host) => {
    const { body = '' } = await get(host, pathOf(networkItemId))
    return /data-live="([^"]+)"/.exec(body)?.[1] ?? ''
  },
  leaveAddress: async (_channel, { text, address, name }, host) => {
    await beginConversation(host, { message: text, email: address, name })
  },
  secrets,
  published: async (channel) => {
    const stored = await channel.store.list('conversation/')
    const roots = new Map(stored.map(({ key, value }) => [key, (value as Opening).rootEntry]))
    return stored.flatMap(({ key, value }) => {
      const { from, text, files = [], time } = value as Entry
      const [, conversation = ''] = key.split('/')
      const root = roots.get(`conversation/${conversation}`) ?? ''
      return from === 'agent'
        ? [
            {
              text,
              createdTime: time,
              thread: itemIdOf(conversation, root),
              files: files.map(({ name, mimeType }) => ({ name, mimeType })),
            },
          ]
        : []
    })
  },
  messages: messageExamples(beginConversation),
  replies: replyExamples(fileServer),
  logins: LOGIN_EXAMPLES,
})
