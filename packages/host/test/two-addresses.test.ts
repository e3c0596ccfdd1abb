import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import t from 'tap'
import { parseConfig } from '../src/config.ts'
import { checkManifest } from '../src/manifests/check.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { hubward, writeConfigFile } from './fixtures/command.ts'
import { openDoor } from './fixtures/door.ts'
import { runHere } from './fixtures/run-here.ts'
import { Visitor } from './fixtures/visitor.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

/** What SocialHub asks for by itself; everything else is for browsers and Networks. */
const FOR_SOCIALHUB = /^\/(webhooks|templates)\//

t.test('webhooks come to one address, and pages to another', async (t) => {
  const port = await freePort()
  const host = () => `http://127.0.0.1:${port}`
  const hooks = await openDoor(host, (path) => FOR_SOCIALHUB.test(path))
  const pages = await openDoor(host, (path) => !FOR_SOCIALHUB.test(path))
  t.teardown(() => Promise.all([hooks.close(), pages.close()]))
  const addresses = { publicUrl: pages.url, webhookUrl: hooks.url }
  const stage = await setStage({
    plugin: fileURLToPath(new URL('./fixtures/templates-plugin.ts', import.meta.url)),
    config: { ...addresses, listen: { host: '127.0.0.1', port } },
  })
  t.teardown(() => stage.close())
  const { simulator, network, config } = stage
  const running = await stage.startHost()
  await stage.addChannel('ada')
  network.addMessage('ada', { text: 'When do you open?' })
  const [ticket] = await eventually(
    () => Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden),
    (tickets) => tickets.length === 1,
  )
  const ticketId = ticket?.id ?? ''

  await t.test(
    'SocialHub’s requests, and a Custom Channel’s, come to webhookUrl alone',
    async (t) => {
      simulator.act.reply({ ticketId, actionId: 'reply', text: 'At nine.' })
      await eventually(
        () => network.replies('ada').map(({ text }) => text),
        (texts) => texts.length === 1,
      )
      const templates = await simulator.act.templates({ ticketId, actionId: 'template' })
      t.ok(templates.length > 0)
      const { accountId } = simulator
      const { id: channelId } = simulator.act.createCustomChannel({ accountId, name: 'Own' })
      const before = hooks.seen.length
      const token = await simulator.act.showToken({ channelId })
      const added = await hubward(config, { input: token }, 'channel', 'add', 'stub')
      t.equal(added.code, 0, added.err)
      t.match(added.out, `${pages.url}/link/`, 'the Customer’s link is for a browser')
      t.ok(hooks.seen.length > before, 'SocialHub’s test request came')
      t.same(
        hooks.seen.filter((path) => !FOR_SOCIALHUB.test(path)),
        [],
      )
      t.same(
        pages.seen.filter((path) => FOR_SOCIALHUB.test(path)),
        [],
      )
    },
  )

  await t.test('Customers see nothing but publicUrl', async (t) => {
    const { accountId, manifestId } = simulator
    const before = hooks.seen.length
    const link = await simulator.act.creationLink({ accountId, manifestId })
    t.match(link, `${pages.url}/connect/stub`)
    const page = await new Visitor().open(link)
    t.equal(page.status, 200)
    t.notMatch(page.text, hooks.url)
    t.equal(hooks.seen.length, before)
  })

  await t.test('both are checked, without asking one for what is the other’s', async (t) => {
    const { file, remove } = await writeConfigFile(config)
    t.teardown(remove)
    const doctor = async () => {
      const { stdout } = await runHere(t, ['doctor', '--json', '-c', file])
      const { results }: { results: { name: string; outcome: string; mend?: string }[] } =
        JSON.parse(stdout)
      return results.filter(({ name }) => name.includes('reachable'))
    }
    t.match(await doctor(), [
      { name: 'reachable', outcome: 'pass' },
      { name: 'webhook-reachable', outcome: 'pass' },
    ])
    hooks.open = false
    t.match(
      (await doctor()).find(({ outcome }) => outcome === 'fail'),
      { name: 'webhook-reachable', mend: /\/webhooks\/ and \/templates\/ below webhookUrl/ },
    )
    hooks.open = true
  })

  await t.test('another address is told of, and the former one is still looked at', async (t) => {
    const { integrations } = await loadIntegrations(config, pino({ level: 'silent' }))
    const integration = integrations.get('stub')
    if (!integration) throw new Error('the plugin could not be loaded')
    const elsewhere = await openDoor(host, (path) => FOR_SOCIALHUB.test(path))
    t.teardown(() => elsewhere.close())
    const moved = { ...config, webhookUrl: elsewhere.url }
    const check = async () => {
      const { db, sealer } = stage
      const results = await checkManifest({ db, sealer, config: moved }, integration, {
        now: Date.now(),
      })
      return new Map(results.map(({ name, outcome, found }) => [name, { outcome, found }]))
    }
    const both = await check()
    t.match(both.get('webhook'), { outcome: 'pass' })
    t.match(both.get('webhook-as-told'), { outcome: 'pass' })
    t.match(both.get('up-to-date'), { outcome: 'fail', found: /webhook\.url/ })
    hooks.open = false
    t.match((await check()).get('webhook-as-told'), { outcome: 'fail' })
    hooks.open = true
    await running.stop()
    await stage.startHost({ config: { webhookUrl: elsewhere.url } })
    simulator.act.pressButton({ ticketId, actionId: 'count' })
    await eventually(
      () => network.actions('ada').length,
      (count) => count === 1,
    )
    t.pass('events to the former address still arrive')
  })
})

t.test('outside development the address for webhooks is https, too', async (t) => {
  const written = {
    databaseUrl: 'postgres://hubward@127.0.0.1/hubward',
    publicUrl: 'https://connect.agency.example/',
    keys: [{ id: 'test', key: 'ab'.repeat(32) }],
    operator: { name: 'A', imprintUrl: 'https://a.example/i', privacyUrl: 'https://a.example/p' },
  }
  t.equal(parseConfig(written).webhookUrl, 'https://connect.agency.example', 'the same by default')
  t.throws(() => parseConfig({ ...written, webhookUrl: 'http://hooks.agency.example' }), {
    message: /webhookUrl: must be https.*Example: https:\/\/hooks\.agency\.example/,
  })
})
