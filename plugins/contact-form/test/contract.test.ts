import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import contactForm from '../src/index.ts'
import { FORM, fillIn, PNG } from './website.ts'

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
    'a proxy’s “404”',
    'what is missing all at once',
    '"reply": after a lost answer',
    'findReply does not call a reply',
    'an answer that means',
    'a Network that can’t be reached',
    'a call that is aborted',
    // No login at a Network, and so no secret of one.
    'a Customer who says no at the Network',
    'no secret',
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
    await fillIn(host, '/f/form-1', { message: 'One' })
    const picture = await host.receiveFile('picture', 'garden.png', PNG)
    await fillIn(host, '/f/form-1', { message: 'Two' }, [picture])
    await fillIn(host, '/f/form-1', { message: 'Three' })
  },
  write: async (_channel, { text }, host) => {
    const { status } = await fillIn(host, '/f/form-1', { message: text })
    if (status >= 400) throw new Error(`the form answers ${status}`)
  },
  published: async (channel) => {
    const stored = await channel.store.list('conversation/')
    const entries = stored.map(({ value }) => value as { from?: string; text: string })
    return entries.filter(({ from }) => from === 'agent').map(({ text }) => text)
  },
})
