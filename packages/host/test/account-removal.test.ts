import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPluginCalls } from '@hubward/border'
import { PluginError } from '@hubward/plugin'
import { sql } from 'kysely'
import { pino } from 'pino'
import t from 'tap'
import { verifyAudit } from '../src/audit/verify.ts'
import { removeAccount } from '../src/erasure/remove-account.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { createSurroundings } from '../src/plugins/surroundings.ts'
import { createAccountSealer } from '../src/sealing/account-sealer.ts'
import { accountSealer } from '../src/store/account-keys.ts'
import { beginRemoval, eraseUnconnected, finishRemoval } from '../src/store/account-removals.ts'
import { setAccountLabel } from '../src/store/accounts.ts'
import { listAudit } from '../src/store/audit-reading.ts'
import { contactOf, setContact } from '../src/store/cockpit-customer.ts'
import { keepUnconnected } from '../src/store/custom.ts'
import type { Trx } from '../src/store/database.ts'
import { hubward } from './fixtures/command.ts'
import { openedDump, tablesWith } from './fixtures/dump.ts'
import { setStage } from './stage/stage.ts'

t.setTimeout(600_000)

t.test('an Account leaves nothing but counts, ids and its record', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, config, simulator, network } = stage
  const { accountId } = simulator
  const first = await stage.addChannel('farewell-one')
  const second = await stage.addChannel('farewell-two')
  await setAccountLabel(db, accountId, 'Farewell & Sons')
  await setContact(db, sealer, accountId, 'farewell@example.org')
  network.addMessage('farewell-one', { text: 'words of a person' })
  const host = await stage.startHost()
  await simulator.until(
    () => Object.values(simulator.state.data.tickets).some(({ hidden }) => !hidden),
    { timeoutMs: 60_000, what: 'a Ticket' },
  )
  await host.stop()
  const before = await db
    .selectFrom('audit_details')
    .innerJoin('audit_entries', 'audit_entries.id', 'audit_details.entry_id')
    .select(['entry_id', 'part', 'sealed_details'])
    .where('chain', '=', accountId)
    .execute()
  t.ok(before.length >= 3, 'there is something to lose')
  const keyId = await db
    .selectFrom('account_keys')
    .select('id')
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow()

  const paper = await hubward(config, 'account', 'paper', accountId)
  t.match(paper.out, 'controller | Farewell & Sons')
  t.match(paper.out, /Stub Network \(2 Channels\)/)
  t.match(paper.out, `${config.retentionDays} days after delivery`)

  const asked = await hubward(config, 'account', 'remove', accountId)
  t.match(asked, { code: 1, err: /with its Channels \(2\)[\s\S]*--confirm/ })

  await t.test('interrupted, it goes on where it stopped', async (t) => {
    const log = pino({ level: 'silent' })
    const { integrations } = await loadIntegrations(config, log)
    const plugins = createPluginCalls(createSurroundings({ config, db, sealer, log, integrations }))
    let calls = 0
    const crashing = {
      ...plugins,
      revoke: () => {
        calls += 1
        if (calls > 1) throw new Error('crash')
        throw new PluginError('rejected', { message: 'farewell words' })
      },
    }
    const parts = { config, db, sealer, plugins: crashing, integrations }
    await t.rejects(removeAccount(parts, accountId, { force: true }), { message: 'crash' })
    const left = await db.selectFrom('channels').select('socialhub_channel_id as id').execute()
    t.same(left, [{ id: second.socialhubChannelId }])
    const { rows } = await sql`update turns set holder = null, due_at = now() returning 1`.execute(
      db,
    )
    t.equal(rows.length, 1, 'its lease is over')
  })

  const folder = await mkdtemp(join(tmpdir(), 'hubward-farewell-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const page = join(folder, 'record.html')
  const args = ['account', 'remove', accountId, '--confirm', '--json', '--page', page]
  const done = await hubward(config, ...args, '--language', 'de')
  t.equal(done.code, 0, done.err)
  const record = JSON.parse(done.out)
  t.match(record, {
    accountId,
    channels: [
      {
        channelId: first.socialhubChannelId,
        interactions: 1,
        network: { outcome: 'remains', code: 'rejected' },
        socialhub: { outcome: 'ended' },
      },
      { channelId: second.socialhubChannelId, interactions: 0, socialhub: { outcome: 'ended' } },
    ],
    erased: { labels: 1, contacts: 1, keys: 1 },
  })
  const printed = await readFile(page, 'utf8')
  t.match(printed, '<html lang="de">')
  t.match(printed, 'Löschprotokoll')
  t.match(printed, /\(rejected\)/)
  t.match(printed, first.socialhubChannelId)
  for (const { socialhubChannelId } of [first, second]) {
    t.equal(simulator.state.data.channels[socialhubChannelId]?.status, 'deactivated')
  }

  const left = await openedDump(db)
  for (const text of ['farewell', 'Farewell', 'words of a person']) {
    t.same(tablesWith(left, text), [], `nothing holds "${text}"`)
  }
  t.same(
    tablesWith(left, accountId),
    ['account_keys', 'account_removals', 'audit_entries', 'audit_links'],
    'and its id stands where it is said',
  )

  await t.test('asked again, it hands the same record over', async (t) => {
    const again = await hubward(config, ...args)
    t.same(JSON.parse(again.out), record)
    t.match(await readFile(page, 'utf8'), 'Record of erasure')
  })

  t.test('what was sealed before opens nowhere', async (t) => {
    const present = await db.transaction().execute((trx) => accountSealer(trx, sealer, accountId))
    const operators = createAccountSealer([], sealer)
    for (const { entry_id, part, sealed_details } of before) {
      for (const opener of [present, operators]) {
        t.throws(
          () => opener.open('audit_details.sealed_details', `${entry_id}:${part}`, sealed_details),
          /the key of its Account is gone/,
        )
      }
    }
    const { rows } = await sql`
      select from account_keys where id = ${keyId.id} and sealed_key is null`.execute(db)
    t.equal(rows.length, 1)
  })

  t.test('the audit log tells it, and is whole', async (t) => {
    t.same((await verifyAudit(db, sealer)).problems, [])
    const [entry] = await listAudit(db, sealer, { accountId: '', limit: 1 })
    t.match(entry, { action: 'account.removed', actor: 'command', after: { accountId } })
    await setAccountLabel(db, accountId, 'Back again')
    const [again] = await listAudit(db, sealer, { accountId, limit: 1 })
    t.match(again, { readable: true, after: { label: 'Back again' } })
    await db
      .deleteFrom('audit_details')
      .where('entry_id', '=', again?.id ?? '')
      .execute()
    t.match((await verifyAudit(db, sealer)).problems, [{ chain: accountId, found: /missing/ }])
  })

  const removedAgain = async () => {
    const answer = await hubward(config, 'account', 'remove', accountId, '--confirm', '--json')
    t.equal(answer.code, 0, answer.err)
    return JSON.parse(answer.out)
  }

  await t.test('one that came back by a label and a contact is removed again', async (t) => {
    await setAccountLabel(db, accountId, 'Once more')
    await setContact(db, sealer, accountId, 'again@example.org')
    const again = await removedAgain()
    t.match(again, { channels: [], unconnected: 0, erased: { labels: 1, contacts: 1 } })
    t.not(again.endedTime, record.endedTime)
    t.equal(await contactOf(db, sealer, accountId), '')
  })

  await t.test(
    'an unconnected Custom Channel goes, and is counted in spite of a crash',
    async (t) => {
      const socialhubChannelId = 'f'.repeat(24)
      const take = (trx: Trx) =>
        keepUnconnected(trx, sealer, {
          integration: 'stub',
          socialhubChannelId,
          accountId,
          name: 'Waiting',
          accessToken: 'farewell-token',
        })
      const manifest = await db.transaction().execute(take)
      // As a removal does that dies after its first step.
      await db.transaction().execute(async (trx) => {
        const { id } = await beginRemoval(trx, accountId)
        await eraseUnconnected(trx, id, manifest)
      })
      const [entry] = await listAudit(db, sealer, { accountId, limit: 1 })
      t.match(entry, {
        action: 'channel.removed',
        channel: socialhubChannelId,
        integration: 'stub',
      })
      t.match(await removedAgain(), { unconnected: 1 })
      await db.transaction().execute(take)
      t.match(await removedAgain(), { unconnected: 1 })
      await db.transaction().execute(async (trx) => {
        await take(trx)
        const removal = await beginRemoval(trx, accountId)
        const outcome = await finishRemoval(trx, sealer, removal, () => ({}))
        t.equal(outcome, 'has Channels', 'what somebody took in while it went on goes, too')
      })
      t.match(await removedAgain(), { unconnected: 1 })
      t.same(await db.selectFrom('unconnected_channels').select('manifest').execute(), [])
    },
  )

  await t.test('a second removal that died at its beginning goes on', async (t) => {
    await setAccountLabel(db, accountId, 'Last time')
    const { begunAt } = await db.transaction().execute((trx) => beginRemoval(trx, accountId))
    t.match(await removedAgain(), { begunTime: begunAt.toISOString() })
    t.same((await verifyAudit(db, sealer)).problems, [])
  })
})
