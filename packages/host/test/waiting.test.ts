import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { readFigures } from '../src/store/figures.ts'
import { listChannels, overviewOf } from '../src/store/overview.ts'
import { erasePushes } from '../src/store/pushes.ts'
import { runHere } from './fixtures/run-here.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(200_000)

const PLUGIN = fileURLToPath(new URL('./fixtures/form-plugin.ts', import.meta.url))

/** A file with which commands find what the stage has. */
async function fileFor({ config }: Stage, folder: string): Promise<string> {
  const file = join(folder, 'hubward.yaml')
  const { databaseUrl, publicUrl } = config
  const keys = [{ id: 'test', key: 'ab'.repeat(32) }]
  const operator = { name: 'Test Agency' }
  const settings = { databaseUrl, publicUrl, keys, operator, development: true, integrations: {} }
  await writeFile(file, JSON.stringify(settings))
  return file
}

t.test('what a form receives while its Channel is switched off waits, visibly', async (t) => {
  const stage = await setStage({ plugin: PLUGIN })
  t.teardown(() => stage.close())
  const { db, simulator, config } = stage
  const send = async (account: string, text: string) =>
    (await got.post(`${config.publicUrl}/p/stub/`, { json: { account, text } })).statusCode
  const texts = () =>
    Object.values(simulator.state.data.tickets).map(({ interaction }) => interaction.message)
  const [shop, late] = [await stage.addChannel('shop'), await stage.addChannel('late')]
  const host = await stage.startHost()
  await send('shop', 'before')
  await eventually(texts, (found) => found.length === 1)
  for (const { channelId, socialhubChannelId } of [shop, late]) {
    simulator.act.disableChannel({ channelId: socialhubChannelId })
    await eventually(
      () => db.selectFrom('channels').select('state').where('id', '=', channelId).execute(),
      ([row]) => row?.state === 'disabled',
    )
  }
  t.equal(await send('shop', 'one'), 202, 'the visitor notices nothing')
  await send('shop', 'two')
  await send('late', 'the first that ever came')

  const waiting = async () => {
    const { channels } = await readFigures(db)
    const listed = await listChannels(db, {})
    return {
      figures: channels.map(({ state, waiting: count }) => [state, count]),
      listed: listed.map(({ name, waitingMessages }) => [name, waitingMessages]),
    }
  }
  t.same(await waiting(), {
    figures: [['disabled', 3]],
    listed: [
      ['late', 1],
      ['shop', 2],
    ],
  })
  const overview = await overviewOf(db, shop.socialhubChannelId)
  t.equal(overview?.unreadPushes, 2)
  const file = await fileFor(stage, t.testdir())
  const shown = await runHere(t, ['channel', 'show', shop.socialhubChannelId, '-c', file])
  t.match(shown.stdout, /received, not fetched +2, the oldest from /)
  const list = await runHere(t, ['channel', 'list', '-c', file])
  t.match(list.stdout, /disabled, 2 waiting +shop/)

  await sql`update pushes set received_at = now() - interval '40 days'`.execute(db)
  await erasePushes(db)
  t.match(await waiting(), { figures: [['disabled', 3]] }, 'and is not erased before it was read')

  for (const account of ['shop', 'late']) await stage.addChannel(account)
  await eventually(texts, (found) => found.length === 4)
  t.same(texts().toSorted(), ['before', 'one', 'the first that ever came', 'two'])
  await host.stop()
  t.match(await waiting(), { figures: [['active', 0]] })
})
