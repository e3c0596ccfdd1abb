import got from 'got'
import { pino } from 'pino'
import t from 'tap'
import { addCustomChannel } from '../src/custom/add-channel.ts'
import { moveChannel } from '../src/custom/move.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { findChannel, loadCallChannel } from '../src/store/channels.ts'
import { createConnectLink, createSettingsLink, type LinkPurpose } from '../src/store/links.ts'
import { createPluginStore } from '../src/store/plugin-store.ts'
import { readPushes } from '../src/store/pushes.ts'
import { type Seen, Visitor } from './fixtures/visitor.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

t.test('another Account connects the same account of a Network', async (t) => {
  const stage = await setStage({ leaseMs: 30_000 })
  t.teardown(() => stage.close())
  const { simulator, network, db, sealer, config } = stage
  const { act, state } = simulator
  const { id: otherAccount } = act.createAccount({ name: 'The agency that lost the brand' })
  const mine = { accountId: simulator.accountId, name: 'Ours', greeting: 'Ahoy' }
  const theirs = { accountId: otherAccount, name: 'Theirs', greeting: '' }

  /** What a Customer does: "Add Channel", the account, the last page. */
  const add = async ({ accountId, name, greeting }: typeof mine) => {
    const { manifestId } = simulator
    const customer = new Visitor()
    const form = await customer.open(await act.creationLink({ accountId, manifestId }))
    const details = await customer.submit(form, { account: 'brand' })
    const names = { ':name.0': name, ':unique-name.0': `@${name}` }
    return await customer.submit(details, { ...names, greeting })
  }
  const rows = () =>
    db
      .selectFrom('channels')
      .select(['id', 'account_id', 'state', 'network_id', 'position', 'socialhub_channel_id'])
      .select(['state_cause', 'push_count'])
      .orderBy('id')
      .execute()
  const rowOf = async (accountId: string) => {
    const row = (await rows()).find((one) => one.account_id === accountId)
    if (!row) throw new Error(`no Channel of ${accountId}`)
    return row
  }
  const load = async (accountId: string) => {
    const channel = await loadCallChannel(db, sealer, (await rowOf(accountId)).id)
    if (!channel) throw new Error(`no Channel of ${accountId}`)
    return channel
  }
  const inbox = (accountId: string) =>
    Object.values(state.data.tickets).filter((ticket) => ticket.accountId === accountId)
  const texts = (accountId: string) =>
    inbox(accountId)
      .map(({ interaction }) => interaction.message)
      .toSorted()
  const push = () => got.post(`${config.publicUrl}/p/stub/push`, { json: { account: 'brand' } })

  await stage.startHost()
  t.match((await add(mine)).words, 'Your Channel is active')
  const former = await rowOf(mine.accountId)
  network.addMessage('brand', { text: 'said to the first' })
  await eventually(
    () => inbox(mine.accountId),
    (tickets) => tickets.length === 1,
  )
  await createPluginStore(db, sealer, 'stub', former.id).set('note', 'ours')
  await push()
  network.fault({ call: 'reply', account: 'brand', status: 429, retryAfterSeconds: 2, times: 500 })
  const ticketId = inbox(mine.accountId)[0]?.id ?? ''
  const waiting = act.reply({ ticketId, actionId: 'reply', text: 'never published' }).id
  await eventually(
    () => network.watch().calls.reply ?? 0,
    (calls) => calls > 0,
  )
  const settings = await createSettingsLink(db, sealer, former.id, 600_000)
  const refused = await add(theirs)
  t.match(refused.words, 'support@socialhub.io', 'SocialHub gives it to one Account only')
  t.equal((await rows()).length, 1)

  await t.test('once SocialHub has forgotten the first', async (t) => {
    act.forgetNetworkId({ channelId: former.socialhub_channel_id })
    // A Channel begins with the whole second in which it is made; what was said is of an earlier one.
    const said = Math.floor(Date.now() / 1_000)
    await eventually(
      () => Math.floor(Date.now() / 1_000),
      (second) => second > said,
    )
    t.match((await add(theirs)).words, 'Your Channel is active')
    const [one, two, ...more] = await rows()
    t.same(more, [])
    t.match(one, {
      id: former.id,
      account_id: mine.accountId,
      socialhub_channel_id: former.socialhub_channel_id,
      state: 'ended',
      network_id: null,
      state_cause: /Another SocialHub Account has connected the same account/,
    })
    t.match(two, { account_id: otherAccount, state: 'active', network_id: 'brand' })
  })

  await t.test('the later one inherits nothing', async (t) => {
    const later = await load(otherAccount)
    t.match(later, { channel: { name: 'Theirs' }, credentials: { account: 'brand' } })
    t.same(later.channelSettings, {})
    t.equal(await createPluginStore(db, sealer, 'stub', later.id).get('note'), undefined)
    t.same(await readPushes(db, later.id, 0, 10), [])
    network.addMessage('brand', { text: 'said to the second' })
    await push()
    await eventually(
      () => texts(otherAccount),
      (all) => all.length > 0,
    )
    t.same(texts(otherAccount), ['said to the second'], 'nothing of what the first had fetched')
    const actions = await db
      .selectFrom('ticket_actions')
      .select('id')
      .where('channel_id', '=', later.id)
      .execute()
    t.same(actions, [])
  })

  await t.test('pushes go to the one that lives', async (t) => {
    t.equal((await findChannel(db, 'stub', 'brand'))?.id, (await rowOf(otherAccount)).id)
    const before = await rowOf(mine.accountId)
    await push()
    t.equal((await rowOf(mine.accountId)).push_count, before.push_count)
    t.ok(Number((await rowOf(otherAccount)).push_count) >= 2)
  })

  await t.test('the former one keeps what is its own, and is over', async (t) => {
    const ended = await load(mine.accountId)
    t.equal(ended.credentials, null, 'what opens the account at the Network is erased')
    t.same(ended.channelSettings, { greeting: 'Ahoy' })
    t.match(await createPluginStore(db, sealer, 'stub', ended.id).get('note'), { value: 'ours' })
    t.same(texts(mine.accountId), ['said to the first'])
    await eventually(
      () => state.data.followups[waiting]?.status,
      (status) => status === 'failed',
    )
    t.match(state.data.followups[waiting]?.reason, 'in another SocialHub Account')
    t.same(network.replies('brand'), [], 'its replies are not published any more')
    await eventually(
      () => state.data.channels[former.socialhub_channel_id]?.status,
      (status) => status === 'deactivated',
    )
    const notice = await db
      .selectFrom('notices')
      .select(['kind', 'cause', 'channel_id'])
      .where('kind', '=', 'channel.ended')
      .executeTakeFirst()
    t.match(notice, { channel_id: former.id, cause: /Another SocialHub Account/ })
    const late = await new Visitor().open(`${config.publicUrl}/settings/${settings}`)
    t.equal(late.status, 410)
    t.match(late.words, 'This link no longer works')
    t.notMatch(late.words, 'Ours')
  })

  await t.test('links of one Account open nothing of another', async (t) => {
    const { integrations } = await loadIntegrations(config, pino({ level: 'silent' }))
    const integration = integrations.get('stub')
    if (!integration) throw new Error('the stub plugin could not be loaded')
    /** "hubward channel add", and the link that it prints. */
    const custom = async (accountId: string, name: string) => {
      const { id } = act.createCustomChannel({ accountId, name })
      const accessToken = await act.showToken({ channelId: id })
      const { manifest } = await addCustomChannel({ config, db, sealer }, integration, accessToken)
      return { id, manifest, link: await linkTo({ manifest, channelId: null }) }
    }
    const linkTo = async (purpose: LinkPurpose) =>
      `${config.publicUrl}/link/${await createConnectLink(db, sealer, purpose, 600_000)}`
    const follow = async (customer: Visitor, page: Seen, account: string) =>
      await customer.submit(await customer.submit(page, { account }), {
        ':name.0': account,
        ':unique-name.0': `@custom-${account}`,
      })

    const first = await custom(mine.accountId, 'Mine')
    const [early, late] = [new Visitor(), new Visitor()]
    const opened = [await early.open(first.link), await late.open(first.link)] as const
    t.match((await follow(early, opened[0], 'club')).words, 'Your Channel is active')
    const twice = await follow(late, opened[1], 'club')
    t.match(twice.words, 'This link has been used', 'opened twice, it works once')

    const second = await custom(otherAccount, 'Not mine')
    const rival = new Visitor()
    const taken = await follow(rival, await rival.open(second.link), 'club')
    t.match(taken.words, 'Another Channel is connected with this account')
    t.notMatch(taken.words, mine.accountId)

    const club = await db
      .selectFrom('channels')
      .select(['id', 'manifest', 'account_id'])
      .where('socialhub_channel_id', '=', first.id)
      .executeTakeFirstOrThrow()
    t.equal(club.account_id, mine.accountId)
    const purpose = { manifest: club.manifest, channelId: club.id }
    const reconnect = await linkTo(purpose)
    const asked = await rival.open(reconnect)
    t.match(asked.words, 'You are already connecting a Channel', 'in a session of another Account')
    t.match(asked.words, new RegExp(`${otherAccount}.*Reconnect @custom-club.*${mine.accountId}`))
    const kept = await rival.submit(asked, { ':session': 'running' })
    t.match(kept.words, `For the SocialHub Account ${otherAccount}`)
    const later = new Visitor()
    const both = [await early.open(reconnect), await later.open(reconnect)] as const
    t.match((await early.submit(both[0], { account: 'club' })).words, 'active again')
    const again = await later.submit(both[1], { account: 'club' })
    t.match(again.words, 'This link has been used', 'a reconnect, too')

    // The same account, as a Channel of the Reusable Manifest in another Account.
    const left = await linkTo(purpose)
    const [half, done] = [new Visitor(), new Visitor()]
    const begun = await half.open(left)
    const { manifestId } = simulator
    const link = await act.creationLink({ accountId: otherAccount, manifestId })
    t.match((await follow(done, await done.open(link), 'club')).words, 'Your Channel is active')
    const over = await half.submit(begun, { account: 'club' })
    t.match(over.words, 'This link has been used', 'the Channel that it was for has ended')
    t.match((await new Visitor().open(left)).words, 'This link no longer works')
    const row = await db
      .selectFrom('channels')
      .select(['account_id', 'state', 'network_id'])
      .where('id', '=', club.id)
      .executeTakeFirst()
    t.same(row, { account_id: mine.accountId, state: 'ended', network_id: null })
    await t.rejects(moveChannel({ config, db, sealer }, club.id), /has ended/)
  })

  await t.test('given back, it goes on with its own', async (t) => {
    act.forgetNetworkId({ channelId: (await rowOf(otherAccount)).socialhub_channel_id })
    t.match((await add({ ...mine, name: 'Ours again' })).words, 'Your Channel is active')
    t.same(
      (await rows())
        .slice(0, 2)
        .map(({ account_id, state, network_id }) => [account_id, state, network_id]),
      [
        [mine.accountId, 'active', 'brand'],
        [otherAccount, 'ended', null],
      ],
    )
    t.equal((await rowOf(mine.accountId)).id, former.id)
    await eventually(
      () => texts(mine.accountId),
      (all) => all.length === 2,
    )
    t.same(texts(mine.accountId), ['said to the first', 'said to the second'])
    t.same(texts(otherAccount), ['said to the second'])
  })
})
