import { randomInt } from 'node:crypto'
import type { InjectOptions } from 'fastify'
import t from 'tap'
import { createServer } from '../src/server.ts'
import { openHouse } from './fixtures/house.ts'
import { MARKUP, Mutator } from './fixtures/mutate.ts'
import { decoded } from './fixtures/visitor.ts'

t.setTimeout(550_000)

/** The same seed makes the same inputs; another one looks elsewhere. */
const SEED = Number(process.env.FUZZ_SEED ?? 1)
const LANES = 8
/** How many inputs of each class; the sum is at least 10,000. */
const INPUTS = {
  tokens: 4_000,
  cookies: 2_000,
  states: 2_000,
  queries: 2_000,
  steps: 800,
} as const
type Class = keyof typeof INPUTS

t.test('fuzzed onboarding', async (t) => {
  t.comment(`seed ${SEED}`)
  const network = 'http://network.example'
  const house = await openHouse({ network })
  const app = await createServer(house.context)
  t.teardown(async () => {
    await app.close()
    await house.close()
  })
  const { simulator, url, context } = house
  const { db } = context
  const before = Object.keys(simulator.state.data.channels).length
  /** Where a browser may be sent, and what our pages may link to. */
  const origins = new Set([url, simulator.appUrl, network, 'https://agency.example'])
  const redirects = new Set([url, simulator.appUrl])

  const found: string[] = []
  const depths = new Map<string, number>()
  let inputs = 0
  let past = 0

  interface Answer {
    readonly status: number
    readonly body: string
    readonly location: string | undefined
    readonly cookie: string | undefined
  }

  /** Sends one request, and looks for what must never be in an answer. */
  async function send(what: string, options: InjectOptions): Promise<Answer> {
    const response = await app.inject({
      // Another visitor each time: the limit for each address is not what is tested here.
      remoteAddress: `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`,
      ...options,
      headers: { accept: 'text/html', ...options.headers },
    })
    const { statusCode: status, headers, body } = response
    const complain = (problem: string) =>
      found.push(`${what}: ${problem}: ${JSON.stringify(options).slice(0, 600)}`)
    if (status >= 500) complain(`answered ${status}`)
    const location = headers.location === undefined ? undefined : String(headers.location)
    if (location !== undefined && !leadsTo(redirects, location)) {
      complain(`redirects to ${location}`)
    }
    if (body.includes(MARKUP)) complain('shows markup')
    for (const [, address = ''] of body.matchAll(/(?:href|action|src|url)="?=?([^"\s>]+)"/g)) {
      const link = decoded(address).replaceAll('&amp;', '&')
      if (/^(mailto:|data:image\/)/.test(link)) continue
      if (!leadsTo(origins, link)) complain(`links to ${link}`)
    }
    const cookies = [headers['set-cookie'] ?? []].flat()
    return { status, body, location, cookie: cookies[0]?.split(';')[0] }
  }

  function leadsTo(allowed: ReadonlySet<string>, address: string): boolean {
    // As browsers read it: relative to our page, with backslashes for slashes.
    return URL.canParse(address, url) && allowed.has(new URL(address, url).origin)
  }

  /** Counts how far an input got. */
  function count(of: Class, depth: string, isPast: boolean): void {
    inputs += 1
    if (isPast) past += 1
    const name = `${of}: ${depth}`
    depths.set(name, (depths.get(name) ?? 0) + 1)
  }

  const depthOf = ({ status, location, body }: Answer) => {
    const problem = /problem=([a-z-]+)/.exec(location ?? '')?.[1]
    if (problem) return `refused, ${problem}`
    if (location !== undefined) return 'went on'
    const title = /<title>([^<]*)/.exec(body)?.[1]
    return title ? `page “${decoded(title).split(' · ')[0]}”` : `answered ${status}`
  }

  const link = new URL(await house.creationLink())
  const valid = link.searchParams.get('token') ?? ''
  const [head = '', payload = '', signature = ''] = valid.split('.')
  const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  /** Claims that were changed under the old signature: they can be read, and SocialHub refuses them. */
  function forgedToken(mutator: Mutator, user: string): string {
    const changed: Record<string, unknown> = {
      ...claims,
      // Of a reactivation, so that the Channel's own fields are read too.
      channelId: 'c'.repeat(24),
      networkId: `harbour-${user}`,
      uniqueName: `@${user}`,
      jti: mutator.random(),
    }
    const change = mutator.below(8)
    if (change === 0) changed.origin = mutator.origin(simulator.appUrl)
    if (change === 1 || change === 2) {
      const name = mutator.pick(['networkId', 'uniqueName', 'teamIds', 'exp', 'iat', 'extra'])
      changed[name] = mutator.value()
    }
    if (change === 3) {
      delete changed[mutator.pick(['accountId', 'manifestId', 'userId', 'origin', 'exp', 'iat'])]
      if (mutator.below(2) === 0) changed.manifestId = 'd'.repeat(24)
    }
    return `${head}.${encode(changed)}.${signature}`
  }

  const signInAs = (user: string, step: string) =>
    new URLSearchParams({ ':step': step, user, password: 'secret' }).toString()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const stepOn = (body: string) => decoded(/name=":step" value="([^"]*)"/.exec(body)?.[1] ?? '')

  /** A session of its own, standing at the Network's redirect. */
  async function sessionAtRedirect() {
    const token = new URL(await house.creationLink()).searchParams.get('token') ?? ''
    const begun = await send('begin', { url: `/connect/harbour?token=${token}` })
    const cookie = begun.cookie ?? ''
    const page = await send('begin', { url: '/connect/harbour', headers: { cookie } })
    const redirect = await send('begin', {
      method: 'POST',
      url: '/connect/harbour',
      headers: { cookie, ...form },
      payload: signInAs('oauth', stepOn(page.body)),
    })
    const shown = await send('begin', { url: redirect.location ?? '', headers: { cookie } })
    const state = /state=([\w-]{20,})/.exec(decoded(shown.body))?.[1] ?? ''
    t.match(state, /^[\w-]{32}$/, 'a session stands at the Network’s redirect')
    const row = await db
      .selectFrom('onboarding_sessions')
      .selectAll()
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow()
    return {
      cookie,
      state,
      /** Puts the session back to where it stood. */
      rewind: () =>
        db
          .updateTable('onboarding_sessions')
          .set({ sealed_state: row.sealed_state, version: row.version })
          .where('id', '=', row.id)
          .execute(),
    }
  }
  type Session = Awaited<ReturnType<typeof sessionAtRedirect>>

  const play: Record<Class, (mutator: Mutator, session: Session) => Promise<void>> = {
    /** Three of four can be read; the rest are broken as text. */
    async tokens(mutator) {
      const readable = mutator.below(4) > 0
      // Of its own, so that no two of them wait for each other.
      const user = `ada${mutator.below(1e9)}`
      const token = readable ? forgedToken(mutator, user) : mutator.text(valid)
      const path = mutator.pick(['connect', 'reconnect'])
      const twice = mutator.below(20) === 0 ? `&token=${mutator.below(9)}` : ''
      const answer = await send('tokens', {
        url: `/${path}/harbour?token=${encodeURIComponent(token.toWellFormed())}${twice}`,
      })
      const depth = depthOf(answer)
      if (!answer.cookie) {
        if (answer.location) await send('tokens', { url: answer.location })
        count('tokens', depth, !/unreadable|no-token|page/.test(depth))
        return
      }
      count('tokens', 'began a session', true)
      if (readable && mutator.below(5) === 0) await followToSocialHub(answer.cookie, user)
    },

    async cookies(mutator, { cookie }) {
      const [name = '', secret = ''] = cookie.split('=')
      const other = mutator.text(secret).replaceAll(/[^\x21-\x7e]|[;,]/g, '~')
      const sent = mutator.pick([
        `${name}=${other}`,
        `${name}=${other}; ${name}=${mutator.text(secret).replaceAll(/[^\x21-\x7e]/g, '')}`,
        `${name}="${other}"`,
        `${name.toUpperCase()}=${secret}`,
        `${name}=%00${other}`,
        `${name}=${'a'.repeat(mutator.below(5_000))}`,
        `__proto__=1; constructor=2; ${name}=${other}`,
      ])
      const answer = await send(
        'cookies',
        mutator.pick<InjectOptions>([
          { url: '/connect/harbour', headers: { cookie: sent } },
          { url: '/connect/harbour?begun=1&lang=de', headers: { cookie: sent } },
          { url: '/connect/harbour/callback?code=x&state=y', headers: { cookie: sent } },
          { method: 'POST', url: '/connect/harbour', headers: { cookie: sent, ...form } },
          { method: 'POST', url: '/connect/harbour/cancel', headers: { cookie: sent, ...form } },
        ]),
      )
      const depth = depthOf(answer)
      count('cookies', depth, !/no-token|opened from SocialHub/.test(depth))
    },

    /** The session is right: it is the `state` that must not pass. */
    async states(mutator, { cookie, state, rewind }) {
      const changed = mutator.text(state).toWellFormed()
      const other = encodeURIComponent(changed === state ? `${state}.` : changed)
      const query = mutator.pick([
        `state=${other}`,
        `state=${other}&state=${state}`,
        `state[]=${state}`,
        `State=${state}`,
        `state=${state}%20`,
        `state=%00${state}`,
        `state=`,
        ``,
      ])
      const answer = await send('states', {
        url: `/connect/harbour/callback?code=stolen&${query}`,
        headers: { cookie },
      })
      const depth = depthOf(answer)
      if (depth === 'went on') {
        found.push(`states: ${query} was taken for ${state}`)
        await rewind()
      }
      count('states', depth, true)
    },

    /** Session and state are right: what comes with them reaches the plugin. */
    async queries(mutator, session) {
      const text = () => encodeURIComponent(String(mutator.value()).toWellFormed())
      const names = ['code', 'error', 'scope', '__proto__', 'code[x]', 'toString', 'iss'] as const
      const parameters = Array.from(
        { length: 1 + mutator.below(6) },
        () => `${encodeURIComponent(mutator.pick(names))}=${text()}`,
      )
      const broken = mutator.below(10) === 0 ? '&%E0%A4%A=%zz&&=&' : ''
      const query = `${parameters.join('&')}${broken}`
      const headers = { cookie: session.cookie }
      const answer = await send('queries', {
        url: `/connect/harbour/callback?${query}&state=${session.state}`,
        headers,
      })
      const page = await send('queries', { url: '/connect/harbour', headers })
      count('queries', depthOf(page), answer.location !== undefined)
      await session.rewind()
    },

    /** Forms: the name of the step, and what is typed. */
    async steps(mutator, { cookie }) {
      const shown = await send('steps', { url: '/connect/harbour', headers: { cookie } })
      const body = new URLSearchParams()
      body.append(':step', mutator.text(stepOn(shown.body) || 'a step').toWellFormed())
      for (const name of [':account', ':name.0', ':unique-name.0', 'user', '__proto__', ':go']) {
        if (mutator.below(2) === 0) body.append(name, String(mutator.value()).toWellFormed())
      }
      const answer = await send('steps', {
        method: 'POST',
        url: mutator.pick(['/connect/harbour', '/connect/harbour?go=1&lang=xx']),
        headers: {
          cookie,
          'content-type': mutator.pick([
            'application/x-www-form-urlencoded',
            'application/json',
            'text/plain',
            'multipart/form-data; boundary=x',
          ]),
        },
        payload: body.toString(),
      })
      count('steps', depthOf(answer), true)
    },
  }

  /** Goes on with a session under a forged token as far as the pages allow. */
  async function followToSocialHub(cookie: string, user: string): Promise<void> {
    let page = await send('tokens', { url: '/connect/harbour', headers: { cookie } })
    for (const fields of [{}, { user, password: 'secret' }, NAMES]) {
      const step = stepOn(page.body)
      if (step === '') return
      const posted = await send('tokens', {
        method: 'POST',
        url: '/connect/harbour',
        headers: { cookie, ...form },
        payload: new URLSearchParams({ ':step': step, ...fields }).toString(),
      })
      if (posted.location === undefined) continue
      page = await send('tokens', { url: posted.location, headers: { cookie } })
    }
    const name = 'tokens: under a forged token, at last'
    const depth = `${name}: ${depthOf(page)}`
    depths.set(depth, (depths.get(depth) ?? 0) + 1)
    await send('tokens', {
      method: 'POST',
      url: '/connect/harbour/cancel',
      headers: { cookie, ...form },
    })
  }

  for (const [of, total] of Object.entries(INPUTS)) {
    const which = of as Class
    // One after the other: each finds itself as the newest.
    const sessions: Session[] = []
    while (sessions.length < LANES) sessions.push(await sessionAtRedirect())
    await Promise.all(
      sessions.map(async (session, lane) => {
        const mutator = new Mutator(SEED + lane)
        for (let left = total / LANES; left > 0; left -= 1) await play[which](mutator, session)
      }),
    )
  }

  for (const [depth, times] of [...depths].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    t.comment(`${String(times).padStart(6)}  ${depth}`)
  }
  t.comment(`${inputs} inputs, ${past} of them got past the first check`)
  t.ok(inputs >= 10_000, `${inputs} inputs`)
  t.ok(past >= inputs / 2, `${past} got past the first check`)
  t.same(found.slice(0, 10), [], `seed ${SEED}`)
  const stored = await db.selectFrom('channels').select('id').execute()
  t.same(stored, [], 'no Channel is stored')
  t.equal(Object.keys(simulator.state.data.channels).length, before, 'and SocialHub made none')
  const asked = simulator.journal.counts()['POST /channels']
  t.ok((asked?.byStatus[401] ?? 0) > 100, `SocialHub refused ${asked?.byStatus[401]} forged tokens`)
  t.equal(asked?.byStatus[201], undefined)
})

const NAMES = { ':name.0': 'Ada', ':unique-name.0': '@ada', limit: '7', language: 'de' }
