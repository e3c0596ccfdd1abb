import { PLUGIN_ERROR_CODES, type PluginErrorCode } from '@hubward/plugin'
import { SOCIALHUB_ERRORS, SocialHubError, type SocialHubErrorCode } from '@hubward/socialhub'
import { pino } from 'pino'
import t from 'tap'
import { parseConfig } from '../../src/config.ts'
import { Counters } from '../../src/counters.ts'
import { Lease } from '../../src/lease.ts'
import { askSocialHub, classifyAnswer } from '../../src/socialhub.ts'
import { openDatabase } from '../../src/store/database.ts'
import { LeaseLostError } from '../../src/store/turns.ts'
import { tooMany } from '../../src/tokens/brake.ts'
import {
  classifyElsewhere,
  classifyFailure,
  classifyRefresh,
} from '../../src/tokens/classify-failure.ts'
import { at, channel, HOUR, MINUTE, NOW, SECOND } from './at-rest.ts'

const said = (code: PluginErrorCode, retryAfterMs?: number) => ({ code, retryAfterMs })
const WRITTEN = {
  databaseUrl: 'postgres://127.0.0.1/none',
  publicUrl: 'http://127.0.0.1:1',
  keys: [{ id: 'test', key: 'ab'.repeat(32) }],
  operator: { name: 'Test Agency' },
  development: true,
  integrations: {},
}
const REFUSED = said('authentication')
/** Refused before, so long ago. */
const refusedFor = (ms: number, since = at(-HOUR)) =>
  channel({ grantFailures: 1 }, { trouble: 'authentication', troubleSince: at(-ms), since })

t.test('only a refused grant, or a refused app, is evidence', async (t) => {
  for (const code of PLUGIN_ERROR_CODES) {
    const counts = code === 'authentication' || code === 'operator'
    for (const classified of [
      classifyFailure(channel(), said(code), false),
      classifyRefresh(channel({}, { refreshWanted: true }), said(code)),
    ]) {
      t.match(classified, { code, counts, wantsRefresh: false, certain: false }, code)
    }
    t.match(classifyElsewhere(said(code)), { counts: false, wantsRefresh: false, certain: false })
    t.equal(classifyFailure(channel(), said(code, HOUR), false).atLeastMs, HOUR, 'as it was asked')
  }
})

t.test('a refusal is followed by a refresh, once', async (t) => {
  const first = classifyFailure(channel(), REFUSED, true)
  t.match(first, { wantsRefresh: true, counts: true, certain: false, atLeastMs: 0 })
  const runOut = channel({}, { expireAt: NOW })
  t.equal(
    classifyFailure(runOut, REFUSED, true).counts,
    false,
    'they had run out: that says nothing',
  )
  t.equal(classifyFailure(channel({}, { expireAt: at(1) }), REFUSED, true).counts, true)
  const refreshedSince = refusedFor(MINUTE, at(-SECOND))
  t.match(classifyFailure(refreshedSince, REFUSED, true), { wantsRefresh: false, certain: true })
  const notRefreshed = refusedFor(MINUTE, at(-2 * MINUTE))
  t.match(classifyFailure(notRefreshed, REFUSED, true), { wantsRefresh: true, certain: false })
})

t.test('a refusal is believed when it comes again ten seconds later', async (t) => {
  const first = classifyFailure(channel(), REFUSED, false)
  t.match(first, { counts: true, certain: false, atLeastMs: 10 * SECOND })
  t.equal(classifyFailure(refusedFor(10 * SECOND - 1), REFUSED, false).certain, false)
  t.equal(classifyFailure(refusedFor(10 * SECOND), REFUSED, false).certain, true)
  const notCounted = channel(
    { grantFailures: 0 },
    { trouble: 'authentication', troubleSince: at(-MINUTE) },
  )
  t.equal(classifyFailure(notCounted, REFUSED, false).certain, false, 'a brake came off: anew')
  const ofTheApp = channel({ grantFailures: 1 }, { trouble: 'operator', troubleSince: at(-MINUTE) })
  t.equal(classifyFailure(ofTheApp, REFUSED, false).certain, false, 'that was about something else')
})

t.test('a refused refresh ends nothing while the credentials in use still work', async (t) => {
  const long = { trouble: 'authentication', troubleSince: at(-MINUTE) } as const
  const ahead = channel({ grantFailures: 3 }, { ...long, expireAt: at(MINUTE) })
  const patient = { counts: false, certain: false, atLeastMs: 10 * SECOND, wantsRefresh: false }
  t.match(classifyRefresh(ahead, REFUSED), patient)
  const runOut = channel({ grantFailures: 3 }, { ...long, expireAt: NOW })
  t.match(classifyRefresh(runOut, REFUSED), { counts: true, certain: true })
  t.match(classifyRefresh(channel({}, { expireAt: NOW }), REFUSED), {
    counts: true,
    certain: false,
  })
  const openRefresh = { id: '1', state: 'open', startedAt: NOW, deadline: NOW } as const
  t.equal(classifyRefresh(channel({}, { openRefresh }), REFUSED).certain, true, 'after one cut off')
  const uncertain = channel({}, { openRefresh: { ...openRefresh, state: 'uncertain' } })
  t.equal(classifyRefresh(uncertain, REFUSED).certain, false)
})

t.test('five refusals, and a fifth of all that were heard of, are no coincidence', async (t) => {
  t.equal(tooMany({ refused: 4, well: 0 }), false)
  t.equal(tooMany({ refused: 5, well: 0 }), true)
  t.equal(tooMany({ refused: 5, well: 20 }), true)
  t.equal(tooMany({ refused: 5, well: 21 }), false)
})

t.test('whoever has lost a Channel asks SocialHub nothing more for it', async (t) => {
  const { db } = openDatabase('postgres://127.0.0.1/none')
  t.teardown(() => db.destroy())
  const config = { socialhub: parseConfig({ ...WRITTEN }).socialhub }
  const context = { config, counters: new Counters(), log: pino({ level: 'silent' }) }
  const claimed = { channelId: '1', fence: '1' }
  let asked = 0
  const ask = (heldUntil: number) => {
    const lease = new Lease(db, 'host', claimed, heldUntil)
    t.teardown(() => lease.close())
    return askSocialHub(context, lease, channel(), 1, async () => {
      asked += 1
    })
  }
  // Its process stood still, say: no timer has told it yet.
  await t.rejects(ask(performance.now() - 1), LeaseLostError)
  t.equal(asked, 0)
  t.same(await ask(performance.now() + MINUTE), { kind: 'done', value: undefined })
  t.equal(asked, 1)
})

t.test('what a failed call of SocialHub means', async (t) => {
  const classify = (code: SocialHubErrorCode, retryAfterMs?: number) =>
    classifyAnswer(new SocialHubError({ call: 'GET /', code, retryAfterMs }), 1, 0)
  const kinds = Object.groupBy(
    Object.keys(SOCIALHUB_ERRORS) as SocialHubErrorCode[],
    (code) => classify(code).kind,
  )
  t.same(kinds.ended?.toSorted(), ['AccessTokenInvalidError', 'ChannelDeactivated'])
  t.same(kinds.done?.toSorted(), ['ConflictError', 'InvalidAnswer'])
  t.same(kinds.later?.toSorted(), [
    'Aborted',
    'ConnectionLost',
    'InternalServerError',
    'NotSent',
    'TimedOut',
    'TooManyRequestsError',
    'UnexpectedAnswer',
  ])
  t.ok((kinds.refused?.length ?? 0) > 5, 'the rest never will')
  t.match(classify('AccessTokenInvalidError'), { event: 'token refused' })
  t.match(classify('ChannelDeactivated'), { event: 'switched off' })
  t.match(classify('NotFoundError'), { reason: /Ticket, the Followup or the route/ })
  t.same(classify('InternalServerError'), { kind: 'later', inMs: SECOND, pauseMs: 0 })
  const paused = { kind: 'later', inMs: MINUTE, pauseMs: MINUTE }
  t.same(classify('InternalServerError', MINUTE), paused, 'a time that is named holds for all')
  t.same(classify('TooManyRequestsError'), paused, 'a minute where none is named')
  t.match(classify('TooManyRequestsError', 2 * SECOND), { inMs: 2 * SECOND, pauseMs: 2 * SECOND })
  const eighth = classifyAnswer(new SocialHubError({ call: 'GET /', code: 'TimedOut' }), 8, 1)
  t.match(eighth, { inMs: 21_357, pauseMs: 0 }, 'the eighth time in a row')
})
