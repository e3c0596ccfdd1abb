import t from 'tap'
import { setAccountLabel } from '../src/store/accounts.ts'
import { reloadSession } from '../src/store/onboarding-sessions.ts'
import { openHouse } from './fixtures/house.ts'
import { Visitor } from './fixtures/visitor.ts'

const SETTINGS = { language: 'de', topics: ['ships'], limit: '7' }
const named = (user: string) => ({ ':name.0': user, ':unique-name.0': `@${user}` })

t.test('links that somebody else sent', async (t) => {
  const house = await openHouse()
  t.teardown(() => house.close())
  const { simulator, context, accountId } = house
  const { db, sealer } = context

  const signIn = async (user: string, visitor = new Visitor(), link?: string) => {
    const page = await visitor.open(link ?? (await house.creationLink()))
    return { visitor, page: await visitor.submit(page, { user, password: 'secret' }) }
  }
  const channelsAtSocialHub = () =>
    Object.values(simulator.state.data.channels).filter(({ networkId }) =>
      networkId?.startsWith('harbour-'),
    )

  t.test('another link does not replace a session that is running', async (t) => {
    const stranger = simulator.act.createAccount({ name: 'A stranger with a link' })
    const before = channelsAtSocialHub().length
    const { visitor, page } = await signIn('running', new Visitor('de'))
    t.match(page.words, `Für den SocialHub-Account ${accountId}`)
    const theirs = () => house.creationLink({ accountId: stranger.id })
    const link = await theirs()
    const asked = await visitor.open(link)
    t.match(asked.words, 'Sie verbinden gerade schon einen Kanal')
    t.match(asked.words, new RegExp(`${accountId}.*${stranger.id}`), 'both Accounts are named')
    t.notMatch(asked.url, 'token=')
    const english = await visitor.open(`${house.url}/connect/harbour?other=1&lang=en`)
    t.match(english.words, 'You are already connecting a Channel')
    t.match((await visitor.open(page.url)).words, 'Ihren Kanal einrichten', 'it still runs')

    const foreign = await fetch(`${house.url}/connect/harbour/which`, {
      method: 'POST',
      body: new URLSearchParams({ ':session': 'next' }),
      headers: {
        accept: 'text/html',
        cookie: [...visitor.cookies.values()].map((cookie) => cookie.split(';')[0]).join('; '),
      },
    })
    t.match(foreign.url, 'other=1', 'a form that is not from this page changes nothing')
    const kept = await visitor.submit(asked, { ':session': 'running' })
    t.match(kept.words, 'Ihren Kanal einrichten')
    t.match(kept.text, /value="running"/, 'with all that was given')
    const late = await visitor.submit(asked, { ':session': 'next' })
    t.match(late.words, 'Ihren Kanal einrichten', 'the question is answered')

    const again = await visitor.open(await theirs())
    const anew = await visitor.submit(again, { ':session': 'next' })
    t.match(anew.words, `Für den SocialHub-Account ${stranger.id} Am Hafen anmelden`)
    t.notMatch(anew.text, 'running', 'nothing of the other one')
    const old = await visitor.submit(kept, named('running'))
    t.match(old.words, 'Am Hafen anmelden', 'what was begun is forgotten')
    t.equal(channelsAtSocialHub().length, before)
    const ended = await db.selectFrom('onboarding_sessions').select('id').execute()
    for (const { id } of ended) {
      const { state } = (await reloadSession(db, sealer, id)) ?? {}
      if (state?.drafts[0]?.account.networkId !== 'harbour-running') continue
      t.match(state, { view: { kind: 'ended' }, drafts: [{ account: { credentials: null } }] })
    }
    const once = await house.creationLink()
    const here = await signIn('same', new Visitor(), once)
    t.match((await here.visitor.open(once)).words, 'Set up your Channel', 'the same link goes on')
  })

  t.test('the Account has its name once SocialHub has accepted the token', async (t) => {
    await setAccountLabel(db, accountId, 'Harbour Authority')
    const { visitor, page } = await signIn('labelled')
    t.match(page.words, `For the SocialHub Account ${accountId}`)
    t.notMatch(page.words, 'Harbour Authority', 'a forged token learns nobody’s name')
    const done = await visitor.submit(page, { ...named('labelled'), ...SETTINGS })
    t.match(done.words, 'For the SocialHub Account Harbour Authority Your Channel is active')
    await setAccountLabel(db, accountId, null)
  })

  t.test('odd claims are refused or shown plainly', async (t) => {
    const link = new URL(await simulator.act.reactivationLink({ channelId: anyChannel() }))
    const [head, payload = '', signature] = (link.searchParams.get('token') ?? '').split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const look = async (odd: object) => {
      const forged = Buffer.from(JSON.stringify({ ...claims, ...odd })).toString('base64url')
      link.searchParams.set('token', `${head}.${forged}.${signature}`)
      return await new Visitor().open(link.href)
    }
    for (const odd of [
      { uniqueName: 'x'.repeat(257) },
      { networkId: 'x'.repeat(257) },
      { userId: 'x'.repeat(257) },
      { teamIds: ['x'.repeat(257)] },
      { teamIds: Array.from({ length: 1_001 }, () => 'x') },
      { origin: `${simulator.appUrl}/${'x'.repeat(2_048)}` },
    ]) {
      t.match((await look(odd)).words, 'The link is incomplete', Object.keys(odd).join())
    }
    const uniqueName = '\u202e@eve\u0000\r\n\u2066<script>x\u200b</script>'
    const page = await look({ uniqueName, teamIds: ['<script>'] })
    t.match(page.words, 'Reconnect @eve <script>x</script>')
    t.notMatch(page.text, /[\u202e\u2066\u200b\0]|<script>x/)
    const long = await look({ uniqueName: '@eve'.repeat(60) })
    t.match(long.words, `Reconnect ${'@eve'.repeat(25)}… `)
  })

  function anyChannel(): string {
    return channelsAtSocialHub()[0]?.id ?? ''
  }

  t.test('an attempt of another Account repeats none of ours, wherever a host ends', async (t) => {
    const other = simulator.act.createAccount({ name: 'The later one' })
    const attempts = async () =>
      await db
        .selectFrom('channel_creations')
        .select(['account_id', 'state'])
        .where('network_id', '=', 'harbour-sunk')
        .orderBy('created_at')
        .execute()
    const rows = async () =>
      await db
        .selectFrom('channels')
        .select(['account_id', 'state'])
        .where((where) =>
          where.or([
            where('network_id', '=', 'harbour-sunk'),
            where('ended_network_id', '=', 'harbour-sunk'),
          ]),
        )
        .orderBy('id')
        .execute()
    const ours = await signIn('sunk')
    house.points.at = (point) =>
      point === 'channel.answered' ? Promise.reject(new Error('the host ends')) : Promise.resolve()
    const failed = await ours.visitor.submit(ours.page, { ...named('sunk'), ...SETTINGS })
    t.equal(failed.status, 500)
    t.same(await attempts(), [{ account_id: accountId, state: 'recorded' }])
    const made = channelsAtSocialHub().find(({ networkId }) => networkId === 'harbour-sunk')
    simulator.act.forgetNetworkId({ channelId: made?.id ?? '' })

    const link = await house.creationLink({ accountId: other.id })
    const theirs = await signIn('sunk', new Visitor(), link)
    const alsoFailed = await theirs.visitor.submit(theirs.page, { ...named('sunk'), ...SETTINGS })
    t.equal(alsoFailed.status, 500)
    house.points.at = () => Promise.resolve()
    t.same(await attempts(), [
      { account_id: accountId, state: 'recorded' },
      { account_id: other.id, state: 'recorded' },
    ])
    const interrupted = await theirs.visitor.open(alsoFailed.url)
    t.match((await theirs.visitor.submit(interrupted)).words, 'Your Channel is active')
    t.same(await rows(), [{ account_id: other.id, state: 'active' }])
    t.same(
      (await attempts()).map(({ account_id, state }) => [account_id, state]),
      [
        [accountId, 'recorded'],
        [other.id, 'repeated'],
        [other.id, 'stored'],
      ],
    )
  })
})
