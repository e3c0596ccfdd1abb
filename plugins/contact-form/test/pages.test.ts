import { startTestServer, TestHost } from '@hubward/testkit'
import t from 'tap'
import { frameAncestors } from '../src/channel-settings.ts'
import contactForm from '../src/index.ts'
import { subnetOf } from '../src/rate-limit.ts'
import { begin, FORM, fillIn, get, PNG, send, sentByItself, target, website } from './website.ts'

const HOUR_MS = 3_600_000

t.test('fields are shown and required as the Customer chose', async (t) => {
  const { host, channel } = website({
    askName: 'required',
    askEmail: 'hidden',
    askSubject: 'hidden',
    askPicture: 'hidden',
  })
  const page = (await get(host, '/f/form-1')).body ?? ''
  t.match(page, /<input type="text" value="" id="name"[^>]* required/)
  t.notMatch(page, /name="(email|subject|picture)"/)
  t.notMatch(page, 'multipart')

  const refused = await fillIn(host, '/f/form-1', { email: 'ada@example.org', message: 'Hello' })
  t.equal(refused.status, 422)
  await fillIn(host, '/f/form-1', { name: 'Ada', email: 'ada@example.org', message: 'Hello' })
  t.match(await channel.fetch(), [{ interaction: { message: 'Hello' } }], 'no e-mail was asked for')

  channel.channelSettings = { ...channel.channelSettings, title: 'Write to us', language: 'de' }
  const edited = (await get(host, '/f/form-1')).body
  t.match(edited, '<h1>Write to us</h1>', 'settings can be edited later')
  t.match(edited, 'Ihre Nachricht')
})

t.test(
  'a refused form keeps what was typed, and says what is wrong beside each field',
  async (t) => {
    const { host, channel } = website({ askEmail: 'required' })
    const picture = await host.receiveFile('picture', 'cup.png', PNG)
    const refused = await fillIn(
      host,
      '/f/form-1',
      { name: 'Ada <3', email: 'nobody', message: '\nLine "one"' },
      [picture],
    )
    t.equal(refused.status, 422)
    const body = refused.body ?? ''
    t.match(body, '<title>Error: Contact us</title>')
    t.match(body, /<div class="errors" role="alert"[^>]*autofocus>/)
    t.match(body, '<a href="#email">Your e-mail address</a>')
    t.match(body, /id="email"[^>]*aria-invalid="true" aria-describedby="email-error"/)
    t.match(body, /id="email-error">Please enter an e-mail address such as/)
    t.match(body, 'value="Ada &#60;3"')
    t.match(body, 'Line &#34;one&#34;</textarea>')
    t.match(body, 'Send “cup.png” along')
    t.same(await channel.fetch(), [])

    await t.test('the picture need not be chosen again, and can’t be another one', async (t) => {
      const kept = sentByItself(body)
      const fields = { ...kept, email: 'ada@example.org', message: 'Line one' }
      const forged = { ...fields, 'kept-picture': `${kept['kept-picture']}x` }
      await send(host, '/f/form-1', forged)
      t.notOk((await channel.fetch()).some((one) => JSON.stringify(one).includes('pictures')))
      await send(host, '/f/form-1', fields)
      const url = host.mediaUrl(picture.reference)
      t.match(await channel.fetch(), [{ interaction: { pictures: [{ small: url, large: url }] } }])
    })
  },
)

t.test('a text without end costs nobody else anything, and is shown again', async (t) => {
  const server = await startTestServer()
  t.teardown(() => server.close())
  const host = new TestHost(contactForm, { publicUrl: server.publicUrl })
  server.serve(host)
  host.addChannel({ channelSettings: FORM, credentials: {}, channel: { networkId: 'form-1' } })
  // Composing takes time that grows with the square of a run of marks: what it is asked to do counts.
  const composed: string[] = []
  const { normalize } = String.prototype
  String.prototype.normalize = function (form) {
    composed.push(String(this))
    return normalize.call(this, form)
  }
  t.teardown(() => {
    String.prototype.normalize = normalize
  })
  const post = async (fields: Record<string, string>) => {
    const url = host.publicUrl('/f/form-1')
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })
    return { status: answer.status, body: await answer.text() }
  }
  const marks = (count: number) => `a${'\u0301\u0323'.repeat(count / 2)}`
  const { token = '' } = sentByItself((await get(host, '/f/form-1')).body)
  host.clock.advance(10_000)

  const stranger = await post({ message: marks(100_000), name: marks(50_000) })
  t.equal(stranger.status, 422)
  t.match(stranger.body, 'This page had been open for too long.')
  for (const message of ['x'.repeat(100_001), marks(100_000)]) {
    const long = await post({ token, message })
    t.equal(long.status, 422)
    t.match(long.body, 'Please use at most 5000 characters. There were so many that only the first')
    t.ok(long.body.includes(message.slice(0, 100_000)), 'what was typed is shown again')
    t.notOk(long.body.includes(message), 'and no page grows without end')
  }
  const once = await post({ token, message: 'x'.repeat(20_000) })
  t.match(once.body, 'Please use at most 5000 characters.</p>')
  t.ok(once.body.includes('x'.repeat(20_000)))
  t.equal((await post({ token, message: marks(4_000) })).body.includes('id="errors"'), false)
  t.ok(composed.length > 0)
  t.equal(
    composed.find((text) => text.length > 10_000 || /\p{M}{31}/u.test(text)),
    undefined,
  )
})

t.test('only pictures are taken, and only small ones', async (t) => {
  const { host, channel } = website({ askMessage: 'optional' })
  const svg = await host.receiveFile('picture', 'x.svg', Buffer.from('<svg/>'), 'image/svg+xml')
  t.match((await fillIn(host, '/f/form-1', {}, [svg])).body, 'This file is not a PNG')
  const large = { ...svg, mimeType: 'image/png', sizeBytes: 9_000_000 }
  t.match((await fillIn(host, '/f/form-1', {}, [large])).body, 'larger than 8 MB')
  const none = { ...svg, sizeBytes: 0, name: '' }
  t.match((await fillIn(host, '/f/form-1', {}, [none])).body, 'write something or choose a picture')

  const png = await host.receiveFile('picture', 'x.png', PNG)
  t.equal((await fillIn(host, '/f/form-1', {}, [png])).status, 303)
  t.match(await channel.fetch(), [{ interaction: { pictures: [Object] } }])
})

t.test('programs are kept out, and people who look like one lose nothing', async (t) => {
  const { host, channel } = website()
  const page = await get(host, '/f/form-1')
  const hidden = sentByItself(page.body)
  const fields = { ...hidden, message: 'Buy now' }

  host.clock.advance(1_000)
  const fast = await send(host, '/f/form-1', fields)
  t.equal(fast.status, 422)
  t.match(fast.body, 'That was very fast.')
  t.match(fast.body, 'Buy now</textarea>')

  host.clock.advance(10_000)
  const trapped = await send(host, '/f/form-1', { ...fields, homepage: 'https://spam.example' })
  t.equal(trapped.status, 422)
  t.match(trapped.body, 'We could not tell whether a person sent this.')
  t.notMatch(trapped.body, 'spam.example', 'the trap is empty when it is shown again')

  for (const token of ['', 'forged', `${hidden.token}x`]) {
    const forged = await send(host, '/f/form-1', { ...fields, token })
    t.match(forged.body, 'This page had been open for too long.')
  }
  t.same(await channel.fetch(), [])

  const confirmed = await send(host, '/f/form-1', { ...sentByItself(trapped.body), message: 'Hi' })
  t.equal(confirmed.status, 303)

  await t.test('a page that was open for days asks once more', async (t) => {
    const old = await get(host, '/f/form-1')
    host.clock.advance(25 * HOUR_MS)
    const late = await send(host, '/f/form-1', { ...sentByItself(old.body), message: 'Late' })
    t.equal(late.status, 422)
    host.clock.advance(5_000)
    const again = await send(host, '/f/form-1', { ...sentByItself(late.body), message: 'Late' })
    t.equal(again.status, 303)
  })
})

t.test('the token of one form is worth nothing at another', async (t) => {
  const { host } = website()
  const settings = website().channel.channelSettings
  host.addChannel({ channelSettings: settings, credentials: {}, channel: { networkId: 'form-2' } })
  const page = await get(host, '/f/form-2')
  host.clock.advance(10_000)
  const sent = await send(host, '/f/form-1', { ...sentByItself(page.body), message: 'Hello' })
  t.equal(sent.status, 422)
})

t.test('one address may send so many messages an hour, and no trace of it is kept', async (t) => {
  const { host, channel } = website({}, { messagesPerHour: 2 })
  const page = sentByItself((await get(host, '/f/form-1')).body)
  host.clock.advance(10_000)
  const message = (text: string, address: string) =>
    send(host, '/f/form-1', { ...page, message: text }, [], address)

  t.equal((await message('One', '203.0.113.7')).status, 303)
  t.equal((await message('One', '203.0.113.7')).status, 303, 'the same message counts once')
  t.equal((await message('Two', '203.0.113.7')).status, 303)
  const refused = await message('Three', '203.0.113.7')
  t.equal(refused.status, 429)
  t.equal(refused.headers?.['retry-after'], '3600')
  t.match(refused.body, 'Three</textarea>')
  t.equal((await message('Four', '203.0.113.8')).status, 303, 'others are not concerned')
  t.equal((await channel.fetch()).length, 3)

  const keys = async () => (await host.store.list('rate/')).map(({ key }) => key)
  t.equal((await keys()).length, 2)
  t.notMatch((await keys()).join(), '203.0.113')
  host.clock.advance(HOUR_MS)
  t.equal((await message('Five', '203.0.113.7')).status, 303)
  t.equal((await keys()).length, 1, 'the hour before is forgotten')
})

t.test('an IPv6 address stands for its network', async (t) => {
  t.equal(subnetOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2')
  t.equal(subnetOf('2001:0DB8:1::6'), '2001:db8:1:0')
  t.equal(subnetOf('::1'), '0:0:0:0')
  t.equal(subnetOf('::ffff:203.0.113.7'), '203.0.113.7')
  t.equal(subnetOf('203.0.113.7'), '203.0.113.7')
})

t.test('hostile text stays text', async (t) => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&\u202e!$\{1}`
  const { host, channel } = website({
    title: hostile,
    intro: hostile,
    privacyUrl: "https://x.test/'&",
  })
  const path = await begin(host, {
    name: hostile,
    subject: hostile,
    message: hostile,
    email: '"<script>@x.test',
  }).catch(() => undefined)
  t.equal(path, undefined, 'that address is none')
  const opened = await begin(host, {
    name: `${hostile}\u0000`,
    subject: hostile,
    message: `${hostile}\u0000`,
  })
  const [ticket] = await channel.fetch()
  await channel.reply({
    inReplyTo: {
      networkItemId: 'message-1',
      reference:
        ticket !== undefined && 'interaction' in ticket ? (ticket.reference ?? null) : null,
      rootId: null,
    },
    text: hostile,
  })
  const pages = [
    await get(host, '/f/form-1'),
    await get(host, '/e/form-1'),
    await get(host, opened),
    await get(host, opened.replace('/c/form-1/', '/f/form-1/thanks/')),
    await fillIn(host, '/f/form-1', { email: hostile, message: hostile }),
    await fillIn(host, opened, { message: hostile.repeat(80) }),
  ]
  for (const { body = '', headers = {} } of pages) {
    t.notMatch(body, /<script>alert|<img src=x/)
    t.notOk(body.includes('\u0000'))
    t.match(headers['content-security-policy'], /^default-src 'none'; style-src 'sha256-/)
    t.notMatch(headers['content-security-policy'], 'unsafe')
    t.equal(headers['referrer-policy'], 'no-referrer')
    t.equal(headers['cache-control'], 'no-store')
  }
})

t.test(
  'only the Customer’s websites may embed the form, and the rest is in no frame',
  async (t) => {
    const { host, channel } = website({ websites: ['www.example.com', 'http://localhost:8080/a'] })
    const policyOf = async (path: string) =>
      (await get(host, path)).headers?.['content-security-policy'] ?? ''
    t.match(
      await policyOf('/e/form-1'),
      /frame-ancestors https:\/\/www\.example\.com http:\/\/localhost:8080$/,
    )
    t.match(await policyOf('/f/form-1'), /frame-ancestors 'none'$/)
    t.match(await policyOf(await begin(host)), /frame-ancestors 'none'$/)

    const sent = await fillIn(host, '/e/form-1', { message: 'Hello' })
    t.match(target(sent), /^\/e\/form-1\/thanks\//, 'a frame stays a frame')
    t.match((await get(host, target(sent))).body, 'target="_blank"')

    const [link, snippet] = await channel.instructions()
    t.equal(link?.value, 'https://host.test/p/contact-form/f/form-1')
    t.match(
      snippet?.value,
      '<iframe src="https://host.test/p/contact-form/e/form-1" title="Contact us"',
    )
    t.match(snippet?.value, '<script async src="https://host.test/p/contact-form/embed.js">')
    t.match(await get(host, '/embed.js'), { headers: { 'content-type': /javascript/ } })
  },
)

t.test('websites become sources of a policy, and nothing else does', async (t) => {
  t.equal(frameAncestors([]), "'none'")
  t.equal(
    frameAncestors(['*.example.com', 'https://müller.example/shop', 'example.org:8443']),
    'https://*.example.com https://xn--mller-kva.example https://example.org:8443',
  )
  t.equal(frameAncestors(["x; script-src 'unsafe-inline'", '*', 'a b', '']), "'none'")
})

t.test('pages speak the language of the form', async (t) => {
  for (const [language, words] of [
    ['en', ['Your message', 'Send message', 'Thank you for your message', 'Your conversation']],
    ['de', ['Ihre Nachricht', 'Nachricht senden', 'Vielen Dank', 'Ihre Unterhaltung']],
    ['fr', ['Votre message', 'Envoyer le message', 'Merci pour', 'Votre conversation']],
  ] as const) {
    const { host, channel } = website({ language })
    const form = await get(host, '/f/form-1')
    t.match(form.body, `<html lang="${language}">`)
    const sent = await fillIn(host, '/f/form-1', { message: 'x', email: 'a@b.example' })
    const thanks = await get(host, target(sent))
    const conversation = await get(host, target(sent).replace('/f/form-1/thanks/', '/c/form-1/'))
    for (const word of words) {
      t.ok(
        [form, thanks, conversation].some(({ body }) => body?.includes(word)),
        word,
      )
    }
    t.match(await channel.fetch(), [{ interaction: { message: /E-?mail: a@b\.example/i } }])
  }
})

t.test('an address that leads nowhere says so, in the visitor’s language', async (t) => {
  const { host } = website()
  for (const path of [
    '/',
    '/f',
    '/f/',
    '/f/other',
    '/x/form-1',
    '/f/form-1/a',
    '/c/form-1/a',
    '/c/form-1/a/b',
    '/f/form-1/thanks/a',
  ]) {
    const gone = await host.receive({ path, language: 'fr-CA' })
    t.equal(gone.status, 404, path)
    t.match(gone.body, 'Cette page n’existe pas')
  }
  t.equal((await host.receive({ path: '/f/form-1', method: 'DELETE' })).status, 405)
  t.equal((await host.receive({ path: '/f/form-1', method: 'HEAD' })).status, 200)
  host.removeChannel('form-1')
  t.equal((await get(host, '/f/form-1')).status, 404)
})

t.test('who sends to nowhere is turned away before anything of it is read', async (t) => {
  const { host, channel } = website()
  const conversation = await begin(host)
  const asked = (path: string, method = 'POST') => host.admit({ path, method })
  t.same(await asked('/f/form-1'), { networkId: 'form-1', files: 1 })
  t.same(await asked(conversation), { networkId: 'form-1', files: 1 })
  for (const path of ['/', '/embed.js', '/f/none', '/f/form-1/thanks/x', '/c/form-1/x', '/x/y']) {
    t.match(await asked(path), { response: { status: 404, body: 'This page does not exist' } })
  }
  t.match(await asked('/f/form-1', 'PUT'), { response: { status: 405 } })
  channel.channelSettings = { ...channel.channelSettings, askPicture: 'hidden' }
  t.match(await asked('/e/form-1'), { limitBytes: 1_048_576, files: 0 })
})

t.test('only pictures of messages are kept, and those of a second try for an hour', async (t) => {
  const { host, channel } = website({ askEmail: 'required' })
  const picture = () => host.receiveFile('picture', 'cup.png', PNG)
  const references = () => host.files.all().map(({ reference }) => reference)

  const first = await picture()
  const refused = await fillIn(host, '/f/form-1', { email: 'nobody', message: 'Hello' }, [first])
  t.same(references(), [first.reference])
  const again = { ...sentByItself(refused.body), email: 'ada@example.org', message: 'Hello' }
  host.clock.advance(59 * 60_000)
  t.equal((await send(host, '/f/form-1', again)).status, 303)
  host.clock.advance(HOUR_MS)
  t.same(references(), [first.reference], 'a message keeps its picture')

  const late = await fillIn(host, '/f/form-1', { email: 'nobody', message: 'Late' }, [
    await picture(),
  ])
  host.clock.advance(HOUR_MS)
  const gone = { ...sentByItself(late.body), email: 'ada@example.org', message: 'Late' }
  const asked = await send(host, '/f/form-1', gone)
  t.match(asked.body, 'This picture has waited for too long. Please choose it once more.')
  t.match(asked.body, 'Late</textarea>')
  t.same(references(), [first.reference])

  await t.test('a form that comes twice keeps one of its two', async (t) => {
    const page = await get(host, '/f/form-1')
    host.clock.advance(10_000)
    const fields = { ...sentByItself(page.body), email: 'ada@example.org', message: 'Twice' }
    const [one, other] = [await picture(), await picture()]
    await send(host, '/f/form-1', fields, [one])
    await send(host, '/f/form-1', fields, [other])
    t.same(references(), [first.reference, one.reference])
    t.same(JSON.stringify(await channel.fetch()).includes(one.reference), true)
  })

  await t.test('and so does one whose host died before it had kept anything', async (t) => {
    const page = await get(host, '/f/form-1')
    host.clock.advance(10_000)
    const fields = { ...sentByItself(page.body), email: 'ada@example.org', message: 'Died' }
    const request = { method: 'POST', path: '/f/form-1', fields }
    const lost = await picture()
    await t.rejects(host.receive({ ...request, files: [lost] }, { losePushes: true }))
    host.clock.advance(2 * HOUR_MS)
    const sent = await picture()
    t.equal((await host.receive({ ...request, files: [sent] })).status, 303)
    t.match(await channel.fetch(), [
      { interaction: { pictures: [{ small: host.mediaUrl(sent.reference) }] } },
    ])
    t.ok(references().includes(sent.reference))
  })
})
