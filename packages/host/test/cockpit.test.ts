import { Agent } from 'node:http'
import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { listAudit } from '../src/store/audit-reading.ts'
import { createOperatorLink, endAllSessions } from '../src/store/operators.ts'
import { cookieOf, openCockpit } from './fixtures/cockpit.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { runHere } from './fixtures/run-here.ts'
import { Visitor } from './fixtures/visitor.ts'

t.setTimeout(600_000)

t.test('who comes in, and who does not', async (t) => {
  const roleClaim = 'https://agency.example/role'
  const { house, provider, url, enter } = await openCockpit(t, { roleClaim })
  const { availability, db, sealer } = house.context
  // fastify writes into what it is told to listen on.
  const { host, port } = house.context.config.listen
  const config = { ...house.context.config, listen: { host, port } }
  const start = (visitor: Visitor) => visitor.open(`${url}/sign-in/start?to=/people`)

  t.test('nobody sees a page without signing in', async (t) => {
    const stranger = new Visitor()
    const page = await stranger.open(`${url}/people`)
    t.match(page.words, 'Sign in to the cockpit')
    t.match(page.url, /\/sign-in\?to=%2Fpeople$/)
    const api = await fetch(`${url}/`)
    t.equal(api.status, 401, 'a program is told so')
    t.equal((await fetch(`${house.url}/sign-in`)).status, 404, 'the public address has none of it')
  })

  t.test('somebody to whom the provider gives a role, by claim or list', async (t) => {
    for (const [sub, claims, role] of [
      ['ada', { name: 'Ada', [roleClaim]: ['viewer', 'administrator'] }, 'administrator'],
      ['olga', { name: 'Olga' }, 'operator'],
      ['v', { name: 'Vera', email: 'Vera@agency.example', email_verified: true }, 'viewer'],
    ] as const) {
      provider.person = { sub, claims }
      const visitor = new Visitor()
      const page = await start(visitor)
      t.equal(page.status, role === 'administrator' ? 200 : 403, `${sub} on the page of people`)
      t.match((await visitor.open(url)).words, `${claims.name} ${role}`)
    }
  })

  t.test(
    'somebody without a role, or with an address that is not verified, stays out',
    async (t) => {
      for (const claims of [{}, { email: 'vera@agency.example', email_verified: false }]) {
        provider.person = { sub: 'stranger', claims }
        const page = await start(new Visitor())
        t.equal(page.status, 403)
        t.match(page.words, 'You have no role here')
      }
    },
  )

  t.test('an answer of the provider counts in the browser that asked, and once', async (t) => {
    provider.person = { sub: 'olga', claims: {} }
    const visitor = new Visitor()
    await start(visitor)
    const callback = visitor.trail.find((address) => address.includes('/sign-in/callback'))
    const again = await visitor.open(callback ?? '')
    t.equal(again.status, 403, 'the same answer again')
    const other = new Visitor()
    await other.open(url)
    t.equal((await other.open(callback ?? '')).status, 403, 'in another browser')
    const manual = { redirect: 'manual' } as const
    const asked = await fetch(`${url}/sign-in/start`, manual)
    // The provider leads over a page of its own, and keeps cookies, until it answers.
    const jar = new Map<string, string>()
    let unused = asked.headers.get('location') ?? ''
    while (!unused.startsWith(url)) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const step = await fetch(unused, { ...manual, headers: { cookie } })
      for (const set of step.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        jar.set(name, value)
      }
      unused = new URL(step.headers.get('location') ?? '', unused).href
    }
    const theirs = new Visitor()
    const own = await fetch(`${url}/sign-in/start`, manual)
    theirs.cookies.set('kept', own.headers.getSetCookie()[0] ?? '')
    t.equal((await theirs.open(unused)).status, 403, 'unused, in a browser that has begun, too')
    t.match((await theirs.open(url)).words, 'Sign in to the cockpit', 'no session')
    const asking = new Visitor()
    asking.cookies.set('kept', asked.headers.getSetCookie()[0] ?? '')
    t.equal((await asking.open(unused)).status, 200, 'and in the browser that asked')
    const begun = new Visitor()
    const cookie = await fetch(`${url}/sign-in/start`, { redirect: 'manual' })
    begun.cookies.set('kept', cookie.headers.getSetCookie()[0] ?? '')
    const forged = await begun.open(`${url}/sign-in/callback?code=x&state=y`)
    t.equal(forged.status, 403, 'with another state')
    t.match(cookie.headers.get('location'), /code_challenge_method=S256/)
    t.match(cookie.headers.get('location'), /nonce=/)
  })

  t.test('a link signs in once, when its button is pressed', async (t) => {
    const { file, remove } = await writeConfigFile(config)
    t.teardown(remove)
    const args = ['operator', 'link', '--role', 'operator', '--name', 'Nora', '-c', file]
    const { stdout } = await runHere(t, [...args, '--json'])
    const { url: link } = JSON.parse(stdout)
    t.match(link, `${url}/enter/`)
    const visitor = new Visitor()
    const page = await visitor.open(link)
    t.match(page.words, 'as Nora, with the role “operator”')
    t.equal(visitor.cookies.size, 0, 'looking signs nobody in')
    t.match((await visitor.submit(page)).words, 'Nora operator')
    t.equal((await new Visitor().open(link)).status, 410, 'it is used up')
    const [cookie = ''] = [...visitor.cookies.values()]
    t.match(cookie, /HttpOnly/)
    t.match(cookie, /SameSite=Lax/)
  })

  t.test('a session ends by a click, by a command, by itself', async (t) => {
    await endAllSessions(db)
    const [nora, admin] = [await enter('operator', 'Nora'), await enter('administrator', 'Ada')]
    const people = await admin.open(`${url}/people`)
    t.match(people.words, 'Nora operator link')
    const form = people.text.split('<form').findIndex((part) => part.includes('/people/end'))
    await admin.submit(people, {}, form - 1)
    t.match((await nora.open(url)).words, 'Sign in to the cockpit')
    const { file, remove } = await writeConfigFile(config)
    t.teardown(remove)
    t.match((await runHere(t, ['operator', 'sessions', '-c', file])).stdout, 'Ada')
    t.match((await runHere(t, ['operator', 'revoke', '--all', '-c', file])).stdout, 'One session')
    t.match((await admin.open(url)).words, 'Sign in to the cockpit')
    const out = await enter('viewer')
    await out.submit(await out.open(url))
    t.match((await out.open(url)).words, 'Sign in to the cockpit', 'signed out')
    const resting = await enter('viewer')
    await db
      .updateTable('operator_sessions')
      .set({ seen_at: new Date(0) })
      .execute()
    t.match((await resting.open(url)).words, 'Sign in to the cockpit', 'after a rest')
  })

  t.test('no page of another website gets anything done', async (t) => {
    const admin = await enter('administrator')
    const page = await admin.open(`${url}/people`)
    const cookie = [...admin.cookies.values()].map((one) => one.split(';')[0]).join('; ')
    const token = /name="token" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const post = async (body: Record<string, string>, headers: Record<string, string>) => {
      const init = { method: 'POST', body: new URLSearchParams(body), redirect: 'manual' } as const
      return (await fetch(`${url}/sign-out`, { ...init, headers: { cookie, ...headers } })).status
    }
    t.equal(await post({}, {}), 403, 'without the form’s token')
    const other = await enter('administrator')
    const theirs = /name="token" value="([^"]+)"/.exec((await other.open(url)).text)?.[1] ?? ''
    t.equal(await post({ token: theirs }, {}), 403, 'with the token of another session')
    t.equal(await post({ token }, { origin: 'https://elsewhere.example' }), 403)
    t.equal(await post({ token }, { 'sec-fetch-site': 'same-site' }), 403)
    t.match(page.headers.get('content-security-policy'), /frame-ancestors 'none'/)
    t.equal(page.headers.get('x-frame-options'), 'DENY')
    t.equal(await post({ token }, { origin: url, 'sec-fetch-site': 'same-origin' }), 303)
    const large = await fetch(`${url}/enter/x`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'x'.repeat(300_000) }),
    })
    t.equal(large.status, 413)
  })

  t.test('what a page asks for by itself keeps no session alive', async (t) => {
    await endAllSessions(db)
    const cookie = cookieOf(await enter('viewer'))
    const rested = async (mode: string) => {
      await sql`update operator_sessions set seen_at = now() - interval '30 minutes'`.execute(db)
      await got(url, { headers: { accept: 'text/html', cookie, 'sec-fetch-mode': mode } })
      const { rows } = await sql<{ rested: boolean }>`
        select seen_at < now() - interval '20 minutes' as rested from operator_sessions`.execute(db)
      return rows[0]?.rested
    }
    t.equal(await rested('same-origin'), true, 'a renewal')
    t.equal(await rested('navigate'), false, 'a click')
    const stream = await fetch(`${url}/live`, { headers: { cookie } })
    t.equal(stream.status, 200)
    const all = stream.text()
    t.equal(await endAllSessions(db), 1)
    t.match(await all, 'retry:', 'whoever was signed out hears nothing more')
  })

  t.test('who signs in and out, and by whom, is in the audit log', async (t) => {
    const from = new Date()
    const nora = await enter('operator', 'Nora')
    await nora.submit(await nora.open(url))
    const since = (await listAudit(db, sealer, { since: from, limit: 9 })).map(
      ({ action, actor, who }) => [action, actor, who],
    )
    t.same(since.toReversed(), [
      ['operator.link-made', 'host', null],
      ['operator.signed-in', 'operator', 'Nora'],
      ['operator.session-ended', 'operator', 'Nora'],
    ])
  })

  t.test('a link that nobody used ends with all sessions', async (t) => {
    const token = await createOperatorLink(db, sealer, { name: 'Nora', role: 'viewer' }, 60_000)
    await endAllSessions(db)
    t.equal((await new Visitor().open(`${url}/enter/${token}`)).status, 410)
  })

  t.test('who asks too often is put off, signed in or not', async (t) => {
    // An address of its own, so that nobody else here is put off.
    const http = new Agent({ keepAlive: true, maxSockets: 10 })
    t.teardown(() => http.destroy())
    const ask = async (path: string) =>
      await got(url + path, {
        agent: { http },
        headers: { cookie: 'hubward-cockpit-session=wrong', 'x-forwarded-for': '203.0.113.77' },
        retry: { limit: 0 },
        throwHttpErrors: false,
      })
    t.equal((await ask('/nothing')).statusCode, 404)
    // On a slow machine a minute may be over before: then another begins.
    let statuses: number[] = []
    while (!statuses.includes(429)) {
      const all = await Promise.all(Array.from({ length: 241 }, () => ask('/')))
      statuses = all.map(({ statusCode }) => statusCode)
    }
    t.ok(statuses.every((status) => status === 401 || status === 429))
    t.equal((await ask('/nothing')).statusCode, 429, 'where there is nothing, too')
  })

  t.test('a host that stops, or whose database is not its own, changes nothing', async (t) => {
    const admin = await enter('administrator')
    const page = await admin.open(`${url}/people`)
    availability.draining = true
    t.equal((await admin.submit(page)).status, 503, 'while it stops')
    availability.draining = false
    availability.foreignDatabase = 'a copy'
    t.equal((await admin.submit(page)).status, 503)
    t.equal((await admin.open(url)).status, 503)
    t.equal((await fetch(`${url}/sign-in`)).status, 503)
    availability.foreignDatabase = undefined
    t.equal((await admin.open(`${url}/people`)).status, 200, 'nobody was signed out')
  })

  t.test('where people go after signing in is a page of the cockpit', async (t) => {
    provider.person = { sub: 'olga', claims: {} }
    for (const to of ['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example']) {
      const page = await new Visitor().open(`${url}/sign-in/start?${new URLSearchParams({ to })}`)
      t.equal(page.url, `${url}/`, to)
    }
  })
})

t.test('the overview shows first what needs somebody', async (t) => {
  const { house, url, enter, addChannel } = await openCockpit(t)
  const { db } = house.context
  const second = '5'.repeat(24)
  await addChannel({ name: 'Quiet' })
  await addChannel({ name: 'Dead <b>grant</b>', accountId: second, state: 'needs-authentication' })
  await addChannel({ name: 'Resting', state: 'paused' })
  const failing = await addChannel({ name: 'Failing' })
  await db
    .updateTable('channels')
    .set({ fetch_failures: 5 })
    .where('socialhub_channel_id', '=', failing)
    .execute()
  const operator = await enter('operator')
  const page = await operator.open(url)
  t.match(page.words, '2 Channels need somebody')
  const order = ['Dead <b>grant</b>', 'Failing', 'One Channel works quietly. One is paused.']
  const places = order.map((text) => page.words.indexOf(text))
  t.ok(
    places.every((place) => place > 0),
    page.words,
  )
  t.same(
    places,
    places.toSorted((a, b) => a - b),
    'in this order',
  )
  t.match(page.words, 'The Network no longer accepts the grant. Customer’s turn')
  t.match(page.words, 'Send a link to reconnect')
  t.match(page.words, 'Fetching failed 5 times in a row. Your turn')
  t.match(page.words, `Give ${second} a label`)
  t.match(page.words, '1 to look at 1 paused 1 well', 'the cell of the other Customer')

  const viewer = await (await enter('viewer')).open(url)
  t.notMatch(viewer.words, 'Send a link to reconnect', 'no button for who may not')
  t.notMatch(viewer.words, 'a label')

  const found = await operator.open(`${url}/?find=dead`)
  t.match(found.words, 'One Channel needs somebody')
  t.notMatch(found.words, 'Failing')
  t.match((await operator.open(`${url}/?find=%25`)).words, 'Nothing fits', 'a mark is a letter')
  t.match((await operator.open(`${url}/?health=paused`)).words, 'Nobody needs you')
  t.match((await operator.open(`${url}/?lang=de`)).words, '2 Kanäle brauchen jemanden')
  t.match((await operator.open(url)).words, '2 Kanäle', 'the language is remembered')
})
