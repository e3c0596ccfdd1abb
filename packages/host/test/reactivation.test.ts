import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { loadCallChannel } from '../src/store/channels.ts'
import { type Seen, Visitor } from './fixtures/visitor.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const CONFIRM = 'POST /inbox/tickets/:ticketId/replies/:followupId/success'
const CREATE = 'POST /inbox/tickets'
const EDITED = 'the second question, put better'

t.test('a Channel that stopped comes back', async (t) => {
  // Nobody is killed here, and a turn that a busy machine loses would send Tickets a second time.
  const stage = await setStage({ leaseMs: 30_000 })
  t.teardown(() => stage.close())
  const { simulator, network, db, sealer } = stage
  const { data } = simulator.state

  /** A Channel with two messages in the Inbox, as it is seen from all sides. */
  const connect = async (account: string) => {
    const ids = await stage.addChannel(account)
    network.addMessage(account, { id: `${account}-first`, text: 'the first question' })
    network.addMessage(account, { id: `${account}-second`, text: 'the second question' })
    const { socialhubChannelId, channelId } = ids
    const load = async () => {
      const channel = await loadCallChannel(db, sealer, channelId)
      if (!channel) throw new Error(`${account} is not stored`)
      return channel
    }
    const tickets = () =>
      Object.values(data.tickets).filter(
        (ticket) => ticket.channelId === socialhubChannelId && !ticket.hidden,
      )
    const view = {
      ...ids,
      account,
      load,
      /** Ids of the messages in the Inbox that are no replies of ours, one for each Ticket. */
      inbox: () =>
        tickets()
          .filter(({ followupToId }) => followupToId === undefined)
          .map(({ interaction }) => interaction.networkItemId)
          .toSorted(),
      ticket: (item: string) => {
        const found = tickets().find(({ interaction }) => interaction.networkItemId === item)
        if (!found) throw new Error(`no Ticket for ${item}`)
        return found
      },
      reply: (item: string, text: string) =>
        simulator.act.reply({ ticketId: view.ticket(item).id, actionId: 'reply', text }).id,
      status: (followupId: string) => data.followups[followupId]?.status,
      state: (state: string) => eventually(load, (channel) => channel.state === state),
      texts: () => network.replies(account).map(({ text }) => text),
      counts: () => simulator.journal.counts(socialhubChannelId),
    }
    await eventually(view.inbox, (inbox) => inbox.length === 2)
    return view
  }
  type Connected = Awaited<ReturnType<typeof connect>>

  const action = (channel: Connected, followupId: string, isThere: (state: string) => boolean) =>
    eventually(
      () =>
        db
          .selectFrom('ticket_actions')
          .select(['state', 'failure'])
          .where('channel_id', '=', channel.channelId)
          .where('followup_id', '=', followupId)
          .executeTakeFirst(),
      (found) => found !== undefined && isThere(found.state),
    )

  /** Goes SocialHub's way back: why it stopped, the account, the last page. */
  const reconnect = async ({ socialhubChannelId, account }: Connected) => {
    const visitor = new Visitor()
    const link = await simulator.act.reactivationLink({ channelId: socialhubChannelId })
    const why = await visitor.open(link)
    const form = await visitor.submit(why)
    const done: Seen = await visitor.submit(form, { account })
    return { why, form, done }
  }

  /** What people say while nobody listens: three messages, and an edit of an older one. */
  const talkMeanwhile = async (account: string) => {
    for (const place of ['third', 'fourth', 'fifth']) {
      network.addMessage(account, { id: `${account}-${place}`, text: `said meanwhile: ${place}` })
    }
    await got.patch(`${network.url}/accounts/${account}/messages/${account}-second`, {
      json: { text: EDITED },
    })
  }
  const all = ({ account }: Connected) =>
    ['fifth', 'first', 'fourth', 'second', 'third'].map((place) => `${account}-${place}`)

  await stage.startHost()

  await t.test('switched off by the Customer', async (t) => {
    const channel = await connect('lena')
    const { channelId, socialhubChannelId, account } = channel
    const old = (await channel.load()).accessToken

    const unheard = simulator.faults.routes.add({
      route: CONFIRM,
      fault: 'server-error',
      times: 100,
      channelId: socialhubChannelId,
    })
    const published = channel.reply('lena-first', 'published before the gap')
    await action(channel, published, (state) => state === 'published')
    // Until the gap begins, however long that takes.
    network.fault({ call: 'reply', account, status: 429, retryAfterSeconds: 2, times: 1_000 })
    const waiting = channel.reply('lena-second', 'waits through the gap')
    await eventually(
      () => network.watch().calls.reply ?? 0,
      (calls) => calls >= 2,
    )
    await action(channel, waiting, (state) => state === 'accepted')
    const late = channel.reply('lena-first', 'waits too long')
    await action(channel, late, (state) => state === 'accepted')

    simulator.act.disableChannel({ channelId: socialhubChannelId })
    await channel.state('disabled')
    simulator.faults.routes.remove(unheard.id)
    await got.delete(`${network.url}/faults`)
    await talkMeanwhile(account)
    await sql`update ticket_actions set accepted_at = now() - interval '2 hours'
      where channel_id = ${channelId} and followup_id = ${late}`.execute(db)
    const before = channel.counts()

    const { why, form, done } = await reconnect(channel)
    t.match(why.words, 'Reconnect @lena')
    t.notMatch(why.words, 'This Channel was switched off', 'told once the token is accepted')
    t.notMatch(why.words, 'Since')
    t.match(form.text, /name="account"[^>]*value="lena"/, 'the plugin knows which account it was')
    t.match(done.words, 'Your Channel is active again')
    t.match(done.words, 'This Channel was switched off in SocialHub.')
    t.match(done.words, /Since \w+ \d+, \d{4}\./)

    await eventually(channel.inbox, (inbox) => inbox.length >= 5)
    await eventually(
      () => [published, waiting, late].map(channel.status),
      (statuses) => statuses.every((status) => status !== 'sending'),
    )
    t.same([published, waiting, late].map(channel.status), ['published', 'published', 'failed'])
    t.match(data.followups[late]?.reason, /./, 'the community manager reads why')
    t.same(channel.texts(), ['published before the gap', 'waits through the gap'])
    t.same(channel.inbox(), all(channel), 'nothing said meanwhile is lost, nothing is doubled')
    await eventually(
      () => channel.ticket('lena-second').interaction.message,
      (message) => message === EDITED,
    )
    t.equal(channel.counts()[CREATE]?.byStatus[409], undefined, 'nothing was sent a second time')
    t.equal(
      channel.counts()[CREATE]?.byStatus[201],
      (before[CREATE]?.byStatus[201] ?? 0) + 3,
      'fetching went on where it had stopped',
    )
    const after = await channel.load()
    t.equal(after.state, 'active')
    t.not(after.accessToken, old)
    t.equal(await statusWith(old), 401, 'SocialHub refuses the old token')
    t.equal(await statusWith(after.accessToken), 200, 'and takes the new one')
  })

  await t.test('its Access Token was replaced', async (t) => {
    const channel = await connect('mara')
    const { socialhubChannelId, account } = channel
    await simulator.act.createNewToken({ channelId: socialhubChannelId })
    network.addMessage(account, { id: 'mara-third', text: 'said meanwhile: third' })
    await channel.state('revoked')
    // The webhook of a Reusable Manifest stays, so people's replies still come in.
    const waiting = channel.reply('mara-first', 'waits for a token')
    await action(channel, waiting, (state) => state === 'accepted')
    for (const place of ['fourth', 'fifth']) {
      network.addMessage(account, { id: `mara-${place}`, text: `said meanwhile: ${place}` })
    }
    t.same(channel.texts(), [], 'nothing is published that could not be confirmed')
    const calls = channel.counts()

    const { why, done } = await reconnect(channel)
    t.notMatch(why.words, 'Access Token')
    t.match(done.words, 'a new Access Token was created for this Channel')
    t.match(done.words, 'Your Channel is active again')
    await eventually(channel.inbox, (inbox) => inbox.length >= 5)
    await eventually(
      () => channel.status(waiting),
      (status) => status !== 'sending',
    )
    t.equal(channel.status(waiting), 'published')
    t.same(channel.texts(), ['waits for a token'])
    t.same(channel.inbox(), all(channel))
    t.equal(channel.counts()[CREATE]?.byStatus[409], undefined)
    t.equal(calls[CREATE]?.byStatus[401] ?? 0, 1, 'the dead token was used once')
  })

  await t.test('the Network refused its grant', async (t) => {
    const channel = await connect('nora')
    const { socialhubChannelId, account } = channel
    network.fault({ call: 'fetch', account, status: 401, times: 2 })
    network.fault({ call: 'reply', account, status: 401, times: 3 })
    const waiting = channel.reply('nora-first', 'cannot be published')
    await channel.state('needs-authentication')
    await talkMeanwhile(account)
    await eventually(
      () => channel.status(waiting),
      (status) => status !== 'sending',
    )
    t.equal(channel.status(waiting), 'failed', 'it is reset, since nobody knows until when')
    const mail = await eventually(
      () => Object.values(data.notices).find((one) => one.channelId === socialhubChannelId),
      (found) => found !== undefined,
    )
    t.match(mail?.subject, 'has been deactivated', 'SocialHub tells the Customer')

    const { done } = await reconnect(channel)
    t.match(done.words, 'Stub Network no longer accepted the access that had been granted')
    t.match(done.words, 'Your Channel is active again')
    await eventually(channel.inbox, (inbox) => inbox.length >= 5)
    t.same(channel.inbox(), all(channel))
    simulator.act.retryFollowup({ followupId: waiting })
    await eventually(
      () => channel.status(waiting),
      (status) => status === 'published',
    )
    t.same(channel.texts(), ['cannot be published'], 'the new attempt is published once')
    t.equal(channel.counts()[CREATE]?.byStatus[409], undefined)
  })

  await t.test('with another account it does not', async (t) => {
    const channel = await connect('otto')
    const { socialhubChannelId } = channel
    simulator.act.disableChannel({ channelId: socialhubChannelId })
    await channel.state('disabled')
    const visitor = new Visitor('de')
    const link = await simulator.act.reactivationLink({ channelId: socialhubChannelId })
    const why = await visitor.open(link)
    t.match(why.words, '@otto neu verbinden SocialHub bittet Sie, diesen Kanal neu zu verbinden')
    t.notMatch(why.words, 'Dieser Kanal wurde in SocialHub abgeschaltet')
    const other = await visitor.submit(await visitor.submit(why), { account: 'lena' })
    t.match(other.words, 'Das ist ein anderes Konto')
    t.equal((await channel.load()).state, 'disabled', 'nothing changed')
    t.equal(data.channels[socialhubChannelId]?.status, 'deactivated')
    const back = await visitor.cancel(other)
    t.equal(back.url, `${simulator.appUrl}/settings/channels`, 'a way out')
  })

  await t.test('a link that lies learns nothing', async (t) => {
    const visitor = new Visitor()
    const channelId =
      Object.values(data.channels).find(({ networkId }) => networkId === 'otto')?.id ?? ''
    const honestLink = await simulator.act.reactivationLink({ channelId })
    const link = new URL(honestLink)
    const [head, payload = '', signature] = (link.searchParams.get('token') ?? '').split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const forged = Buffer.from(JSON.stringify({ ...claims, accountId: 'f'.repeat(24) }))
    link.searchParams.set('token', `${head}.${forged.toString('base64url')}.${signature}`)
    const page = await visitor.open(link.href)
    const words = ({ words: all }: Seen) =>
      all.slice(0, all.indexOf('Cancel')).replace(/[a-f0-9]{24}/, '')
    const honest = await new Visitor().open(honestLink)
    t.equal(words(page), words(honest), 'the page is the same, whatever a token claims')
  })

  async function statusWith(accessToken: string): Promise<number> {
    const { statusCode } = await got(`${simulator.apiUrl}/?accesstoken=${accessToken}`, {
      throwHttpErrors: false,
      retry: { limit: 0 },
    })
    return statusCode
  }
})
