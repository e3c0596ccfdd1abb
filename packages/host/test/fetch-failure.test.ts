import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PluginError } from '@hubward/plugin'
import { sql } from 'kysely'
import t from 'tap'
import { loadCallChannel } from '../src/store/channels.ts'
import { fetchSoon } from '../src/store/fetching.ts'
import { createConnectLink, createSettingsLink } from '../src/store/links.ts'
import { ring } from '../src/store/turns.ts'
import { harbour } from './fixtures/harbour.ts'
import { openHouse } from './fixtures/house.ts'
import { runHere } from './fixtures/run-here.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually } from './stage/stage.ts'

const HOUR_MS = 3_600_000
const SETTINGS = { language: 'de', topics: ['ships'], limit: '7' }
const GONE = {
  en: 'Berth 7 was closed. Choose another one.',
  de: 'Liegeplatz 7 wurde geschlossen. Wählen Sie einen anderen.',
  fr: 'Le poste 7 a été fermé. Choisissez-en un autre.',
}
const LOGGED_OUT = {
  en: 'Your berth was let to somebody else.',
  de: 'Ihr Liegeplatz wurde neu vermietet.',
  fr: 'Votre poste a été loué à quelqu’un d’autre.',
}

t.test('why a Channel can’t be fetched', async (t) => {
  const house = await openHouse()
  t.teardown(() => {
    harbour.fetchFails = undefined
    return house.close()
  })
  const { simulator, url, context } = house
  const { db, sealer, config } = context
  const file = join(t.testdir(), 'hubward.yaml')
  await writeFile(
    file,
    JSON.stringify({
      databaseUrl: config.databaseUrl,
      publicUrl: url,
      keys: [{ id: 'test', key: 'ab'.repeat(32) }],
      socialhub: { apiUrl: simulator.apiUrl },
      operator: { name: 'Nordlicht Agency' },
      development: true,
    }),
  )

  const visitor = new Visitor()
  const signIn = { user: 'quay', password: 'secret' }
  const details = await visitor.submit(await visitor.open(await house.creationLink()), signIn)
  await visitor.submit(details, { ...SETTINGS, ':name.0': 'Quay', ':unique-name.0': '@quay' })
  const { id, socialhub_channel_id: channelId } = await db
    .selectFrom('channels')
    .select(['id', 'socialhub_channel_id'])
    .executeTakeFirstOrThrow()
  const load = async () => {
    const channel = await loadCallChannel(db, sealer, id)
    if (!channel) throw new Error('not stored')
    return channel
  }
  const fetchAgain = () =>
    db.transaction().execute(async (trx) => {
      await ring(trx, id, 'command')
      await fetchSoon(trx, { id })
    })
  const until = (isThere: (channel: Awaited<ReturnType<typeof load>>) => boolean) =>
    eventually(async () => {
      await fetchAgain()
      return await load()
    }, isThere)
  const shown = async () => (await runHere(t, ['channel', 'show', channelId, '-c', file])).stdout
  const settingsPage = async (language: string) => {
    const token = await createSettingsLink(db, sealer, id, HOUR_MS)
    return (await new Visitor().open(`${url}/settings/${token}?lang=${language}`)).words
  }
  const notices = () =>
    db
      .selectFrom('notices')
      .select(['kind', 'cause'])
      .where('channel_id', '=', id)
      .where('destination', '=', 'webhook')
      .orderBy('created_at')
      .execute()
  await until(({ fetchedAt }) => fetchedAt !== null)

  await t.test('the Network’s own trouble is the operator’s to see alone', async (t) => {
    harbour.fetchFails = new PluginError('unavailable', { message: 'HTTP 502', sentence: GONE })
    await until(({ fetchFailures }) => fetchFailures > 0)
    t.match(await shown(), /unavailable: HTTP 502/)
    t.notMatch(await settingsPage('en'), GONE.en, 'nothing that a Customer could mend')
    harbour.fetchFails = undefined
    await until(({ fetchFailures }) => fetchFailures === 0)
    t.notMatch(await shown(), 'HTTP 502', 'and gone when it works again')
  })

  await t.test('the Channel’s own is said to whoever can mend it', async (t) => {
    const message = 'HTTP 410 of /berths/7'
    harbour.fetchFails = new PluginError('not-found', { message, sentence: GONE })
    await until(({ fetchFailures }) => fetchFailures >= 4)
    const text = await shown()
    t.match(text, `not-found: ${message} (${GONE.en})`)
    t.match(text, /what to do: Fetching failed \d+ times in a row .*Berth 7 was closed/)
    t.same(
      await notices(),
      [{ kind: 'channel.fetch-refused', cause: `${message} (${GONE.en})` }],
      'the operator hears it once',
    )
    t.match(await settingsPage('de'), GONE.de)
    t.match(await settingsPage('fr'), GONE.fr)
    t.notMatch(await settingsPage('en'), message, 'and not what is for the log')
    const { manifest } = await load()
    const purpose = { manifest, channelId: id }
    const token = await createConnectLink(db, sealer, purpose, HOUR_MS)
    t.match((await new Visitor('de').open(`${url}/link/${token}`)).words, GONE.de)
    const foreign = await new Visitor().open(await simulator.act.reactivationLink({ channelId }))
    t.notMatch(foreign.words, GONE.en, 'a token that nobody has verified learns nothing')
    harbour.fetchFails = undefined
    await until(({ fetchFailures }) => fetchFailures === 0)
    t.notMatch(await settingsPage('en'), GONE.en)
  })

  await t.test('who reconnects it reads why it had stopped', async (t) => {
    const error = { message: 'HTTP 401', sentence: LOGGED_OUT }
    harbour.fetchFails = new PluginError('authentication', error)
    await until(({ grant }) => grant.trouble !== null)
    // As if it had been refused for a while.
    await sql`update channels set trouble_since = now() - interval '1 minute' where id = ${id}`.execute(
      db,
    )
    await until(({ state }) => state === 'needs-authentication')
    t.match((await notices()).at(-1), {
      kind: 'channel.needs-authentication',
      cause: `HTTP 401 (${LOGGED_OUT.en})`,
    })
    harbour.fetchFails = undefined
    await eventually(load, ({ toldAt }) => toldAt !== null)
    const customer = new Visitor('fr')
    const why = await customer.open(await simulator.act.reactivationLink({ channelId }))
    const storm = await customer.submit(await customer.submit(why), { ...signIn, user: 'storm' })
    t.match(storm.status, 200)
    const { state, credentials } = await load()
    t.equal(state, 'needs-authentication', 'a 5xx at the login changes nothing')
    t.same(credentials, { user: 'quay' })
    const done = await customer.submit(storm, signIn)
    t.match(done.words, LOGGED_OUT.fr)
    await eventually(load, ({ state }) => state === 'active')
    t.notMatch(await shown(), 'HTTP 401')
  })
})
