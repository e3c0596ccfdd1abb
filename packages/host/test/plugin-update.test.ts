import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const STUB = import.meta.resolve('@hubward/testkit/stub-network/plugin')
const folder = join(t.testdir(), 'node_modules', 'hubward-plugin-stub')

/** What npm leaves behind when it installs this release: a package under `node_modules`. */
async function install(version: string, declaration: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const manifest = { name: 'hubward-plugin-stub', version, type: 'module', exports: './index.js' }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const code = `import stub from ${JSON.stringify(STUB)}
export default { ...stub, declaration: { ...stub.declaration, ${declaration} } }
`
  await writeFile(join(folder, 'index.js'), code)
}

t.test(
  'a newer release of a plugin takes over its Channels, and nothing is lost or twice',
  async (t) => {
    await install('1.0.0', 'fetch: { ...stub.declaration.fetch }')
    const stage = await setStage({ plugin: folder })
    t.teardown(() => stage.close())
    const { simulator, network, db } = stage
    const texts = () =>
      Object.values(simulator.state.data.tickets)
        .filter(({ followupToId, hidden }) => followupToId === undefined && !hidden)
        .map(({ interaction }) => interaction.message)
        .toSorted()
    const start = async () => {
      const output: string[] = []
      return { output, host: await stage.startHost({ output, config: { log: 'info' } }) }
    }
    const stored = () =>
      db.selectFrom('channels').select(['id', 'sealed_credentials']).orderBy('id').execute()

    const first = await start()
    await stage.addChannel('anna')
    network.addMessage('anna', { text: 'before' })
    await eventually(texts, (found) => found.length === 1)
    t.match(first.output.join(''), /"version":"1\.0\.0".*an integration was loaded/)
    await first.host.stop()
    const before = await stored()

    await install('1.1.0', "branding: { ...stub.declaration.branding, color: '#00aa00' }")
    network.addMessage('anna', { text: 'meanwhile' })
    const second = await start()
    await eventually(texts, (found) => found.length === 2)
    t.same(texts(), ['before', 'meanwhile'], 'it goes on from where the release before stood')
    t.same(await stored(), before, 'with the Channel and the credentials that are there')
    const [ticket] = Object.values(simulator.state.data.tickets)
    simulator.act.reply({ ticketId: ticket?.id ?? '', actionId: 'reply', text: 'an answer' })
    await eventually(
      () => network.replies('anna').length,
      (count) => count === 1,
    )
    const said = await eventually(
      () => second.output.join(''),
      (text) => /is not what SocialHub has any more/.test(text),
    )
    t.match(said, /"version":"1\.1\.0"/)
    t.match(said, /branding\.color/, 'what changed in the declaration is named')
    await second.host.stop()
  },
)
