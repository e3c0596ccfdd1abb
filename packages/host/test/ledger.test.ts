import { sql } from 'kysely'
import type { Logger } from 'pino'
import t, { type Test } from 'tap'
import { proveSome } from '../src/ledger/hourly.ts'
import { proveChannels } from '../src/ledger/prove-channels.ts'
import { storeRelisted } from '../src/store/absences.ts'
import { readFigures } from '../src/store/figures.ts'
import { prove } from '../src/store/proof.ts'
import { lastProof, storeProofs } from '../src/store/proofs.ts'
import type { Reconciliation } from '../src/store/reconciliations.ts'
import { storeEdit } from '../src/store/revisions.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { runHere } from './fixtures/run-here.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const proofOf = async ({ db }: Pick<Stage, 'db'>, channelId: string, since: Date | null = null) => {
  const [proof] = await proveChannels(db, [channelId], since)
  if (!proof) throw new Error('there is no such Channel')
  return proof
}

/** A Channel to which three people wrote, and where one reply and one button were done. */
async function busyStage() {
  const stage = await setStage()
  const { network, simulator, db } = stage
  const { channelId, socialhubChannelId } = await stage.addChannel('shop')
  for (const text of ['one', 'two', 'three']) network.addMessage('shop', { text })
  const host = await stage.startHost()
  const tickets = () => Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)
  await simulator.until(() => tickets().length === 3, { timeoutMs: 60_000, what: 'three Tickets' })
  const ticketId = tickets()[0]?.id ?? ''
  simulator.act.reply({ ticketId, actionId: 'reply', text: 'an answer' })
  simulator.act.pressButton({ ticketId, actionId: 'count' })
  await eventually(
    () =>
      db.selectFrom('ticket_actions').select('id').where('settled_at', 'is not', null).execute(),
    (settled) => settled.length === 2,
  )
  return { stage, channelId, socialhubChannelId, host }
}

/** What somebody does to the tables by hand, and what of it is said. */
const planted: Readonly<
  Record<
    string,
    {
      readonly hand: string
      readonly found: Readonly<Record<string, Partial<Record<'days' | 'odd', readonly object[]>>>>
      readonly unaccounted: number
    }
  >
> = {
  'a lost message': {
    hand: `delete from interactions where network_item_id = (select max(network_item_id) from interactions)`,
    found: { messages: { days: [{ counted: 4, stored: 3 }] } },
    unaccounted: 1,
  },
  'a doubled message': {
    hand: `insert into interactions (channel_id, network_item_id, state, thread, content, attempts, delivered_at,
      content_digest) select channel_id, network_item_id || '-again', state, thread, content, attempts, delivered_at,
      content_digest from interactions where state = 'delivered' limit 1`,
    found: { messages: { days: [{ counted: 4, stored: 5 }] } },
    unaccounted: 1,
  },
  'a message in the place of another': {
    hand: `update interactions set network_item_id = network_item_id || '-other'
      where network_item_id = (select max(network_item_id) from interactions)`,
    found: { messages: { days: [{ counted: 4, stored: 4 }] } },
    unaccounted: 1,
  },
  'an altered text': {
    hand: `update interactions set content = content || '{"message": "never said"}'
      where seq = (select min(seq) from interactions)`,
    found: { messages: { days: [], odd: [{ what: 'text' }] } },
    unaccounted: 1,
  },
  'an altered state': {
    hand: `update interactions set state = 'stored' where seq = (select min(seq) from interactions)`,
    found: { messages: { days: [], odd: [{ what: 'state' }] } },
    unaccounted: 1,
  },
  'a lost action': {
    hand: `delete from ticket_actions where type = 'reply'`,
    found: { ticketActions: { days: [{ counted: 2, stored: 1 }] } },
    unaccounted: 1,
  },
  'a doubled action': {
    hand: `insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id, ticket_id,
      network_item_id, payload, state, settled_at, payload_digest) select channel_id, event_uuid || '-again', subject,
      event_time + interval '1 s', type, action_id, ticket_id, network_item_id, payload, state, settled_at, payload_digest
      from ticket_actions where type = 'button'`,
    found: { ticketActions: { days: [{ counted: 2, stored: 3 }] } },
    unaccounted: 1,
  },
  'an altered reply': {
    hand: `update ticket_actions set payload = payload || '{"text": "never said"}' where type = 'reply'`,
    found: { ticketActions: { days: [], odd: [{ what: 'text' }] } },
    unaccounted: 1,
  },
  'an action that is said to be done': {
    hand: `update ticket_actions set state = 'sending' where type = 'button'`,
    found: { ticketActions: { days: [], odd: [{ what: 'state' }] } },
    unaccounted: 1,
  },
}

const { stage, channelId, socialhubChannelId, host } = await busyStage()
t.teardown(() => stage.close())
await host.stop()
const { db } = stage
const { file, remove } = await writeConfigFile(stage.config)
t.teardown(remove)

/** Runs `hubward` with the stage's configuration. */
async function hubward(t: Test, ...words: string[]) {
  const { stdout: out, stderr: err, code } = await runHere(t, [...words, '-c', file])
  return { out, err, code }
}

t.test('what came in is what is stored', async (t) => {
  t.match(await proofOf(stage, channelId), {
    messages: {
      counted: { received: 3, published: 1 },
      stored: { tickets: 3, own: 1 },
      byOlderHosts: 0,
    },
    ticketActions: { counted: { accepted: 2 }, stored: { done: 2 } },
    unaccounted: 0,
  })
  const { out, code } = await hubward(t, 'prove')
  t.equal(code, 0)
  t.match(out, /received +3\n +published here, and not fetched before +1\n += came in +4\n/)
  t.match(out, /Everything that came in is accounted for\./)
  const later = await hubward(t, 'prove', '--since', '2100-01-01', '--json')
  t.match(JSON.parse(later.out), { unaccounted: 0, messages: { counted: {}, stored: {} } })
  t.notOk(JSON.parse(later.out).messages.counted.received, 'nothing came in that late')
})

t.test('what somebody changed by hand is found', async (t) => {
  for (const [what, { hand, found, unaccounted }] of Object.entries(planted)) {
    await t.test(what, async (t) => {
      const tried = db.transaction().execute(async (trx) => {
        const { numAffectedRows } = await sql.raw(hand).execute(trx)
        t.equal(numAffectedRows, 1n)
        const [proof] = await prove(trx, { channelIds: [channelId], since: null })
        t.match(proof, { ...found, unaccounted })
        for (const [about, { days }] of Object.entries(found)) {
          // An empty list fits any.
          if (days) t.equal(Reflect.get(Object(proof), about).days.length, days.length)
        }
        throw new Error('undone')
      })
      await t.rejects(tried, { message: 'undone' })
    })
  }
  t.equal((await proofOf(stage, channelId)).unaccounted, 0)
})

t.test('what a host of an older version stored is told apart, for a day', async (t) => {
  for (const [until, byOlderHosts, unaccounted] of [
    ["now() + interval '1 hour'", 1, 0],
    ["now() - interval '1 hour'", 0, 1],
  ] as const) {
    const tried = db.transaction().execute(async (trx) => {
      await sql`update ledger_openings set older_hosts_until = ${sql.raw(until)}`.execute(trx)
      await sql`insert into interactions (channel_id, network_item_id, state, thread)
        values (${channelId}, 'of another version', 'part', 'x')`.execute(trx)
      const [proof] = await prove(trx, { channelIds: [channelId], since: null })
      t.match(proof, { messages: { byOlderHosts }, unaccounted })
      throw new Error('undone')
    })
    await t.rejects(tried, { message: 'undone' })
  }
})

t.test('it is told apart still when today’s host has edited or restored it', async (t) => {
  const id = 'of another version'
  const tried = db.transaction().execute(async (trx) => {
    const proved = async (what: string) => {
      const [proof] = await prove(trx, { channelIds: [channelId], since: null })
      t.match(proof, { messages: { byOlderHosts: 1 }, unaccounted: 0 }, what)
    }
    const digest = async () =>
      await trx
        .selectFrom('interactions')
        .select('content_digest')
        .where('network_item_id', '=', id)
        .executeTakeFirstOrThrow()
    const said = (message: string) => ({
      interaction: { networkItemId: id, message } as const,
      updatedTime: new Date().toISOString(),
    })
    const edit = async (message: string) =>
      await storeEdit(trx, channelId, said(message), said(message).updatedTime)

    await sql`update ledger_openings set older_hosts_until = now() + interval '1 hour'`.execute(trx)
    await sql`insert into interactions (channel_id, network_item_id, state, thread, content)
      values (${channelId}, ${id}, 'stored', ${id}, '{"message": "before"}')`.execute(trx)
    t.equal(await edit('edited'), 1)
    await proved('edited')

    await sql`update interactions set state = 'refused', refusal = 'gone', content = null,
      presumed_gone_at = now(), relisted_at = now() - interval '1 hour'
      where network_item_id = ${id}`.execute(trx)
    const run = { startedAt: new Date() } as Reconciliation
    const restored = await storeRelisted(trx, channelId, run, [said('restored')])
    t.same([...restored], [[id, 'restored']])
    await proved('restored')

    t.match(await digest(), { content_digest: null })
    await sql`update interactions set written_at = null where network_item_id = ${id}`.execute(trx)
    await sql`update ledger_openings set last_row = 1000000`.execute(trx)
    t.equal(await edit('edited again'), 1)
    t.match(
      await digest(),
      { content_digest: /\d/ },
      'one that the opening counted gets its digest',
    )
    throw new Error('undone')
  })
  await t.rejects(tried, { message: 'undone' })
})

t.test('an operator is told what is lost, and takes note of it', async (t) => {
  await sql`delete from interactions where seq = (select min(seq) from interactions)`.execute(db)
  await sql`update interactions set content = content || '{"message": "never said"}'
    where seq = (select max(seq) from interactions where content is not null)`.execute(db)
  await sql`update proofs set tried_at = now() - interval '2 hours'`.execute(db)
  const said: object[] = []
  const logged = { error: (facts: object) => said.push(facts) } as unknown as Logger
  const { signal } = new AbortController()
  t.equal(await proveSome({ db, log: logged }, 60_000, signal), 1, 'hosts find it by themselves')
  t.match(said, [{ channel: socialhubChannelId, unaccounted: 2 }])
  t.match((await readFigures(db)).proofs, [{ integration: 'stub', unaccounted: 2 }])
  t.equal(await proveSome({ db, log: logged }, 60_000, signal), 0, 'once in an hour')
  await sql`update proofs set tried_at = now() - interval '2 hours'`.execute(db)
  t.equal(await proveSome({ db, log: logged }, 60_000, signal), 1)
  const notices = await db
    .selectFrom('notices')
    .select(['kind', 'cause'])
    .where('destination', '=', 'mail')
    .execute()
  t.match(notices, [{ kind: 'ledger.unaccounted', cause: / by 2\./ }], 'told once')
  t.equal(notices.length, 1)

  const { out, err, code } = await hubward(t, 'prove')
  t.equal(code, 1)
  t.match(err, /2 of what came in can’t be accounted for/)
  t.match(out, /4 messages came in, 3 are stored: 1 is lost\./)
  t.match(out, /its text is not the one that was stored/)
  t.match(out, `hubward channel reconcile ${socialhubChannelId} --since`)
  const { out: queries } = await hubward(t, 'prove', '--queries')
  for (const query of queries.split('\n\n')) {
    await t.resolves(sql.raw(query).execute(db), query.slice(0, query.indexOf('\n')))
  }
  const unsaid = await hubward(t, 'prove', '--channel', socialhubChannelId, '--settle')
  t.match(unsaid, { code: 1, err: /--because/ })
  const shown = await hubward(t, 'channel', 'show', socialhubChannelId)
  t.match(shown.out, /what came in +2 are not accounted for/)
  const named = ['prove', '--channel', socialhubChannelId]
  const settled = await hubward(t, ...named, '--settle', '--because', 'we did it')
  t.match(settled, { code: 0, out: /Took note of 1 days and 1 texts/ })
  t.match(await proofOf(stage, channelId), {
    messages: { counted: { received: 3, settled: -1 } },
    unaccounted: 0,
  })
  t.match((await readFigures(db)).proofs, [{ unaccounted: 0 }])
  t.match((await hubward(t, 'audit', 'list')).out, /ledger\.settled .*we did it/)
})

t.test('what is lost here and still there is brought back by the Network', async (t) => {
  const { rows } = await sql<{ id: string }>`
    delete from interactions where seq = (select min(seq) from interactions where state = 'delivered')
    returning network_item_id as id`.execute(db)
  const again = await stage.startHost()
  const named = ['prove', '--channel', socialhubChannelId]
  const { out, code } = await hubward(t, ...named, '--network')
  await again.stop()
  // It finds the one of before, too.
  t.match(out, /^Network: Compared since .*: 2 missing messages stored, 0 edits/m)
  t.match(out, /1 is lost\./, 'that it was lost stays true')
  t.equal(code, 1)
  const back = db.selectFrom('interactions').select('state')
  t.equal((await back.where('network_item_id', '=', rows[0]?.id ?? '').execute()).length, 1)
  const { code: noted } = await hubward(t, ...named, '--settle', '--because', 'it is back')
  t.equal(noted, 0)
})

t.test('of a removed Channel it stays known whether all was accounted for', async (t) => {
  await sql`delete from ticket_actions where type = 'button'`.execute(db)
  const removed = await hubward(t, 'channel', 'remove', socialhubChannelId, '--confirm', '--force')
  t.equal(removed.code, 0, removed.err)
  const { out, code } = await hubward(t, 'prove')
  t.equal(code, 0, 'nobody can mend it any more')
  t.match(out, 'Of a removed Channel, 1 did not fit at the end.')
})

t.test('one Channel that can’t be counted keeps the others from nothing', async (t) => {
  const [slow, ...others] = await Promise.all(
    ['slow', 'b', 'c'].map((name) => stage.addChannel(name)),
  )
  if (!slow) throw new Error('no Channel was added')
  await storeProofs(db, [{ channelId: slow.channelId, unaccounted: 3 }])
  await sql`insert into interactions (channel_id, network_item_id, state, thread)
    values (${slow.channelId}, 'never counted', 'part', 'x')`.execute(db)
  await sql`update proofs set tried_at = now() - interval '2 hours', proved_at = now() - interval '2 hours'`.execute(
    db,
  )
  await sql`create or replace function ledger_message(network_item_id text, thread text, own boolean,
    seq bigint, received_at timestamptz) returns bigint language plpgsql stable as $$
    begin
      if network_item_id = 'never counted' then raise exception 'it takes too long'; end if;
      return 0;
    end $$`.execute(db)
  const warned: object[] = []
  const log = {
    error: () => undefined,
    warn: (facts: object) => warned.push(facts),
  } as unknown as Logger
  const { signal } = new AbortController()
  // In the time of one group: no round gets further, so each has to get somewhere. Twice as many as are
  // needed, for a machine that stands still for a moment.
  const rounds = await db.selectFrom('channels').select('id').execute()
  for (const _ of [...rounds, ...rounds]) await proveSome({ db, log }, 1, signal)
  t.equal(warned.length, 1, 'and it is tried once')
  const proved = await db
    .selectFrom('proofs')
    .select('channel_id')
    .where('proved_at', '>', sql<Date>`now() - interval '1 hour'`)
    .execute()
  t.equal(proved.length, rounds.length - 1)
  t.ok(others.every(({ channelId }) => proved.some(({ channel_id }) => channel_id === channelId)))
  const last = await lastProof(db, slow.socialhubChannelId)
  t.equal(last?.unaccounted, 3, 'what was found before stands')
  const [figure] = (await readFigures(db)).proofs
  t.ok((figure?.ageS ?? 0) > 7_000, 'and its age tells that nobody could count it since')
})
