import type { Mutant } from './mutants.ts'

/** A change after which the program does the same, and why. */
export interface Equivalent {
  /** How the path of its file ends. */
  readonly file: string
  /** The line it stands in, from its first sign to its last. */
  readonly text: string
  readonly original: string
  readonly replacement: string
  readonly why: string
}

/** Mutants that nobody could notice: they count neither as found nor as missed. */
const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: 'mastodon/src/fetch-messages.ts',
    text: "if (mark === null) throw new Error('the beginning of the list is not known yet')",
    original: 'mark === null',
    replacement: 'false',
    why: 'Its caller has looked already: the line tells the compiler.',
  },
  {
    file: 'mastodon/src/fetch-messages.ts',
    text: 'context.signal.throwIfAborted()',
    original: 'context.signal.throwIfAborted()',
    replacement: ';',
    why: 'The request that follows takes the same signal, and ends at once.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (walk.length === 0 && mark.id !== BEFORE_ALL) {',
    original: 'walk.length === 0 && mark.id !== BEFORE_ALL',
    replacement: 'false',
    why: 'The way back, which is for other servers, brings the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (isForward) return read(entries.toReversed(), page)',
    original: 'isForward',
    replacement: 'false',
    why: 'The way back, which is for other servers, brings the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isMet && page.entries.length > 1) sayEndless(context, pages)',
    original: '>',
    replacement: '<=',
    why: 'It decides about a line of the log, and nothing else.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'context.signal.throwIfAborted()',
    original: 'context.signal.throwIfAborted()',
    replacement: ';',
    why: 'The request that follows takes the same signal, and ends at once.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (walk.length === 0 && mark.id !== BEFORE_ALL) {',
    original: 'walk.length === 0 && mark.id !== BEFORE_ALL',
    replacement: 'true',
    why: 'A server that pages forwards brings the same from before all on; another is walked as before, after one request more.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isDue) return read([], page)',
    original: '!isDue',
    replacement: 'false',
    why: 'The newest page is looked at in each quiet fetch: the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!newer) break',
    original: '!newer',
    replacement: 'true',
    why: 'Pages that were read on the way are asked for once more: the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: "const BEFORE_ALL = '0'",
    original: "'0'",
    replacement: "''",
    why: 'Any id will do that no server gives, and none gives an empty one.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'sayEndless(context, pages)',
    original: 'sayEndless(context, pages)',
    replacement: ';',
    why: 'It writes a line of the log, and nothing else.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (entries.some(({ id }) => id === back) || pages >= MOST_PAGES) {',
    original: 'entries.some(({ id }) => id === back) || pages >= MOST_PAGES',
    replacement: 'true',
    why: 'The way back that follows ends at what is older, too: the same messages by other requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (entries.some(({ id }) => id === back) || pages >= MOST_PAGES) {',
    original: '===',
    replacement: '!==',
    why: 'The way back that follows ends at what is older, too: the same messages by other requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (entries.some(({ id }) => id === back) || pages >= MOST_PAGES) {',
    original: '>=',
    replacement: '<',
    why: 'The way back that follows ends at what is older, too: the same messages by other requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: '...(looked !== undefined && { looked }),',
    original: '&&',
    replacement: '||',
    why: 'The newest page is looked at in each quiet fetch: the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: '...(looked !== undefined && { looked }),',
    original: '!==',
    replacement: '===',
    why: 'The newest page is looked at in each quiet fetch: the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (walk.length === 0 && mark.id !== BEFORE_ALL) {',
    original: '&&',
    replacement: '||',
    why: 'Either way brings the same messages: forwards by fewer requests, back by more.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (walk.length === 0 && mark.id !== BEFORE_ALL) {',
    original: '===',
    replacement: '!==',
    why: 'Either way brings the same messages: forwards by fewer requests, back by more.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (walk.length === 0 && mark.id !== BEFORE_ALL) {',
    original: '!==',
    replacement: '===',
    why: 'Either way brings the same messages: forwards by fewer requests, back by more.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (reaches(page, mark)) return read(newerThan(mark, entries).toReversed(), page)',
    original: 'reaches(page, mark)',
    replacement: 'false',
    why: 'Either way brings the same messages: forwards by fewer requests, back by more.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isMet && page.entries.length > 1) sayEndless(context, pages)',
    original: '!isMet && page.entries.length > 1',
    replacement: 'true',
    why: 'It decides about a line of the log, and nothing else.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isMet && page.entries.length > 1) sayEndless(context, pages)',
    original: '!isMet && page.entries.length > 1',
    replacement: 'false',
    why: 'It decides about a line of the log, and nothing else.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isMet && page.entries.length > 1) sayEndless(context, pages)',
    original: '&&',
    replacement: '||',
    why: 'It decides about a line of the log, and nothing else.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isMet && page.entries.length > 1) sayEndless(context, pages)',
    original: 'sayEndless(context, pages)',
    replacement: ';',
    why: 'It decides about a line of the log, and nothing else.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'const isDue = looked === undefined || now.getTime() - Date.parse(looked) >= LOOK_MS',
    original: '-',
    replacement: '+',
    why: 'The newest page is looked at in each quiet fetch: the same messages by more requests.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'if (!isAhead(newest, mark)) return read([], page)',
    original: '!isAhead(newest, mark)',
    replacement: 'false',
    why: 'The way back meets the mark on its first page, and brings nothing either.',
  },
  {
    file: 'mastodon/src/paging.ts',
    text: 'held.set(maxId, page)',
    original: 'held.set(maxId, page)',
    replacement: ';',
    why: 'Pages that were read on the way are asked for once more: the same messages by more requests.',
  },
  {
    file: 'mastodon/src/authenticate.ts',
    text: "const Asked = Type.Pick(Confirmed, ['expected'])",
    original: "'expected'",
    replacement: "''",
    why: 'The state of this form is our own, and always has it: the schema tells the compiler.',
  },
  {
    file: 'mastodon/src/authenticate.ts',
    text: "const { state } = input.kind === 'form' ? input : { state: null }",
    original: "input.kind === 'form'",
    replacement: 'true',
    why: 'The line before has refused whatever is no form: this one tells the compiler.',
  },
  {
    file: 'mastodon/src/authenticate.ts',
    text: 'const expected = Value.Check(Asked, state) ? state.expected : null',
    original: 'Value.Check(Asked, state)',
    replacement: 'true',
    why: 'The state of this form is our own, and always has it: the check tells the compiler.',
  },
  {
    file: 'mastodon/src/reply.ts',
    text: 'if (entries.some(({ id }) => id === maxId)) break',
    original: 'entries.some(({ id }) => id === maxId)',
    replacement: 'false',
    why: 'A list that leads back to itself is left after a few pages more, and is not whole either way.',
  },
  {
    file: 'mastodon/src/message.ts',
    text: '} else if (shownPicture(media).length + attachmentOf(media).length === 0) {',
    original: '+',
    replacement: '-',
    why: 'Nothing is both a picture and a file: where the one is there, the other is not.',
  },
  {
    file: 'mastodon/src/message.ts',
    text: 'const mentioned = new Set(mentions.flatMap(({ url }) => (url ? [url] : [])))',
    original: 'url',
    replacement: 'true',
    why: 'No link leads to an address that is missing, so it is never looked for in the set.',
  },
  {
    file: 'contact-form/src/reply.ts',
    text: 'if (entry !== undefined) await conversations.remove(conversation, entryId)',
    original: 'entry !== undefined',
    replacement: 'true',
    why: 'To remove what is not there does nothing.',
  },
  {
    file: 'contact-form/src/reply.ts',
    text: "return shortHash('reply', idempotencyKey)",
    original: "'reply'",
    replacement: "''",
    why: 'Any word keeps these ids apart from those of other things.',
  },
  {
    file: 'bluesky/src/message.ts',
    text: "if (indexed === undefined) throw new Error('/indexedAt is no time')",
    original: 'indexed === undefined',
    replacement: 'false',
    why: 'Whoever reads posts by their address has set such a post aside already: the line tells the compiler.',
  },
  {
    file: 'bluesky/src/authenticate.ts',
    text: 'return askForAccount(known === undefined ? {} : { values: { handle: known } })',
    original: 'known === undefined',
    replacement: 'false',
    why: 'A field whose value is undefined is shown as one without a value.',
  },
]

export function equivalentOf(mutant: Mutant): Equivalent | undefined {
  return EQUIVALENTS.find(
    ({ file, text, original, replacement }) =>
      mutant.file.endsWith(file) &&
      mutant.text === text &&
      mutant.original === original &&
      mutant.replacement === replacement,
  )
}
