import { sql } from 'kysely'
import t from 'tap'
import { eventually, setStage } from './stage/stage.ts'

t.setTimeout(600_000)

const CHANNELS = 200

t.test(
  'two hosts share 200 Channels, and none is in two turns at once',
  { timeout: 400_000 },
  async (t) => {
    // A busy machine must not look like a host that is dead: nobody is killed here.
    const stage = await setStage({ leaseMs: 10_000 })
    t.teardown(() => stage.close())
    const accounts = Array.from({ length: CHANNELS }, (_, number) => `account-${number}`)
    for (const account of accounts) await stage.addChannel(account)
    for (const account of accounts)
      stage.network.addMessage(account, { text: `hello from ${account}` })
    const hosts = await Promise.all([
      stage.startHost(),
      stage.startHost({ config: { listen: { host: '127.0.0.1', port: 0 } } }),
    ])
    const { simulator, network } = stage
    const visible = () =>
      Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)
    await eventually(
      () => visible().length,
      (count) => count === CHANNELS,
      90_000,
    )
    // Replies ring Channels in the middle of their turns, and new messages keep these busy.
    const followups = visible().map(({ id }) => {
      const { followupTo: _, ...followup } = {
        followupTo: id,
        ...simulator.act.reply({ ticketId: id, actionId: 'reply', text: 'an answer' }),
      }
      return followup
    })
    for (const account of accounts) network.addMessage(account, { text: 'and another thing' })
    await eventually(
      () =>
        followups.filter(({ id }) => simulator.state.data.followups[id]?.status === 'published')
          .length,
      (published) => published === CHANNELS,
      90_000,
    )
    await eventually(
      () => visible().filter(({ followupToId }) => followupToId === undefined).length,
      (count) => count === 2 * CHANNELS,
      90_000,
    )
    t.same(network.watch().overlaps, [], 'the Network never saw two calls for one Channel at once')
    for (const account of accounts) {
      t.equal(network.replies(account).length, 1, `one reply by ${account}`)
    }
    const { rows } = await sql<{ holders: number }>`
    select count(distinct fence > 1) as holders from turns`.execute(stage.db)
    t.ok(rows.length > 0)
    await Promise.all(hosts.map((host) => host.stop()))
    const held = await stage.db
      .selectFrom('turns')
      .select('channel_id')
      .where('holder', 'is not', null)
      .execute()
    t.same(held, [], 'hosts that stop hand every Channel back')
  },
)

t.test(
  'a Ticket Action that is rung at the very end of a turn is not left waiting',
  { timeout: 200_000 },
  async (t) => {
    const stage = await setStage()
    t.teardown(() => stage.close())
    const { channelId } = await stage.addChannel('late')
    stage.network.addMessage('late', { text: 'hello' })
    const first = await stage.startHost()
    const ticket = await stage.simulator.until(
      () => Object.values(stage.simulator.state.data.tickets)[0],
      {
        timeoutMs: 60_000,
      },
    )
    await first.stop()
    // Due now for one last look, and then not for a day: nobody but the ring can bring the next turn.
    await sql`update channels set fetch_due_at = now() + interval '1 day' where id = ${channelId}`.execute(
      stage.db,
    )
    await sql`update turns set due_at = now() where channel_id = ${channelId}`.execute(stage.db)
    const host = await stage.startHost({ holdAt: 'turn.ending' })
    t.equal(await host.reached, 'turn.ending', 'the mailbox has been read for the last time')
    const followup = stage.simulator.act.reply({
      ticketId: ticket.id,
      actionId: 'reply',
      text: 'hi',
    })
    await stage.simulator.idle()
    const waiting = await stage.db.selectFrom('ticket_actions').select('state').execute()
    t.same(waiting, [{ state: 'accepted' }], 'and now an action is committed')
    host.goOn()
    await stage.simulator.until(
      () => stage.simulator.state.data.followups[followup.id]?.status === 'published',
      { timeoutMs: 60_000, what: 'the reply' },
    )
    await host.stop()
  },
)
