import { isDeepStrictEqual } from 'node:util'
import { ContractError } from '@hubward/border'
import { guideFile } from './guide-file.ts'

/** The sections of the guide for plugin authors that the rules refer to. */
export const GUIDE_SECTIONS = [
  'The rules',
  'Login',
  'Fetching',
  'Messages',
  'Replying',
  'Errors',
  'When the Network calls',
  'Capabilities',
  'Telling visitors by mail',
] as const
export type GuideSection = (typeof GUIDE_SECTIONS)[number]

/** One rule of the contract, as a test. */
export interface Rule {
  /** A sentence about what the plugin does. */
  readonly name: string
  /** What happens to people when it doesn't. */
  readonly why: string
  readonly guide: GuideSection
  /** Rules without which this one says nothing: it is skipped where one of them is broken. */
  readonly needs?: readonly string[]
  readonly run: () => Promise<void>
}

/** What a rule found in place of what it expected. */
class Unexpected extends Error {}

/** A rule that can't be tried out on this plugin, or not with this trial. */
export class Skipped extends Error {}

/** Ends a rule that can't be tried out. */
export function skip(reason: string): never {
  throw new Skipped(reason)
}

/** @param found what was there instead; never a secret. */
export function expect(holds: boolean, expected: string, found: string): asserts holds {
  if (!holds) throw new Unexpected(`Expected: ${expected}\nFound: ${found}`)
}

/** The failure that an author reads: what was expected, why it matters, where to look. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule'

  constructor({ name, why, guide }: Rule, thrown: unknown) {
    super(
      `${told(name, thrown)}\nWhy it matters: ${why}\nWhere to look: rules for plugin authors (${guideFile()}), section “${guide}”`,
      { cause: thrown },
    )
  }
}

function told(name: string, thrown: unknown): string {
  if (thrown instanceof Unexpected) return thrown.message
  const expected = `Expected: ${name}`
  if (thrown instanceof ContractError) {
    const more = thrown.problems.slice(1).map(({ field, rule }) => `\n${field}: ${rule}`)
    return `${expected}\nFound: ${thrown.message}${more.join('')}`
  }
  const found = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return `${expected}\nFound: ${found}`
}

/** A value in a message, no longer than a line or two. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

/** Each field that is named is so, or like that; one that is named as undefined is not there. */
export function expectFields(found: object, wanted: object): void {
  for (const [name, value] of Object.entries(wanted)) {
    const there: unknown = Reflect.get(found, name)
    if (value instanceof RegExp) {
      expect(value.test(String(there)), `${name} like ${value}`, show(there))
    } else {
      expect(isDeepStrictEqual(there, value), `${name}: ${show(value)}`, show(there))
    }
  }
}
