import type { Ticket } from '@hubward/simulator'
import t from 'tap'
import type { CrashPoint } from '../src/crash-points.ts'
import { proveChannels } from '../src/ledger/prove-channels.ts'
import { unaccounted } from './fixtures/proof.ts'
import { eventually, type Stage, setStage } from './stage/stage.ts'

// Whole processes start and die here, and some calls are waited out.
t.setTimeout(600_000)

const CONFIRM = 'POST /inbox/tickets/:ticketId/replies/:followupId/success'

/** For each account a Channel and a message in it that has become a Ticket. */
async function ticketsFor(stage: Stage, accounts: readonly string[]): Promise<Map<string, Ticket>> {
  const { simulator, network } = stage
  const messages = new Map<string, string>()
  for (const account of accounts) {
    await stage.addChannel(account)
    messages.set(network.addMessage(account, { text: `a question to ${account}` }).id, account)
  }
  const host = await stage.startHost()
  const tickets = await simulator.until(
    () => {
      const found = Object.values(simulator.state.data.tickets).filter(({ hidden }) => !hidden)
      return found.length === accounts.length && found
    },
    { timeoutMs: 60_000, what: 'the Tickets' },
  )
  await host.stop()
  return new Map(
    tickets.map((ticket) => [messages.get(ticket.interaction.networkItemId) ?? '', ticket]),
  )
}

/** Kills a host at a point of a reply's way, starts another one, and counts at both ends. */
async function replyThrough(
  stage: Stage,
  how: { point: CrashPoint; account: string; ticket: Ticket | undefined; actionId: string },
) {
  const { simulator, network } = stage
  if (!how.ticket) throw new Error(`no Ticket for ${how.account}`)
  const { id: ticketId, channelId } = how.ticket
  const doomed = await stage.startHost({ holdAt: how.point })
  const followup = simulator.act.reply({ ticketId, actionId: how.actionId, text: 'an answer' })
  const reached = await doomed.reached
  await doomed.kill()
  const survivor = await stage.startHost()
  const end = await simulator.until(
    () => {
      const now = simulator.state.data.followups[followup.id]
      return now?.status !== 'sending' && now
    },
    { timeoutMs: 90_000, what: `the end of the reply killed at ${how.point}` },
  )
  // SocialHub may know before the host has stored that it does.
  const [stored] = await eventually(
    () =>
      stage.db
        .selectFrom('ticket_actions')
        .select('state')
        .where('followup_id', '=', followup.id)
        .execute(),
    ([action]) => action?.state === 'confirmed' || action?.state === 'reset',
  )
  await simulator.idle()
  await survivor.stop()
  return {
    reached,
    end,
    stored: stored?.state,
    confirmations: simulator.journal.counts(channelId)[CONFIRM]?.byStatus ?? {},
    replies: network.replies(how.account),
  }
}

const CRASH_POINTS: readonly CrashPoint[] = [
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
  t.setTimeout(400_000)
  const webhook = { attempts: 8, retryDelayMs: 500, timeoutMs: 10_000 }
  const stage = await setStage({ simulator: { settings: { webhook } } })
  t.teardown(() => stage.close())
  const accountOf = (point: CrashPoint) => point.replaceAll('.', '-')
  const tickets = await ticketsFor(stage, CRASH_POINTS.map(accountOf))
  for (const point of CRASH_POINTS) {
    const account = accountOf(point)
    const ticket = tickets.get(account)
    const { reached, end, confirmations, replies, stored } = await replyThrough(stage, {
      point,
      account,
      ticket,
      actionId: 'reply-once',
    })
    t.equal(reached, point, `reaches ${point}`)
    t.equal(end.status, 'published', 'the agent sees it as published')
    t.equal(replies.length, 1, 'the Network has it once')
    t.equal(confirmations['201'], 1, 'SocialHub was told once')
    t.equal(stored, 'confirmed', 'and the host knows')
  }
  t.same(await unaccounted(stage.db), [], 'all that came in is accounted for')
})

t.test('without a way to find out, a reply of unknown outcome ends honestly', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage({ withFind: false })
  t.teardown(() => stage.close())
  const tickets = await ticketsFor(stage, ['once', 'repeatable'])
  const point = 'action.performed'
  const once = await replyThrough(stage, {
    point,
    account: 'once',
    ticket: tickets.get('once'),
    actionId: 'reply-once',
  })
  t.equal(once.reached, point)
  t.equal(once.end.status, 'failed', 'it is reset')
  t.match(once.end.reason, /did not say whether this was published/, 'and the agent reads why')
  t.equal(once.replies.length, 1, 'it is never sent again')
  t.same(once.confirmations, {})

  const repeatable = await replyThrough(stage, {
    point,
    account: 'repeatable',
    ticket: tickets.get('repeatable'),
    actionId: 'reply',
  })
  t.equal(repeatable.reached, point)
  t.equal(repeatable.end.status, 'published', 'a repeatable one is sent again under the same key')
  t.equal(repeatable.replies.length, 1, 'which the Network honours')
  t.same(await unaccounted(stage.db), [], 'all that came in is accounted for')
  const [channel] = await stage.db
    .selectFrom('channels')
    .select('id')
    .where('network_id', '=', 'once')
    .execute()
  const [proof] = await proveChannels(stage.db, [channel?.id ?? ''], null)
  t.match(proof?.ticketActions.stored, { uncertain: 1 })
  t.equal(proof?.uncertain[0]?.ticketId, tickets.get('once')?.id, 'and is listed')
})

t.test('a refusal does not make an unknown outcome certain', async (t) => {
  const stage = await setStage({ withFind: false })
  t.teardown(() => stage.close())
  const { simulator, network } = stage
  const account = 'refused-later'
  const ticket = (await ticketsFor(stage, [account])).get(account)
  const host = await stage.startHost()
  // The answer to the first call is lost. By the second, the message that was answered is gone.
  network.fault({ call: 'reply', account, breakConnection: 'after-effect' })
  network.fault({ call: 'reply', account, status: 404 })
  const { id } = simulator.act.reply({
    ticketId: ticket?.id ?? '',
    actionId: 'reply',
    text: 'an answer',
  })
  const followup = () => simulator.state.data.followups[id]
  await simulator.until(() => followup()?.status === 'failed', {
    timeoutMs: 90_000,
    what: 'the reset',
  })
  t.equal(network.replies(account).length, 1, 'it was published')
  t.match(followup()?.reason, /did not say whether this was published/)
  await simulator.idle()
  await host.stop()
  t.same(await unaccounted(stage.db), [], 'all that came in is accounted for')
})

t.test('a host that stood still past its lease does no harm when it goes on', async (t) => {
  t.setTimeout(400_000)
  const stage = await setStage()
  t.teardown(() => stage.close())
  const { simulator, network } = stage
  const account = 'stood-still'
  const ticket = (await ticketsFor(stage, [account])).get(account)
  const frozen = await stage.startHost()
  // The Network publishes and takes its time to say so: the host is stopped in between.
  network.fault({ call: 'reply', account, delayAfterMs: 2_000 })
  const effect = network.nextEffect('reply', account)
  const followup = simulator.act.reply({
    ticketId: ticket?.id ?? '',
    actionId: 'reply-once',
    text: 'an answer',
  })
  await effect
  frozen.child.kill('SIGSTOP')
  const other = await stage.startHost({ config: { listen: { host: '127.0.0.1', port: 0 } } })
  await simulator.until(() => simulator.state.data.followups[followup.id]?.status === 'published', {
    timeoutMs: 90_000,
    what: 'the other host to take over',
  })
  frozen.child.kill('SIGCONT')
  await Promise.all([frozen.stop(), other.stop()])
  t.equal(network.replies(account).length, 1, 'the Network has the reply once')
  const counts = simulator.journal.counts(ticket?.channelId)[CONFIRM]?.byStatus
  t.same(counts, { '201': 1 }, 'SocialHub was told once')
  t.equal(frozen.child.exitCode, 0, 'the host that stood still ends well')
  t.same(await unaccounted(stage.db), [], 'all that came in is accounted for')
})
