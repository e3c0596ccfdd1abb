import type { LoginExample, MessageExample, ReplyExample, TestChannel } from '@hubward/testkit'
import type contactForm from '../src/index.ts'
import type { Host } from './website.ts'

type Channel = TestChannel<
  typeof contactForm.settings,
  typeof contactForm.channelSettings,
  typeof contactForm.credentials,
  typeof contactForm.position
>
/** Sends the form, and answers the conversation that it begins. */
type Send = (host: Host, fields: Record<string, string>, withPicture?: boolean) => Promise<string>

/** What visitors send. */
export function messageExamples(send: Send): MessageExample<Channel, Host>[] {
  return [
    {
      what: 'a message with all fields',
      async happen(_channel, { text: message }, host) {
        const fields = { name: 'Ada', email: 'Ada@example.org', subject: 'My cup', message }
        const conversation = await send(host, fields, true)
        const [picture] = host.files.all().slice(-1)
        const shown = host.mediaUrl(picture?.reference ?? '')
        return {
          interaction: {
            createdTime: host.clock.now().toISOString(),
            message: `${message}\n\nE-mail: Ada@example.org`,
            pictures: [{ small: shown, large: shown }],
            root: undefined,
          },
          reference: { conversation },
          marks: { subject: 'My cup' },
          own: undefined,
        }
      },
    },
    {
      what: 'a message that is erased before it is fetched',
      async happen(channel, { text: message }, host) {
        const conversation = await send(host, { message })
        for (const { key } of await channel.store.list(`conversation/${conversation}/`)) {
          await channel.store.delete(key)
        }
        return undefined
      },
    },
    {
      what: 'a picture without a word',
      async happen(_channel, { text }, host) {
        await send(host, { subject: text }, true)
        return { interaction: { message: undefined }, marks: { subject: text } }
      },
    },
    {
      what: 'an address without a message',
      async happen(_channel, { text }, host) {
        await send(host, { email: 'bob@example.org', subject: text }, true)
        return { interaction: { message: 'E-mail: bob@example.org' } }
      },
    },
    ...(
      [
        ['a message with a name', { name: 'Ada', email: 'ada@example.org' }, 'Ada'],
        ['a message with an address alone', { email: 'bob@example.org' }, 'bob@example.org'],
        ['a message of somebody who says nothing else', {}, 'Visitor'],
      ] as const
    ).map(
      ([what, fields, name]): MessageExample<Channel, Host> => ({
        what,
        async happen(channel, { text: message }, host) {
          const conversation = await send(host, { ...fields, message })
          const stored = await channel.store.get(`conversation/${conversation}`)
          const { interactorId = '' } = (stored?.value ?? {}) as { interactorId?: string }
          return { interaction: { interactor: { interactorId, name } }, marks: undefined }
        },
      }),
    ),
  ]
}

/** Answers beside a few words. `files` is where SocialHub keeps an agent's attachments. */
export function replyExamples(files: string): ReplyExample<Channel, Host>[] {
  return [
    {
      what: 'an answer with blanks around it',
      reply: { text: '\n At noon. ' },
      published: { text: 'At noon.', files: [] },
    },
    {
      what: 'an answer with a file',
      reply: {
        text: 'The label.',
        attachments: [
          { url: `${files}/label.pdf`, name: 'Your label.pdf', mimeType: 'application/pdf' },
        ],
      },
      published: {
        text: 'The label.',
        files: [{ name: 'Your label.pdf', mimeType: 'application/pdf' }],
      },
    },
    {
      what: 'an answer with a file that has no name',
      reply: { text: 'One more.', attachments: [{ url: `${files}/label.pdf` }] },
      published: {
        text: 'One more.',
        files: [{ name: 'label.pdf', mimeType: 'application/pdf' }],
      },
    },
    {
      what: 'an answer with a file that is too large',
      reply: { attachments: [{ url: `${files}/huge` }] },
      refused: 'invalid',
    },
    {
      what: 'an answer with a file that is gone',
      reply: { attachments: [{ url: `${files}/gone` }] },
      refused: 'invalid',
    },
    {
      what: 'an answer in a conversation that is erased',
      async meanwhile(channel) {
        for (const { key } of await channel.store.list('conversation/')) {
          await channel.store.delete(key)
        }
      },
      refused: 'not-found',
    },
    {
      what: 'an answer in a conversation that is erased while it is written',
      async meanwhile({ store }) {
        const { set } = store
        store.set = async (key, ...given) => {
          const version = await set.call(store, key, ...given)
          const [opening] = /^conversation\/[^/]+(?=\/)/.exec(key) ?? []
          if (opening !== undefined) await store.delete(opening)
          return version
        }
      },
      refused: 'not-found',
    },
  ]
}

/** Ways to a form. */
export const LOGIN_EXAMPLES: readonly LoginExample<Host>[] = [
  {
    what: 'a form with blanks around its name',
    answers: { name: { title: ' Write to us ' } },
    account: {
      name: 'Write to us',
      uniqueName: 'Write to us',
      credentials: {},
      imageUrl: undefined,
      server: undefined,
    },
  },
  {
    what: 'a form that comes back',
    reactivation: { networkId: 'form-1', uniqueName: 'Contact us' },
    account: { networkId: 'form-1', name: 'Contact us', uniqueName: 'Contact us' },
  },
]
