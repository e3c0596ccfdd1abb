import t from 'tap'
import { originPattern } from '../src/channel-settings.ts'
import { fillIn, get, send, sentByItself, target, website } from './website.ts'

const WEBSITE = 'https://www.example.com'
const FRAMED = { referer: `${WEBSITE}/`, 'sec-fetch-dest': 'iframe' }

type Host = ReturnType<typeof website>['host']

/** Sends the bubble's form, and answers what the browser is told to keep, and where it is led. */
async function begin(
  host: Host,
  fields: Record<string, string> = { message: 'Hello' },
  query = {},
) {
  const page = await host.receive({ path: '/b/form-1', query, headers: FRAMED })
  host.clock.advance(10_000)
  const sent = await host.receive({
    method: 'POST',
    path: '/b/form-1',
    query,
    fields: { ...sentByItself(page.body), ...fields },
  })
  const cookie = sent.headers?.['set-cookie'] ?? ''
  return { sent, cookie, kept: cookie.replace(/;.*/, ''), path: withoutQuery(target(sent)) }
}

const withoutQuery = (path: string) => path.replace(/\?.*/, '')

t.test('what a visitor writes in the bubble is a conversation like any other', async (t) => {
  const { host, channel } = website()
  const { path, kept } = await begin(host, { message: 'Hello', name: 'Ada' })
  t.match(path, /^\/b\/form-1\/c\/[\w-]{43}$/)
  const [ticket] = await channel.fetch()
  t.match(ticket, { interaction: { message: 'Hello', interactor: { name: 'Ada' } } })
  if (ticket === undefined || !('interaction' in ticket)) throw new Error('no Ticket')

  await channel.reply({
    inReplyTo: {
      networkItemId: ticket.interaction.networkItemId,
      reference: ticket.reference ?? null,
      rootId: null,
    },
    text: 'Good morning!',
  })
  const ownPage = path.replace('/b/form-1/c/', '/c/form-1/')
  for (const address of [path, ownPage]) {
    t.match((await get(host, address)).body, 'Good morning!', 'two faces of one conversation')
  }
  await fillIn(host, path, { message: 'From the bubble' })
  await fillIn(host, ownPage, { message: 'From the page' })
  const root = { rootId: ticket.interaction.networkItemId }
  t.match(await channel.fetch(), [
    { interaction: { message: 'From the bubble', root } },
    { interaction: { message: 'From the page', root } },
  ])

  const back = await host.receive({ path: '/b/form-1', headers: { ...FRAMED, cookie: kept } })
  t.equal(back.status, 303, 'who comes back is led to the conversation')
  t.equal(withoutQuery(target(back)), path)
})

t.test('nothing is kept before somebody writes, and then for this website only', async (t) => {
  const { host } = website()
  const page = await host.receive({ path: '/b/form-1', headers: FRAMED })
  t.equal(page.headers?.['set-cookie'], undefined)
  const refused = await fillIn(host, '/b/form-1', { message: '' })
  t.equal(refused.status, 422)
  t.equal(refused.headers?.['set-cookie'], undefined)
  const { cookie } = await begin(host)
  const attributes =
    'Path=/p/contact-form/b/form-1; Secure; HttpOnly; SameSite=None; Partitioned; Max-Age=7776000'
  t.match(cookie, /^conversation=[\w-]{43}; /)
  t.equal(cookie.slice(cookie.indexOf('; ') + 2), attributes)
})

t.test('a conversation is ended in this browser, and stays where it is', async (t) => {
  const { host } = website()
  const { path, kept } = await begin(host)
  const ended = await host.receive({
    method: 'POST',
    path: `${path}/leave`,
    headers: { cookie: kept },
  })
  t.match(ended.headers?.['set-cookie'], /^conversation=; .*Max-Age=0$/)
  const query = { ended: '' }
  t.match(target(ended), /^\/b\/form-1\?.*ended=/)
  const anew = await host.receive({ path: '/b/form-1', query, headers: FRAMED })
  t.match(anew.body, 'no longer in this browser')
  t.match(anew.body, 'data-keep="forget"')
  t.equal((await get(host, path)).status, 200)
  const guessed = await host.receive({ method: 'POST', path: '/b/form-1/c/guessed/leave' })
  t.equal(guessed.status, 303, 'who knows no conversation ends none')
})

t.test('a cookie of a conversation that was erased leads to a new one', async (t) => {
  const { host } = website()
  const cookie = `conversation=${'x'.repeat(43)}`
  const back = await host.receive({ path: '/b/form-1', headers: { ...FRAMED, cookie } })
  t.match(back.headers, { location: /ended=/, 'set-cookie': /Max-Age=0/ })
  const again = await host.receive({
    path: '/b/form-1',
    query: { ended: '' },
    headers: { ...FRAMED, cookie },
  })
  t.equal(again.status, 200, 'also where the browser does not let it go: no circle')
})

t.test('a browser that keeps no cookie is told how to come back', async (t) => {
  const { host } = website()
  const { path, kept } = await begin(host)
  const without = await get(host, path)
  t.match(without.body, 'Your browser keeps no cookie')
  t.match(without.body, 'data-keep="remember"')
  t.match(without.body, `href="${host.publicUrl(path.replace('/b/form-1/c/', '/c/form-1/'))}"`)
  const withIt = await host.receive({ path, headers: { cookie: kept } })
  t.notMatch(withIt.body, 'Your browser keeps no cookie')
  t.match(withIt.body, 'data-keep="nothing"')
})

t.test('only the Customer’s websites may show the bubble; others read why', async (t) => {
  const { host } = website({ websites: ['www.example.com', '*.example.org'] })
  const around = (referer: string, destination = 'iframe') =>
    host.receive({
      path: '/b/form-1',
      headers: { ...(referer && { referer }), 'sec-fetch-dest': destination },
    })
  for (const origin of [WEBSITE, 'https://shop.example.org', '']) {
    const { status, headers } = await around(origin && `${origin}/`)
    t.equal(status, 200, origin)
    t.match(
      headers?.['content-security-policy'],
      /frame-ancestors https:\/\/www\.example\.com https:\/\/\*\.example\.org$/,
    )
  }
  for (const origin of [
    'https://example.net',
    'http://www.example.com',
    'https://www.example.com:8443',
    'https://www.example.com.evil.example',
    'https://example.org',
  ]) {
    const { status, body = '', headers } = await around(`${origin}/`)
    t.equal(status, 403, origin)
    t.match(body, `For whoever runs ${origin}`)
    t.match(body, host.publicUrl('/f/form-1'), 'and visitors find the form')
    t.notMatch(body, '<form', 'and nothing else is there')
    t.match(headers?.['content-security-policy'], /frame-ancestors \*$/)
  }
  t.equal((await around('https://example.net/', 'document')).status, 200, 'a link is no frame')
  const path = (await begin(host)).path
  t.match(
    await host.receive({ path, headers: { referer: 'https://example.net/' } }),
    { status: 403 },
    'a conversation as little as the form',
  )
})

t.test('a website leads nobody into a conversation that it knows', async (t) => {
  const { host, channel } = website()
  const known = await begin(host)
  const own = await begin(host, { message: 'My own' })
  await channel.fetch()
  const from = (site: string, kept = '') => ({
    ...FRAMED,
    'sec-fetch-site': site,
    ...(kept && { cookie: kept }),
  })
  for (const kept of ['', own.kept]) {
    const led = await host.receive({ path: known.path, headers: from('cross-site', kept) })
    t.equal(led.status, 303)
    t.equal(target(led), '/b/form-1')
  }
  t.equal(
    (await host.receive({ path: own.path, headers: from('cross-site', own.kept) })).status,
    200,
    'from the first page of the frame a visitor is led to their own',
  )
  t.equal((await host.receive({ path: known.path, headers: from('same-origin') })).status, 200)

  const page = await host.receive({ path: '/b/form-1', headers: FRAMED })
  host.clock.advance(10_000)
  const fields = { ...sentByItself(page.body), message: 'In the visitor’s name' }
  const forged = { method: 'POST', path: '/b/form-1', fields, headers: from('cross-site') }
  const sent = await host.receive(forged)
  t.equal(sent.headers?.['set-cookie'], undefined)
  t.same(await channel.fetch(), [])
  t.match(
    await host.receive({ ...forged, headers: from('same-origin') }),
    { headers: { 'set-cookie': /^conversation=/ } },
    'the frame itself may',
  )
})

t.test('websites become a pattern for origins as they become a policy', async (t) => {
  t.equal(originPattern([]), undefined)
  t.equal(originPattern(['*', 'a b']), undefined)
  const pattern = new RegExp(originPattern(['*.example.com', 'http://localhost:8080']) ?? '')
  for (const origin of [
    'https://a.example.com',
    'https://a.b.example.com',
    'http://localhost:8080',
    'https://localhost:8080',
  ]) {
    t.match(origin, pattern)
  }
  for (const origin of [
    'https://example.com',
    'https://aexample.com',
    'https://a.examplexcom',
    'https://a.example.com.test',
    'http://a.example.com',
    'https://evil.test/.example.com',
    'xhttps://a.example.com',
    'null',
  ]) {
    t.notMatch(origin, pattern)
  }
})

t.test('the bubble speaks the website’s language, or the one that a visitor chooses', async (t) => {
  const { host } = website({ language: 'fr' })
  const asked = async (query: Record<string, string>, cookie = '') => {
    const headers = { ...FRAMED, ...(cookie && { cookie }) }
    const { body = '', headers: answered } = await host.receive({
      path: '/b/form-1',
      query,
      headers,
    })
    return /<html lang="(..)"/.exec(body)?.[1] ?? answered?.location ?? ''
  }
  t.equal(await asked({}), 'fr', 'the Channel’s, where nothing is known')
  t.equal(await asked({ site: 'de-AT' }), 'de')
  t.equal(await asked({ site: 'nl' }), 'fr')
  t.equal(await asked({ site: 'de', lang: 'en' }), 'en')
  t.equal(await asked({ site: 'de', lang: 'xx' }), 'de')

  const { kept, path } = await begin(host, { message: 'Hallo' }, { site: 'fr', lang: 'de' })
  t.match(kept, /\.de$/, 'what was chosen is kept with the conversation')
  t.match(await asked({ site: 'fr' }, kept), /\?site=fr#write$/)
  const shown = await host.receive({ path, query: { site: 'fr' }, headers: { cookie: kept } })
  t.match(shown.body, '<html lang="de"')
  const changed = await host.receive({ path, query: { lang: 'en' }, headers: { cookie: kept } })
  t.match(changed.headers?.['set-cookie'], /\.en; /)
})

t.test('its script is small, kept for an hour, and asked for again by its ETag', async (t) => {
  const { host } = website()
  const script = await get(host, '/bubble.js')
  t.ok(Buffer.byteLength(script.body ?? '') < 15_000, 'less than 15 kB, as it is')
  t.match(script.headers, {
    'content-type': /^text\/javascript/,
    'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
    'cross-origin-resource-policy': 'cross-origin',
  })
  const tag = script.headers?.etag ?? ''
  const again = (known: string) =>
    host.receive({ path: '/bubble.js', headers: { 'if-none-match': known } })
  t.match(await again(`"other", W/${tag}`), { status: 304 })
  t.notOk((await again(tag)).body)
  t.equal((await again('"other"')).status, 200)
})

t.test('what is gone says so in the bubble’s frame', async (t) => {
  const { host } = website()
  const { path } = await begin(host)
  const own = path.replace('/b/form-1/c/', '/c/form-1/')
  await send(host, `${own}/erase`, {})
  const written = await send(host, path, { message: 'Anybody there?' })
  t.equal(written.status, 404)
  t.match(written.headers?.['content-security-policy'], /frame-ancestors \*$/)
  const left = await send(host, `${path}/leave`, { leave: '1' })
  t.equal(left.status, 303, 'and whoever leaves is led to the beginning')
  t.match(left.headers?.['set-cookie'], /Max-Age=0/)
  host.removeChannel('form-1')
  for (const address of ['/b/form-1', path, `${path}/leave`]) {
    const gone = await host.receive({ path: address, headers: FRAMED })
    t.equal(gone.status, 404, address)
    t.match(gone.headers?.['content-security-policy'], /frame-ancestors \*$/)
  }
})

t.test('hostile text stays text in the bubble, too', async (t) => {
  const hostile = `"><script>alert(1)</script>'&`
  const { host } = website({ title: hostile, intro: hostile })
  const { path } = await begin(host, { message: hostile, subject: hostile })
  const stranger = { referer: 'https://evil.test/', 'sec-fetch-dest': 'iframe' }
  for (const { body = '', headers = {} } of [
    await get(host, '/b/form-1'),
    await get(host, path),
    await host.receive({ path: '/b/form-1', query: { site: hostile, lang: hostile } }),
    await host.receive({ path: '/b/form-1', headers: stranger }),
    await send(host, '/b/form-1', { message: hostile }),
  ]) {
    t.notMatch(body, '<script>alert')
    t.match(headers['content-security-policy'], /^default-src 'none'; style-src 'sha256-/)
    t.notMatch(headers['content-security-policy'], 'unsafe')
    t.equal(headers['cache-control'], 'no-store')
  }
})
