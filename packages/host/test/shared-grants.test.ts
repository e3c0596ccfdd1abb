import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import t from 'tap'
import { removeChannel } from '../src/erasure/remove.ts'
import { createPluginStore } from '../src/store/plugin-store.ts'
import { grantHash } from '../src/store/shared-grants.ts'
import { hubward } from './fixtures/command.ts'
import { partsOf } from './fixtures/parts-of.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually, type GivenChannel, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const MAILBOXES = fileURLToPath(new URL('./fixtures/mailboxes.ts', import.meta.url))

/** A Network where the Channels of one mailbox live on one grant. */
async function mailboxes() {
  const stage = await setStage({ plugin: MAILBOXES, leaseMs: 30_000 })
  const { db, sealer, config } = stage
  const store = createPluginStore(db, sealer, 'stub')
  return {
    ...stage,
    parts: await partsOf(stage),
    /** A Channel in a folder of a mailbox, as `authenticate` answers it. */
    folder: (account: string, given: GivenChannel = {}) =>
      stage.addChannel(account, {
        grantHash: grantHash(sealer, 'mailboxes', account.split('-')[0]),
        ...given,
      }),
    timesGivenBack: async (mailbox: string) =>
      Number((await store.get(`given-back/${mailbox}`))?.value ?? 0),
    remove: async (socialhubChannelId: string, ...options: string[]) => {
      const words = ['channel', 'remove', socialhubChannelId, '--confirm', ...options]
      const { code, out, err } = await hubward(config, ...words)
      if (code !== 0) throw new Error(err)
      return out
    },
  }
}

const untilTicket = ({ simulator }: Pick<Stage, 'simulator'>, text: string) =>
  simulator.until(
    () =>
      Object.values(simulator.state.data.tickets).some(
        ({ hidden, interaction }) => !hidden && interaction.message === text,
      ),
    { timeoutMs: 60_000, what: `a Ticket "${text}"` },
  )

const stage = await mailboxes()
t.teardown(() => stage.close())

t.test('a grant is given back with the last Channel that lives on it', async (t) => {
  const { simulator, db, network } = stage
  const { accountId, manifestId } = simulator
  const host = await stage.startHost()
  const customer = new Visitor()
  const form = await customer.open(await simulator.act.creationLink({ accountId, manifestId }))
  const choice = await customer.submit(form, { account: 'kiln-support,kiln-sales' })
  const names = (place: number, name: string) => ({
    [`:name.${place}`]: name,
    [`:unique-name.${place}`]: `@${name}`,
  })
  const chosen = { ':account': ['0', '1'], ...names(0, 'support'), ...names(1, 'sales') }
  const done = await customer.submit(await customer.submit(choice, chosen), {})
  t.match(done.words, 'Your Channels are active')
  const idOf = async (networkId: string) => {
    const { id } = await db
      .selectFrom('channels')
      .select('socialhub_channel_id as id')
      .where('network_id', '=', networkId)
      .executeTakeFirstOrThrow()
    return id
  }
  const [support, sales] = [await idOf('kiln-support'), await idOf('kiln-sales')]

  t.match(await stage.remove(support), /Its grant stays at the Network: another Channel lives on/)
  t.equal(simulator.state.data.channels[support]?.status, 'deactivated')
  t.equal(await stage.timesGivenBack('kiln'), 0)
  network.addMessage('kiln-sales', { text: 'asked after the other was removed' })
  await untilTicket(stage, 'asked after the other was removed')

  await host.stop()
  t.match(await stage.remove(sales), /Its grant was given back to the Network/)
  t.equal(await stage.timesGivenBack('kiln'), 1)
})

t.test('and with an Account', async (t) => {
  const { simulator, config, folder } = stage
  const { id: accountId } = simulator.act.createAccount({ name: 'Leaving' })
  const support = await folder('leaving-support', { accountId })
  const sales = await folder('leaving-sales', { accountId })
  const words = ['account', 'remove', accountId, '--confirm', '--json']
  const { out, err } = await hubward(config, ...words)
  t.equal(err, '')
  t.match(JSON.parse(out), {
    channels: [
      { channelId: support.socialhubChannelId, network: { outcome: 'shared' } },
      { channelId: sales.socialhubChannelId, network: { outcome: 'ended' } },
    ],
  })
  t.equal(await stage.timesGivenBack('leaving'), 1)
})

t.test('who lives on a grant, and who does not', async (t) => {
  const { db, folder, remove, timesGivenBack, sealer } = stage
  const outcome = async (socialhubChannelId: string) => {
    const { network } = JSON.parse(await remove(socialhubChannelId, '--json'))
    return network.outcome
  }

  await t.test('one that is paused does', async (t) => {
    const { socialhubChannelId } = await folder('paused-a')
    const other = await folder('paused-b')
    await sql`update channels set state = 'paused' where id = ${other.channelId}`.execute(db)
    t.equal(await outcome(socialhubChannelId), 'shared')
  })

  await t.test('one in another integration of the same plugin does', async (t) => {
    const { socialhubChannelId } = await folder('beta-a')
    const other = await folder('beta-b')
    await sql`update channels set integration = 'beta' where id = ${other.channelId}`.execute(db)
    t.equal(await outcome(socialhubChannelId), 'shared')
  })

  await t.test('one whose grant the Network refused does not', async (t) => {
    const { socialhubChannelId } = await folder('refused-a')
    const other = await folder('refused-b')
    await sql`update channels set state = 'needs-authentication'
      where id = ${other.channelId}`.execute(db)
    t.equal(await outcome(socialhubChannelId), 'ended')
    t.equal(await timesGivenBack('refused'), 1)
  })

  await t.test('one that was connected again with another grant does not', async (t) => {
    const { socialhubChannelId } = await folder('moved-a')
    await folder('moved-b')
    await folder('moved-b', { grantHash: grantHash(sealer, 'mailboxes', 'another') })
    t.equal(await outcome(socialhubChannelId), 'ended')
  })

  await t.test('one that names no grant lives on its own', async (t) => {
    const { socialhubChannelId } = await folder('own-a', { grantHash: null })
    await folder('own-b', { grantHash: null })
    t.equal(await outcome(socialhubChannelId), 'ended')
  })
})

t.test('two that are removed at once don’t leave the grant to each other', async (t) => {
  const { folder, parts, simulator } = stage
  const { id: accountId } = simulator.act.createAccount({ name: 'Another' })
  const first = await folder('atonce-support')
  const second = await folder('atonce-sales', { accountId })
  let removal: ReturnType<typeof removeChannel> | undefined
  const former = await removeChannel(parts, first.channelId, {
    force: false,
    // Nothing of this is committed: the other one takes this Channel for one that goes on.
    onErased: async () => {
      removal = removeChannel(parts, second.channelId, { force: false })
      await eventually(
        () => simulator.state.data.channels[second.socialhubChannelId]?.status,
        (status) => status === 'deactivated',
      )
    },
  })
  t.equal(former?.network.outcome, 'shared')
  t.equal((await removal)?.network.outcome, 'ended')
  t.equal(await stage.timesGivenBack('atonce'), 1)
})

t.test('a Channel of before learns with a refresh whose grant it lives on', async (t) => {
  const { db, folder } = stage
  const support = await folder('before-support', { grantHash: null })
  const sales = await folder('before-sales', { grantHash: null })
  await sql`update channels set refresh_wanted = true where grant_hash is null`.execute(db)
  const host = await stage.startHost()
  await eventually(
    () => db.selectFrom('channels').select('id').where('refresh_wanted', '=', true).execute(),
    (rows) => rows.length === 0,
  )
  await host.stop()
  t.match(await stage.remove(support.socialhubChannelId), /stays at the Network/)
  t.match(await stage.remove(sales.socialhubChannelId), /was given back/)
  t.equal(await stage.timesGivenBack('before'), 1)
})
