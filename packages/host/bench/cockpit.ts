import { sql } from 'kysely'
import { cockpitChannels, cockpitOverview } from '../src/store/cockpit-overview.ts'
import { openDatabase } from '../src/store/database.ts'
import { createHostDatabase } from '../test/stage/database.ts'
import type { Bench } from './report.ts'

const CHANNELS = 10_000
const CUSTOMERS = 400
const INTEGRATIONS = 5
/** Messages that SocialHub refused, and others that it took, for each hundredth Channel. */
const MESSAGES = 1_000

/** What the cockpit's first page asks of PostgreSQL, with many Channels. */
export const cockpit: Bench = async ({ rounds, progress }) => {
  const { url, drop } = await createHostDatabase()
  const { db } = openDatabase(url, 2)
  try {
    await fill()
    const views = {
      'the overview': () => cockpitOverview(db, { find: '' }, { needs: 8, customers: 25, page: 0 }),
      'its last page': () =>
        cockpitOverview(db, { find: '' }, { needs: 8, customers: 25, page: CUSTOMERS / 25 - 1 }),
      'a search by label': () =>
        cockpitOverview(db, { find: 'customer 39' }, { needs: 8, customers: 25, page: 0 }),
      'the list of Channels': () => cockpitChannels(db, { find: '' }, { size: 50, page: 0 }),
      'one Channel': () =>
        cockpitChannels(
          db,
          { find: '', channelIds: ['9'.padStart(24, '0')] },
          { size: 1, page: 0 },
        ),
    }
    const rows = []
    for (const [what, look] of Object.entries(views)) {
      const values: number[] = []
      await look()
      for (let round = 0; round < rounds * 5; round++) {
        const began = performance.now()
        await look()
        values.push(performance.now() - began)
      }
      progress(`${what}: ${values.map((ms) => Math.round(ms)).join(', ')} ms`)
      rows.push({ what, unit: 'ms', values })
    }
    return {
      name: 'Cockpit',
      about: `${CHANNELS} Channels of ${CUSTOMERS} Customers and ${INTEGRATIONS} integrations; a hundredth of them has ${MESSAGES} messages, of which some were refused. From asking PostgreSQL to the data of a page.`,
      rows,
    }
  } finally {
    await db.destroy()
    await drop()
  }

  async function fill(): Promise<void> {
    await sql`
      insert into manifests (integration, kind, reference_hash, sealed_reference, sealed_secrets)
      select 'integration-' || n, 'reusable', int4send(n), '', ''
      from generate_series(1, ${INTEGRATIONS}::int) n`.execute(db)
    await sql`
      insert into channels (integration, manifest, socialhub_channel_id, account_id, network_id, name,
        unique_name, language, sealed_token, sealed_credentials, sealed_settings, fetch_since, state)
      select m.integration, m.id, lpad(to_hex(n), 24, '0'),
        'a' || lpad(to_hex(n % ${CUSTOMERS}::int), 23, '0'), 'n' || n, 'Channel ' || n, '@' || n, 'en',
        decode(repeat('ab', 150), 'hex'), decode(repeat('ab', 300), 'hex'), decode(repeat('ab', 100), 'hex'),
        now(), case n % 50 when 0 then 'needs-authentication' when 1 then 'paused' else 'active' end
      from generate_series(1, ${CHANNELS}::int) n
        join manifests m on m.integration = 'integration-' || (n % ${INTEGRATIONS}::int + 1)`.execute(
      db,
    )
    await sql`
      insert into account_labels (account_id, label)
      select 'a' || lpad(to_hex(n), 23, '0'), 'Customer ' || n
      from generate_series(0, ${CUSTOMERS - 1}::int) n`.execute(db)
    await sql`
      insert into interactions (channel_id, network_item_id, state, thread)
      select c.id, 'm' || n, case when n % 200 = 0 then 'refused' else 'delivered' end, 'm' || n
      from channels c, generate_series(1, ${MESSAGES}::int) n where c.id % 100 = 0`.execute(db)
    await sql`vacuum analyze`.execute(db)
  }
}
