import t from 'tap'
import { begin, fillIn, website } from './website.ts'

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
