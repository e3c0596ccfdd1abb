import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import contactForm from '../src/index.ts'
import { begin, FORM, fillIn, PNG, website } from './website.ts'

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

t.test('a Customer names the form, and finds sensible settings in the next step', async (t) => {
  const { host } = website()
  const step = await host.authenticate({ kind: 'start' }, 'de')
  if (step.kind !== 'form') throw new Error('a form was expected')
  const input = { kind: 'form' as const, step: step.step, state: step.state }
  const done = await host.authenticate({ ...input, values: { title: ' Kontakt ' } }, 'de')
  t.match(done, {
    kind: 'complete',
    accounts: [{ networkId: /^[\w-]{22}$/, name: 'Kontakt', uniqueName: 'Kontakt' }],
    channelSettings: { title: 'Kontakt', language: 'de', websites: [], askMessage: 'required' },
  })
  t.notSame(await host.authenticate({ kind: 'start' }), step, 'each form has an id of its own')
  await t.rejects(host.authenticate({ ...input, state: null, values: { title: 'x' } }), {
    code: 'invalid',
  })
})

t.test('a form that was disabled comes back under its id, with its settings', async (t) => {
  const { host } = website()
  const reactivation = { networkId: 'form-1', uniqueName: 'Contact us' }
  const done = await host.authenticate({ kind: 'start', reactivation })
  t.match(done, { kind: 'complete', accounts: [{ networkId: 'form-1', name: 'Contact us' }] })
  t.notOk('channelSettings' in done)
})

t.test('what lies in the store is small and does not grow with the conversation', async (t) => {
  const { host, channel } = website({}, { messagesPerHour: 1_000 })
  const path = await begin(host, { message: 'x'.repeat(5_000) })
  for (let count = 0; count < 20; count++) await fillIn(host, path, { message: `${count}` })
  const stored = await channel.store.list('conversation/')
  t.equal(stored.length, 22)
  t.ok(Math.max(...stored.map(({ value }) => JSON.stringify(value).length)) < 8_000)
})
