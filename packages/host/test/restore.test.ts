import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { openDatabase } from '../src/store/database.ts'
import { writeConfigFile } from './fixtures/command.ts'
import { copyOf } from './fixtures/copy-of.ts'
import { runHere } from './fixtures/run-here.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const patient = { timeoutMs: 60_000 }

t.test('a copy an hour old does nothing until it is adopted, and then nothing twice', async (t) => {
  const stage = await setStage({ plugin: '@hubward/testkit/stub-network/plugin-with-grants' })
  t.teardown(() => stage.close())
  const { network, simulator } = stage
  const channels: { readonly socialhubChannelId: string }[] = []
  for (const account of ['kept', 'lost']) {
    const credentials = network.grant(account)
    const credentialsExpireAt = new Date(credentials.expiresAt)
    channels.push(await stage.addChannel(account, { credentials, credentialsExpireAt }))
    network.addMessage(account, { text: `hello ${account}` })
  }
  const ticketsOf = (index: number) =>
    Object.values(simulator.state.data.tickets).filter(
      ({ channelId, hidden }) => channelId === channels[index]?.socialhubChannelId && !hidden,
    )
  const original = await stage.startHost({ holdAt: 'action.accepted' })
  const [first] = await eventually(
    () => ticketsOf(0),
    (tickets) => tickets.length === 1 && ticketsOf(1).length === 1,
  )
  const ticketId = first?.id ?? ''
  const followup = simulator.act.reply({ ticketId, actionId: 'reply-once', text: 'an answer' })
  t.equal(await original.reached, 'action.accepted', 'a reply is accepted, and not yet sent')

  const copy = await copyOf(stage.config.databaseUrl)
  t.teardown(() => copy.drop())
  original.goOn()
  await simulator.until(
    () => simulator.state.data.followups[followup.id]?.status === 'published',
    patient,
  )
  network.addMessage('kept', { text: 'after the dump' })
  await eventually(
    () => ticketsOf(0).length,
    (count) => count === 3,
  )
  await original.stop()
  // A consent that was withdrawn, or replaced: the grant in the dump works no more.
  network.revoke('lost')

  const { db } = openDatabase(copy.url, 2)
  t.teardown(() => db.destroy())
  for (const change of [
    'host_presence set seen_at = seen_at',
    'ticket_actions set accepted_at = accepted_at',
    'interactions set received_at = received_at',
    'channels set fetched_at = fetched_at',
  ]) {
    await sql.raw(`update ${change} - interval '1 hour'`).execute(db)
  }
  const fences = async () =>
    (await sql`select channel_id, fence from turns order by channel_id`.execute(db)).rows
  const before = await fences()
  const restored = await stage.startHost({ config: { databaseUrl: copy.url } })
  const { url: webhook = '' } = simulator.state.data.manifests[simulator.manifestId]?.webhook ?? {}
  for (const url of [webhook, `${stage.config.publicUrl}/readyz`]) {
    const answer = await got(url, {
      method: url === webhook ? 'POST' : 'GET',
      throwHttpErrors: false,
      retry: { limit: 0 },
    })
    t.equal(answer.statusCode, 503, url)
    t.match(answer.body, 'restored or copied')
  }
  const { file, remove } = await writeConfigFile({ ...stage.config, databaseUrl: copy.url })
  t.teardown(remove)
  const asked = await runHere(t, ['adopt', '-c', file])
  t.match(asked, { code: 0, stdout: /restored or copied.*--confirm/s })
  t.same(await fences(), before, 'no turn was taken')

  const adopted = await runHere(t, ['adopt', '--confirm', '--json', '-c', file])
  const said = JSON.parse(adopted.stdout)
  t.match(said, { adopted: true, uncertainActions: 1, channels: 2 })
  t.match(said.lost, [{ name: 'lost', cause: /refuses its grant/ }])
  t.equal(said.lost.length, 1)

  network.addMessage('kept', { text: 'after the restore' })
  await eventually(
    () => ticketsOf(0).length,
    (count) => count === 4,
  )
  const [action] = await eventually(
    () => db.selectFrom('ticket_actions').selectAll().execute(),
    ([one]) => one?.state === 'confirmed',
  )
  t.ok(action, 'the reply is known to be published')
  t.equal(network.replies('kept').length, 1, 'and was not published again')
  t.equal(simulator.state.data.followups[followup.id]?.status, 'published')
  const ids = ticketsOf(0).map(({ interaction }) => interaction.networkItemId)
  t.equal(new Set(ids).size, 4, 'no message became two Tickets')
  // Noted beside the first turns; and a slow machine needs seconds between two hosts, noted as well.
  const longestAway = await eventually(
    async () => {
      const { rows } = await sql<{ hours: number }>`
        select max(extract(epoch from until - since)) / 3600 as hours from times_away`.execute(db)
      return Number(rows[0]?.hours)
    },
    (hours) => hours >= 1,
  )
  t.ok(longestAway >= 1, 'the hour away is told')
  await restored.stop()
})

t.test('a database of another address is left alone', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { db } = stage
  await sql`update manifests set public_url = null, promoted_at = null`.execute(db)
  const publicUrl = 'https://elsewhere.example'
  const { file, remove } = await writeConfigFile({ ...stage.config, publicUrl })
  t.teardown(remove)
  const output: string[] = []
  const host = await stage.startHost({ output, config: { publicUrl, log: 'error' } })
  // What a process prints and what it says over IPC arrive in any order.
  const said = await eventually(
    () => output.join(''),
    (text) => text.includes('belongs to'),
  )
  t.match(said, `The database belongs to ${stage.config.publicUrl}`)
  await host.stop()
  t.match(await runHere(t, ['adopt', '--confirm', '-c', file]), {
    code: 0,
    stdout: /^The database belongs to https:\/\/elsewhere.example now/,
  })
  await sql`update manifests set public_url = ${stage.config.publicUrl}, promoted_at = now()`.execute(
    db,
  )
  t.match(await runHere(t, ['adopt', '--confirm', '-c', file]), {
    code: 1,
    stderr: /was promoted with/,
  })
})
