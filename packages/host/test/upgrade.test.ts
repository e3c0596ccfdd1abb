import { createTestDatabase } from '@hubward/postgres'
import got from 'got'
import { sql } from 'kysely'
import t from 'tap'
import { proveChannels } from '../src/ledger/prove-channels.ts'
import { openDatabase } from '../src/store/database.ts'
import { migrate } from '../src/store/migrate.ts'
import { audit } from '../src/store/migrations/0028-audit.ts'
import { removedAccounts } from '../src/store/migrations/0029-removed-accounts.ts'
import { auditHeads } from '../src/store/migrations/0034-audit-heads.ts'
import { startBalancer } from './fixtures/balancer.ts'
import { checkoutWithMigrations } from './fixtures/former-checkout.ts'
import {
  beginFormerly,
  migrateAsFormerly,
  recordFormerly,
  storeFormerly,
} from './fixtures/former-statements.ts'
import { type Seen, Visitor } from './fixtures/visitor.ts'
import { freePort } from './stage/free-port.ts'
import { eventually, HOST_PROGRAM, type HostProcess, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

/** Where all began that a later migration added. */
const former = await checkoutWithMigrations(13)
t.teardown(() => former.remove())

t.test(
  'a database from before Accounts were kept apart, while hosts are updated',
  { skip: former.missing },
  async (t) => {
    t.setTimeout(600_000)
    const database = await createTestDatabase({
      name: 'former',
      version: 'migrations_13',
      prepare: async (url) => {
        const { db } = openDatabase(url, 2)
        const { migrate } = await import(former.migrations)
        await migrate(db)
        await db.destroy()
      },
    })
    await keepAuditElsewhere(database.url)
    const stage = await setStage({ leaseMs: 30_000, program: former.program, database })
    t.teardown(() => stage.close())
    const { network, simulator, db, config } = stage
    const { act, state, accountId, manifestId } = simulator
    const other = act.createAccount({ name: 'Another' })
    const [one, two] = [await freePort(), await freePort()]
    const balancer = await startBalancer(Number(new URL(config.publicUrl).port), [one, two])
    t.teardown(() => balancer.close())
    const start = (port: number, program: string) =>
      stage.startHost({
        program,
        config: { listen: { host: '127.0.0.1', port }, drainMs: 2_000 },
      })
    const refused = () => balancer.failures.filter((failure) => !/ 30[1-8] from /.test(failure))

    /** Goes SocialHub's way to a Channel: as far as the last form, and to its end. */
    const begin = async (account: string, at = config.publicUrl, owner = accountId) => {
      const link = await act.creationLink({ accountId: owner, manifestId })
      const customer = new Visitor()
      const form = await customer.open(link.replace(config.publicUrl, at))
      const details = await customer.submit(form, { account })
      return { customer, details, account }
    }
    const finish = ({ customer, details, account }: Awaited<ReturnType<typeof begin>>) =>
      customer.submit(details, { ':name.0': account, ':unique-name.0': `@${account}` })
    const active = (page: Seen, what: string) => t.match(page.words, /Channel is active/, what)
    const owners = async () =>
      new Map(
        (await db.selectFrom('channels').select(['id', 'account_id']).orderBy('id').execute()).map(
          ({ id, account_id }) => [id, account_id],
        ),
      )
    const socialhubIdOf = (account: string) =>
      Object.values(state.data.channels).find(({ networkId }) => networkId === account)?.id ?? ''
    const ticketsOf = (account: string) =>
      Object.values(state.data.tickets).filter(
        ({ channelId, hidden }) => channelId === socialhubIdOf(account) && !hidden,
      )

    let first = await start(one, former.program)
    let second = await start(two, former.program)
    await balancer.serving([one, two])
    for (const account of ['busy', 'brand', 'gone'])
      active(await finish(await begin(account)), account)
    network.addMessage('busy', { text: 'hello' })
    await eventually(
      () => ticketsOf('busy'),
      (tickets) => tickets.length === 1,
    )
    const ticketId = ticketsOf('busy')[0]?.id ?? ''
    network.fault({ call: 'reply', account: 'busy', status: 429, retryAfterSeconds: 1, times: 900 })
    const waiting = act.reply({ ticketId, actionId: 'reply', text: 'waits through the upgrade' }).id
    await eventually(
      () => network.watch().calls.reply ?? 0,
      (calls) => calls > 0,
    )
    const begun = await begin('before')
    act.disableChannel({ channelId: socialhubIdOf('gone') })
    await eventually(
      () => db.selectFrom('channels').select('state').where('network_id', '=', 'gone').execute(),
      ([row]) => row?.state === 'disabled',
    )
    const before = await owners()
    t.equal(before.size, 3)

    // One action after the other, messages and Customers beside them, from now to the end.
    let over = false
    let pressed = 0
    const load = (async () => {
      while (!over) {
        act.pressButton({ ticketId, actionId: 'count' })
        network.addMessage('busy', { text: `message ${pressed}` })
        pressed += 1
        if (pressed % 20 === 0) active(await finish(await begin(`new-${pressed}`)), 'on the way')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    })()
    const passedOn = async () => {
      const counts = [one, two].map((port) => balancer.passed.get(port) ?? 0)
      await eventually(
        () =>
          [one, two].map((port, place) => (balancer.passed.get(port) ?? 0) - (counts[place] ?? 0)),
        (more) => more.every((count) => count > 10),
      )
    }

    const update = async (host: HostProcess, port: number, beside: number) => {
      const stopping = host.stop()
      await balancer.serving([beside])
      await stopping
      const updated = await start(port, HOST_PROGRAM)
      await balancer.serving([one, two])
      return updated
    }
    first = await update(first, one, two)

    await t.test('an old host and a new one, side by side', async (t) => {
      await passedOn()
      active(await finish(begun), 'a session from before is finished')
      const link = await act.reactivationLink({ channelId: socialhubIdOf('gone') })
      const customer = new Visitor()
      const form = await customer.submit(await customer.open(link))
      const last = await customer.submit(form, { account: 'gone' })
      // An old host says so on a page; one of today leads back to SocialHub by itself. Either may be asked.
      t.match(last.words, /active again|Channels Settings/)
      const gone = db.selectFrom('channels').select('state').where('network_id', '=', 'gone')
      t.same(await gone.execute(), [{ state: 'active' }])

      // SocialHub gives the account of a Network to another Account.
      act.forgetNetworkId({ channelId: socialhubIdOf('brand') })
      const old = `http://127.0.0.1:${two}`
      const late = await finish(await begin('brand', old, other.id))
      t.equal(late.status, 500, 'an old host would pass the Channel over: it is refused')
      t.same(new Map([...(await owners())].slice(0, 3)), before)
      active(await finish(await begin('brand', `http://127.0.0.1:${one}`, other.id)), 'a new host')
      // The old one serves the Channel that lives, and leaves the one that ended alone.
      await passedOn()
      await got.post(`${old}/p/stub/push`, { json: { account: 'brand' } })
      t.same(refused(), [], 'no request failed')
      t.equal(second.child.exitCode, null)
    })

    second = await update(second, two, one)
    await passedOn()
    over = true
    await load
    await got.delete(`${network.url}/faults`)
    await simulator.idle()
    t.same(refused(), [], 'no request failed')
    for (const [id, owner] of before) {
      t.equal((await owners()).get(id), owner, 'no row changed its Account')
    }
    const brands = await db
      .selectFrom('channels')
      .select(['account_id', 'state', 'network_id'])
      .where((where) =>
        where.or([where('network_id', '=', 'brand'), where('ended_network_id', '=', 'brand')]),
      )
      .orderBy('id')
      .execute()
    t.same(brands, [
      { account_id: accountId, state: 'ended', network_id: null },
      { account_id: other.id, state: 'active', network_id: 'brand' },
    ])
    await eventually(
      () => network.actions('busy').length,
      (count) => count >= pressed,
    )
    t.equal(network.actions('busy').length, pressed, 'each action was performed once')
    await eventually(
      () => state.data.followups[waiting]?.status,
      (status) => status !== 'sending',
    )
    t.same(
      network.replies('busy').map(({ text }) => text),
      ['waits through the upgrade'],
      'the reply that waited was published once',
    )
    await Promise.all([first.stop(), second.stop()])
    // What was there before is the opening; what an old host stored beside is told apart.
    const proofs = await proveChannels(db, [...(await owners()).keys()], null)
    t.same(
      proofs.filter(({ unaccounted }) => unaccounted > 0),
      [],
      'all that came in is accounted for',
    )
    const [busy] = proofs
    t.match(busy, { messages: { counted: { opening: Number, received: Number } } })
    t.match(busy, { ticketActions: { counted: { opening: Number, accepted: Number } } })
  },
)

/**
 * The stage publishes its Manifest with functions of today, which tell the audit log. A database of then
 * has none: these get one in a schema of its own, which is hidden once a host of today has made its own.
 */
async function keepAuditElsewhere(url: string): Promise<void> {
  const { db } = openDatabase(url, 1)
  const name = sql.id(new URL(url).pathname.slice(1))
  await sql`create schema audit_of_the_stage`.execute(db)
  await sql`set search_path = audit_of_the_stage, public`.execute(db)
  for (const text of [audit, removedAccounts, auditHeads]) {
    await sql.raw(text.replaceAll('public', 'audit_of_the_stage')).execute(db)
  }
  await sql`alter database ${name} set search_path = public, audit_of_the_stage`.execute(db)
  await db.destroy()
}

t.test('what former hosts said to the database is answered before, during and after', async (t) => {
  const { url, drop } = await createTestDatabase({
    name: 'statements',
    version: 'migrations_13',
    prepare: async (to) => {
      const { db } = openDatabase(to, 2)
      await migrateAsFormerly(db, 13)
      await db.destroy()
    },
  })
  const { db } = openDatabase(url, 8)
  t.teardown(async () => {
    await db.destroy()
    await drop()
  })
  const manifest = crypto.randomUUID()
  await db
    .insertInto('manifests')
    .values({
      id: manifest,
      integration: 'stub',
      kind: 'reusable',
      reference_hash: Buffer.from('r'),
      sealed_reference: Buffer.from(''),
      sealed_secrets: Buffer.from(''),
    })
    .execute()
  const of = (account: string, networkId: string) =>
    storeFormerly(db, manifest, { account, networkId })
  const owned = await of('mine', 'brand')

  let over = false
  let rounds = 0
  const load = Array.from({ length: 4 }, async (_, lane) => {
    while (!over) {
      rounds += 1
      await of('mine', 'brand')
      await of('mine', `${lane} ${rounds}`)
      await recordFormerly(db, manifest, `${lane}`)
      await beginFormerly(db)
    }
  })
  const during = async (more: number) => {
    const until = rounds + more
    await eventually(
      () => rounds,
      (count) => count >= until,
    )
  }
  await Promise.race([during(20), ...load])
  t.ok((await migrate(db)).includes('0014-accounts-apart'))
  await Promise.race([during(20), ...load])
  over = true
  await Promise.all(load)
  t.pass(`${rounds} rounds, and none failed`)

  await t.rejects(of('theirs', 'brand'), /never passes to another Account/)
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'account_id'])
    .where('network_id', '=', 'brand')
    .execute()
  t.same(rows, [{ id: owned, account_id: 'mine' }])
  t.same(await migrate(db), [], 'once')
})
