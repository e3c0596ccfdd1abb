import t, { type Test } from 'tap'
import type { Point } from '../src/points.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

const CONFIRM = 'POST /inbox/tickets/:ticketId/replies/:followupId/success'
const CREATE = 'POST /inbox/tickets'

/** A visitor's message that has become a Ticket, on an account of its own. */
async function ticketFor(stage: Stage, account: string) {
  const { socialhubChannelId } = await stage.addChannel(account)
  const message = stage.network.addMessage(account, { text: `a question from ${account}` })
  const host = await stage.startHost()
  const ticket = await stage.simulator.until(
    () =>
      Object.values(stage.simulator.state.data.tickets).find(
        ({ interaction }) => interaction.networkItemId === message.id,
      ),
    { timeoutMs: 20_000, what: `the Ticket of ${account}` },
  )
  await host.stop()
  return { ticket, socialhubChannelId }
}

/** Kills a host at a point of a reply's way, starts another one, and counts at both ends. */
async function replyThrough(t: Test, stage: Stage, point: Point, actionId = 'reply') {
  const account = `${point.replaceAll('.', '-')}-${actionId}`
  const { ticket, socialhubChannelId } = await ticketFor(stage, account)
  const doomed = await stage.startHost({ holdAt: point })
  const followup = stage.simulator.act.reply({ ticketId: ticket.id, actionId, text: 'an answer' })
  t.equal(await doomed.reached, point, `reaches ${point}`)
  await doomed.kill()
  const survivor = await stage.startHost()
  const end = await stage.simulator.until(
    () => {
      const now = stage.simulator.state.data.followups[followup.id]
      return now?.status !== 'sending' && now
    },
    { timeoutMs: 40_000, what: `the end of the reply killed at ${point}` },
  )
  await survivor.stop()
  const confirmations = stage.simulator.journal.counts(socialhubChannelId)[CONFIRM]?.byStatus ?? {}
  return { end, confirmations, replies: stage.network.replies(account) }
}

const REPLY_POINTS: readonly Point[] = [
  'webhook.received',
  'webhook.committed',
  'action.accepted',
  'action.sending-stored',
  'action.performed',
  'action.published-stored',
  'action.confirmed',
  'action.confirmed-stored',
]

t.test('a reply is published once and confirmed once, wherever its host is killed', async (t) => {
  const stage = await setStage({
    simulator: { settings: { webhook: { attempts: 8, retryDelayMs: 500, timeoutMs: 10_000 } } },
  })
  t.teardown(() => stage.close())
  for (const point of REPLY_POINTS) {
    await t.test(`killed at ${point}`, { timeout: 60_000 }, async (t) => {
      const { end, confirmations, replies } = await replyThrough(t, stage, point)
      t.equal(end.status, 'published', 'the agent sees it as published')
      t.equal(replies.length, 1, 'the Network has it once')
      t.equal(confirmations['201'], 1, 'SocialHub was told once')
    })
  }
})

t.test(
  'without a way to find it, a reply of unknown outcome is reset and says so',
  { timeout: 60_000 },
  async (t) => {
    const stage = await setStage({ withFind: false })
    t.teardown(() => stage.close())
    const { end, confirmations, replies } = await replyThrough(
      t,
      stage,
      'action.performed',
      'reply-once',
    )
    t.equal(end.status, 'failed')
    t.match(end.reason, /did not say whether this was published/)
    t.equal(replies.length, 1, 'and is never sent again')
    t.same(confirmations, {})
  },
)

t.test(
  'without a way to find it, a repeatable reply is sent again under the same key',
  { timeout: 60_000 },
  async (t) => {
    const stage = await setStage({ withFind: false })
    t.teardown(() => stage.close())
    const { end, replies } = await replyThrough(t, stage, 'action.performed', 'reply')
    t.equal(end.status, 'published')
    t.equal(replies.length, 1, 'which the Network honours')
  },
)

t.test('a message becomes one Ticket, wherever its host is killed', async (t) => {
  const stage = await setStage()
  t.teardown(() => stage.close())
  const points: readonly Point[] = [
    'fetch.returned',
    'fetch.stored',
    'ticket.created',
    'ticket.stored',
  ]
  for (const point of points) {
    await t.test(`killed at ${point}`, { timeout: 40_000 }, async (t) => {
      const account = point.replaceAll('.', '-')
      const { channelId, socialhubChannelId } = await stage.addChannel(account)
      const first = stage.network.addMessage(account, { text: 'one' })
      stage.network.addMessage(account, { text: 'two', root: first.id })
      const doomed = await stage.startHost({ holdAt: point })
      t.equal(await doomed.reached, point, `reaches ${point}`)
      await doomed.kill()
      const survivor = await stage.startHost()
      const rows = await eventually(
        () =>
          stage.db
            .selectFrom('interactions')
            .select(['state', 'ticket_id'])
            .where('channel_id', '=', channelId)
            .orderBy('seq')
            .execute(),
        (found) => found.length === 2 && found.every(({ state }) => state === 'delivered'),
      )
      await survivor.stop()
      const counts = stage.simulator.journal.counts(socialhubChannelId)[CREATE]?.byStatus ?? {}
      t.equal(counts['201'], 2, 'SocialHub made each Ticket once')
      const tickets = Object.values(stage.simulator.state.data.tickets).filter(
        (ticket) => ticket.channelId === socialhubChannelId && !ticket.hidden,
      )
      t.same(
        tickets.map(({ interaction }) => interaction.message),
        ['one', 'two'],
        'in their order',
      )
      t.equal(rows.length, 2)
    })
  }
})

t.test(
  'a host that stood still past its lease does no harm when it goes on',
  { timeout: 60_000 },
  async (t) => {
    const stage = await setStage()
    t.teardown(() => stage.close())
    const account = 'stood-still'
    const { ticket, socialhubChannelId } = await ticketFor(stage, account)
    const frozen = await stage.startHost()
    // The Network publishes, and takes its time to say so: the host is stopped in between.
    stage.network.fault({ call: 'reply', account, delayAfterMs: 2_000 })
    const effect = stage.network.nextEffect('reply', account)
    const followup = stage.simulator.act.reply({
      ticketId: ticket.id,
      actionId: 'reply-once',
      text: 'an answer',
    })
    await effect
    frozen.child.kill('SIGSTOP')
    const other = await stage.startHost({ config: { listen: { host: '127.0.0.1', port: 0 } } })
    await stage.simulator.until(
      () => stage.simulator.state.data.followups[followup.id]?.status === 'published',
      { timeoutMs: 30_000, what: 'the other host to take over' },
    )
    frozen.child.kill('SIGCONT')
    await Promise.all([frozen.stop(), other.stop()])
    t.equal(stage.network.replies(account).length, 1, 'the Network has the reply once')
    const counts = stage.simulator.journal.counts(socialhubChannelId)[CONFIRM]?.byStatus ?? {}
    t.same(counts, { '201': 1 }, 'SocialHub was told once')
    t.equal(frozen.child.exitCode, 0, 'and the host that stood still ends well')
  },
)
