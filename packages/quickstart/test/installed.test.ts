import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { type Simulator, startSimulator } from '@hubward/simulator'
import t, { type Test } from 'tap'
import { freePort } from '../../host/test/stage/free-port.ts'
import { eventually } from '../../host/test/stage/stage.ts'
import { ROOT } from './docs/pages.ts'
import { commandsIn, configurationsOf, sectionOf } from './tutorial/agency-guide.ts'
import { configuredRegistry, needsRegistry } from './tutorial/configured-registry.ts'
import { releaseNext } from './tutorial/next-release.ts'
import { npmEnvironment } from './tutorial/npm-environment.ts'
import { Terminal } from './tutorial/terminal.ts'

// The agency guide, typed: what it says to type, in its order, in an empty folder.

t.setTimeout(900_000)

const REGISTRY = 'packages/quickstart/test/tutorial/registry-process.ts --with-next'
const READY = /the host is ready/
const fetching = await needsRegistry(await configuredRegistry())
const options = needsChromium().skip ? needsChromium() : fetching
const guide = await readFile(join(ROOT, 'docs/guides/agency.md'), 'utf8')
const [first = '', ...more] = configurationsOf(guide)
const empty = { name: 'installed', version: 'empty', prepare: async () => undefined }

/** A folder for the test, and what ends with it. */
async function beginIn(t: Test): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'hubward-installed-'))
  t.teardown(() => rm(home, { recursive: true }))
  return home
}

async function databaseOf(t: Test): Promise<string> {
  const database = await createTestDatabase(empty)
  t.teardown(() => database.drop())
  return database.url
}

t.test(
  'packages are installed, started, connected and updated as the guide says',
  options,
  async (t) => {
    const home = await beginIn(t)
    const packing = new Terminal(ROOT, process.env)
    t.teardown(() => packing.close())
    const printed = await packing.startUntil(`exec node ${REGISTRY}`, /The registry: http\S+\n/)
    const registry = /The registry: (\S+)/.exec(printed)?.[1] ?? ''
    const work = join(home, 'work')
    await mkdir(work)
    const npm = await npmEnvironment(registry, home)
    const took: string[] = []
    const type = async (terminal: Terminal, command: string, until?: RegExp) => {
      const began = performance.now()
      const said = until ? await terminal.startUntil(command, until) : await terminal.run(command)
      took.push(`${((performance.now() - began) / 1_000).toFixed(1)} s  ${command}`)
      return said
    }

    const installing = new Terminal(work, npm)
    for (const command of commandsIn(sectionOf(guide, '## Install')))
      await type(installing, command)
    const { folder } = installing
    const configuration = join(folder, 'hubward.yaml')
    const configure = async (text: string) => {
      await writeFile(configuration, text)
      await chmod(configuration, 0o600)
    }

    await t.test('every configuration of the guide starts as it stands', async (t) => {
      await configure([first, ...more].join('\n'))
      const port = await freePort()
      // Only what of the agency's machines is not here, and what others may be using here.
      const terminal = new Terminal(folder, {
        ...npm,
        DATABASE_URL: await databaseOf(t),
        HUBWARD_LISTEN_PORT: String(port),
        HUBWARD_METRICS_PORT: String(await freePort()),
      })
      t.teardown(() => terminal.close())
      for (const command of commandsIn(sectionOf(guide, '## Configure'))) {
        t.match(await type(terminal, command), /contact-form/)
      }
      const [start = ''] = commandsIn(sectionOf(guide, '## Start it, and see a first Ticket'))
      await type(terminal, start, READY)
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`)
      t.same(await ready.json(), { status: 'ok', integrations: ['contact-form'] })
    })

    const simulator = await startSimulator({ settings: { allowLoopbackHttp: true } })
    t.teardown(() => simulator.close())
    const port = await freePort()
    const environment = {
      ...npm,
      DATABASE_URL: await databaseOf(t),
      HUBWARD_PUBLIC_URL: `http://127.0.0.1:${port}`,
      HUBWARD_LISTEN_PORT: String(port),
      HUBWARD_SOCIALHUB_API_URL: simulator.apiUrl,
      HUBWARD_SOCIALHUB_ORIGINS: simulator.appUrl,
      HUBWARD_DEVELOPMENT: 'true',
      HUBWARD_OPEN_HOSTS: new URL(simulator.appUrl).host,
    }
    await configure(first)
    const host = new Terminal(folder, environment)
    t.teardown(() => host.close())
    const other = new Terminal(folder, environment)
    const [start = '', add = ''] = commandsIn(
      sectionOf(guide, '## Start it, and see a first Ticket'),
    )
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    let form = ''

    await t.test('a first Ticket and its reply', async (t) => {
      await type(host, start, READY)
      const { accountId } = simulator
      const { id: channelId } = simulator.act.createCustomChannel({ accountId, name: 'Our form' })
      const token = await simulator.act.showToken({ channelId })
      await writeFile(join(folder, 'token.txt'), token)
      const link = /http\S+/.exec(await type(other, add))?.[0] ?? ''
      form = await connect(page, link)
      await write(page, form, 'Are you open?')
      const ticket = await ticketWith(simulator, 'Are you open?')
      t.comment(took.join('\n'))
      simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text: 'Until six.' })
      const replies = await eventually(
        () => Object.values(simulator.state.data.followups).map(({ status }) => status),
        ([status]) => status === 'published',
      )
      t.same(replies, ['published'])
    })

    await t.test('the next release takes over with what is stored', async (t) => {
      await host.close()
      const ours = (await readdir(join(folder, 'node_modules/@hubward'))).map(
        (name) => `@hubward/${name}`,
      )
      await releaseNext(registry, ours)
      const before = await installedVersion(folder)
      const [update = '', look = ''] = commandsIn(sectionOf(guide, '## Update'))
      // What npm knows of a package is some minutes old otherwise.
      await type(other, `npm_config_prefer_offline=false ${update}`)
      t.not(await installedVersion(folder), before)
      t.match(await type(other, look), /contact-form/)
      await type(host, start, READY)
      await write(page, form, 'And on Sunday?')
      const ticket = await ticketWith(simulator, 'And on Sunday?')
      t.ok(ticket, 'the Channel from before goes on')
      t.match(await other.run('npx hubward channel list --config hubward.yaml'), /active/)
    })
  },
)

t.test('until they are published, packages come out of a clone', fetching, async (t) => {
  const home = await beginIn(t)
  const folder = join(home, 'hubward')
  await mkdir(folder)
  const [inClone = '', inFolder = ''] = sectionOf(guide, '### Before the packages are published')
    .split('```sh\n')
    .slice(1)
  const clone = new Terminal(ROOT, process.env)
  for (const command of commandsIn(`\`\`\`sh\n${inClone}`)) {
    // This clone has installed already.
    if (command.startsWith('pnpm install')) continue
    await clone.run(command.replace('../hubward', folder))
  }
  const terminal = new Terminal(folder, await npmEnvironment(await configuredRegistry(), home))
  await terminal.run('npm init --yes')
  for (const command of commandsIn(`\`\`\`sh\n${inFolder}`)) await terminal.run(command)
  await writeFile(join(folder, 'hubward.yaml'), first)
  const printed = await terminal.run('npx hubward plugins --config hubward.yaml')
  t.match(printed, /contact-form/)
  t.notMatch(printed, ROOT, 'nothing of the clone is used')
})

async function installedVersion(folder: string): Promise<string> {
  const file = join(folder, 'node_modules/@hubward/host/package.json')
  return JSON.parse(await readFile(file, 'utf8')).version
}

/** What the agency does with the link; answers the address of the form. */
async function connect(customer: Page, link: string): Promise<string> {
  await customer.goto(link)
  await customer.getByLabel('Name of the form').fill('Our form')
  await customer.getByRole('button', { name: 'Continue' }).click()
  await customer.getByRole('button', { name: 'Connect' }).click()
  await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  return (await customer.getByRole('link', { name: '/f/' }).getAttribute('href')) ?? ''
}

/** Whoever sends a form within three seconds is asked to send it again. */
async function write(visitor: Page, form: string, message: string): Promise<void> {
  await visitor.goto(form)
  await visitor.getByLabel('Your message').fill(message)
  const thanks = visitor.getByRole('heading', { name: 'Thank you for your message' })
  await eventually(
    async () => {
      await visitor.getByRole('button', { name: 'Send message' }).click()
      await visitor.waitForLoadState()
      return thanks.isVisible()
    },
    (sent) => sent,
  )
}

async function ticketWith(simulator: Simulator, message: string) {
  const [ticket] = await eventually(
    () =>
      Object.values(simulator.state.data.tickets).filter(({ interaction }) =>
        interaction.message?.includes(message),
      ),
    (tickets) => tickets.length > 0,
  )
  if (!ticket) throw new Error('there is no Ticket')
  return ticket
}
