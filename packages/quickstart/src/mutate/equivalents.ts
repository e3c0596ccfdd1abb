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
