import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { stringify } from 'yaml'
import { type Container, startContainer } from './fixtures/container.ts'
import { buildImage, mountImage, needsImages, readOf, TESTKIT } from './fixtures/image.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, setStage } from './stage/stage.ts'

// The image that comes with the host, built and run without a container engine.

t.setTimeout(600_000)

const { base, skip } = await needsImages()
const TAG = `localhost/hubward-test:${process.pid}`
const PLUGIN = '/srv/hubward/stub'

t.test('the image, built from its Containerfile and started', { skip }, async (t) => {
  const began = performance.now()
  const image = await buildImage(base, TAG)
  const { root, remove } = await mountImage(TAG)
  t.teardown(remove)
  t.comment(`built in ${Math.round((performance.now() - began) / 1_000)} s`)
  const home = await mkdtemp(join(tmpdir(), 'hubward-container-'))
  t.teardown(() => rm(home, { recursive: true }))
  const [uid = 0, gid = 0] = image.User.split(':').map(Number)

  const port = await freePort()
  const stage = await setStage({
    // A busy machine must not look like a host that is dead.
    leaseMs: 30_000,
    config: { publicUrl: `http://127.0.0.1:${port}`, listen: { host: '127.0.0.1', port } },
  })
  t.teardown(() => stage.close())
  const { simulator, network, config } = stage
  const folders = { config: join(home, 'config'), cache: join(home, 'cache') }
  for (const folder of Object.values(folders)) {
    await mkdir(folder)
    await chown(folder, uid, gid)
  }
  const keys = config.keys.map(({ id, key }) => ({ id, key: Buffer.from(key).toString('hex') }))
  const { plugins: _, listen: __, ...settings } = config
  const integrations = {
    stub: { plugin: `${PLUGIN}/src/stub-network/plugin.ts`, settings: { url: network.url } },
  }
  const file = join(folders.config, 'hubward.yaml')
  await writeFile(file, stringify({ ...settings, keys, log: 'info', integrations }), {
    mode: 0o600,
  })
  await chown(file, uid, gid)
  const running: Container[] = []
  t.teardown(() => Promise.all(running.map((container) => container.kill())))
  const start = async (): Promise<Container> => {
    const container = await startContainer(image, {
      root,
      volumes: {
        '/etc/hubward': folders.config,
        '/var/cache/hubward': folders.cache,
        [PLUGIN]: TESTKIT,
      },
      // On a machine's own network an image listens on loopback only.
      environment: { HUBWARD_LISTEN_HOST: '127.0.0.1', HUBWARD_LISTEN_PORT: String(port) },
    })
    running.push(container)
    const asked = async () => {
      if (container.ended()) throw new Error(`it has ended: ${container.output()}`)
      return await fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ status }) => status,
        () => container.output(),
      )
    }
    await eventually(asked, (status) => status === 200, 120_000)
    return container
  }
  const container = await start()

  await t.test('nothing in it runs as root, or could write or gain rights', async (t) => {
    const status = await readOf(container.pid, 'status')
    t.match(status, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'))
    t.not(uid, 0)
    t.match(status, /^NoNewPrivs:\s+1$/m)
    t.match(status, /^CapEff:\s+0+$/m)
    t.match(status, /^NSpid:\s+\d+\s+1$/m, 'Node is process 1, so that signals come to it')
    const written = await container.exec(['touch', '/srv/hubward/here'], 'root')
    t.match(written.said, /Read-only file system/)
    const cached = await container.exec(['ls', '/var/cache/hubward/plugins'])
    t.equal(cached.code, 0, 'what plugins declare was kept in the volume')
    t.same(Object.keys(image.Volumes), ['/var/cache/hubward'])
  })

  await t.test('its health check is content, and only with a host', async (t) => {
    const [how, ...command] = image.Healthcheck.Test
    t.equal(how, 'CMD')
    t.same(await container.exec(command), { code: 0, said: '' })
    const elsewhere = ['env', `HUBWARD_LISTEN_PORT=${await freePort()}`, ...command]
    t.equal((await container.exec(elsewhere)).code, 1)
  })

  await t.test('it says its version and knows the plugins that come with it', async (t) => {
    const [node = '', main = ''] = image.Entrypoint
    t.match((await container.exec([node, main, '--version'])).said, /^\d+\.\d+\.\d+/)
    const kept = await container.exec(['ls', 'node_modules/@hubward'])
    for (const name of ['bluesky', 'contact-form', 'host', 'mastodon']) t.match(kept.said, name)
    t.notMatch(kept.said, /simulator|testkit|quickstart/, 'and nothing that only we need')
  })

  await t.test('told to stop, it ends with 0, and the next one finishes its work', async (t) => {
    await stage.addChannel('busy')
    const shown = () => Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)
    const earlier = Array.from({ length: 10 }, (_, at) => `earlier ${at}`)
    for (const text of earlier) network.addMessage('busy', { text })
    const tickets = await eventually(shown, ({ length }) => length === earlier.length)
    const later = Array.from({ length: 20 }, (_, at) => `later ${at}`)
    for (const text of later) network.addMessage('busy', { text })
    for (const { id } of tickets) simulator.act.pressButton({ ticketId: id, actionId: 'count' })
    // Every event is stored, and few of them are worked off.
    await simulator.idle()
    t.equal(await container.stop(), 0, container.output().split('\n').slice(-5).join('\n'))
    t.match(container.output(), /the host has stopped/)
    const next = await start()
    const performed = () => network.actions('busy').length
    await eventually(performed, (count) => count >= tickets.length, 120_000)
    const all = [...earlier, ...later]
    await eventually(shown, ({ length }) => length >= all.length, 120_000)
    const texts = shown().map(({ interaction }) => interaction.message ?? '')
    t.same(texts.toSorted(), all.toSorted(), 'each message is one Ticket')
    t.equal(performed(), tickets.length, 'each event was performed once')
    t.equal(await next.stop(), 0)
  })
})
