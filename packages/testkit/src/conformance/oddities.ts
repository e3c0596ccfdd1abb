/** What Networks have been seen to say of one item, beside others that are well. */
export interface Oddity {
  /** A sentence that ends with “… keeps no other message away”. */
  readonly what: string
  readonly why: string
  /** What becomes of the item: each is tried by itself. */
  readonly changes: readonly ((item: object, text: string) => unknown)[]
}

/** Nested deeper than any program recurses without thinking of it. */
const DEPTH = 3_000
/** Signs that take no room. */
const INVISIBLE = '\u200b\u2060\u00ad'
const TIME = /^\d{4}-\d\d-\d\dT/
const TIMES = [
  '',
  'yesterday',
  '0000-01-01T00:00:00.000Z',
  '-000001-06-01T00:00:00.000Z',
  '+010000-01-01T00:00:00.000Z',
]
/** Addresses that are none of the web. */
const SCHEMES = ['javascript:alert(1)', 'data:text/html,hello', 'file:///etc/passwd']
/** Each is there on every object. */
const ON_PROTOTYPES = ['constructor', '__proto__', 'toString']
const SAYS_WHICH = /(type|kind|visibility|reason|state|status|language|role|category)$/i
/** What people call themselves; a handle is what the Network made sure of. */
const NAMES = /^(name|(display|full|author)_?name)$/i

export const UNREADABLE_ITEMS: Oddity['changes'] = [
  () => null,
  () => 'an item',
  () => ({}),
  (item) => everyValue(item, () => null),
  (item, text) => everyValue(item, (value) => (holdsText(value, text) ? nested() : value)),
]

export const ODDITIES: readonly Oddity[] = [
  {
    what: 'an item that can’t be read',
    why: 'the whole list would stop at it, for ever, and nobody reads what stands behind',
    changes: UNREADABLE_ITEMS,
  },
  {
    what: 'a time that is none, or that SocialHub can’t write,',
    why: 'servers are set wrong, and people import what is old: one date would stop a Channel',
    changes: TIMES.map(
      (time) => (item) =>
        everyValue(item, (value) => (typeof value === 'string' && TIME.test(value) ? time : value)),
    ),
  },
  {
    what: 'an address that is none of the web',
    why: 'SocialHub refuses the Ticket, or a community manager clicks what somebody else has written',
    changes: SCHEMES.map(
      (address) => (item) =>
        everyValue(item, (value) =>
          typeof value === 'string' && /^https?:\/\/\S+$/.test(value) ? address : value,
        ),
    ),
  },
  {
    what: 'text that nobody sees',
    why: 'a Ticket with nothing to see in it is one that nobody can answer',
    changes: [
      (item, text) =>
        everyValue(item, (value) =>
          typeof value === 'string' && value.includes(text) ? INVISIBLE : value,
        ),
      (item) => everyValue(item, (value, name) => (NAMES.test(name) ? INVISIBLE : value)),
    ],
  },
  {
    what: 'an offset inside of a character, or behind the end,',
    why: 'Networks count bytes, units or characters, and clients count wrong: half a character is none',
    changes: [-1, 1, 2.5, 1e9].map(
      (offset) => (item) =>
        everyNested(item, (value) => (typeof value === 'number' ? offset : value)),
    ),
  },
  {
    what: 'a word that every object knows, such as “constructor”,',
    why: 'what is looked up by a Network’s word finds something where nothing should be',
    changes: ON_PROTOTYPES.map(
      (word) => (item) =>
        everyValue(item, (value, name) =>
          typeof value === 'string' && SAYS_WHICH.test(name) ? word : value,
        ),
    ),
  },
]

/**
 * Changes the item of a list that holds a text, and nothing else of the answer.
 *
 * @returns undefined where no list of the answer holds it.
 */
export function changeItem(
  body: string,
  text: string,
  change: (item: object) => unknown,
  others: readonly string[],
): string | undefined {
  let found = false
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map((item: unknown) => {
        const isMeant = isObject(item) && holdsText(item, text)
        if (!isMeant || others.some((other) => holdsText(item, other))) return visit(item)
        found = true
        return change(item)
      })
    }
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]))
  }
  const parsed = parsedJson(body)
  if (parsed === undefined || !body.includes(text)) return undefined
  const changed = visit(parsed)
  return found ? JSON.stringify(changed) : undefined
}

/** The same, and where no list holds the text, the whole answer is the item. */
export function changeItemOrAll(
  body: string,
  text: string,
  change: (item: object) => unknown,
): string | undefined {
  const whole = parsedJson(body)
  if (!isObject(whole) || !holdsText(whole, text)) return undefined
  return changeItem(body, text, change, []) ?? JSON.stringify(change(whole))
}

/** The same answer with its fields in another order, and with one more that nobody knows. */
export function strangelyWritten(body: string): string {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (!isObject(value)) return value
    const fields = Object.entries(value).map(([name, inner]) => [name, visit(inner)] as const)
    return Object.fromEntries([
      ['added_in_a_later_version', { since: 2 }] as const,
      ...fields.toReversed(),
    ])
  }
  const parsed = parsedJson(body)
  return isObject(parsed) ? JSON.stringify(visit(parsed)) : body
}

/** The same answer with nothing in its lists. */
export function emptied(body: string): string {
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return []
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner)]))
  }
  const parsed = parsedJson(body)
  return isObject(parsed) ? JSON.stringify(visit(parsed)) : body
}

type Change = (value: unknown, name: string) => unknown

function everyValue(value: unknown, change: Change, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => everyValue(item, change, name))
  if (!isObject(value)) return change(value, name)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, everyValue(inner, change, key)]),
  )
}

/** Only what stands in lists within the item: what the item counts by itself is its own. */
function everyNested(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return value.map((item) => everyValue(item, change))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, everyNested(inner, change)]),
  )
}

function nested(): unknown {
  let value: unknown = 'deep down'
  for (let depth = 0; depth < DEPTH; depth++) value = [value]
  return value
}

function holdsText(value: unknown, text: string): boolean {
  return JSON.stringify(value)?.includes(text) ?? false
}

function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
