import { sql } from 'kysely'
import t from 'tap'
import { paperAsMarkdown, processingRecord } from '../src/erasure/paper.ts'
import { eraseExpired } from '../src/erasure/retention.ts'
import { sealInteraction } from '../src/store/contents.ts'
import { storeFile } from '../src/store/files.ts'
import { jsonb } from '../src/store/jsonb.ts'
import { createPluginStore } from '../src/store/plugin-store.ts'
import { partsOf } from './fixtures/parts-of.ts'
import { setStage } from './stage/stage.ts'

t.test('what is kept of an Account, or in an integration, has days of its own', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db, sealer, simulator } = stage
  const [strict, lenient] = ['Strict', 'Lenient'].map(
    (name) => simulator.act.createAccount({ name }).id,
  )
  const accounts = { strict, lenient, usual: simulator.accountId }
  const quota = { integrationBytes: 1_000_000, channelBytes: 1_000_000 }
  for (const [name, accountId] of Object.entries(accounts)) {
    if (accountId === undefined) throw new Error(`${name} is there`)
    const { channelId } = await stage.addChannel(name, { accountId })
    const interaction = {
      networkItemId: name,
      type: 'COMMENT',
      message: 'words',
      createdTime: '2026-01-01T00:00:00.000Z',
    } as const
    await sql`
      insert into interactions (channel_id, network_item_id, state, thread, content)
      values (${channelId}, ${name}, 'delivered', ${name},
        ${jsonb(await sealInteraction(db, channelId, interaction))})`.execute(db)
    await sql`
      insert into ticket_actions (channel_id, event_uuid, subject, event_time, type, action_id, ticket_id,
        network_item_id, payload, state, settled_at)
      values (${channelId}, ${name}, ${name}, now(), 'button', 'like', 't', ${name}, '{"a": 1}',
        'confirmed', now())`.execute(db)
    const file = { integration: 'stub', name: `${name}.png`, mimeType: 'image/png', quota }
    const { reference } = await storeFile(db, Buffer.from(name), { ...file, channelId })
    await sql`update files set network_item_id = ${name} where id = ${reference}`.execute(db)
    await createPluginStore(db, sealer, 'stub', channelId).set(name, 'kept', undefined, {
      about: 'anna',
    })
  }
  const config = {
    ...stage.config,
    retention: [
      { integration: 'stub', retentionDays: 20, fileRetentionDays: 20 },
      { account: accounts.lenient ?? '', retentionDays: 50, fileRetentionDays: 50 },
      { account: accounts.strict ?? '', retentionDays: 50, fileRetentionDays: 50 },
      {
        account: accounts.strict ?? '',
        integration: 'stub',
        retentionDays: 5,
        fileRetentionDays: 5,
      },
    ],
  }
  const left = async () => {
    const { rows } = await sql<{ name: string; what: string }>`
      select network_item_id as name, 'message' as what from interactions where content is not null
      union all select network_item_id, 'action' from ticket_actions where payload <> '{}'
      union all select network_item_id, 'file' from files where erased_at is null
      union all select key, 'kept' from plugin_store where person_hash is not null`.execute(db)
    return rows.map(({ name, what }) => `${name}: ${what}`).toSorted()
  }
  const all = (...names: string[]) =>
    names.flatMap((name) => ['action', 'file', 'kept', 'message'].map((what) => `${name}: ${what}`))
  let ageDays = 0
  const becomes = async (days: number) => {
    const more = days - ageDays
    ageDays = days
    const older = sql`- ${more} * interval '1 day'`
    await sql`update interactions set received_at = received_at ${older}`.execute(db)
    await sql`update ticket_actions set settled_at = settled_at ${older}`.execute(db)
    await sql`update files set created_at = created_at ${older}`.execute(db)
    await sql`update plugin_store set updated_at = updated_at ${older}`.execute(db)
    await eraseExpired(await partsOf({ ...stage, config }))
  }
  await becomes(4)
  t.same(await left(), all('lenient', 'strict', 'usual'))
  await becomes(6)
  t.same(await left(), all('lenient', 'usual'), 'what names both counts first')
  await becomes(21)
  t.same(await left(), all('lenient'), 'what names an Account counts before its integration')
  await becomes(51)
  t.same(await left(), [])

  await t.test('and its paper says so', async (t) => {
    const paper = (accountId = '') =>
      paperAsMarkdown(
        processingRecord(
          config,
          { accountId, label: undefined, channels: new Map([['stub', 1]]) },
          new Map(),
          new Date(),
        ),
      )
    t.match(paper(accounts.strict), '50 days, 5 in stub after delivery')
    t.match(paper(accounts.lenient), '50 days after delivery')
    t.match(paper(accounts.usual), '30 days, 20 in stub after delivery')
    t.match(paper(accounts.strict), 'a day after their end; 30 days where nobody knows it')
    t.match(paper(accounts.strict), '- Not sealed: names of Channels and Accounts')
  })
})
