import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { mediaUrl } from '@hubward/border'
import type { Interaction } from '@hubward/socialhub'
import { sql } from 'kysely'
import t from 'tap'
import { removeChannel } from '../src/erasure/remove.ts'
import { eraseExpired } from '../src/erasure/retention.ts'
import { mediaKeyOf } from '../src/plugins/media-key.ts'
import { beginRound } from '../src/round.ts'
import { listAudit } from '../src/store/audit-reading.ts'
import { updateChannelSettings } from '../src/store/channel-settings.ts'
import { openTexts } from '../src/store/contents.ts'
import { storeFile } from '../src/store/files.ts'
import { eraseCredentials, idleChannels } from '../src/store/grants.ts'
import { createPluginStore } from '../src/store/plugin-store.ts'
import { grantHash } from '../src/store/shared-grants.ts'
import { hubward } from './fixtures/command.ts'
import { openedDump, tablesWith } from './fixtures/dump.ts'
import { partsOf } from './fixtures/parts-of.ts'
import { unaccounted } from './fixtures/proof.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes(64)])

const tickets = ({ simulator }: Stage) =>
  Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)

/** Waits until so many Tickets are in SocialHub's Inbox. */
const untilTickets = (stage: Stage, count: number) =>
  stage.simulator.until(() => tickets(stage).length >= count && tickets(stage), {
    timeoutMs: 60_000,
    what: `${count} Tickets`,
  })

/** Replies in SocialHub's Inbox, and waits for what becomes of it. */
async function replyTo(stage: Stage, ticketId: string, text: string, actionId = 'reply') {
  const { simulator } = stage
  const { id } = simulator.act.reply({ ticketId, actionId, text })
  return await simulator.until(
    () => {
      const followup = simulator.state.data.followups[id]
      return followup?.status !== 'sending' && followup
    },
    { timeoutMs: 60_000, what: 'the end of a reply' },
  )
}

const settled = (stage: Stage) =>
  eventually(
    () =>
      stage.db.selectFrom('ticket_actions').select('id').where('settled_at', 'is', null).execute(),
    (open) => open.length === 0,
  )

/** Makes everything that is stored older. */
async function age({ db }: Stage, days: number): Promise<void> {
  for (const [table, columns] of Object.entries({
    interactions: ['received_at', 'delivered_at'],
    revisions: ['received_at'],
    ticket_actions: ['accepted_at', 'settled_at'],
    files: ['created_at'],
    plugin_store: ['updated_at'],
    channels: ['state_since'],
    channel_creations: ['updated_at'],
    pushes: ['received_at'],
  })) {
    for (const column of columns) {
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)} - ${days} * interval '1 day'`.execute(
        db,
      )
    }
  }
}

t.test(
  'what was delivered is erased after a while, and replies still find their way',
  async (t) => {
    const stage = await setStage()
    t.teardown(() => stage.close())
    const { network, db, config, sealer } = stage
    const parts = await partsOf(stage)
    const { channelId } = await stage.addChannel('shop')
    const first = network.addMessage('shop', {
      text: 'my-secret-question',
      author: 'curious-carla',
    })
    network.addMessage('shop', { text: 'another-question', author: 'dora' })
    const host = await stage.startHost()
    const [ticket] = await untilTickets(stage, 2).then((all) =>
      all.filter(({ interaction }) => interaction.networkItemId === first.id),
    )
    t.equal((await replyTo(stage, ticket?.id ?? '', 'an-early-answer')).status, 'published')
    await settled(stage)
    const stored = await storeFile(db, PNG, {
      integration: 'stub',
      channelId,
      name: 'photo-of-carla.png',
      mimeType: 'image/png',
      quota: { integrationBytes: 1_000_000, channelBytes: 1_000_000 },
    })
    const url = mediaUrl(config.publicUrl, mediaKeyOf(sealer, 'stub'), stored.reference)
    t.equal((await fetch(url)).status, 200)

    t.same(
      Object.values(await eraseExpired(parts)).filter((count) => count > 0),
      [],
      'nothing is old enough',
    )
    t.same(tablesWith(await openedDump(db), 'my-secret-question'), ['interactions'])
    await age(stage, 31)
    const erased = await eraseExpired(parts)
    t.match(erased, { messages: 2, actions: 1, files: 0 })
    const dumped = await openedDump(db)
    for (const text of [
      'my-secret-question',
      'another-question',
      'carla',
      'dora',
      'an-early-answer',
    ]) {
      t.same(tablesWith(dumped, text), text === 'carla' ? ['files'] : [], `no "${text}" is left`)
    }
    t.equal((await fetch(url)).status, 200, 'a file that exists only here is kept longer')

    const late = await replyTo(stage, ticket?.id ?? '', 'a-late-answer')
    t.equal(late.status, 'published', 'a reply to an erased Ticket is published')
    const replies = network.replies('shop')
    t.same(
      replies.map(({ text }) => text),
      ['an-early-answer', 'a-late-answer'],
    )
    t.same(
      replies.map(({ inReplyTo }) => inReplyTo),
      [first.id, first.id],
    )
    // Everything is fetched again: what was erased is still known.
    await sql`update channels set position = null, fetch_due_at = now()`.execute(db)
    await sql`update turns set due_at = now()`.execute(db)
    network.addMessage('shop', { text: 'a third one', author: 'emil' })
    await untilTickets(stage, 3 + 2)
    t.equal(
      tickets(stage).filter(({ interaction }) => interaction.networkItemId === first.id).length,
      1,
    )
    t.same(tablesWith(await openedDump(db), 'my-secret-question'), [], 'and does not come back')

    await age(stage, 340)
    t.match(await eraseExpired(parts), { files: 1 })
    t.equal((await fetch(url)).status, 410, 'an erased file says so')
    t.same(tablesWith(await openedDump(db), 'photo-of-carla'), [])
    await host.stop()
  },
)

t.test('a Channel that stands still for 90 days keeps no credentials', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer } = stage
  const parts = await partsOf(stage)
  const paused = await stage.addChannel('paused')
  const revoked = await stage.addChannel('revoked')
  const active = await stage.addChannel('active')
  await sql`update channels set state = 'paused', state_cause = 'holidays' where id = ${paused.channelId}`.execute(
    db,
  )
  await sql`update channels set state = 'revoked', state_cause = 'a new token' where id = ${revoked.channelId}`.execute(
    db,
  )
  await sql`
    insert into interactions (channel_id, network_item_id, state, thread, content)
    values (${revoked.channelId}, 'waiting-1', 'stored', 'waiting-1', '{"message":"never-delivered"}')`.execute(
    db,
  )
  await age(stage, 89)
  t.match(await eraseExpired(parts), { credentials: 0 })
  await age(stage, 2)
  // Two hosts have found it, and one after the other erases it.
  const [found] = (await idleChannels(db, 90, 2)).filter(({ id }) => id === revoked.channelId)
  if (!found) throw new Error('It has stood still.')
  t.match(await eraseExpired(parts), { credentials: 2 })
  t.notOk(await db.transaction().execute((trx) => eraseCredentials(trx, sealer, found, 'again')))
  t.match(await eraseExpired(parts), { credentials: 0 })
  const entries = await listAudit(db, sealer, { limit: 100 })
  const told = entries.filter(({ action }) => action === 'channel.credentials-erased')
  t.equal(told.length, 2, 'of each Channel the audit log says it once')
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'state', 'state_cause', 'sealed_credentials'])
    .orderBy('id')
    .execute()
  t.same(
    rows.map(({ id, sealed_credentials }) =>
      sealer.open('channels.sealed_credentials', id, sealed_credentials),
    ),
    [null, null, { account: 'active' }],
  )
  t.match(rows[0], {
    state: 'needs-authentication',
    state_cause: 'holidays (Its credentials were erased after 90 days: reconnect it.)',
  })
  t.match(rows[1], { state: 'revoked', state_cause: /a new token.*erased after 90 days/ })
  t.match(rows[2], { id: active.channelId, state: 'active', state_cause: null })
  t.same(tablesWith(await openedDump(db), 'never-delivered'), [])
})

t.test('what it had at the Network is given back', async (t) => {
  const stage = await setStage({ plugin: pathOf('./fixtures/mailboxes.ts') })
  t.teardown(() => stage.close())
  const { db, sealer } = stage
  const parts = await partsOf(stage)
  const store = createPluginStore(db, sealer, 'stub')
  const timesGivenBack = async (mailbox: string) =>
    (await store.get(`given-back/${mailbox}`))?.value ?? 0
  const add = async (account: string, state: string) => {
    const hash = grantHash(sealer, 'mailboxes', account.split('-')[0])
    const { channelId } = await stage.addChannel(account, { grantHash: hash })
    await sql`update channels set state = ${state} where id = ${channelId}`.execute(db)
  }
  const left = async () => {
    const rows = await db
      .selectFrom('channels')
      .select('network_id')
      .where('credentials_erased_at', 'is', null)
      .execute()
    return rows.map(({ network_id }) => network_id)
  }

  await t.test('once, where several had the same', async (t) => {
    await add('kiln-support', 'paused')
    await add('kiln-sales', 'disabled')
    await age(stage, 91)
    t.match(await eraseExpired(parts), { credentials: 2 })
    t.equal(await timesGivenBack('kiln'), 1)
    t.match(await eraseExpired(parts), { credentials: 0 })
    t.equal(await timesGivenBack('kiln'), 1)
  })

  await t.test('not while another Channel works with it', async (t) => {
    await add('oven-support', 'paused')
    await add('oven-sales', 'active')
    await age(stage, 91)
    t.match(await eraseExpired(parts), { credentials: 1 })
    t.equal(await timesGivenBack('oven'), 0)
    t.same(await left(), ['oven-sales'])
  })

  await t.test('unless the Network is down: that keeps no credentials', async (t) => {
    await store.set('unreachable', true)
    await add('loom-support', 'paused')
    await age(stage, 91)
    t.match(await eraseExpired(parts), { credentials: 1 })
    t.same(await left(), ['oven-sales'])
    await store.delete('unreachable')
  })

  await t.test('and not from who came back in this moment', async (t) => {
    await add('reed-support', 'paused')
    await add('rush-support', 'paused')
    await age(stage, 91)
    const given: string[] = []
    const plugins = {
      ...parts.plugins,
      revoke: async (...[channel, signal]: Parameters<typeof parts.plugins.revoke>) => {
        given.push(channel.id)
        // The other one is resumed while this one is given back.
        await sql`update channels set state = 'active'
          where state = 'paused' and id <> ${channel.id}`.execute(db)
        return await parts.plugins.revoke(channel, signal)
      },
    }
    await eraseExpired({ ...parts, plugins })
    t.equal(given.length, 1)
    const { state } = await db
      .selectFrom('channels')
      .select('state')
      .where('network_id', 'in', ['reed-support', 'rush-support'])
      .where('id', '<>', given[0] ?? '')
      .executeTakeFirstOrThrow()
    t.equal(state, 'active')
    t.equal((await left()).length, 2, 'it has its credentials')
  })

  await t.test('in rounds, each of which is over after a while', async (t) => {
    for (const name of ['silk', 'wool', 'jute']) await add(`${name}-support`, 'paused')
    await age(stage, 91)
    const over = () => beginRound(new AbortController().signal, 0)
    for (const round of ['first', 'second']) {
      t.match(await eraseExpired(parts, over()), { credentials: 1 }, round)
    }
    const stopping = new AbortController()
    const plugins = {
      ...parts.plugins,
      revoke: async (...[channel, signal]: Parameters<typeof parts.plugins.revoke>) => {
        stopping.abort()
        return await parts.plugins.revoke(channel, signal)
      },
    }
    const before = await left()
    const stopped = eraseExpired({ ...parts, plugins }, beginRound(stopping.signal))
    t.match(await stopped, { credentials: 0 }, 'a host that stops leaves it')
    t.same(await left(), before, 'with its credentials')
    t.match(await eraseExpired(parts), { credentials: 1 })
    const given = await Promise.all(['silk', 'wool', 'jute'].map(timesGivenBack))
    t.same(given, [1, 1, 1])
  })
})

t.test(
  'a Channel is removed while hosts run, and nothing but counts and dates is left',
  async (t) => {
    const stage = await setStage({ plugin: pathOf('./fixtures/returning.ts') })
    t.teardown(() => stage.close())
    const { network, db, config, simulator, sealer } = stage
    const gone = await stage.addChannel('gone-account')
    await stage.addChannel('kept-account')
    network.addMessage('gone-account', { text: 'words-of-the-gone', author: 'gone-author' })
    network.addMessage('kept-account', { text: 'words-of-the-kept', author: 'kept-author' })
    const hosts = await Promise.all([
      stage.startHost(),
      stage.startHost({ config: { listen: { host: '127.0.0.1', port: 0 } } }),
    ])
    const ticket = (await untilTickets(stage, 2)).find(
      ({ channelId }) => channelId === gone.socialhubChannelId,
    )
    await replyTo(stage, ticket?.id ?? '', 'answer-to-the-gone')
    await settled(stage)
    const { reference } = await storeFile(db, PNG, {
      integration: 'stub',
      channelId: gone.channelId,
      name: 'gone.png',
      mimeType: 'image/png',
      quota: { integrationBytes: 1_000_000, channelBytes: 1_000_000 },
    })
    const remove = (...options: string[]) =>
      hubward(config, 'channel', 'remove', gone.socialhubChannelId, ...options)

    const asked = await remove()
    t.equal(asked.code, 1)
    t.match(asked.err, /Add --confirm to do so/)

    const store = sealer.seal('plugin_store.sealed_value', 'stub/0/unreachable', true)
    await db
      .insertInto('plugin_store')
      .values({ integration: 'stub', key: 'unreachable', sealed_value: store })
      .execute()
    const refused = await remove('--confirm')
    t.equal(refused.code, 1)
    t.match(refused.err, /The grant remains at the Network: the Network does not answer/)
    t.match(refused.err, /Nothing was erased; the Channel rests \(paused\).*--force/)
    t.same(tablesWith(await openedDump(db), 'words-of-the-gone'), ['interactions'])

    await db.deleteFrom('plugin_store').where('key', '=', 'unreachable').execute()
    const removed = await remove('--confirm', '--json')
    t.equal(removed.code, 0, removed.err)
    t.match(JSON.parse(removed.out), {
      network: { outcome: 'ended' },
      socialhub: { outcome: 'ended' },
      erased: { integration: 'stub', ticketActions: 1, files: 1 },
    })
    const given = await db
      .selectFrom('plugin_store')
      .select(['key', 'sealed_value'])
      .where('key', '=', 'revoked/gone-account')
      .executeTakeFirstOrThrow()
    t.same(
      sealer.open('plugin_store.sealed_value', 'stub/0/revoked/gone-account', given.sealed_value),
      { account: 'gone-account' },
      'the Network got the grant back',
    )
    await db.deleteFrom('plugin_store').where('key', '=', given.key).execute()
    t.equal(simulator.state.data.channels[gone.socialhubChannelId]?.status, 'deactivated')

    const dumped = await openedDump(db)
    for (const text of [
      'gone-account',
      'words-of-the-gone',
      'gone-author',
      'answer-to-the-gone',
      'gone.png',
      ticket?.id ?? '',
    ]) {
      t.same(tablesWith(dumped, text), [], `no ${text} is left`)
    }
    t.same(tablesWith(dumped, gone.socialhubChannelId), ['audit_entries'], 'who removed which')
    t.same(tablesWith(dumped, 'words-of-the-kept'), ['interactions'], 'others are unharmed')
    t.equal(
      (await fetch(mediaUrl(config.publicUrl, mediaKeyOf(sealer, 'stub'), reference))).status,
      410,
    )

    const again = await remove('--confirm')
    t.equal(again.code, 1)
    t.match(again.err, /was removed on 20/)

    // The other Channel goes on.
    network.addMessage('kept-account', { text: 'more', author: 'kept-author' })
    await untilTickets(stage, 4)

    // A Network that never answers again does not keep a Channel from being erased.
    await db
      .insertInto('plugin_store')
      .values({ integration: 'stub', key: 'unreachable', sealed_value: store })
      .execute()
    const kept = await db
      .selectFrom('channels')
      .select('socialhub_channel_id')
      .executeTakeFirstOrThrow()
    const forced = await hubward(
      config,
      'channel',
      'remove',
      kept.socialhub_channel_id,
      '--confirm',
      '--force',
    )
    t.equal(forced.code, 0, forced.err)
    t.match(forced.out, /The Channel is removed/)
    t.match(forced.out, /The grant remains at the Network.*The Customer ends the grant/)
    t.same(tablesWith(await openedDump(db), 'words-of-the-kept'), [])
    await Promise.all(hosts.map((host) => host.stop()))
  },
)

t.test('a removal that was interrupted is begun again', async (t) => {
  const stage = await setStage({ plugin: pathOf('./fixtures/returning.ts') })
  t.teardown(() => stage.close())
  const { db, config } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel('half-gone')
  const parts = await partsOf(stage)
  const { plugins } = parts
  const crashing = {
    ...parts,
    plugins: {
      ...plugins,
      revoke: async (...given: Parameters<typeof plugins.revoke>) => {
        await plugins.revoke(...given)
        throw new Error('crash')
      },
    },
  }
  await t.rejects(removeChannel(crashing, channelId, { force: false }), { message: 'crash' })
  const [row] = await db.selectFrom('channels').select(['state', 'state_cause']).execute()
  t.match(row, { state: 'paused', state_cause: 'It is being removed.' })
  // The turn that the crash left behind ends by itself; here its end is brought forward.
  await sql`update turns set due_at = now()`.execute(db)
  const removal = await removeChannel(parts, channelId, { force: false })
  t.match(removal, { network: { outcome: 'ended' }, erased: { interactions: 0 } })
  t.same(
    tablesWith(await openedDump(db), socialhubChannelId),
    ['audit_entries'],
    'who removed which',
  )

  // One whose token was replaced: nobody here can end it at SocialHub, today or later.
  const revoked = await stage.addChannel('revoked')
  await sql`update channels set state = 'revoked' where id = ${revoked.channelId}`.execute(db)
  const command = ['channel', 'remove', revoked.socialhubChannelId, '--confirm']
  const { code, out, err } = await hubward(config, ...command)
  t.equal(code, 0, err)
  t.match(out, /SocialHub keeps the Channel: its Access Token was replaced/)
  t.match(out, /The Customer removes the Channel on the Channels Settings Page/)
})

t.test('what is known of a person is exported and erased, also what a plugin keeps', async (t) => {
  const stage = await setStage({ plugin: pathOf('../../../plugins/contact-form/src/index.ts') })
  t.teardown(() => stage.close())
  const { db, config, sealer, simulator } = stage
  const { channelId } = await stage.addChannel('form-1')
  await db
    .transaction()
    .execute((trx) => updateChannelSettings(trx, sealer, channelId, { title: 'Contact' }))
  const host = await stage.startHost()
  const write = async (name: string, message: string, picture?: string) => {
    const address = `${config.publicUrl}/p/stub/f/form-1`
    const page = await (await fetch(address)).text()
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? ''
    await pause(3_100)
    const form = new FormData()
    form.set('token', token)
    form.set('name', name)
    form.set('email', `${name}@example.org`)
    form.set('message', message)
    if (picture) form.set('picture', new File([PNG], picture, { type: 'image/png' }))
    return await fetch(address, { method: 'POST', body: form })
  }
  const [thanks] = await Promise.all([
    write('frieda', 'friedas-words', 'friedas-cat.png'),
    write('gustav', 'gustavs-words'),
  ])
  t.equal(thanks.status, 200)
  const conversation = /href="([^"]*\/c\/form-1\/[^"]+)"/.exec(await thanks.text())?.[1] ?? ''
  t.equal((await fetch(conversation)).status, 200)
  const all = await untilTickets(stage, 2)
  const ticket = all.find(({ interaction }) => interaction.message?.includes('friedas-words'))
  const picture = ticket?.interaction.pictures?.[0]?.small ?? ''
  t.equal((await fetch(picture)).status, 200)
  t.equal((await replyTo(stage, ticket?.id ?? '', 'answer-for-frieda')).status, 'published')
  await settled(stage)
  const row = await db
    .selectFrom('interactions')
    .select(['channel_id', 'network_item_id as networkItemId', 'content'])
    .where('ticket_id', '=', ticket?.id ?? '')
    .executeTakeFirstOrThrow()
  const stored = { row: `${row.channel_id}:${row.networkItemId}`, stored: row.content }
  const [content] = await openTexts<Interaction>(db, 'interactions.content', [stored])
  const interactorId = content?.interactor?.interactorId ?? ''

  const exported = await hubward(config, 'person', 'export', interactorId)
  t.equal(exported.code, 0, exported.err)
  const [inChannel] = JSON.parse(exported.out).channels
  t.equal(inChannel.integration, 'stub')
  t.match(inChannel.messages, [{ ticketId: ticket?.id, interaction: { message: /friedas-words/ } }])
  t.match(inChannel.ticketActions, [{ payload: { text: 'answer-for-frieda' } }])
  t.equal(inChannel.kept.length, 4, 'the opening, whose it is, the message and the answer')
  t.match(JSON.stringify(inChannel.kept), /frieda@example.org/)
  t.match(inChannel.files, [{ name: 'friedas-cat.png' }])
  t.notMatch(exported.out, 'gustav')

  const byName = await hubward(config, 'person', 'export', 'Frieda')
  t.equal(JSON.parse(byName.out).interactorId, interactorId, 'found by the name')
  const byMail = await hubward(config, 'person', 'erase', 'frieda@example.org', '--confirm')
  t.match(byMail, { code: 1, err: /only mentioned.*Repeat the command with the id/ })
  t.match(byMail.err, interactorId, 'an address may stand in what others wrote: it is only listed')
  t.notMatch(byMail.err, 'gustav')
  const listed = await hubward(config, 'person', 'erase', 'frieda', '--confirm')
  t.equal(listed.code, 1, 'nothing is erased by a name')
  t.match(listed.err, /1 messages, 1 Ticket Actions, 4 entries that the plugin keeps, 1 files/)
  t.match(listed.err, `hubward person erase ${interactorId} --confirm`)
  t.match(listed.err, /beyond this command/)
  t.match((await hubward(config, 'person', 'erase', interactorId)).err, /Add --confirm/)
  const erased = await hubward(config, 'person', 'erase', interactorId, '--confirm')
  t.equal(erased.code, 0, erased.err)
  t.match(erased.out, /Erased: 1 messages, 1 Ticket Actions, 4 entries that plugins kept, 1 files/)
  t.match(erased.out, `only SocialHub can erase: ${ticket?.id}`)
  const dumped = await openedDump(db)
  for (const text of ['frieda', 'answer-for-frieda', 'cat.png', interactorId]) {
    t.same(tablesWith(dumped, text), [], `no ${text} is left`)
  }
  t.same(tablesWith(dumped, 'gustavs-words'), ['interactions'], 'nobody else is touched')
  t.equal((await fetch(picture)).status, 410)
  t.match(await (await fetch(conversation)).text(), /no longer|not found|gone|does not exist/i)
  const after = JSON.parse((await hubward(config, 'person', 'export', interactorId)).out)
  t.same(
    [after.channels[0].kept, after.channels[0].files, after.channels[0].messages[0].interaction],
    [[], [], null],
  )
  const late = await replyTo(stage, ticket?.id ?? '', 'too late')
  t.equal(late.status, 'failed', 'an answer to somebody who was erased is reset')
  t.ok(simulator.state.data)
  await host.stop()
  t.same(await unaccounted(db), [], 'what was erased is accounted for')
})
