import t, { type Test } from 'tap'
import { CHANNEL_STATES, type ChannelState } from '../../src/channel.ts'
import { isUnperformed } from '../../src/delivery.ts'
import type { Mailbox } from '../../src/mailbox.ts'
import { declaredAction, isTooLate } from '../../src/outbound/declared-action.ts'
import { nextAction } from '../../src/outbound/next-action.ts'
import { nextWork, TURN_ORDER } from '../../src/turn-order.ts'
import { action, at, HOUR, MINUTE, mailbox, NOW, PLUGIN, SECOND } from './at-rest.ts'

const CONFIRM = 'Ask SocialHub whether the Channel is really disabled'
const GIVE_UP = 'Give up the Ticket Actions of a grant or a Channel that ended'
const ACTIONS = 'Take a Ticket Action one step further'
const TELL_END = 'Have SocialHub tell the Customer that the grant or the Channel ended'
const REFRESH = 'Refresh the grant'
const DELIVER = 'Deliver Tickets, edits and deletions'
const HAND_OVER = 'Hand a Custom Channel over to its successor'
const TELL_EXPIRY = 'Tell SocialHub when the grant runs out'
const SUBSCRIBE = 'Ask the Network to push'
const FETCH = 'Fetch'
const COMPARE = 'Compare with what the Network lists again'
const TOKEN = 'Ask SocialHub whether it still takes the Access Token'

/** The name of what is due, or in how many milliseconds something is. */
function next(box: Mailbox): string | number {
  const { work, inMs } = nextWork(box)
  return work?.name ?? inMs
}

t.test('what people wait for comes first', async (t) => {
  t.same(
    TURN_ORDER.map(({ name }) => name),
    [
      CONFIRM,
      GIVE_UP,
      ACTIONS,
      TELL_END,
      REFRESH,
      DELIVER,
      HAND_OVER,
      TELL_EXPIRY,
      SUBSCRIBE,
      FETCH,
      COMPARE,
      TOKEN,
    ],
  )
  const places = TURN_ORDER.map(({ peopleWait }) => peopleWait === true)
  t.equal(places.lastIndexOf(true) + 1, places.indexOf(false), 'they stand at the beginning')
  // Everything is due: each is done once what stands above it is.
  const busy = {
    checkAccess: true,
    actions: [action()],
    waiting: true,
    grant: {
      expireAt: at(-SECOND),
      refreshWanted: true,
      expirationTold: false,
      subscribeDueAt: at(-SECOND),
    },
    fetchDueAt: at(-SECOND),
    reconcileDueAt: at(-SECOND),
  }
  t.equal(next(mailbox(busy)), CONFIRM)
  const confirmed = { ...busy, checkAccess: false }
  t.equal(next(mailbox(confirmed)), REFRESH, 'a refused grant is refreshed before it is used')
  const refreshed = { ...confirmed, grant: { ...busy.grant, expireAt: null, refreshWanted: false } }
  t.equal(next(mailbox(refreshed)), ACTIONS)
  const performed = { ...refreshed, actions: [] }
  t.equal(next(mailbox(performed)), DELIVER)
  const delivered = { ...performed, waiting: false }
  t.equal(next(mailbox(delivered)), TELL_EXPIRY)
  const told = { ...delivered, grant: { ...refreshed.grant, expirationTold: true } }
  t.equal(next(mailbox(told)), SUBSCRIBE)
  const subscribed = { ...told, grant: { ...told.grant, subscribeDueAt: null } }
  t.equal(next(mailbox(subscribed)), FETCH)
  const fetched = { ...subscribed, fetchDueAt: at(HOUR) }
  t.equal(next(mailbox(fetched)), COMPARE)
  const compared = { ...fetched, reconcileDueAt: at(2 * HOUR) }
  t.equal(next(mailbox(compared)), HOUR, 'nothing: an hour')
  t.equal(next(mailbox({ ...compared, tokenCheckAt: null })), TOKEN, 'which is planned')
  t.equal(next(mailbox({ ...compared, tokenCheckAt: at(MINUTE) })), MINUTE, 'and then waits')
  const asked = { ...compared, tokenCheckAt: at(-SECOND) }
  const pause = { ...told.grant, subscribeDueAt: null, socialhubAfter: at(MINUTE) }
  t.equal(next(mailbox({ ...asked, grant: pause })), MINUTE, 'as long as SocialHub wants')
})

t.test('a Channel at rest is due when the first of its works is', async (t) => {
  t.equal(next(mailbox()), HOUR, 'the fetch')
  t.equal(next(mailbox({ reconcileDueAt: at(MINUTE) })), MINUTE, 'the comparison')
  t.equal(next(mailbox({ grant: { subscribeDueAt: at(MINUTE) } })), MINUTE, 'the subscription')
  t.equal(next(mailbox({ actions: [action({ dueInMs: 7 })] })), 7, 'a Ticket Action')
  t.equal(next(mailbox({ waiting: true, deliverAfter: at(9) })), 9, 'a delivery')
  t.equal(next(mailbox({ fetchDueAt: NOW })), FETCH, 'now is due')
  t.equal(next(mailbox({ fetchDueAt: at(1) })), 1, 'a millisecond later is not')
  const paused = { fetchDueAt: NOW, grant: { networkAfter: at(MINUTE) } }
  t.equal(next(mailbox(paused)), MINUTE, 'nor is a fetch in a pause of the Network')
  const box = mailbox({ fetchDueAt: NOW })
  t.equal(nextWork(box, nextWork(box).work).inMs, 6 * HOUR, 'a work can be left out')
})

t.test('each state does its own work, and no other', async (t) => {
  for (const { name, states } of TURN_ORDER) {
    const stopped = states.filter((state) => !CHANNEL_STATES[state].works)
    const dead = stopped.filter((state) => !CHANNEL_STATES[state].tokenLives)
    if (name !== HAND_OVER) t.same(dead, [], `${name}: not without an Access Token`)
    const settling: readonly string[] = [CONFIRM, GIVE_UP, ACTIONS, TELL_END, HAND_OVER]
    if (!settling.includes(name))
      t.same(states, ['active'], `${name}: only while the Channel works`)
  }
  const all = {
    actions: [action({ state: 'published' })],
    waiting: true,
    fetchDueAt: NOW,
    grant: { refreshWanted: true, subscribeDueAt: NOW, expirationTold: false },
  }
  for (const state of ['disabled', 'revoked', 'paused'] satisfies ChannelState[]) {
    t.equal(
      next(mailbox({ ...all, state })),
      Number.POSITIVE_INFINITY,
      `${state}: until it is rung`,
    )
  }
  const checked = { checkAccess: true }
  t.equal(next(mailbox({ ...checked, state: 'paused' })), CONFIRM)
  t.equal(next(mailbox({ ...checked, state: 'disabled' })), Number.POSITIVE_INFINITY)
})

t.test(
  'a Channel that SocialHub calls disabled does nothing before that is confirmed',
  async (t) => {
    const box = mailbox({
      checkAccess: true,
      actions: [action()],
      fetchDueAt: NOW,
      grant: { socialhubAfter: at(MINUTE) },
    })
    t.equal(next(box), MINUTE, 'although a Ticket Action and a fetch are due')
    t.equal(next(mailbox({ checkAccess: true, toldAt: NOW, fetchDueAt: NOW })), FETCH)
  },
)

t.test('a grant that ended, or a Channel', async (t) => {
  for (const state of ['needs-authentication', 'ended'] satisfies ChannelState[]) {
    await t.test(state, async (t) => settles(t, state))
  }
})

function settles(t: Test, state: ChannelState) {
  const ended = (given: Parameters<typeof mailbox>[0] = {}) => next(mailbox({ state, ...given }))
  t.equal(ended({ actions: [action({ dueInMs: HOUR })] }), GIVE_UP, 'waits for no next attempt')
  t.equal(ended({ actions: [action({ state: 'sending' })] }), GIVE_UP)
  t.equal(ended({ actions: [action({ state: 'published' })] }), ACTIONS, 'it is confirmed')
  t.equal(ended({ actions: [action({ state: 'failed', dueInMs: 5 })] }), 5, 'a reset goes first')
  t.equal(ended(), TELL_END)
  t.equal(ended({ grant: { socialhubAfter: at(SECOND) } }), SECOND, 'not before SocialHub wants it')
  t.equal(ended({ toldAt: NOW }), Number.POSITIVE_INFINITY, 'once')
  t.equal(ended({ manifestKind: 'custom' }), Number.POSITIVE_INFINITY, 'its token is kept')
}

t.test('a Custom Channel that moves settles what it began, and begins nothing', async (t) => {
  const moves = (given: Parameters<typeof mailbox>[0] = {}) =>
    next(mailbox({ manifestKind: 'custom', movesTo: '2', fetchDueAt: NOW, ...given }))
  t.equal(moves({ waiting: true }), DELIVER)
  t.equal(moves({ waiting: true, deliverAfter: at(SECOND) }), SECOND, 'no fetch meanwhile')
  t.equal(moves({ actions: [action({ dueInMs: 30 })] }), 30)
  t.equal(moves({ grant: { subscribeDueAt: NOW, expirationTold: false } }), HAND_OVER)
  t.equal(moves({ grant: { socialhubAfter: at(SECOND) } }), SECOND, 'the webhook is removed later')
  t.equal(moves({ withoutWebhookSince: at(-SECOND) }), 4 * SECOND, 'events may be on their way')
  t.equal(moves({ withoutWebhookSince: at(-5 * SECOND) }), HAND_OVER)
  const silent = { grant: { socialhubAfter: at(SECOND) } }
  t.equal(moves({ ...silent, state: 'revoked' }), HAND_OVER, 'without a token there is no webhook')
  t.equal(moves({ ...silent, state: 'needs-authentication', toldAt: NOW }), HAND_OVER)
  t.equal(
    moves({ state: 'needs-authentication', waiting: true }),
    HAND_OVER,
    'what nobody delivers any more waits for the successor',
  )
  t.equal(
    moves({ state: 'needs-authentication', toldAt: NOW, actions: [action()] }),
    HAND_OVER,
    'nor can be told to SocialHub',
  )
  t.equal(moves({ state: 'paused' }), Number.POSITIVE_INFINITY, 'a pause holds it')
})

t.test('a comparison needs fetches that work, and a plugin that can list', async (t) => {
  const due = { reconcileDueAt: NOW }
  t.equal(next(mailbox(due)), COMPARE)
  t.equal(next(mailbox({ ...due, fetchFailures: 1 })), HOUR)
  t.equal(next(mailbox({ ...due, fetchedAt: null })), HOUR)
  t.equal(next(mailbox({ reconcileDueAt: null })), HOUR)
  const { listRecent: _, ...cannot } = PLUGIN
  const box = mailbox(due)
  t.equal(next({ ...box, plugin: cannot }), HOUR)
  t.equal(next(mailbox({ ...due, grant: { networkAfter: at(SECOND) } })), SECOND, 'a pause holds')
})

t.test('Ticket Actions: the first whose time has come', async (t) => {
  t.equal(nextAction([]), undefined)
  const waits = action({ id: '1', dueInMs: 50 })
  const sameTicket = action({ id: '2' })
  const other = action({ id: '3', networkItemId: 'message-2', dueInMs: 20 })
  t.equal(nextAction([waits, sameTicket])?.id, '1', 'one that waits holds up its Ticket')
  t.equal(nextAction([waits, sameTicket, other])?.id, '3', 'and no other')
  const givenUp = { ...sameTicket, givenUpAt: NOW }
  t.equal(nextAction([waits, givenUp])?.id, '2', 'but what was given up waits for nothing')
  t.equal(nextAction([action({ id: '1' }), sameTicket])?.id, '1', 'in their order')
  const confirmation = action({ id: '4', state: 'published' })
  t.equal(nextAction([waits, sameTicket, confirmation])?.id, '4', 'SocialHub can be told meanwhile')
  const told = action({ id: '5', state: 'failed', dueInMs: 10 })
  t.equal(nextAction([told, sameTicket])?.id, '2', 'what only SocialHub waits for holds up nothing')
  const unperformed = ['accepted', 'sending', 'published', 'failed'] as const
  t.same(unperformed.map(isUnperformed), [true, true, false, false])
})

t.test('the lifetime of an action is the declared one, or an hour', async (t) => {
  const late = (given: Parameters<typeof action>[0]) =>
    isTooLate(PLUGIN, { now: NOW }, action(given))
  t.notOk(late({ acceptedAt: at(-10 * MINUTE) }), 'to its last millisecond')
  t.ok(late({ acceptedAt: at(-10 * MINUTE - 1) }))
  const hide = { actionId: 'hide', type: 'button' }
  t.notOk(late({ ...hide, acceptedAt: at(-HOUR) }))
  t.ok(late({ ...hide, acceptedAt: at(-HOUR - 1) }))
  t.equal(declaredAction(PLUGIN, action({ type: 'button' })), undefined, 'id and type both count')
})
