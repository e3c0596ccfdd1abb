import { CRASH_POINTS } from '@hubward/host'
import t from 'tap'
import { added, total } from '../src/long/counts.ts'
import { scheduleOf } from '../src/long/schedule.ts'
import { makeSlice } from '../src/long/slice.ts'

const PLACE = { seed: 7, hosts: 3, cluster: false }
const WANT = { messages: 500, replies: 50, kills: 3 }
const NOTHING = { messages: 0, replies: 0, kills: 0 }

t.test('a slice holds as much as is wanted, and the same seed makes it again', async (t) => {
  const acts = makeSlice(PLACE, NOTHING, WANT)
  const messages = acts.reduce(
    (sum, act) => sum + (act.kind === 'burst' ? act.messages : act.kind === 'message' ? 1 : 0),
    0,
  )
  t.equal(messages, 500)
  t.equal(acts.filter(({ kind }) => kind === 'reply').length, 50)
  t.equal(acts.filter(({ kind }) => kind === 'kill' || kind === 'arm').length, 3)
  t.ok(JSON.stringify(makeSlice(PLACE, NOTHING, WANT)) === JSON.stringify(acts))
  t.ok(JSON.stringify(makeSlice(PLACE, WANT, WANT)) !== JSON.stringify(acts))
  t.ok(JSON.stringify(makeSlice({ ...PLACE, seed: 8 }, NOTHING, WANT)) !== JSON.stringify(acts))
})

t.test('over a long run everything comes, and each point before one comes again', async (t) => {
  let before = NOTHING
  const acts = Array.from({ length: 40 }, () => {
    const slice = makeSlice(PLACE, before, WANT)
    before = {
      messages: before.messages + WANT.messages,
      replies: before.replies + WANT.replies,
      kills: before.kills + WANT.kills,
    }
    return slice
  }).flat()
  const kinds = new Set(acts.map(({ kind }) => kind))
  for (const kind of ['freeze', 'disable', 'new-token', 'refuse', 'restart-postgres'] as const) {
    t.ok(kinds.has(kind), kind)
  }
  const cluster = makeSlice({ ...PLACE, cluster: true }, NOTHING, { ...WANT, messages: 20_000 })
  t.notOk(
    cluster.some(({ kind }) => kind === 'restart-postgres'),
    'a cluster has events of its own',
  )
  const points = acts.flatMap((act) => (act.kind === 'arm' ? act.point : []))
  const counts = CRASH_POINTS.map((point) => points.filter((one) => one === point).length)
  t.ok(Math.max(...counts) - Math.min(...counts) <= 2, `${Math.min(...counts)} or more each`)
})

t.test('hosts are updated one after the other, and PostgreSQL fails over at half', async (t) => {
  const goals = { messages: 1_000 }
  t.same(scheduleOf({ hosts: 2, cluster: false, goals }, true), [
    { after: 300, event: { what: 'update', host: 0 } },
    { after: 350, event: { what: 'update', host: 1 } },
    { after: 500, event: { what: 'crash' } },
  ])
  t.match(
    scheduleOf({ hosts: 1, cluster: true, goals }, false).map(({ event }) => event.what),
    ['kill-member', 'kill-leader', 'switchover'],
  )
})

t.test('what runners came to is added up', async (t) => {
  const sum = added({ messages: 3, kills: { 'at random': 1 } }, { kills: { 'turn.ending': 2 } })
  t.same(sum, { messages: 3, kills: { 'at random': 1, 'turn.ending': 2 } })
  t.equal(total(sum.kills), 3)
  t.equal(total(undefined), 0)
})
