import got from 'got'
import t from 'tap'
import { loadCallChannel } from '../src/store/channels.ts'
import { changeSession, reloadSession } from '../src/store/onboarding-sessions.ts'
import { harbour } from './fixtures/harbour.ts'
import { openHouse } from './fixtures/house.ts'
import { decoded, Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

const NAMES = { ':name.0': 'Ada', ':unique-name.0': '@ada' }
const SETTINGS = { language: 'de', topics: ['ships', 'fees'], limit: '7' }

t.test('a Customer connects a Network', async (t) => {
  const house = await openHouse()
  t.teardown(() => house.close())
  const { simulator, context, accountId } = house
  const { db, sealer } = context

  /** Comes from SocialHub and signs in. */
  const signIn = async (user: string, visitor = new Visitor(), link?: string) => {
    const page = await visitor.open(link ?? (await house.creationLink()))
    return { visitor, page: await visitor.submit(page, { user, password: 'secret' }) }
  }
  const channelsAtSocialHub = () =>
    Object.values(simulator.state.data.channels).filter(
      ({ networkId, status }) => networkId?.startsWith('harbour-') && status === 'active',
    )
  const named = (user: string) => ({ ':name.0': user, ':unique-name.0': `@${user}` })

  t.test('from SocialHub’s link to an active Channel, and back', async (t) => {
    const visitor = new Visitor()
    const link = await house.creationLink()
    const token = new URL(link).searchParams.get('token') ?? ''
    const first = await visitor.open(link)

    t.notMatch(visitor.trail.slice(1).join(), token, 'the token leaves the address at once')
    const cookie = visitor.cookies.get('hubward-connect') ?? ''
    t.match(cookie, /Path=\/connect\/harbour;.*HttpOnly.*SameSite=Lax/)
    t.notMatch(first.text, token)
    t.match(first.headers.get('referrer-policy'), 'no-referrer')
    t.match(first.headers.get('content-security-policy'), /frame-ancestors 'none'/)
    t.equal(first.headers.get('cache-control'), 'no-store')

    const details = await visitor.submit(first, { user: 'ada', password: 'secret' })
    t.match(details.words, 'Set up your Channel')
    const done = await visitor.submit(details, {
      ...NAMES,
      ...SETTINGS,
      sites: 'https://a.example\nhttps://b.example\n',
      quiet: 'on',
      key: 'hush',
    })
    t.match(done.words, 'Your Channel is active')
    t.match(done.words, '/p/harbour/quay/harbour-ada', 'the plugin’s instructions are shown')
    t.match(done.text, `href="${simulator.appUrl}/settings/channels"`)

    const [channel] = channelsAtSocialHub()
    t.match(channel, { name: 'Ada', uniqueName: '@ada', networkId: 'harbour-ada' })
    const row = await db.selectFrom('channels').select('id').executeTakeFirstOrThrow()
    const stored = await loadCallChannel(db, sealer, row.id)
    t.match(stored, {
      socialhubChannelId: channel?.id,
      accountId,
      state: 'active',
      credentials: { user: 'ada' },
      channelSettings: {
        language: 'de',
        topics: ['ships', 'fees'],
        sites: ['https://a.example', 'https://b.example'],
        limit: 7,
        quiet: true,
        key: 'hush',
      },
    })
    const client = await got(`${simulator.apiUrl}/?accesstoken=${stored?.accessToken}`)
    t.equal(client.statusCode, 200, 'the token that was stored opens the Channel')
    const creations = await db.selectFrom('channel_creations').select(['state']).execute()
    t.same(creations, [{ state: 'stored' }])

    const { sealed_state } = await db
      .selectFrom('onboarding_sessions')
      .select('sealed_state')
      .executeTakeFirstOrThrow()
    t.notMatch(sealed_state.toString('latin1'), token.slice(-20), 'nothing stands there in clear')
    t.notMatch(house.log.join(''), token.slice(-20), 'no token is logged')
    t.notMatch(house.log.join(''), /secret|hush/, 'nor what was typed')
    t.match(
      (await visitor.open(done.url)).words,
      'Your Channel is active',
      'a reload shows it again',
    )
  })

  t.test('forms are checked beside their fields, in the page’s language', async (t) => {
    const visitor = new Visitor('de-AT,de;q=0.9')
    const page = await visitor.open(await house.creationLink())
    t.match(page.text, '<html lang="de">')
    t.match(page.words, 'Am Hafen anmelden')
    const refused = await visitor.submit(page, { user: 'a', password: '' })
    t.equal(refused.status, 422)
    t.match(refused.words, '2 Einträge müssen geändert werden')
    t.match(refused.words, 'Bitte schreiben Sie mindestens 2 Zeichen.')
    t.match(refused.text, /href="#field-user"/)
    t.match(
      refused.text,
      /aria-describedby="field-user-help field-user-problem" aria-invalid="true"/,
    )
    t.match(refused.text, /name="user"[^>]*value="a"/, 'what was typed is still there')
    t.match(refused.text, /<title>Fehler: /)

    const details = await visitor.submit(refused, { user: 'ok', password: 'secret' })
    const wrong = await visitor.submit(details, {
      ...named('ok'),
      sites: 'https://fine.example\nftp://not',
      language: 'fr',
      limit: '99',
    })
    t.equal(wrong.status, 422)
    t.match(wrong.words, 'Zeile 2: Das hat nicht die Form')
    t.match(wrong.words, 'Bitte wählen Sie eine der Möglichkeiten.')
    t.match(wrong.words, 'die höchstens 50 ist')
    const french = await visitor.open(`${house.url}/connect/harbour?lang=fr`)
    t.match(french.words, 'Configurer votre canal', 'the language is kept, and the step')
  })

  t.test('what the plugin says of a form stands beside the field too', async (t) => {
    const { visitor, page } = await signIn('refused')
    t.match(page.words, 'This password is not right.')
    t.notMatch(page.text, 'value="secret"', 'a secret is never sent back')
    const denied = await visitor.submit(page, { user: 'denied', password: 'secret' })
    t.match(denied.words, 'The access was refused.')
    t.match(denied.text, /name="user"[^>]*value="denied"/)
    const operator = await visitor.submit(denied, { user: 'operator', password: 'secret' })
    t.match(operator.words, 'This is the operator’s matter, not yours')
    const [code = ''] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(operator.words) ?? []
    t.match(house.log.join(''), `"errorId":"${code}"`, 'the log has it under the same code')
    t.match(house.log.join(''), 'the app was blocked')
    t.notMatch(operator.words, 'the app was blocked')
    t.match((await visitor.submit(operator)).words, 'Sign in to your harbour', 'and begins again')
  })

  t.test('a submit that is repeated, or of an older page, changes nothing', async (t) => {
    const visitor = new Visitor()
    const page = await visitor.open(await house.creationLink())
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    harbour.hold = () => {
      reached.resolve()
      return gate.promise
    }
    harbour.calls.length = 0
    const fields = { user: 'slow', password: 'secret' }
    const first = visitor.submit(page, fields)
    await reached.promise
    const second = await visitor.submit(page, fields)
    t.match(second.words, 'One moment, please')
    t.match(second.text, 'http-equiv="refresh"')
    gate.resolve()
    t.match((await first).words, 'Set up your Channel')
    t.same(harbour.calls, ['form'], 'the plugin was called once')
    t.match((await visitor.submit(page, fields)).words, 'Set up your Channel')
    t.same(harbour.calls, ['form'])
  })

  t.test('several accounts: those that are chosen become Channels', async (t) => {
    const { visitor, page } = await signIn('crew')
    t.match(page.words, 'What would you like to connect?')
    t.match((await visitor.submit(page, {})).words, 'Please choose at least one.')
    const names = (place: number, name: string) => ({
      [`:name.${place}`]: name,
      [`:unique-name.${place}`]: `@${name}`,
    })
    const crew = { ...names(0, 'anna'), ...names(1, 'bernhard'), ...names(2, 'cleo') }
    const details = await visitor.submit(page, { ':account': ['1', '2'], ...crew })
    t.match(details.words, 'Set up your Channels')
    const done = await visitor.submit(details, { ...SETTINGS, ':backfill': 'on' })
    t.match(done.words, 'Your Channels are active')
    const made = channelsAtSocialHub().map(({ networkId, name }) => [networkId, name])
    t.strictSame(made.slice(-2), [
      ['harbour-ben', 'bernhard'],
      ['harbour-cleo', 'cleo'],
    ])
    const { fetch_since, created_at } = await db
      .selectFrom('channels')
      .select(['fetch_since', 'created_at'])
      .where('network_id', '=', 'harbour-ben')
      .executeTakeFirstOrThrow()
    const days = Math.round((created_at.getTime() - fetch_since.getTime()) / 86_400_000)
    t.equal(days, 30, 'older messages were wanted')
    t.equal(fetch_since.getMilliseconds(), 0, 'a Network’s whole second is not before it')
  })

  t.test('a step that waits asks by itself until it is settled', async (t) => {
    const { visitor, page } = await signIn('wait')
    t.match(page.words, 'KJ-4711')
    t.match(page.text, '<meta http-equiv="refresh" content="30">')
    const row = db.selectFrom('onboarding_sessions').select('id').orderBy('created_at', 'desc')
    const { id } = await row.executeTakeFirstOrThrow()
    // As if the time were over.
    await db.transaction().execute((trx) =>
      changeSession(trx, sealer, id, (state) => ({
        ...state,
        ...(state.view.kind === 'wait' && { view: { ...state.view, pollAt: 0 } }),
      })),
    )
    t.match((await visitor.open(page.url)).words, 'Set up your Channel')
  })

  t.test('a Network’s own sign-in, bound to this browser and this step', async (t) => {
    const { visitor, page } = await signIn('oauth')
    t.match(page.words, 'Sign in at 127.0.0.1:9')
    t.match(page.text, '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/authorize')
    const way = /href="(http:\/\/127.0.0.1:9[^"]*)"/.exec(page.text)?.[1] ?? ''
    const query = new URL(decoded(way)).searchParams
    const callback = query.get('redirect_uri') ?? ''
    const state = query.get('state') ?? ''
    t.equal(callback, `${house.url}/connect/harbour/callback`)

    const foreign = await visitor.open(`${callback}?code=odo&state=guessed`)
    t.match(foreign.words, 'This answer does not belong to you')
    t.match(foreign.text, 'href="/connect/harbour">Try again', 'and the step is still there')
    t.match((await new Visitor().open(`${callback}?code=odo&state=${state}`)).words, 'opened from')
    const refused = await visitor.open(`${callback}?error=access_denied&state=${state}`)
    t.match(refused.words, 'Harbour does not allow this')
    t.match((await visitor.submit(refused)).words, 'Sign in to your harbour')

    const again = await signIn('oauth')
    const next = new URL(
      decoded(/href="(http:[^"]*authorize[^"]*)"/.exec(again.page.text)?.[1] ?? ''),
    )
    const back = `${callback}?code=odo&state=${next.searchParams.get('state')}`
    t.match((await again.visitor.open(back)).words, 'Set up your Channel')
    harbour.calls.length = 0
    const reloaded = await again.visitor.open(back)
    t.match(reloaded.words, 'Set up your Channel')
    t.notMatch(reloaded.url, 'code=')
    t.same(harbour.calls, [], 'a grant is redeemed once')
  })

  t.test('cancelled: back at SocialHub, and nothing is connected', async (t) => {
    const before = channelsAtSocialHub().length
    const { visitor, page } = await signIn('nobody')
    const back = await visitor.cancel(page)
    t.equal(back.url, `${simulator.appUrl}/settings/channels`)
    t.equal(channelsAtSocialHub().length, before)
    t.match((await visitor.open(page.url)).words, 'Nothing was connected')
    const late = await visitor.submit(page, named('nobody'))
    t.match(late.words, 'Nothing was connected', 'the browser’s back button revives nothing')
  })

  t.test('links that lead nowhere', async (t) => {
    const look = async (link: string, visitor = new Visitor()) => visitor.open(link)
    const expired = await look(await house.creationLink({ issuedAgoMs: 3_600_000 }))
    t.equal(expired.status, 410)
    t.match(expired.words, 'This took longer than 30 minutes')
    t.match(expired.text, `href="${simulator.appUrl}/settings/channels"`)
    t.notMatch(expired.url, 'token=')
    const german = /href="(\?[^"]*lang&#61;)de"/.exec(expired.text)?.[1] ?? ''
    const translated = await look(new URL(`${decoded(german)}de`, expired.url).href)
    t.match(translated.words, 'Das hat länger als 30 Minuten gedauert')
    t.match(translated.text, `href="${simulator.appUrl}/settings/channels"`)

    const foreign = await look(await house.creationLink({ origin: 'https://evil.example' }))
    t.equal(foreign.status, 400)
    t.match(foreign.words, 'This link does not come from SocialHub')
    t.notMatch(foreign.text, 'evil.example')
    t.match(house.log.join(''), 'evil.example')

    const trick = `${simulator.appUrl}@evil.example`
    t.match(
      (await look(await house.creationLink({ origin: trick }))).words,
      'not come from SocialHub',
    )
    for (const origin of [`blob:${simulator.appUrl}/x`, `filesystem:${simulator.appUrl}/x`]) {
      const inner = await look(await house.creationLink({ origin }))
      t.match(inner.words, 'not come from SocialHub', origin)
    }
    t.match((await look(`${house.url}/connect/harbour?token=rubbish`)).words, 'link is incomplete')
    t.match(
      (await look(`${house.url}/connect/harbour`)).words,
      'This page is opened from SocialHub',
    )
    const unknown = await look(`${house.url}/connect/nothing?token=rubbish`)
    t.equal(unknown.status, 404)
    t.match(unknown.words, 'This Network is not offered here')

    const visitor = new Visitor()
    visitor.cookiesOff = true
    const lost = await look(await house.creationLink(), visitor)
    t.match(lost.words, 'your browser refuses cookies')
  })

  t.test('the token expires on the way', async (t) => {
    const visitor = new Visitor()
    const link = await house.creationLink({ issuedAgoMs: 30 * 60_000 - 30_000 })
    const { page } = await signIn('tardy', visitor, link)
    const before = channelsAtSocialHub().length
    // Our own clock allows a minute more: SocialHub's answer decides.
    house.clock.aheadMs = 60_000
    const late = await visitor.submit(page, { ...named('tardy'), ...SETTINGS })
    house.clock.aheadMs = 0
    t.match(late.words, 'This took longer than 30 minutes')
    t.match(late.words, 'Your sign-in is kept in this browser for an hour')
    t.match(late.text, 'Back to SocialHub')
    t.notMatch(late.words, 'Start again')
    t.equal(channelsAtSocialHub().length, before)

    const back = await visitor.open(await house.creationLink())
    t.match(back.words, 'You signed in before the time ran out')
    t.match(back.text, /value="tardy"/, 'what was typed is there')
    const done = await visitor.submit(back, { ...named('tardy'), ...SETTINGS })
    t.match(done.words, 'Your Channel is active', 'nobody signed in a second time')
    t.equal(channelsAtSocialHub().length, before + 1)
    const again = await visitor.open(await house.creationLink())
    t.match(again.words, 'Sign in to your harbour', 'it is kept for one Channel, not for ever')
  })

  t.test('a token that has expired is noticed before the Customer types more', async (t) => {
    const { visitor, page } = await signIn('sleepy')
    const row = db.selectFrom('onboarding_sessions').selectAll().orderBy('created_at', 'desc')
    const { id } = await row.executeTakeFirstOrThrow()
    await db.transaction().execute((trx) =>
      changeSession(trx, sealer, id, (state) => ({
        ...state,
        errand: { ...state.errand, expiresAt: 0 },
      })),
    )
    t.match((await visitor.open(page.url)).words, 'This took longer than 30 minutes')
    t.match((await visitor.submit(page, named('sleepy'))).words, 'This took longer than 30 minutes')
    const ended = await reloadSession(db, sealer, id)
    t.match(ended?.state, {
      errand: { token: null },
      drafts: [{ account: { credentials: Object } }],
    })
    const late = await visitor.open(await house.creationLink())
    t.match(late.words, 'Sign in to your harbour', 'an hour after its end nothing is kept any more')
  })

  t.test('what was authenticated goes to nobody else', async (t) => {
    const link = await house.creationLink({ issuedAgoMs: 30 * 60_000 - 30_000 })
    const expired = async (user: string) => {
      const { visitor } = await signIn(user, new Visitor(), link)
      const row = db.selectFrom('onboarding_sessions').selectAll().orderBy('created_at', 'desc')
      const { id } = await row.executeTakeFirstOrThrow()
      await db.transaction().execute((trx) =>
        changeSession(trx, sealer, id, (state) => ({
          ...state,
          errand: { ...state.errand, expiresAt: Date.now() - 600_000 },
        })),
      )
      return { visitor, id }
    }
    const stranger = simulator.act.createAccount({ name: 'A stranger' })
    const lured = await expired('lured')
    const foreign = await lured.visitor.open(await house.creationLink({ accountId: stranger.id }))
    t.match(foreign.words, 'Sign in to your harbour', 'another Account’s link')

    const elsewhere = await expired('elsewhere')
    const other = await new Visitor().open(await house.creationLink())
    t.match(other.words, 'Sign in to your harbour', 'another browser')
    const mine = await elsewhere.visitor.open(await house.creationLink())
    t.match(mine.words, 'You signed in before the time ran out')
    t.match((await reloadSession(db, sealer, elsewhere.id))?.state, {
      view: { kind: 'ended' },
      drafts: [{ account: { credentials: null } }],
    })
    const cancelled = await expired('cancelled')
    await cancelled.visitor.cancel(await cancelled.visitor.open(`${house.url}/connect/harbour`))
    t.match((await reloadSession(db, sealer, cancelled.id))?.state, {
      drafts: [{ account: { credentials: null } }],
    })
    const forgotten = await cancelled.visitor.open(await house.creationLink())
    t.match(forgotten.words, 'Sign in to your harbour', 'who cancels is forgotten')
  })

  t.test('what SocialHub refuses', async (t) => {
    const other = simulator.act.createAccount({ name: 'Other' })
    const duplicate = await signIn(
      'ada',
      new Visitor(),
      await house.creationLink({ accountId: other.id }),
    )
    const twice = await duplicate.visitor.submit(duplicate.page, { ...NAMES, ...SETTINGS })
    t.match(twice.words, 'support@socialhub.io')
    t.match(twice.text, 'mailto:support@socialhub.io')

    const { visitor, page } = await signIn('eve')
    const taken = await visitor.submit(page, { ...named('ada'), ...SETTINGS })
    t.match(taken.words, 'Another of your Channels in SocialHub has this unique name already')
    t.match(taken.text, /name=":unique-name.0"[^>]*aria-invalid="true"/)
    t.match(taken.text, /name="limit"[^>]*value="7"/, 'the settings are still there')

    simulator.act.setChannelLimit({ accountId, channelLimit: 1 })
    const limited = await visitor.submit(taken, { ...named('eve'), ...SETTINGS })
    t.match(limited.words, 'happy@socialhub.io')
    simulator.act.setChannelLimit({ accountId, channelLimit: null })
    const done = await visitor.submit(limited)
    t.match(done.words, 'Your Channel is active', 'it goes on once there is room')
  })

  t.test('SocialHub is slow, busy or gone', async (t) => {
    const { visitor, page } = await signIn('gale')
    const { routes } = simulator.faults
    routes.add({ route: 'POST /channels', fault: 'too-many-requests' })
    const busy = await visitor.submit(page, { ...named('gale'), ...SETTINGS })
    t.match(busy.words, 'SocialHub asks for a pause')
    routes.add({ route: 'POST /channels', fault: 'lost-answer' })
    const lost = await visitor.submit(busy)
    t.match(lost.words, 'We don’t know yet whether this worked')
    t.equal(count(channelsAtSocialHub(), 'harbour-gale'), 1, 'SocialHub has it already')
    t.equal(await stored('harbour-gale'), undefined, 'nothing is a Channel before the 201')
    const done = await visitor.submit(lost)
    t.match(done.words, 'Your Channel is active')
    t.equal(count(channelsAtSocialHub(), 'harbour-gale'), 1, 'and no second one')
    const channel = await stored('harbour-gale')
    const answer = await got(`${simulator.apiUrl}/?accesstoken=${channel?.accessToken}`)
    t.equal(answer.statusCode, 200, 'the token is the one that SocialHub told last')
    t.same(
      (
        await db
          .selectFrom('channel_creations')
          .select('state')
          .where('network_id', '=', 'harbour-gale')
          .orderBy('created_at')
          .execute()
      ).map(({ state }) => state),
      ['refused', 'repeated', 'stored'],
    )
  })

  t.test('a host that ends between SocialHub’s answer and storing it', async (t) => {
    for (const refuse of [false, true]) {
      const user = refuse ? 'wrecked' : 'sunk'
      const { visitor, page } = await signIn(user)
      house.points.at = (point) =>
        point === 'channel.answered'
          ? Promise.reject(new Error('the host ends'))
          : Promise.resolve()
      const failed = await visitor.submit(page, { ...named(user), ...SETTINGS })
      t.equal(failed.status, 500)
      t.notMatch(failed.text, 'the host ends')
      house.points.at = () => Promise.resolve()
      const interrupted = await visitor.open(failed.url)
      t.match(interrupted.words, 'Almost there')
      if (refuse) simulator.state.settings.activeMatch = 'refuse'
      const after = await visitor.submit(interrupted)
      if (refuse) {
        t.match(after.words, 'This Channel is active already')
        simulator.state.settings.activeMatch = 'replace'
      } else {
        t.match(after.words, 'Your Channel is active')
        t.equal((await stored('harbour-sunk'))?.state, 'active')
      }
    }
  })

  t.test('two submits at once make one attempt', async (t) => {
    const { visitor, page } = await signIn('twins')
    const reached = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    house.points.at = (point) => {
      if (point !== 'channel.recorded') return Promise.resolve()
      reached.resolve()
      return goOn.promise
    }
    const fields = { ...named('twins'), ...SETTINGS }
    const first = visitor.submit(page, fields)
    await reached.promise
    t.match((await visitor.submit(page, fields)).words, 'One moment, please')
    goOn.resolve()
    t.match((await first).words, 'Your Channel is active')
    house.points.at = () => Promise.resolve()
  })

  t.test('a Channel comes back with the same account, and with no other', async (t) => {
    const before = await stored('harbour-eve')
    const { socialhubChannelId = '' } = before ?? {}
    simulator.act.disableChannel({ channelId: socialhubChannelId })
    await eventually(
      () => stored('harbour-eve'),
      (channel) => channel?.state === 'disabled',
    )
    const link = await simulator.act.reactivationLink({ channelId: socialhubChannelId })
    const visitor = new Visitor()
    const why = await visitor.open(link)
    t.match(why.words, /Reconnect @eve SocialHub asks you to reconnect this Channel/)
    const page = await visitor.submit(await visitor.submit(why), {
      user: 'mallory',
      password: 'secret',
    })
    t.match(page.words, 'You signed in with @mallory, but the Channel in SocialHub belongs to @eve')
    const password = 'secret'
    const same = await visitor.submit(await visitor.submit(page), { user: 'impostor', password })
    t.match(same.words, 'This is a different account', 'a name alone is no proof')
    const done = await visitor.submit(await visitor.submit(same), { user: 'eve', password })
    t.match(done.words, 'Your Channel is active again')
    t.match(done.words, 'This Channel was switched off in SocialHub.')
    const after = await stored('harbour-eve')
    t.match(after, { id: before?.id, state: 'active', channelSettings: { limit: 7 } })
    t.equal(after?.tokenGeneration, (before?.tokenGeneration ?? 0) + 1)
  })

  async function stored(networkId: string) {
    const row = await db
      .selectFrom('channels')
      .select('id')
      .where('network_id', '=', networkId)
      .executeTakeFirst()
    return row && loadCallChannel(db, sealer, row.id)
  }
})

function count(channels: readonly { networkId?: string }[], networkId: string): number {
  return channels.filter((channel) => channel.networkId === networkId).length
}
