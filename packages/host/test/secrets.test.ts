import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t, { type Test } from 'tap'
import { SEALED_PLACES } from '../src/sealing/sealed-places.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { findManifestByReference } from '../src/store/manifests.ts'
import { hubward } from './fixtures/command.ts'
import { dump, tablesWith } from './fixtures/dump.ts'
import {
  commandNames,
  runErasingCommands,
  runEveryCommand,
  type Written,
} from './fixtures/every-command.ts'
import { decoded, Visitor } from './fixtures/visitor.ts'
import { WHISPERED } from './fixtures/whispering.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const APP_SECRET = 'operators-app-secret-3b9d'
const PASSWORD = 'customers-password-e417'
const CODE = 'callback-code-60cf'
const SETTINGS_KEY = 'channel-settings-key-a2f8'
const CHANGED_KEY = 'changed-settings-key-77b3'

/** The same secret as it may stand in a dump or a log: as it is, in hex, base64 or a URL. */
function* formsOf(secret: string): Generator<string> {
  yield secret
  yield encodeURIComponent(secret)
  yield Buffer.from(secret).toString('hex')
  yield Buffer.from(secret).toString('hex').toUpperCase()
  for (const before of ['', ' ', '  ']) {
    // Inside a longer text base64 has three shapes; the characters at the ends belong to neighbours.
    const text = Buffer.from(before + secret)
      .toString('base64')
      .replace(/=+$/, '')
    const own = text.slice(before.length === 0 ? 0 : before.length + 1, -1)
    yield own
    yield own.replaceAll('+', '-').replaceAll('/', '_')
  }
}

const found = (text: string, secret: string) =>
  [...formsOf(secret)].some((form) => text.includes(form))

interface Played {
  readonly secrets: ReadonlyMap<string, string>
  readonly written: readonly Written[]
  readonly dumped: ReadonlyMap<string, string>
}

/** A Channel's whole life at an agency, with every secret that there is; answers what nobody may find. */
async function play(t: Test, stage: Stage, output: string[]): Promise<Played> {
  const { simulator, network, config, db, sealer } = stage
  const settings = { url: network.url, appSecret: APP_SECRET }
  const plugin = fileURLToPath(new URL('./fixtures/whispering.ts', import.meta.url))
  const integrations = { stub: { plugin, settings } }
  const start = () => stage.startHost({ config: { integrations, log: 'debug' }, output })
  const secrets = new Map<string, string>(Object.entries(WHISPERED))
  const remember = (name: string, secret: string | undefined) => {
    if (!secret) throw new Error(`there is no ${name} to look for`)
    secrets.set(name, secret)
  }
  remember('app secret', APP_SECRET)
  remember('password', PASSWORD)
  remember('callback code', CODE)
  remember('channel setting', SETTINGS_KEY)
  remember('changed channel setting', CHANGED_KEY)
  remember('sealing key', 'ab'.repeat(32))
  remember('developer’s Access Token', simulator.accessToken)

  const host = await start()
  const link = await simulator.act.creationLink({
    accountId: simulator.accountId,
    manifestId: Object.values(simulator.state.data.manifests).find(({ name }) => name)?.id ?? '',
  })
  remember('creation token', new URL(link).searchParams.get('token') ?? undefined)
  const visitor = new Visitor()
  const signIn = await visitor.open(link)
  const leaving = await visitor.submit(signIn, { account: 'whisper', password: PASSWORD })
  remember(
    'session cookie',
    /^[^=]+=([^;]+)/.exec(visitor.cookies.get('hubward-connect') ?? '')?.[1],
  )
  const consent = decoded(/href="(http:[^"]*authorize[^"]*)"/.exec(leaving.text)?.[1] ?? '')
  const query = new URL(consent).searchParams
  remember('OAuth state', query.get('state') ?? undefined)
  const back = new URL(query.get('redirect_uri') ?? '')
  back.searchParams.set('state', query.get('state') ?? '')
  back.searchParams.set('code', CODE)
  const details = await visitor.open(back.href)
  const done = await visitor.submit(details, {
    ':name.0': 'Whisper',
    ':unique-name.0': '@whisper',
    greeting: 'a-greeting-that-is-no-secret',
    key: SETTINGS_KEY,
  })
  if (!done.words.includes('is active')) throw new Error(`no Channel: ${done.words}`)

  if (!done.words.includes('kept here for 365 days')) throw new Error(done.words)

  const row = await db.selectFrom('channels').selectAll().executeTakeFirstOrThrow()
  const channel = await loadCallChannel(db, sealer, row.id)
  remember('Channel’s Access Token', channel?.accessToken)
  const [webhook] = Object.values(simulator.state.data.manifests).flatMap(
    ({ webhook }) => webhook ?? [],
  )
  const reference = new URL(webhook?.url ?? '').pathname.split('/').at(-1)
  remember('webhook reference', reference)
  const manifest = await findManifestByReference(db, sealer, reference ?? '')
  remember('webhook secret', manifest?.secrets[0])

  // An event that comes before its Channel is known.
  network.addMessage('whisper', { text: 'a-text-that-is-no-secret', author: 'carla' })
  const ticket = await simulator.until(
    () => Object.values(simulator.state.data.tickets).find(({ hidden }) => !hidden),
    { timeoutMs: 60_000, what: 'the Ticket' },
  )
  for (const text of ['fail', 'refuse', 'well']) {
    simulator.act.reply({ ticketId: ticket.id, actionId: 'reply-once', text })
  }
  await eventually(
    () => db.selectFrom('ticket_actions').select('state').execute(),
    (actions) =>
      actions.length === 3 && actions.every(({ state }) => /confirmed|reset/.test(state)),
  )
  await host.kill()

  const again = await start()
  const settingsLink = await hubward(
    config,
    'channel',
    'settings-link',
    row.socialhub_channel_id,
    '--json',
  )
  const { url } = JSON.parse(settingsLink.out)
  remember('settings link', new URL(url).pathname.split('/').at(-1))
  const edit = await visitor.open(url)
  if (!edit.words.includes('kept here for 365 days')) throw new Error(edit.words)
  await visitor.submit(edit, { greeting: 'another', key: CHANGED_KEY })
  // A hostile or broken caller sends secrets where none belong.
  await fetch(`${config.publicUrl}/connect/stub?token=${channel?.accessToken}`)
  await fetch(`${config.publicUrl}/webhooks/${reference}`, {
    method: 'POST',
    headers: { 'x-socialhub-signature': manifest?.secrets[0] ?? '', 'x-socialhub-timestamp': '1' },
    body: channel?.accessToken ?? '',
  })
  await fetch(`${config.publicUrl}/nowhere?accesstoken=${channel?.accessToken}`)
  // SocialHub replaces the token; the host learns it by a refusal.
  remember(
    'new Access Token',
    await simulator.act.createNewToken({ channelId: row.socialhub_channel_id }),
  )
  network.addMessage('whisper', { text: 'one more', author: 'carla' })
  const socialhubId = row.socialhub_channel_id
  // Nobody listens there: a link is made all the same.
  const cockpit = { ...config.cockpit, port: 9 }
  const ofOperator = { ...config, integrations, cockpit }
  const written = await runEveryCommand(t, stage, ofOperator, socialhubId, remember)
  const dumped = await dump(db)
  const removed = { channelId: socialhubId, accountId: simulator.accountId }
  const erased = await runErasingCommands(t, ofOperator, removed)
  await again.stop()
  return { secrets, dumped, written: [...written, ...erased] }
}

t.test('neither the database, nor a log, nor what any command writes holds a secret', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const output: string[] = []
  const { secrets, written, dumped } = await play(t, stage, output)
  const log = output.join('')

  t.same(tablesWith(dumped, '@whisper'), ['channels'], 'a dump is searchable')
  t.same(tablesWith(dumped, 'a-text-that-is-no-secret'), [], 'what people write is sealed, too')
  t.match(log, '"call":"fetchMessages"', 'and the log says what happened')
  t.match(log, /signing in with/)
  t.ok(found(Buffer.from(`x${PASSWORD}y`).toString('base64'), PASSWORD), 'forms are recognised')
  t.ok(found(Buffer.from(PASSWORD).toString('hex'), PASSWORD))
  for (const [name, secret] of secrets) {
    const tables = [...dumped].flatMap(([table, rows]) => (found(rows, secret) ? table : []))
    t.same(tables, [], `${name}: not in the database`)
    const line = log.split('\n').find((text) => found(text, secret))
    t.equal(line?.slice(0, 300), undefined, `${name}: not in the log`)
    const told = written
      // Whoever exports a person's data gets what a plugin noted of their message: it is theirs.
      .filter(({ command }) => name !== 'reference' || !command.startsWith('person export'))
      .flatMap(({ command, text }) => (found(text, secret) ? command : []))
    t.same(told, [], `${name}: no command writes it`)
  }
  for (const name of await commandNames()) {
    const of = written.filter(({ command }) => `${command} `.startsWith(`${name} `))
    t.ok(of.length > 0, `"hubward ${name}" was run`)
  }
  t.comment(
    `${secrets.size} secrets, ${dumped.size} tables, ${log.split('\n').length} lines of log`,
  )
})

t.test('every sealed column is known to the rotation of keys', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { rows } = await sql<{ place: string }>`
    select table_name || '.' || column_name as place from information_schema.columns
    where table_schema = 'public' and column_name like 'sealed\\_%' order by 1`.execute(stage.db)
  t.same(
    rows
      .map(({ place }) => place)
      // Checks stay with their keys; chunks are under the key in `files.sealed_head`.
      .filter(
        (place) => place !== 'sealing_keys.sealed_check' && place !== 'file_chunks.sealed_bytes',
      ),
    Object.keys(SEALED_PLACES).toSorted(),
  )
})
