import { sql } from 'kysely'
import t from 'tap'
import { proveChannels } from '../src/ledger/prove-channels.ts'
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

t.test('what came in is what is stored', async (t) => {
  const { stage, channelId, host } = await busyStage()
  t.teardown(() => stage.close())
  await host.stop()
  const proof = await proofOf(stage, channelId)
  t.match(proof, {
    messages: {
      counted: { received: 3, published: 1 },
      stored: { tickets: 3, own: 1 },
      byOlderHosts: 0,
    },
    ticketActions: { counted: { accepted: 2 }, stored: { done: 2 } },
    unaccounted: 0,
  })
})

/** What somebody does to the tables by hand, and what of it is said. */
const planted: Readonly<
  Record<string, { readonly hand: string; readonly found: object; readonly unaccounted: number }>
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

t.test('what somebody changed by hand is found', async (t) => {
  const { stage, channelId, host } = await busyStage()
  t.teardown(() => stage.close())
  await host.stop()
  class Undone extends Error {}
  for (const [what, { hand, found, unaccounted }] of Object.entries(planted)) {
    await t.test(what, async (t) => {
      const { prove } = await import('../src/store/proof.ts')
      await stage.db
        .transaction()
        .execute(async (trx) => {
          const { numAffectedRows } = await sql.raw(hand).execute(trx)
          t.equal(numAffectedRows, 1n)
          const [proof] = await prove(trx, { channelIds: [channelId], since: null })
          t.match(proof, { ...found, unaccounted })
          throw new Undone()
        })
        .catch((error) => {
          if (!(error instanceof Undone)) throw error
        })
    })
  }
  t.equal((await proofOf(stage, channelId)).unaccounted, 0)
})
