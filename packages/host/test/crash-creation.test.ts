import got from 'got'
import t from 'tap'
import type { CrashPoint } from '../src/crash-points.ts'
import { loadCallChannel } from '../src/store/channels.ts'
import { Visitor } from './fixtures/visitor.ts'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(400_000)

const CREATE = 'POST /channels'
const CRASH_POINTS: readonly CrashPoint[] = [
  'channel.recorded',
  'channel.answered',
  'channel.stored',
]

t.test('a Customer ends with one working Channel, wherever the host is killed', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, db, sealer } = stage
  for (const point of CRASH_POINTS) {
    const account = point.replaceAll('.', '-')
    const link = await simulator.act.creationLink({
      accountId: simulator.accountId,
      manifestId: simulator.manifestId,
    })
    const before = simulator.journal.counts()[CREATE]?.total ?? 0
    const doomed = await stage.startHost({ holdAt: point })
    const customer = new Visitor()
    const details = await customer.submit(await customer.open(link), { account })
    const submitted = customer
      .submit(details, { ':name.0': account, ':unique-name.0': `@${account}` })
      .catch(() => undefined)
    t.equal(await doomed.reached, point, `reaches ${point}`)
    await doomed.kill()
    await submitted

    const survivor = await stage.startHost()
    // The browser shows that the server is gone; the Customer reloads and, where asked, tries again.
    const page = await eventually(
      async () => {
        const reloaded = await customer.open(`${stage.config.publicUrl}/connect/stub`)
        if (/Channel is active/.test(reloaded.words)) return reloaded
        return await customer.submit(reloaded, {
          ':name.0': account,
          ':unique-name.0': `@${account}`,
        })
      },
      ({ words }) => /Channel is active/.test(words),
    )
    t.match(page.words, 'Your Channel is active')

    const atSocialHub = Object.values(simulator.state.data.channels).filter(
      ({ networkId }) => networkId === account,
    )
    t.equal(atSocialHub.length, 1, 'SocialHub has one Channel')
    const here = await db
      .selectFrom('channels')
      .select('id')
      .where('network_id', '=', account)
      .execute()
    t.equal(here.length, 1, 'the host has one')
    const channel = await loadCallChannel(db, sealer, here[0]?.id ?? '')
    const { statusCode } = await got(`${simulator.apiUrl}/?accesstoken=${channel?.accessToken}`)
    t.equal(statusCode, 200, 'and its Access Token opens SocialHub’s')
    const calls = (simulator.journal.counts()[CREATE]?.total ?? 0) - before
    t.equal(calls, point === 'channel.answered' ? 2 : 1, 'repeated only where the answer was lost')

    const message = stage.network.addMessage(account, { text: 'hello' })
    await simulator.until(
      () =>
        Object.values(simulator.state.data.tickets).some(
          ({ interaction }) => interaction.networkItemId === message.id,
        ),
      { timeoutMs: 60_000, what: 'a Ticket of the new Channel' },
    )
    await survivor.stop()
  }
})
