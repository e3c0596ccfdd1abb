import t from 'tap'
import {
  type FetchRequest,
  failedAnswer,
  type ListedItem,
  type Message,
  mustWriteAnswer,
  type NewestFirst,
  readNewestFirst,
} from '../src/index.ts'

const SINCE = '2026-01-15T10:00:00.000Z'
const at = (minute: number) => new Date(Date.parse(SINCE) + minute * 60_000).toISOString()

interface Entry {
  id: string
  minute: number
  version?: string
}

const ids = (from: number, until: number) =>
  Array.from({ length: until - from + 1 }, (_, index) => String(from + index))
const numbered = (count: number): Entry[] => ids(1, count).map((id) => ({ id, minute: Number(id) }))

/** A list as a Network shows it, the newest first, and what was brought of it: `size` on a page. */
function list(size = 3) {
  const entries: Entry[] = []
  const earlier: (string | undefined)[] = []
  let asked = 0
  const item = ({ id, minute, version = '1' }: Entry): ListedItem => ({
    id,
    version,
    changedTime: at(minute),
    messages(before): Message[] {
      earlier.push(before)
      const interaction = { networkItemId: `item-${id}`, message: id, createdTime: at(minute) }
      return [before === undefined ? { interaction } : { interaction, updatedTime: at(minute) }]
    },
  })
  const page = async (cursor = '0') => {
    asked++
    const all = entries.toSorted((one, other) => other.minute - one.minute)
    const begin = Number(cursor)
    const next = begin + size < all.length ? String(begin + size) : undefined
    return { items: all.slice(begin, begin + size).map(item), next }
  }
  let position: NewestFirst | null = null
  const fetch = async (limit = 100) => {
    const ids: string[] = []
    let calls = 0
    for (let more = true; more; ) {
      if (++calls > 1_000) throw new Error('this goes in a circle')
      const request: FetchRequest<NewestFirst> = { position, limit, since: SINCE }
      const result = await readNewestFirst(request, page)
      ids.push(
        ...result.messages.map((it) => ('interaction' in it ? (it.interaction.message ?? '') : '')),
      )
      position = result.position
      more = result.more
    }
    return ids
  }
  return { entries, earlier, fetch, asked: () => asked, known: () => position?.known.length }
}

t.test('all that is new comes oldest first, however many are wanted at once', async (t) => {
  for (const limit of [1, 2, 100]) {
    const { entries, fetch } = list()
    entries.push({ id: 'old', minute: -5 })
    t.same(await fetch(limit), [], 'what was there before is not wanted')
    for (let minute = 1; minute <= 8; minute++) entries.push({ id: `${minute}`, minute })
    t.same(await fetch(limit), ['1', '2', '3', '4', '5', '6', '7', '8'], `${limit} at once`)
    t.same(await fetch(limit), [])
  }
})

t.test(
  'what shares a time, comes late or changes is brought; what vanishes hides nothing',
  async (t) => {
    const { entries, earlier, fetch } = list()
    entries.push({ id: 'one', minute: 5 }, { id: 'two', minute: 5 })
    t.equal((await fetch()).length, 2)
    entries.push({ id: 'three', minute: 5 }, { id: 'late', minute: 2 })
    t.same(await fetch(), ['late', 'three'])
    const [one] = entries
    if (one) Object.assign(one, { minute: 9, version: '2' })
    earlier.length = 0
    t.same(await fetch(), ['one'])
    t.same(earlier, ['1'], 'which version was known is told')
    entries.splice(1, 1)
    entries.push({ id: 'four', minute: 6 })
    t.same(await fetch(), ['four'])
  },
)

t.test('a quiet list costs one request, and a long one is read over several calls', async (t) => {
  const { entries, fetch, asked, known } = list()
  entries.push(...numbered(50))
  t.same(await fetch(), ids(1, 50))
  const before = asked()
  await fetch()
  t.equal(asked(), before + 1)
  t.equal(known(), 50)
})

t.test('of many pages none is lost, and all come oldest first', async (t) => {
  for (const limit of [1, 2, 100]) {
    const { entries, fetch } = list(2)
    entries.push(...numbered(50))
    t.same(await fetch(limit), ids(1, 50), `${limit} at once`)
    t.same(await fetch(limit), [])
  }
  const { entries, fetch, asked } = list(20)
  t.same(await fetch(), [])
  entries.push(...numbered(700))
  t.same(await fetch(60), ids(1, 700), '35 pages, and more than the memory holds')
  const before = asked()
  t.same(await fetch(60), [])
  t.equal(asked(), before + 1)
})

t.test('two changes in a list that is longer than the memory are brought once', async (t) => {
  const { entries, earlier, fetch, known } = list(200)
  entries.push(...numbered(700))
  t.same(await fetch(), ids(1, 700))
  t.equal(known(), 500)
  // The 11th and the 301st from the top, which tell of their change by no time.
  for (const minute of [690, 400]) Object.assign(entries[minute - 1] ?? {}, { version: '2' })
  earlier.length = 0
  t.same(await fetch(1), ['400', '690'])
  t.same(earlier, ['1', '1'], 'what each was before is still known')
  t.same(await fetch(), [])
})

t.test('what waits while the memory is full is not forgotten', async (t) => {
  const { entries, earlier, fetch } = list(200)
  entries.push(...numbered(500))
  await fetch()
  // The oldest that is remembered changes, and much more is new.
  Object.assign(entries[0] ?? {}, { minute: 2_000, version: '2' })
  entries.push(...numbered(900).slice(500))
  earlier.length = 0
  t.same(await fetch(100), [...ids(501, 900), '1'])
  t.equal(earlier.at(-1), '1')
  t.same(await fetch(), [])
})

t.test('a known item that falls back to an old time has changed, too', async (t) => {
  const { entries, earlier, fetch } = list()
  entries.push({ id: 'answered', minute: 5 })
  await fetch()
  Object.assign(entries[0] ?? {}, { minute: -5, version: '2' })
  earlier.length = 0
  await fetch()
  t.same(earlier, ['1'])
})

t.test('a list that leads back to itself ends, and the memory has a bound', async (t) => {
  let calls = 0
  const page = async () => {
    calls++
    const items = Array.from({ length: 300 }, (_, index) => ({
      id: `${calls}-${index}`,
      version: 'x'.repeat(50),
      changedTime: undefined,
      messages: () => [],
    }))
    return { items, next: 'again' }
  }
  const { position } = await readNewestFirst({ position: null, limit: 1_000, since: SINCE }, page)
  t.equal(calls, 2)
  const again = await readNewestFirst({ position, limit: 1_000, since: SINCE }, page)
  t.equal(again.position.known.length, 500)
})

t.test('an answer is written where none stands, or where somebody wants it replaced', (t) => {
  t.equal(mustWriteAnswer({ option: null, text: 'Hello.' }, undefined), true)
  t.equal(mustWriteAnswer({ option: 'answer', text: 'Hello.' }, undefined), true)
  t.equal(mustWriteAnswer({ option: 'replace', text: 'Hello.' }, 'Hi.'), true)
  t.equal(mustWriteAnswer({ option: 'answer', text: 'Hello  you. ' }, 'Hello you.'), false)
  for (const option of [null, 'answer', 'constructor']) {
    const refused = { code: 'rejected', effect: 'none', sentence: { de: /ersetzen/ } }
    t.throws(() => mustWriteAnswer({ option, text: 'Hello.' }, 'Hi.'), refused)
  }
  t.end()
})

t.test('what did not fail by its status has no answer', (t) => {
  t.equal(failedAnswer(new Error('something else')), undefined)
  t.end()
})
