import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { eraseSetAside, setAsideOf } from '../src/store/set-aside.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { runHere } from './fixtures/run-here.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(200_000)

const STUB = import.meta.resolve('@hubward/testkit/stub-network/plugin')
const KIT = import.meta.resolve('@hubward/plugin')
const folder = join(t.testdir(), 'node_modules', 'hubward-plugin-stub')

/** A plugin whose Network lists, besides what the stub brings, two things that nobody can read. */
async function install(): Promise<void> {
  await mkdir(folder, { recursive: true })
  const manifest = {
    name: 'hubward-plugin-stub',
    version: '1.0.0',
    type: 'module',
    exports: './index.js',
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const code = `import stub from ${JSON.stringify(STUB)}
import { readEach } from ${JSON.stringify(KIT)}
const Item = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
export default {
  ...stub,
  async fetchMessages(context, request) {
    const odd = [{ id: 'odd-1', text: null }, { text: 'fine' }, { id: 'odd-2', text: null }]
    readEach(Item, odd, (item) => item, context)
    return await stub.fetchMessages(context, request)
  },
}
`
  await writeFile(join(folder, 'index.js'), code)
}

t.test('what a plugin could not read is counted, once for each item', async (t) => {
  await install()
  const stage = await setStage({ plugin: folder })
  const { file, remove } = await writeConfigFile(stage.config)
  t.teardown(async () => {
    await stage.close()
    await remove()
  })
  const { db, network, simulator } = stage
  const output: string[] = []
  const host = await stage.startHost({ output, config: { log: 'warn' } })
  t.teardown(() => host.stop())
  const { socialhubChannelId } = await stage.addChannel('odd')
  network.addMessage('odd', { text: 'a message behind them' })
  await eventually(
    () => Object.values(simulator.state.data.tickets).length,
    (count) => count === 1,
  )
  const [noted] = await eventually(
    () => setAsideOf(db, socialhubChannelId),
    ([first]) => first !== undefined && first.lastAt > first.since,
  )
  t.match(noted, { call: 'fetchMessages', reason: '/text must be string, found null', count: 2 })
  t.match(
    output.join(''),
    /an item of a list can’t be read.*odd-1|odd-1.*an item of a list can’t be read/,
  )
  const { stdout } = await runHere(t, ['channel', 'show', socialhubChannelId, '-c', file])
  t.match(
    stdout,
    /could not be read\s+2 items since .*fetchMessages: \/text must be string, found null/,
  )
  const json = await runHere(t, ['channel', 'show', socialhubChannelId, '--json', '-c', file])
  t.match(JSON.parse(json.stdout), { setAside: [{ count: 2 }] })
  await host.stop()
  await eraseSetAside(db, 0)
  t.same(await setAsideOf(db, socialhubChannelId), [], 'kept no longer than messages')
})
