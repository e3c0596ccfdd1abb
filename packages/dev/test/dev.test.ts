import { cp, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '@hubward/postgres'
import { TestHost } from '@hubward/testkit'
import { replay } from '@hubward/testkit/replay'
import t from 'tap'
import { freePort } from '../../host/test/stage/free-port.ts'
import { startDev } from '../src/dev.ts'
import { firstChannel } from '../src/first-channel.ts'
import { PASSWORD, SESSION, startParrot, TOKEN } from './fixtures/parrot.ts'
import parrotPlugin from './fixtures/parrot-plugin/index.ts'
import { Terminal } from './fixtures/terminal.ts'

t.setTimeout(400_000)

const API_KEY = 'key-of-the-operator'
const RECORDED = 'test/recorded'

/** A plugin in a folder of its own, as its author has it. */
const folder = t.testdir()
await cp(fileURLToPath(new URL('fixtures/parrot-plugin', import.meta.url)), folder, {
  recursive: true,
})
await symlink(
  fileURLToPath(new URL('../node_modules', import.meta.url)),
  join(folder, 'node_modules'),
  'junction',
)
await writeFile(join(folder, 'hubward.dev.yaml'), `settings:\n  apiKey: ${API_KEY}\n`)
// What an earlier release left behind, readable for everybody.
await mkdir(join(folder, '.hubward'))
await writeFile(join(folder, '.hubward/host.log'), '', { mode: 0o644 })
const database = await createTestDatabase({
  name: 'dev',
  version: 'empty',
  prepare: async () => undefined,
})
t.teardown(database.drop)
const parrot = await startParrot()
t.teardown(parrot.close)
const terminal = new Terminal()
const dev = await startDev({
  folder,
  ports: { host: await freePort(), api: 0, app: 0 },
  databaseUrl: database.url,
  record: RECORDED,
  print: terminal.print,
})
t.teardown(() => dev.close())

const words = join(folder, 'words.ts')
const save = (text: string) => writeFile(words, `export const BEFORE = '${text}'\n`)
const { simulator, integration } = dev
const ticketSaying = (text: string) =>
  simulator.until(
    () => Object.values(simulator.state.data.tickets).find((it) => it.interaction.message === text),
    { what: `a Ticket "${text}"`, timeoutMs: 60_000 },
  )

t.test('it says where to click, and the addresses lead there', async (t) => {
  t.equal(integration, 'parrot', 'the name is the package’s, without what all plugins are called')
  t.match(terminal.text, `Inbox                   ${dev.inboxUrl}`)
  const [onboarding = ''] = /http\S+\/settings\/channels\/add\/\w+/.exec(terminal.text) ?? []
  const page = await fetch(onboarding, { redirect: 'manual' })
  t.match(page.headers.get('location'), /^http:\S+\/connect\/parrot\?token=/)
})

t.test(
  'each call is a block: what went in, what was asked, what came out, no secret',
  async (t) => {
    const first = terminal.mark()
    await firstChannel(dev.host, simulator, integration, { server: parrot.url, password: PASSWORD })
    const login = await terminal.until(/authenticate[\s\S]*\/token[\s\S]*complete/, first)
    t.match(login, /in +\{\s+kind: 'form',\s+step: 'login'/)
    t.match(login, /http POST http:\S+\/token → 200, \d+ ms, 0\.\d kB/)
    t.match(login, /out +\{\s+kind: 'complete'[\s\S]*token: 'masked-\d+'/)
    t.match(login, `server: '${parrot.url}'`, 'an address is no secret')

    const next = terminal.mark()
    parrot.say('hello')
    t.ok(await ticketSaying('It says: hello'))
    const fetched = await terminal.until(/It says: hello/, next)
    t.match(fetched, /^\d\d:\d\d:\d\d fetchMessages Polly’s cage, \d+ ms$/m)
    t.match(fetched, /http GET \S+\/said\?access_token=masked-\d+&after=0 → 200/)
    t.match(fetched, /log {2}info: asked with masked-\d+ \{ found: 1 \}/)
    t.match(fetched, /out +\{[\s\S]*'said-1'/)
    t.notMatch(terminal.text, '\u001b', 'no colours where there is no terminal')
  },
)

t.test(
  'a saved file is loaded anew: the Channel stays, and host and simulator as well',
  async (t) => {
    const ids = Object.keys(simulator.state.data.channels)
    const mark = terminal.mark()
    await save('It whispers: ')
    const said = await terminal.until(/Loaded anew in \d+ ms/, mark)
    t.match(said, /Loaded anew in \d+ ms: words\.ts/)
    // A fetch under way ends with the code it began with: it may be the next one that is answered.
    await parrot.answered(1)
    parrot.say('again')
    t.ok(await ticketSaying('It whispers: again'), 'the module that the entry imports is new')
    t.same(Object.keys(simulator.state.data.channels), ids)
  },
)

t.test('a call under way ends with the code it began with', async (t) => {
  const { asked, release } = parrot.holdNext()
  parrot.say('late')
  await asked
  const mark = terminal.mark()
  await save('It shouts: ')
  await terminal.until(/Loaded anew/, mark)
  parrot.say('loud')
  release()
  const tickets = await Promise.all([
    ticketSaying('It whispers: late'),
    ticketSaying('It shouts: loud'),
  ])
  t.equal(tickets.length, 2)
})

t.test('what can’t be loaded is said with its place, and the version before goes on', async (t) => {
  const broken = terminal.mark()
  await writeFile(words, 'const nothing = 1\nexport const BEFORE: string = = 2\n')
  // Each look at a file may find it half written: what is waited for is what stands there in the end.
  const said = await terminal.until(/words\.ts:2\)[\s\S]*keeps running/, broken)
  t.match(said, /The plugin can’t be loaded:\n {2}import: fails with SyntaxError: .*words\.ts:2\)/)
  parrot.say('still here')
  t.ok(await ticketSaying('It shouts: still here'))

  const entry = join(folder, 'index.ts')
  const source = await readFile(entry, 'utf8')
  const wrong = terminal.mark()
  await save('It says: ')
  await writeFile(entry, source.replace('async reply(', 'async replies('))
  t.match(
    await terminal.until(/reply: [\s\S]*keeps running/, wrong),
    /can’t be loaded:\n {2}reply: is required and must be a function/,
  )

  const mended = terminal.mark()
  await writeFile(entry, source.replace("color: '#8a5a00'", "color: '#005a8a'"))
  const changed = await terminal.until(/The Manifest has changed/, mended)
  t.match(
    changed,
    /The Manifest has changed: branding\.color/,
    'a new declaration is told to SocialHub',
  )
  t.match(
    Object.values(simulator.state.data.manifests).find((it) => it.name === 'Parrot'),
    {
      branding: { color: '#005a8a' },
    },
  )
})

t.test('a failure is shown as the host reads it, with what the Network said', async (t) => {
  const mark = terminal.mark()
  parrot.refuse(`not now, ${TOKEN}`)
  const said = await terminal.until(/fail +\w+: /, mark)
  parrot.refuse(undefined)
  t.match(said, /http GET \S+ → 500[\s\S]*not now, masked-\d+/)
})

t.test('settings are read anew with each save', async (t) => {
  const mark = terminal.mark()
  await writeFile(join(folder, 'hubward.dev.yaml'), 'settings: 7\n')
  t.match(
    await terminal.until(/must be object[\s\S]*keeps running/, mark),
    /hubward\.dev\.yaml: settings must be object/,
  )
  const second = terminal.mark()
  await writeFile(join(folder, 'hubward.dev.yaml'), 'settings: {}\n')
  t.match(
    await terminal.until(/apiKey: [\s\S]*keeps running/, second),
    /settings\.apiKey: This field is required/,
  )
  const third = terminal.mark()
  await writeFile(join(folder, 'hubward.dev.yaml'), `settings:\n  apiKey: ${API_KEY}\n`)
  await terminal.until(/Loaded anew/, third)
})

t.test(
  'nobody waits for the next fetch: a saved file and a key have it come at once',
  async (t) => {
    const { db } = dev.host.context
    /** As after many failures. A fetch under way may come to another end: then once more. */
    const postpone = async () => {
      const later = new Date(Date.now() + 86_400_000)
      await db.updateTable('channels').set({ fetch_due_at: later }).execute()
      await db.updateTable('turns').set({ due_at: later }).where('holder', 'is', null).execute()
    }
    await postpone()
    parrot.say('unhurried')
    await dev.fetchNow()
    t.ok(await ticketSaying('It says: unhurried'))
    t.match(terminal.text, /Fetching for the Channel …/)
    await postpone()
    parrot.say('impatient')
    await save('It hums: ')
    t.ok(await ticketSaying('It hums: impatient'))
    const mark = terminal.mark()
    await save('It says: ')
    await terminal.until(/Loaded anew/, mark)
  },
)

t.test('a reply goes out, and what was recorded replays without the Network', async (t) => {
  const ticket = await ticketSaying('It says: hello')
  simulator.act.reply({ ticketId: ticket.id, actionId: 'reply', text: 'Hello yourself' })
  const mark = terminal.mark()
  await simulator.until(() => parrot.heard.includes('Hello yourself'), { timeoutMs: 60_000 })
  // Shown first, and written after that.
  await terminal.until(/reply Polly’s cage[\s\S]*recording \S+reply\.json/, mark)
  await dev.close()

  const names = ['authenticate', 'fetchMessages', 'reply']
  const files = names.map((name) => join(folder, RECORDED, `${name}.json`))
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  for (const written of [...texts, terminal.text]) {
    for (const secret of [PASSWORD, TOKEN, SESSION, API_KEY]) {
      t.notOk(written.includes(secret), `${secret} is nowhere`)
      t.notOk(written.includes(encodeURIComponent(secret)), 'nor as a URL has it')
    }
  }
  for (const file of [...files, join(folder, '.hubward/host.log')]) {
    t.equal((await stat(file)).mode & 0o777, 0o600, `only its owner reads ${file.slice(-20)}`)
  }
  t.match(texts[2], /"text": "Hello yourself"/)
  t.notMatch(texts.join(), /set-cookie|authorization/i)

  const server = parrot.url
  const host = new TestHost(parrotPlugin, { ...replay(...files), settings: { apiKey: 'another' } })
  const login = {
    kind: 'form',
    step: 'login',
    values: { server, password: 'x' },
    state: null,
  } as const
  t.match(await host.authenticate(login), { accounts: [{ name: 'Polly’s cage' }] })
  const channel = host.addChannel({ channelSettings: {}, credentials: { server, token: 'other' } })
  // Where there was a fetch before anything was said, what it found comes first: nothing.
  const [hello] = [...(await channel.fetch()), ...(await channel.fetch())]
  t.match(hello, { interaction: { message: 'It says: hello' } })
})
