import { sql } from 'kysely'
import t, { type Test } from 'tap'
import type { CrashPoint } from '../src/crash-points.ts'
import { eraseContents } from '../src/store/expired.ts'
import { erasePerson } from '../src/store/person.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { runHere } from './fixtures/run-here.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const stage = await setStage()
const { network, simulator, db } = stage
const { file, remove } = await writeConfigFile(stage.config)
t.teardown(async () => {
  await stage.close()
  await remove()
})

const HOUR_MS = 3_600_000
const patient = { timeoutMs: 60_000 }

/** The Tickets of a Channel in the order in which they were created. */
function ticketsOf(socialhubChannelId: string) {
  return Object.values(simulator.state.data.tickets).filter(
    ({ channelId, hidden }) => channelId === socialhubChannelId && !hidden,
  )
}

const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

async function reconcile(t: Test, channel: string, ...more: string[]) {
  const words = ['channel', 'reconcile', channel, '--json', '-c', file, ...more]
  const { stdout, stderr, code } = await runHere(t, words)
  return { ...JSON.parse(stdout || '{}'), stderr, code }
}

/** As if so much time had passed since what is missing was missing first. */
async function anHourLater(channelId: string, hours = 1) {
  await sql`
    update interactions set missed_at = missed_at - ${hours} * interval '61 minutes',
      relisted_at = relisted_at - ${hours} * interval '61 minutes'
    where channel_id = ${channelId}`.execute(db)
}

t.test('what fetching lost is found by listing again: once, and in its order', async (t) => {
  t.setTimeout(300_000)
  const { channelId, socialhubChannelId } = await stage.addChannel('lossy', {
    fetchSince: new Date(Date.now() - 20 * 24 * HOUR_MS),
  })
  const root = network.addMessage('lossy', { text: 'root', time: ago(10 * HOUR_MS) })
  const edited = network.addMessage('lossy', { text: 'before', time: ago(9 * HOUR_MS) })
  const gone = network.addMessage('lossy', { text: 'to be deleted', time: ago(8 * HOUR_MS) })
  const erased = network.addMessage('lossy', { text: 'private', author: 'Eve', time: ago(HOUR_MS) })
  const host = await stage.startHost()
  const known = await eventually(
    () => ticketsOf(socialhubChannelId),
    (tickets) => tickets.length === 4,
  )
  const reply = simulator.act.reply({
    ticketId: known[0]?.id ?? '',
    actionId: 'reply',
    text: 'an answer from the Inbox',
  })
  await simulator.until(
    () => simulator.state.data.followups[reply.id]?.status === 'published',
    patient,
  )
  await erasePerson(db, stage.sealer, 'author-Eve')
  // More than one page, the newest of which comes first.
  const texts = Array.from({ length: 25 }, (_, number) => `lost ${number}`)
  for (const [number, text] of texts.entries()) {
    network.addMessage('lossy', {
      text,
      root: root.id,
      time: ago(HOUR_MS - number * 1_000),
      unlogged: true,
    })
  }
  network.changeMessage('lossy', edited.id, { text: 'after' }, { unlogged: true })
  network.changeMessage('lossy', gone.id, 'delete', { unlogged: true })
  network.addMessage('lossy', { text: 'long ago', time: ago(5 * 24 * HOUR_MS), unlogged: true })
  network.addMessage('lossy', {
    text: 'too long ago',
    time: ago(30 * 24 * HOUR_MS),
    unlogged: true,
  })

  const first = await reconcile(t, socialhubChannelId)
  t.match(first, { code: 0, missing: 25, edited: 1, deleted: 0, doubted: 0, failure: null })
  t.match(await reconcile(t, socialhubChannelId), { deleted: 0 }, 'a look at once is no second one')
  await anHourLater(channelId)
  t.match(await reconcile(t, socialhubChannelId), { missing: 0, edited: 0, deleted: 1 })
  const tickets = await eventually(
    () => ticketsOf(socialhubChannelId),
    (all) =>
      all.length === 4 + 1 + 25 &&
      all.some(({ interaction }) => interaction.message === 'after') &&
      all.some(
        ({ interaction }) => interaction.message?.includes('deleted on the Network') ?? false,
      ),
  )
  t.same(
    tickets.flatMap(({ interaction: { message = '' } }) =>
      message.startsWith('lost') ? message : [],
    ),
    texts,
    'the oldest first',
  )
  t.equal(tickets.filter(({ followupToId }) => followupToId !== undefined).length, 1, 'one reply')
  const stored = await db
    .selectFrom('interactions')
    .select(['content', 'erased_at'])
    .where('network_item_id', '=', erased.id)
    .executeTakeFirstOrThrow()
  t.equal(stored.content, null, 'what a person had erased does not come back')

  t.match(await reconcile(t, socialhubChannelId), { missing: 0, edited: 0, deleted: 0 })
  const further = await reconcile(t, socialhubChannelId, '--since', '40d')
  t.match(further, { missing: 1 }, 'nothing from before the Channel')
  await eventually(
    () => ticketsOf(socialhubChannelId).length,
    (count) => count === 31,
  )
  const { stdout } = await runHere(t, ['channel', 'show', socialhubChannelId, '-c', file])
  t.match(stdout, /last compared .*; 26 missing, 1 edited, 1 deleted in 30 days/)
  const left = await db.selectFrom('channels').selectAll().where('id', '=', channelId).execute()
  t.ok((left[0]?.reconcile_due_at?.getTime() ?? 0) > Date.now(), 'the next one is due later')
  await host.stop()
})

t.test('an edit is followed, though its message seems to be older than the Channel', async (t) => {
  const { channelId, socialhubChannelId } = await stage.addChannel('early')
  const second = Math.floor(Date.now() / 1_000) * 1_000
  const { id } = network.addMessage('early', {
    text: 'before',
    time: new Date(second).toISOString(),
  })
  const host = await stage.startHost()
  t.teardown(() => host.stop())
  const saying = (text: string) =>
    eventually(
      () => ticketsOf(socialhubChannelId).map(({ interaction }) => interaction.message),
      (messages) => messages[0] === text,
    )
  await saying('before')
  // As where a Network's times have no fractions, and the Channel began within that second.
  await db
    .updateTable('channels')
    .set({ fetch_since: new Date(second + 900) })
    .where('id', '=', channelId)
    .execute()
  network.changeMessage('early', id, { text: 'after' }, { unlogged: true })
  t.match(await reconcile(t, socialhubChannelId), { code: 0, missing: 0, edited: 1 })
  t.same(await saying('after'), ['after'])
})

t.test('what is merely on its way is no gap; a schedule begins by itself', async (t) => {
  t.setTimeout(200_000)
  const { channelId, socialhubChannelId } = await stage.addChannel('quick')
  const host = await stage.startHost()
  const dueOf = () =>
    db
      .selectFrom('channels')
      .select(['reconcile_due_at', 'fetched_at', 'reconciled_at'])
      .where('id', '=', channelId)
      .executeTakeFirstOrThrow()
  const { reconcile_due_at: due } = await eventually(dueOf, (row) => row.reconcile_due_at !== null)
  t.ok((due?.getTime() ?? 0) < Date.now() + HOUR_MS, 'within the shortest interval')
  await host.stop()
  // Not to be fetched for a day; and to be compared now, which sees what no fetch has brought.
  network.addMessage('quick', { text: 'on its way' })
  await db
    .updateTable('channels')
    .set({
      fetch_due_at: new Date(Date.now() + 24 * HOUR_MS),
      reconcile_due_at: new Date(),
    })
    .where('id', '=', channelId)
    .execute()
  await db
    .updateTable('turns')
    .set({ due_at: new Date() })
    .where('channel_id', '=', channelId)
    .execute()
  const again = await stage.startHost()
  await eventually(dueOf, (row) => row.reconciled_at !== null)
  const runs = await db
    .selectFrom('reconciliations')
    .selectAll()
    .where('channel_id', '=', channelId)
    .execute()
  t.match(runs, [{ missing: 0, edited: 0, deleted: 0, failure: null, by_operator: false }])
  await eventually(
    () => ticketsOf(socialhubChannelId).length,
    (count) => count === 1,
  )
  await again.stop()
})

t.test('a host that is killed while it compares loses and doubles nothing', async (t) => {
  t.setTimeout(300_000)
  for (const point of ['reconcile.listed', 'reconcile.stored'] satisfies CrashPoint[]) {
    const account = point.replaceAll('.', '-')
    const { channelId, socialhubChannelId } = await stage.addChannel(account)
    network.addMessage(account, { text: 'known' })
    const before = await stage.startHost()
    await eventually(
      () => ticketsOf(socialhubChannelId).length,
      (count) => count === 1,
    )
    await before.stop()
    network.addMessage(account, { text: 'lost', unlogged: true })
    t.match(await reconcile(t, socialhubChannelId, '--wait', '0'), { endedAt: null })
    const doomed = await stage.startHost({ holdAt: point })
    t.equal(await doomed.reached, point)
    await doomed.kill()
    const survivor = await stage.startHost()
    const [run] = await eventually(
      () =>
        db.selectFrom('reconciliations').selectAll().where('channel_id', '=', channelId).execute(),
      ([one]) => one !== undefined && one.ended_at !== null,
    )
    t.match(run, { missing: 1, failure: null })
    await eventually(
      () => ticketsOf(socialhubChannelId).length,
      (count) => count === 2,
    )
    const counts = simulator.journal.counts(socialhubChannelId)['POST /inbox/tickets']
    t.equal(counts?.byStatus['201'], 2, `${point}: each Ticket once`)
    await survivor.stop()
  }
})

t.test(
  'a listing gives way to a reply, and lists a reply whose answer was lost as ours',
  async (t) => {
    t.setTimeout(200_000)
    const { channelId, socialhubChannelId } = await stage.addChannel('polite')
    network.addMessage('polite', { text: 'a question' })
    const output: string[] = []
    const host = await stage.startHost({ output, config: { log: 'warn' } })
    const [ticket] = await eventually(
      () => ticketsOf(socialhubChannelId),
      (tickets) => tickets.length === 1,
    )
    // The time limit of the call would end it, too, but say so.
    network.fault({ call: 'list', delayBeforeMs: 60_000 })
    network.fault({ call: 'reply', breakConnection: 'after-effect' })
    const lists = () => network.watch().calls.list ?? 0
    const before = lists()
    t.match(await reconcile(t, socialhubChannelId, '--wait', '0'), { endedAt: null })
    await eventually(lists, (count) => count === before + 1)
    const published = network.nextEffect('reply')
    const followup = simulator.act.reply({
      ticketId: ticket?.id ?? '',
      actionId: 'reply-once',
      text: 'an answer',
    })
    await published
    t.equal(lists(), before + 1, 'the reply goes before the rest of the list')
    t.notMatch(output.join(''), 'took too long', 'which it interrupts')
    const [run] = await eventually(
      () =>
        db
          .selectFrom('reconciliations')
          .selectAll()
          .where('channel_id', '=', channelId)
          .where('ended_at', 'is not', null)
          .execute(),
      (ended) => ended.length > 0,
    )
    t.match(run, { missing: 0, failure: null })
    await simulator.until(
      () => simulator.state.data.followups[followup.id]?.status === 'published',
      patient,
    )
    t.equal(network.replies('polite').length, 1, 'published once')
    const own = ticketsOf(socialhubChannelId).filter(
      ({ interaction }) => interaction.networkItemId === network.replies('polite')[0]?.id,
    )
    t.equal(own.length, 1)
    t.equal(own[0]?.followupToId, ticket?.id, 'and its one Ticket is the Reply-Ticket')
    t.same(network.watch().overlaps, [])
    await host.stop()
  },
)

t.test('what was taken for deleted comes back when it is listed at two looks', async (t) => {
  t.setTimeout(200_000)
  const { channelId, socialhubChannelId } = await stage.addChannel('back')
  const only = network.addMessage('back', { text: 'the only one' })
  const host = await stage.startHost()
  t.teardown(() => host.stop())
  const says = (text: RegExp) =>
    eventually(
      () => ticketsOf(socialhubChannelId).map(({ interaction }) => interaction.message ?? ''),
      ([message = '']) => text.test(message),
    )
  await says(/^the only one$/)
  const look = async () => {
    await anHourLater(channelId)
    return await reconcile(t, socialhubChannelId)
  }
  network.hideMessage('back', only.id, true)
  t.match(await look(), { deleted: 0, doubted: 0 })
  const due = await db
    .selectFrom('channels')
    .select('reconcile_due_at')
    .where('id', '=', channelId)
    .executeTakeFirstOrThrow()
  const inMs = (due.reconcile_due_at?.getTime() ?? 0) - Date.now()
  t.ok(inMs < 1.2 * HOUR_MS, 'the second look comes within about an hour')
  t.match(await look(), { deleted: 1 }, 'a window of one message can lose it')
  await says(/deleted on the Network/)

  network.hideMessage('back', only.id, false)
  t.match(await look(), { edited: 0 }, 'listed once')
  network.hideMessage('back', only.id, true)
  t.match(await look(), { edited: 0, deleted: 0 })
  network.hideMessage('back', only.id, false)
  t.match(await look(), { edited: 0 }, 'once again: a look between lacked it')
  t.match(await look(), { edited: 1 })
  await says(/^the only one$/)

  t.comment('and it can be lost again, but what was erased meanwhile stays away')
  network.hideMessage('back', only.id, true)
  await look()
  t.match(await look(), { deleted: 1 })
  await says(/deleted on the Network/)
  await db
    .updateTable('interactions')
    .set({ erased_at: new Date() })
    .where('channel_id', '=', channelId)
    .execute()
  network.hideMessage('back', only.id, false)
  await look()
  t.match(await look(), { edited: 0 })
})

/** What takes a message away for good, though its deletion was only inferred. */
const takenAway: Readonly<
  Record<string, (channelId: string, ticketId: string) => Promise<unknown>>
> = {
  'the operator’s retention': async (channelId) => {
    await sql`
      update interactions set received_at = received_at - interval '100 days',
        delivered_at = delivered_at - interval '100 days'
      where channel_id = ${channelId}`.execute(db)
    // Passes over what the host is writing just now.
    await eventually(
      () => eraseContents(db, 90, 1_000),
      (count) => count > 0,
    )
  },
  'an agent’s delete': async (channelId, ticketId) => {
    simulator.act.deleteInteraction({ ticketId, actionId: 'hide' })
    const settled = () =>
      db
        .selectFrom('ticket_actions')
        .select('state')
        .where('channel_id', '=', channelId)
        .where('type', '=', 'delete')
        .where('settled_at', 'is not', null)
        .execute()
    const [action] = await eventually(settled, (actions) => actions.length === 1)
    return action
  },
}

for (const [what, take] of Object.entries(takenAway)) {
  t.test(`what ${what} took away does not come back when it is listed again`, async (t) => {
    t.setTimeout(200_000)
    const account = `taken-${what.length}`
    const { channelId, socialhubChannelId } = await stage.addChannel(account)
    // Own, since an agent may delete no others.
    const only = network.addMessage(account, { text: 'the only one', own: true })
    const host = await stage.startHost()
    t.teardown(() => host.stop())
    const [ticket] = await eventually(
      () => ticketsOf(socialhubChannelId),
      (tickets) => tickets.length === 1,
    )
    const look = async () => {
      await anHourLater(channelId)
      return await reconcile(t, socialhubChannelId)
    }
    network.hideMessage(account, only.id, true)
    await look()
    t.match(await look(), { deleted: 1 })
    await take(channelId, ticket?.id ?? '')
    network.hideMessage(account, only.id, false)
    await look()
    t.match(await look(), { edited: 0, missing: 0 })
    t.same(
      ticketsOf(socialhubChannelId).filter(
        ({ interaction }) => interaction.message === 'the only one',
      ),
      [],
    )
  })
}

t.test('a list that suddenly lacks almost everything is doubted', async (t) => {
  t.setTimeout(200_000)
  const { channelId, socialhubChannelId } = await stage.addChannel('empty')
  const messages = Array.from({ length: 13 }, () => network.addMessage('empty'))
  const host = await stage.startHost()
  await eventually(
    () => ticketsOf(socialhubChannelId).length,
    (count) => count === 13,
  )
  for (const { id } of messages.slice(1)) {
    network.changeMessage('empty', id, 'delete', { unlogged: true })
  }
  t.match(await reconcile(t, socialhubChannelId), { deleted: 0, doubted: 12 })
  await anHourLater(channelId)
  t.match(await reconcile(t, socialhubChannelId), { deleted: 0, doubted: 12 }, 'for a day')
  network.fault({ call: 'list', status: 403, times: 100 })
  const refused = await reconcile(t, socialhubChannelId, '--wait', '1')
  t.match(refused, { code: 0, endedAt: null }, 'a list that is refused is tried again')
  await simulator.idle()
  t.notOk(simulator.journal.counts(socialhubChannelId)['PATCH /inbox/tickets/:ticketId'])
  await host.stop()
})
