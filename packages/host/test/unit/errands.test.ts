import t from 'tap'
import { hasExpired, isOver, isSameErrand, isSameLink, over } from '../../src/onboarding/errand.ts'
import { readSession, type SessionErrand, storedSession } from '../../src/store/session-state.ts'

// As hosts of the former version write them. During an update they read what this one writes.
const account = {
  networkId: 'harbour-1',
  name: 'Harbour One',
  uniqueName: '@one',
  credentials: { token: 'secret' },
}
const draft = { place: 0, account, name: 'One', uniqueName: '@one', chosen: true, language: null }
const begun = {
  creationToken: 'a.creation.token',
  tokenExpiresAt: 1_800_000_000_000,
  accountId: '5f0000000000000000000001',
  userId: '5f0000000000000000000002',
  returnUrl: 'https://app.socialhub.io/settings/channels',
  language: 'de',
  reactivation: null,
  view: { kind: 'start' },
  drafts: [],
  settings: {},
  backfill: false,
  busyUntil: null,
}
const byLink = { creationToken: '', returnUrl: '', userId: undefined }
const link = { hash: 'aGFzaA', manifest: '7', channelId: null }
const back = { channelId: '5f0000000000000000000009', networkId: 'harbour-1', uniqueName: '@one' }
const stopped = { kind: 'stopped', id: 'page-1', state: 'active', since: null }

const FORMER = {
  'add a Channel': begun,
  'add a Channel, with accounts to choose': {
    ...begun,
    view: { kind: 'accounts', id: 'page-2' },
    drafts: [{ ...draft, outcome: null }],
    terms: { url: 'https://example.com/terms', version: '3', accepted: true },
    resumed: true,
  },
  'add a Channel, done': {
    ...begun,
    creationToken: '',
    view: { kind: 'done' },
    drafts: [{ ...draft, outcome: { kind: 'created', channelId: '12' } }],
  },
  'reactivate a Channel': { ...begun, reactivation: back, view: stopped },
  'reactivate a Channel whose names stay': {
    ...begun,
    reactivation: { uniqueName: '@one' },
    settings: null,
    view: { kind: 'create', id: 'page-3' },
    drafts: [{ ...draft, name: '', outcome: null }],
  },
  'connect a Custom Channel': { ...begun, ...byLink, link },
  'reconnect a Custom Channel': {
    ...begun,
    ...byLink,
    link: { ...link, channelId: '12' },
    reactivation: back,
  },
  'connect a Custom Channel, cancelled': { ...begun, ...byLink, view: { kind: 'ended' } },
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

for (const [name, former] of Object.entries(FORMER)) {
  t.test(`a session of the former version goes on: ${name}`, async (t) => {
    const state = readSession(plain(former))
    t.ok(state)
    t.notMatch(plain({ ...state, drafts: [] }), /""/, 'nothing empty stands for nothing')
    t.same(state && plain(storedSession(state)), plain(former), 'and is stored as it was')
  })
}

t.test('what a visitor came for is read from what was stored', async (t) => {
  const errandOf = (former: object) => readSession(plain({ ...begun, ...former }))?.errand
  t.match(errandOf({}), { kind: 'create', token: 'a.creation.token' })
  t.match(errandOf({ creationToken: '' }), { kind: 'create', token: null })
  t.match(errandOf({ reactivation: back }), { kind: 'reactivate', channel: back })
  t.match(errandOf({ ...byLink, link }), { kind: 'connect', link, channel: null })
  t.match(errandOf({ ...byLink }), { kind: 'connect', link: null })
  t.equal(errandOf({ view: { kind: 'of a later version' } }), undefined, 'lost, and says so')
})

t.test('a token expires, an agency’s link that was opened in time does not', async (t) => {
  const late = new Date(begun.tokenExpiresAt + 60_000)
  const { create, connect } = errands()
  t.equal(hasExpired(create, new Date(begun.tokenExpiresAt)), false, 'clocks differ')
  t.equal(hasExpired(create, late), true)
  t.equal(hasExpired(connect, late), false)
  for (const errand of [create, connect]) {
    t.equal(isOver(errand), false)
    t.equal(isOver(over(errand)), true)
    t.equal(over(errand).kind, errand.kind, 'what it was stays known')
  }
})

t.test('the same link, and the same errand with another token', async (t) => {
  const { create, reactivate, connect } = errands()
  t.equal(isSameLink(create, create), true)
  t.equal(isSameLink(connect, connect), true)
  t.equal(isSameLink(create, connect), false)
  t.equal(isSameLink(over(create), over(create)), false, 'without a token nothing is compared')
  const later = { ...create, token: 'another' }
  t.equal(isSameLink(create, later), false)
  t.equal(isSameErrand(create, later), true)
  t.equal(isSameErrand(create, { ...later, userId: 'somebody else' }), false)
  t.equal(isSameErrand(create, { ...later, accountId: 'another Account' }), false)
  t.equal(isSameErrand(create, reactivate), false)
  t.equal(isSameErrand(connect, connect), false, 'a link has nothing to go on with')
})

function errands() {
  const { accountId, userId, tokenExpiresAt: expiresAt, returnUrl } = begun
  const sent = { accountId, userId, token: begun.creationToken, expiresAt, returnUrl }
  return {
    create: { kind: 'create', ...sent },
    reactivate: { kind: 'reactivate', ...sent, channel: back },
    connect: { kind: 'connect', accountId, link, expiresAt, channel: null },
  } as const satisfies Record<string, SessionErrand>
}
