import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t from 'tap'
import type { Config } from '../src/config.ts'
import { createHost } from '../src/host.ts'
import { SEALED_PLACES } from '../src/sealing/sealed-places.ts'
import { createSealer, type SealingKey } from '../src/sealing/sealer.ts'
import { registeredKeys } from '../src/store/key-register.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { sealedValues } from './fixtures/sealed-values.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const OLD = { id: 'test', key: 'ab'.repeat(32) }
const NEW = { id: 'new', key: 'cd'.repeat(32) }

/** `hubward keys rotate` with these keys, as an operator runs it. */
function rotate(stage: Stage, keys: readonly { id: string; key: string }[]) {
  const { config } = stage
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../src/main.ts', import.meta.url)), 'keys', 'rotate', '--json'],
    {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: config.databaseUrl,
        HUBWARD_PUBLIC_URL: config.publicUrl,
        HUBWARD_OPERATOR_NAME: 'Test Agency',
        HUBWARD_DEVELOPMENT: 'true',
        HUBWARD_KEYS: keys.map(({ id, key }) => `${id}:${key}`).join(','),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  return { child, done: ended(child) }
}

async function ended(child: ChildProcess) {
  const [out, err] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined,
  ])
  return { out, err, code: child.exitCode, signal: child.signalCode }
}

/** How many values each key of the operator has sealed, over all tables; Accounts' keys are left out. */
async function sealedBy(stage: Stage): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const place of Object.keys(SEALED_PLACES)) {
    const [table = '', column = ''] = place.split('.')
    const { rows } = await sql<{ id: string; count: string }>`
      select convert_from(substring(${sql.ref(column)} from 2 for get_byte(${sql.ref(column)}, 0)), 'UTF8') as id,
        count(*) from ${sql.table(table)} where get_byte(${sql.ref(column)}, 0) <> 0 group by 1`.execute(
      stage.db,
    )
    for (const { id, count } of rows) counts[id] = (counts[id] ?? 0) + Number(count)
  }
  return counts
}

/** Opens every value with the given keys alone, by way of the Accounts' where those sealed it. */
async function openAll(stage: Stage, keys: readonly SealingKey[]): Promise<number> {
  const sealer = createSealer(keys, new Uint8Array())
  const accounts = await sql<{ id: string; sealed: Buffer }>`
    select id, sealed_key as sealed from account_keys`.execute(stage.db)
  for (const { id, sealed } of accounts.rows) sealer.accountKey(id, sealed)
  const values = await sealedValues(stage.db)
  for (const { place, row, sealed } of values) sealer.open(place, row, sealed)
  return values.length
}

/** References of messages that were fetched long ago, all sealed with the old key. */
async function addHistory(stage: Stage, channelId: string, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, place) => {
    const id = `history-${place}`
    const row = `${channelId}:${id}`
    const sealed = stage.sealer.seal('interactions.sealed_reference', row, { place })
    return { id, sealed: sealed.toString('base64') }
  })
  await sql`
    insert into interactions (channel_id, network_item_id, state, thread, sealed_reference)
    select ${channelId}::bigint, id, 'delivered', id, decode(sealed, 'base64')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as h (id text, sealed text)`.execute(
    stage.db,
  )
}

const bytes = ({ id, key }: { id: string; key: string }): SealingKey => ({
  id,
  key: Buffer.from(key, 'hex'),
})

t.test('keys rotate under load, interrupted and resumed', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network, db } = stage
  const accounts = ['one', 'two', 'three', 'four']
  const channels = await Promise.all(accounts.map((account) => stage.addChannel(account)))
  await addHistory(stage, channels[0]?.channelId ?? '', 10_000)

  // A host of before the rotation still seals with the old key.
  const before = await stage.startHost()
  const early = await rotate(stage, [NEW, OLD]).done
  t.equal(early.code, 1)
  t.match(early.err, /A host still seals with "test". Restart every host with "new"/)
  t.same(Object.keys(await sealedBy(stage)), ['test'], 'nothing that it could not open any more')
  await before.stop()

  const host = await stage.startHost({ config: { keys: [NEW, OLD] } })
  let writing = true
  let written = 0
  const load = (async () => {
    while (writing) {
      const account = accounts[written % accounts.length] ?? ''
      network.addMessage(account, { text: `message ${written}` })
      written += 1
      await eventually(
        () => simulator.journal.counts()['POST /inbox/tickets']?.byStatus['201'] ?? 0,
        (tickets) => tickets >= written - 20,
        60_000,
      )
      await pause(5)
    }
  })()

  // Rows that somebody holds are left for the next time round: it can't be through before it is killed.
  const killed = Promise.withResolvers<void>()
  t.teardown(() => killed.resolve())
  const holding = db.transaction().execute(async (trx) => {
    await sql`select from interactions where network_item_id like 'history-9%' for update`.execute(
      trx,
    )
    await killed.promise
  })
  const first = rotate(stage, [NEW, OLD])
  await eventually(
    async () => {
      // Counting takes the same processor as rotating.
      await pause(100)
      return sealedBy(stage)
    },
    (counts) => (counts.new ?? 0) > 1_000,
    60_000,
  )
  first.child.kill('SIGKILL')
  t.equal((await first.done).signal, 'SIGKILL')
  killed.resolve()
  await holding
  const midway = await sealedBy(stage)
  t.ok((midway.test ?? 0) > 1_000, `interrupted with ${midway.test} values left`)

  const second = await rotate(stage, [NEW, OLD]).done
  t.equal(second.code, 0, second.err)
  const result = JSON.parse(second.out)
  t.same(result.unused, ['test'])
  t.ok(result.resealed >= (midway.test ?? 0) - 500 && result.resealed < 10_500, second.out)
  writing = false
  await load
  await simulator.until(() => Object.values(simulator.state.data.tickets).length >= written, {
    timeoutMs: 60_000,
    what: 'every message to become a Ticket',
  })
  await host.stop()
  t.same(Object.keys(await sealedBy(stage)), ['new'], 'none is under the old key')
  const opened = await openAll(stage, [bytes(NEW)])
  t.ok(opened >= 10_000 + written, `${opened} values open with the new key alone`)

  // The old key is gone from the configuration: webhooks, replies and Tickets go on.
  const after = await stage.startHost({ config: { keys: [NEW] } })
  const [ticket] = Object.values(simulator.state.data.tickets)
  const followup = simulator.act.reply({
    ticketId: ticket?.id ?? '',
    actionId: 'reply-once',
    text: 'an answer',
  })
  await simulator.until(() => simulator.state.data.followups[followup.id]?.status === 'published', {
    timeoutMs: 60_000,
    what: 'the reply',
  })
  await after.stop()
  t.same(
    (await registeredKeys(db)).map(({ id }) => id),
    ['new'],
  )

  t.comment(`${opened} values, ${written} messages written during the rotation`)
})

t.test('a missing or wrong key stops the start with a clear sentence', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const withKeys = (...keys: { id: string; key: string }[]): Config => ({
    ...stage.config,
    keys: keys.map(bytes),
  })
  await t.rejects(createHost({ config: withKeys({ ...OLD, key: 'ef'.repeat(32) }) }), {
    name: 'SealError',
    message: /The key "test" is not the one that sealed the values in this database/,
  })
  await t.rejects(createHost({ config: withKeys(NEW) }), {
    name: 'SealError',
    message: /The key "test" is not configured, and values in the database are sealed with it/,
  })
  const refused = await rotate(stage, [NEW]).done
  t.equal(refused.code, 1)
  t.match(refused.err, /^The key "test" is not configured/)
  t.notMatch(refused.err, /at .*\.ts/, 'no stack trace')
  // Two keys that are both right, in either order, give the same hashes.
  const [one, other] = await Promise.all([
    openSealer(stage.db, [bytes(OLD), bytes(NEW)]),
    openSealer(stage.db, [bytes(NEW), bytes(OLD)]),
  ])
  t.same(one.hash('purpose', 'text'), other.hash('purpose', 'text'))
  t.notSame(one.hash('purpose', 'text'), one.hash('another', 'text'))
})

t.test('a sealed value that was cut is not opened, and no tag is shorter than 16 bytes', (t) => {
  const key = Buffer.alloc(32, 1)
  const sealer = createSealer([{ id: 'k', key }], Buffer.alloc(32, 2))
  const sealed = sealer.seal('channels.sealed_credentials', '1', { token: 'a secret' })
  t.same(sealer.open('channels.sealed_credentials', '1', sealed), { token: 'a secret' })
  const nonceAndTag = 2 + 12 + 16
  for (let bytes = 2; bytes < sealed.length; bytes += 1) {
    t.throws(() => sealer.open('channels.sealed_credentials', '1', sealed.subarray(0, bytes)), {
      name: 'SealError',
      message: bytes < nonceAndTag ? /too short to be a sealed one/ : /does not open/,
    })
  }
  t.end()
})
