import { pino } from 'pino'
import t from 'tap'
import type { CrashPoint } from '../src/crash-points.ts'
import { addCustomChannel } from '../src/custom/add-channel.ts'
import { moveChannel } from '../src/custom/move.ts'
import { loadIntegrations } from '../src/plugins/load.ts'
import { createConnectLink } from '../src/store/links.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const CRASH_POINTS: readonly CrashPoint[] = [
  'channel.recorded',
  'channel.answered',
  'channel.stored',
]

/** What `hubward channel add` does, and the link that it prints. */
async function addAndLink(stage: Stage, name: string) {
  const { simulator, config, db, sealer } = stage
  const { id } = simulator.act.createCustomChannel({ accountId: simulator.accountId, name })
  const { integrations } = await loadIntegrations(config, pino({ level: 'silent' }))
  const integration = integrations.get('stub')
  if (!integration) throw new Error('the stub plugin could not be loaded')
  const accessToken = await simulator.act.showToken({ channelId: id })
  const { manifest } = await addCustomChannel({ config, db, sealer }, integration, accessToken)
  const token = await createConnectLink(db, sealer, { manifest, channelId: null }, 60_000)
  return { socialhubChannelId: id, link: `${config.publicUrl}/link/${token}` }
}

t.test('a link leads to one working Channel, wherever the host is killed', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, db } = stage
  for (const point of CRASH_POINTS) {
    const account = point.replaceAll('.', '-')
    const names = { ':name.0': account, ':unique-name.0': `@${account}` }
    const doomed = await stage.startHost({ holdAt: point })
    const { socialhubChannelId, link } = await addAndLink(stage, account)
    const customer = new Visitor()
    const details = await customer.submit(await customer.open(link), { account })
    const submitted = customer.submit(details, names).catch(() => undefined)
    t.equal(await doomed.reached, point, `reaches ${point}`)
    await doomed.kill()
    await submitted

    const survivor = await stage.startHost()
    const page = await eventually(
      async () => {
        const reloaded = await customer.open(`${stage.config.publicUrl}/connect/stub`)
        return /Channel is active/.test(reloaded.words)
          ? reloaded
          : customer.submit(reloaded, names)
      },
      ({ words }) => /Channel is active/.test(words),
    )
    t.match(page.words, 'Your Channel is active')
    const here = await db
      .selectFrom('channels')
      .select('socialhub_channel_id')
      .where('network_id', '=', account)
      .execute()
    t.same(here, [{ socialhub_channel_id: socialhubChannelId }])
    t.same(await db.selectFrom('unconnected_channels').selectAll().execute(), [])
    const message = stage.network.addMessage(account, { text: 'hello' })
    await eventually(
      () => Object.values(simulator.state.data.tickets),
      (tickets) => tickets.some(({ interaction }) => interaction.networkItemId === message.id),
    )
    await survivor.stop()
  }
})

t.test('a Channel that moves is handed over once, whenever its host is killed', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network, db, config, sealer } = stage
  const first = await stage.startHost()
  const { socialhubChannelId, link } = await addAndLink(stage, 'mover')
  const names = { ':name.0': 'mover', ':unique-name.0': '@mover' }
  const customer = new Visitor()
  const details = await customer.submit(await customer.open(link), { account: 'mover' })
  await customer.submit(details, names)
  for (let index = 0; index < 20; index += 1) network.addMessage('mover', { text: `no ${index}` })
  const tickets = () =>
    Object.values(simulator.state.data.tickets).map(({ interaction }) => interaction.networkItemId)
  await eventually(tickets, (ids) => ids.length > 5)
  const former = await db
    .selectFrom('channels')
    .select('id')
    .where('socialhub_channel_id', '=', socialhubChannelId)
    .executeTakeFirstOrThrow()
  await moveChannel({ config, db, sealer }, former.id)
  const later = new Visitor()
  const creation = await simulator.act.creationLink({
    accountId: simulator.accountId,
    manifestId: simulator.manifestId,
  })
  await later.submit(await later.submit(await later.open(creation), { account: 'mover' }), names)

  // Killed before SocialHub was told, or after: the next host goes on with the same step.
  await first.kill()
  const second = await stage.startHost()
  await eventually(
    () => db.selectFrom('channel_moves').select('webhook_removed_at as at').executeTakeFirst(),
    (move) => move?.at !== null,
  )
  await second.kill()
  await stage.startHost()
  for (let index = 20; index < 30; index += 1) network.addMessage('mover', { text: `no ${index}` })
  await eventually(tickets, (ids) => new Set(ids).size === 30)
  t.equal(tickets().length, 30, 'each message is one Ticket')
  const left = await db.selectFrom('channels').select(['socialhub_channel_id', 'state']).execute()
  t.equal(left.length, 1)
  t.match(left, [{ state: 'active' }])
  t.not(left[0]?.socialhub_channel_id, socialhubChannelId)
})
