import t from 'tap'
import { fetchIntervalMs, retryDelayMs } from '../../src/retry.ts'
import { callTimesOf, postponed } from '../../src/tokens/call-times.ts'
import { marginMs, mustRefresh, renewAt } from '../../src/tokens/expiry.ts'
import { action, at, channel, grant, HOUR, MINUTE, NOW, PLUGIN, SECOND } from './at-rest.ts'

const DAY = 24 * HOUR
const NEVER = Number.POSITIVE_INFINITY

t.test('what ends is renewed a tenth of its lifetime ahead, within bounds', async (t) => {
  t.equal(marginMs(60 * DAY), 6 * DAY, '60 days: 6 days')
  t.equal(marginMs(HOUR), 15 * MINUTE, 'an hour: 15 minutes')
  t.equal(marginMs(20 * MINUTE), 10 * MINUTE, '20 minutes: half of it')
  t.equal(marginMs(SECOND), 500, 'a second: half of it')
  t.equal(marginMs(-5), 0)
  t.equal(renewAt(NOW, null), NEVER)
  t.equal(renewAt(NOW, at(10 * DAY)), at(9 * DAY).getTime())
  t.equal(
    renewAt(NOW, at(-SECOND)),
    at(-SECOND).getTime(),
    'what ended before it began: at its end',
  )
})

t.test('when nothing can be asked of the Network before a refresh', async (t) => {
  const open = { id: '1', startedAt: NOW, deadline: at(SECOND) }
  t.notOk(mustRefresh(grant(), NOW))
  t.ok(mustRefresh(grant({ refreshWanted: true }), NOW), 'refused')
  t.notOk(mustRefresh(grant({ expireAt: at(1) }), NOW))
  t.ok(mustRefresh(grant({ expireAt: NOW }), NOW), 'run out')
  t.ok(mustRefresh(grant({ openRefresh: { ...open, state: 'open' } }), NOW), 'cut off')
  t.notOk(mustRefresh(grant({ openRefresh: { ...open, state: 'uncertain' } }), NOW))
})

t.test('a Channel at rest may do everything at once, and nothing is wanted', async (t) => {
  t.same(callTimesOf(channel(), PLUGIN), {
    networkInMs: 0,
    socialhubInMs: 0,
    refreshInMs: NEVER,
    expirationInMs: NEVER,
    subscribeInMs: NEVER,
  })
})

t.test('a pause that was asked for holds whatever asks the same side', async (t) => {
  const network = callTimesOf(
    channel({}, { networkAfter: at(MINUTE), expireAt: at(-1), subscribeDueAt: NOW }),
    PLUGIN,
  )
  t.match(network, { networkInMs: MINUTE, refreshInMs: MINUTE, subscribeInMs: MINUTE })
  t.equal(network.socialhubInMs, 0)
  const socialhub = callTimesOf(
    channel({}, { socialhubAfter: at(MINUTE), expirationTold: false }),
    PLUGIN,
  )
  t.match(socialhub, { networkInMs: 0, socialhubInMs: MINUTE, expirationInMs: MINUTE })
  const later = { expirationTold: false, expirationAfter: at(HOUR), socialhubAfter: at(MINUTE) }
  t.equal(callTimesOf(channel({}, later), PLUGIN).expirationInMs, HOUR, 'the later of both')
})

t.test(
  'a refresh is due ahead of expiry, and lets nothing else go once it must come first',
  async (t) => {
    const { refresh: _, ...cannot } = PLUGIN
    const ahead = channel({}, { since: at(-9 * DAY), expireAt: at(DAY) })
    t.match(callTimesOf(ahead, PLUGIN), { refreshInMs: 0, networkInMs: 0 }, 'ahead: both')
    t.equal(callTimesOf(ahead, cannot).refreshInMs, NEVER)
    const earlier = channel({}, { since: at(-8 * DAY), expireAt: at(2 * DAY) })
    t.equal(callTimesOf(earlier, PLUGIN).refreshInMs, DAY)
    const refused = channel({}, { refreshWanted: true })
    t.match(
      callTimesOf(refused, PLUGIN),
      { refreshInMs: 0, networkInMs: 1 },
      'the refresh goes first',
    )
    t.equal(
      callTimesOf(refused, cannot).networkInMs,
      0,
      'where there is none, nothing waits for it',
    )
    const failed = channel({}, { refreshWanted: true, refreshAfter: at(MINUTE) })
    t.match(callTimesOf(failed, PLUGIN), { refreshInMs: MINUTE, networkInMs: MINUTE })
  },
)

t.test('an exchange that was cut off is waited for until its call has ended', async (t) => {
  const openRefresh = { id: '1', state: 'open' as const, startedAt: NOW, deadline: at(30 * SECOND) }
  const cutOff = callTimesOf(channel({}, { openRefresh }), PLUGIN)
  t.match(cutOff, { refreshInMs: 30 * SECOND, networkInMs: 30 * SECOND })
  const ended = { ...openRefresh, state: 'uncertain' as const }
  t.match(callTimesOf(channel({}, { openRefresh: ended }), PLUGIN), { networkInMs: 0 })
})

t.test('a subscription is due when it is stored, where the plugin has one', async (t) => {
  const due = channel({}, { subscribeDueAt: at(MINUTE) })
  t.equal(callTimesOf(due, PLUGIN).subscribeInMs, MINUTE)
  t.equal(callTimesOf(channel({}, { subscribeDueAt: at(-MINUTE) }), PLUGIN).subscribeInMs, 0)
  const { subscribe: _, ...cannot } = PLUGIN
  t.equal(callTimesOf(due, cannot).subscribeInMs, NEVER)
})

t.test('Ticket Actions wait for the side that their next step asks', async (t) => {
  const times = { networkInMs: 5, socialhubInMs: 9 }
  const dueIn = (given: Parameters<typeof action>[0], tooLate = false) =>
    postponed([action(given)], times, () => tooLate)[0]?.dueInMs
  t.equal(dueIn({ state: 'accepted' }), 5)
  t.equal(dueIn({ state: 'sending' }), 5)
  t.equal(dueIn({ state: 'published' }), 9)
  t.equal(dueIn({ state: 'failed' }), 9)
  t.equal(dueIn({ state: 'accepted', dueInMs: 7 }), 7, 'their own time, where that is later')
  t.equal(dueIn({ state: 'accepted' }, true), 0, 'what is too late asks nobody')
  t.equal(dueIn({ state: 'sending' }, true), 5, 'what may have happened is still asked about')
})

t.test('pauses grow by half, never below what was asked for, spread by a quarter', async (t) => {
  t.equal(retryDelayMs(1, 0, 0), 1_000)
  t.equal(retryDelayMs(1, 0, 1), 1_250)
  t.equal(retryDelayMs(2, 0, 0), 1_500)
  t.equal(retryDelayMs(3, 0, 0), 2_250)
  t.equal(retryDelayMs(0, 0, 0), 1_000, 'no failure yet: as the first')
  t.equal(retryDelayMs(18, 0, 0), 15 * MINUTE, 'a quarter of an hour at most')
  t.equal(retryDelayMs(10_000, 0, 0), 15 * MINUTE)
  t.equal(retryDelayMs(1, HOUR, 0), HOUR)
  t.equal(retryDelayMs(18, MINUTE, 0), 15 * MINUTE)
})

t.test('a busy Channel is fetched often, a quiet one ever more rarely', async (t) => {
  const bounds = { minIntervalMs: MINUTE, maxIntervalMs: HOUR }
  t.equal(fetchIntervalMs(null, 0, bounds), MINUTE, 'the first')
  t.equal(fetchIntervalMs(HOUR, 1, bounds), MINUTE, 'after one that found something')
  t.equal(fetchIntervalMs(MINUTE, 0, bounds), 1.5 * MINUTE)
  t.equal(fetchIntervalMs(HOUR, 0, bounds), HOUR)
  t.equal(fetchIntervalMs(50 * MINUTE, 0, bounds), HOUR)
  t.equal(fetchIntervalMs(1, 0, bounds), MINUTE, 'a plugin that wants it more rarely now')
})
