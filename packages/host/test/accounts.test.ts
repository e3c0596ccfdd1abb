import t from 'tap'
import { ConfigError, parseConfig, readConfig } from '../src/config.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { harbour } from './fixtures/harbour.ts'
import { openHouse } from './fixtures/house.ts'
import { type Seen, Visitor } from './fixtures/visitor.ts'

const SETTINGS = { language: 'de', topics: ['ships'], limit: '7' }
const named = (user: string) => ({ ':name.0': user, ':unique-name.0': `@${user}` })

async function signIn(link: string, user: string, language = 'en') {
  const visitor = new Visitor(language)
  const first = await visitor.open(link)
  const page: Seen = await visitor.submit(first, { user, password: 'secret' })
  return { visitor, page }
}

t.test('whom an operator serves', async (t) => {
  const house = await openHouse({ config: ({ accountId }) => ({ accounts: [accountId] }) })
  t.teardown(() => house.close())
  const { simulator, context, accountId } = house
  const stored = () => context.db.selectFrom('channels').select('account_id').execute()
  const channelOf = (networkId: string) =>
    Object.values(simulator.state.data.channels).find((channel) => channel.networkId === networkId)

  t.test('an Account on the list gets its Channel', async (t) => {
    const { visitor, page } = await signIn(await house.creationLink(), 'ada')
    const done = await visitor.submit(page, {
      ...named('ada'),
      ...SETTINGS,
      ':name.0': 'Ada of the North',
      greeting: 'Ahoy from Ada',
    })
    t.match(done.words, 'Your Channel is active')
    t.match(await stored(), [{ account_id: accountId }])
  })

  const other = simulator.act.createAccount({ name: 'Other' })

  t.test('a Channel of any other is given back, and the page says why', async (t) => {
    const link = await house.creationLink({ accountId: other.id })
    for (const [language, why] of [
      ['en', 'This Account is not served here'],
      ['de', 'Dieser Account wird hier nicht bedient'],
      ['fr', 'Ce compte n’est pas desservi ici'],
    ] as const) {
      const { visitor, page } = await signIn(link, 'eve', language)
      const refused = await visitor.submit(page, { ...named('eve'), ...SETTINGS })
      t.match(refused.words, why)
      t.equal(channelOf('harbour-eve')?.status, 'deactivated')
    }
    t.equal((await stored()).length, 1, 'nothing of it is kept')
  })

  t.test('what a token claims does not help', async (t) => {
    const link = new URL(await house.creationLink({ accountId: other.id }))
    const token = link.searchParams.get('token') ?? ''
    const [header, payload = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const lying = Buffer.from(JSON.stringify({ ...claims, accountId })).toString('base64url')
    link.searchParams.set('token', [header, lying, signature].join('.'))
    const { visitor, page } = await signIn(link.href, 'mallory')
    const refused = await visitor.submit(page, { ...named('mallory'), ...SETTINGS })
    t.notMatch(refused.words, 'Your Channel is active')
    t.equal(channelOf('harbour-mallory'), undefined, 'SocialHub refuses it')
    t.equal((await stored()).length, 1)
  })

  t.test('tokens that claim to be another Account’s show nothing that is stored', async (t) => {
    const { id: channelId = '' } = channelOf('harbour-ada') ?? {}
    const token = new URL(await house.creationLink({ accountId: other.id })).searchParams
    const [header, payload = '', signature] = (token.get('token') ?? '').split('.')
    const forged = (claims: object) => {
      const genuine = JSON.parse(Buffer.from(payload, 'base64url').toString())
      const lying = Buffer.from(JSON.stringify({ ...genuine, ...claims })).toString('base64url')
      return `${house.url}/reconnect/harbour?token=${[header, lying, signature].join('.')}`
    }
    const seen: Seen[] = []
    const given: unknown[] = []
    harbour.reactivates = (reactivation) => given.push(reactivation)
    for (const claims of [{ networkId: 'harbour-ada' }, {}]) {
      const visitor = new Visitor()
      const link = forged({ accountId, channelId, uniqueName: '@ada', ...claims })
      // The second one goes on with what the first left behind.
      for (const attempt of [1, 2]) {
        let page = await visitor.open(link)
        seen.push(page)
        for (let step = 0; step < 4 && page.text.includes(':step'); step += 1) {
          page = await visitor.submit(page, { user: 'ada', password: 'secret', ...SETTINGS })
          seen.push(page)
        }
        t.match(page.words, 'This took longer', `attempt ${attempt}: SocialHub refuses the token`)
      }
    }
    t.ok(seen.length > 8, `${seen.length} pages`)
    for (const { words, text } of seen) {
      t.notMatch(text, /Ada of the North|Ahoy from Ada/)
      t.notMatch(words, 'Why it had stopped')
    }
    t.same(given, [{ uniqueName: '@ada', networkId: 'harbour-ada' }, { uniqueName: '@ada' }])
    harbour.reactivates = () => undefined
    t.match(channelOf('harbour-ada'), { name: 'Ada of the North', status: 'active' })
  })

  t.test('the Channel that comes back keeps name, language and settings', async (t) => {
    const { id: channelId = '' } = channelOf('harbour-ada') ?? {}
    simulator.act.disableChannel({ channelId })
    const visitor = new Visitor('fr')
    const page = await visitor.open(await simulator.act.reactivationLink({ channelId }))
    const form = await visitor.submit(page)
    const done = await visitor.submit(form, { user: 'ada', password: 'secret' })
    t.match(done.words, 'Votre canal est de nouveau actif')
    t.match(done.words, 'Ada of the North', 'now that SocialHub has accepted the token')
    const { id } = await context.db
      .selectFrom('channels')
      .select('id')
      .where('network_id', '=', 'harbour-ada')
      .executeTakeFirstOrThrow()
    t.match(await loadCallChannel(context.db, context.sealer, id), {
      state: 'active',
      channel: { name: 'Ada of the North', language: 'en' },
      channelSettings: { greeting: 'Ahoy from Ada', limit: 7 },
    })
    t.equal(channelOf('harbour-ada')?.name, 'Ada of the North')
  })

  t.test('giving back is tried again when SocialHub fails meanwhile', async (t) => {
    simulator.faults.routes.add({ route: 'DELETE /channel', fault: 'server-error' })
    const link = await house.creationLink({ accountId: other.id })
    const { visitor, page } = await signIn(link, 'odo')
    const failed = await visitor.submit(page, { ...named('odo'), ...SETTINGS })
    t.equal(failed.status, 500)
    const again = await visitor.submit(await visitor.open(failed.url))
    t.match(again.words, 'This Account is not served here')
    t.equal(channelOf('harbour-odo')?.status, 'deactivated')
    t.equal((await stored()).length, 1)
  })
})

t.test('terms that a Customer has to accept', async (t) => {
  const house = await openHouse({
    config: {
      operator: {
        name: 'Nordlicht Agency',
        termsUrl: 'https://agency.example/terms',
        termsVersion: '2026-11',
      },
    },
  })
  t.teardown(() => house.close())
  const { context, accountId, simulator } = house
  const accepted = () => context.db.selectFrom('terms_acceptances').selectAll().execute()

  const { visitor, page } = await signIn(await house.creationLink(), 'ada')
  t.match(page.words, 'I accept the terms of Nordlicht Agency')
  t.match(page.text, 'href="https://agency.example/terms"')
  const without = await visitor.submit(page, { ...named('ada'), ...SETTINGS })
  t.equal(without.status, 422)
  t.match(without.words, 'Please accept the terms to go on.')
  t.match(without.text, /name="limit"[^>]*value="7"/, 'what was typed is still there')
  t.same(await accepted(), [])
  const done = await visitor.submit(without, { ...named('ada'), ...SETTINGS, ':terms': 'on' })
  t.match(done.words, 'Your Channel is active')
  const [channel] = Object.values(simulator.state.data.channels).filter(
    ({ networkId }) => networkId === 'harbour-ada',
  )
  const users = Object.values(simulator.state.data.users).map(({ id }) => id)
  const [acceptance, ...more] = await accepted()
  t.match(acceptance, {
    integration: 'harbour',
    account_id: accountId,
    socialhub_channel_id: channel?.id,
    version: '2026-11',
    url: 'https://agency.example/terms',
    accepted_at: Date,
  })
  t.ok(users.includes(acceptance?.user_id ?? ''), 'who accepted is known')
  t.same(more, [])
})

t.test('the settings', async (t) => {
  const written = {
    databaseUrl: 'postgres://localhost/x',
    publicUrl: 'http://127.0.0.1:1',
    keys: [{ id: 'test', key: 'ab'.repeat(32) }],
    operator: { name: 'Agency' },
    development: true,
  }
  t.equal(parseConfig(written).accounts, 'open')
  const ids = ['a'.repeat(24), 'b'.repeat(24)]
  t.strictSame(parseConfig({ ...written, accounts: ids }).accounts, ids)
  const half = { ...written, operator: { name: 'Agency', termsUrl: 'https://a.example' } }
  t.throws(() => parseConfig(half), ConfigError)
  const environment = {
    DATABASE_URL: written.databaseUrl,
    HUBWARD_PUBLIC_URL: written.publicUrl,
    HUBWARD_KEYS: `test:${'ab'.repeat(32)}`,
    HUBWARD_OPERATOR_NAME: 'Agency',
    HUBWARD_DEVELOPMENT: 'true',
  }
  const read = async (accounts: string) =>
    (await readConfig(undefined, { ...environment, HUBWARD_ACCOUNTS: accounts })).accounts
  t.equal(await read('open'), 'open')
  t.strictSame(await read(ids.join(', ')), ids)
  await t.rejects(read('everybody'), ConfigError)
})
