import { randomUUID } from 'node:crypto'
import t from 'tap'
import { acceptEvents, type IncomingEvent } from '../src/store/accept-events.ts'
import { type Db, openDatabase } from '../src/store/database.ts'
import type { SocialHubChannelId } from '../src/store/ids.ts'
import { mayUseAccountKeys } from '../src/store/key-register.ts'
import { openSealer } from '../src/tokens/keys.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(300_000)

const stage = await setStage()
t.teardown(() => stage.close())
const { db, manifest, config } = stage
await eventually(() => mayUseAccountKeys(db), Boolean)

/** A handle as a host has it that has just begun: no key is at hand. */
async function freshHandle() {
  const opened = openDatabase(config.databaseUrl, 2)
  await openSealer(opened.db, config.keys)
  t.teardown(() => opened.db.destroy())
  return opened.db
}

function replyTo(socialhubChannelId: SocialHubChannelId): IncomingEvent {
  return {
    manifest,
    socialhubChannelId,
    traceparent: null,
    event: {
      uuid: randomUUID(),
      time: Date.now(),
      type: 'reply',
      actionId: 'reply',
      ticketId: 'a'.repeat(24),
      networkItemId: 'message-1',
      payload: { followupId: randomUUID(), text: 'an answer' },
    },
  }
}

t.test('events of many Channels need no more statements than those of one', async (t) => {
  const ids: SocialHubChannelId[] = []
  for (const account of ['anna', 'bert', 'cleo']) {
    ids.push((await stage.addChannel(account)).socialhubChannelId)
  }
  const statementsFor = async (channels: readonly SocialHubChannelId[]) => {
    let count = 0
    const counting: Db = (await freshHandle()).withPlugin({
      transformQuery({ node }) {
        count += 1
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const answers = await acceptEvents(counting, channels.map(replyTo))
    t.same(new Set(answers), new Set(['accepted']))
    return count
  }
  t.equal(await statementsFor(ids), await statementsFor(ids.slice(0, 1)))
})
