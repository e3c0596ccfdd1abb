import { Chance } from './chance.ts'

/** What a Ticket must show of a mail, whatever else is wrong with it. */
export interface Expected {
  /** In the text, the subject or the quoted part. */
  readonly says?: readonly string[]
  /** Nowhere in the Ticket. */
  readonly hides?: readonly string[]
  /** Not in the text itself: history that was cut. It may stand in the quoted part. */
  readonly cuts?: readonly string[]
  readonly subject?: string
  /** The writer's name, and the address in the interactor's id or name. */
  readonly name?: string
  readonly address?: string
  /** Names of attachments and pictures; each must be there. */
  readonly files?: readonly string[]
  /** A program wrote it. */
  readonly automatic?: boolean
  /** The Message-ID of the mail whose thread it belongs to. */
  readonly thread?: string
  /** ISO 8601; where the date is good enough to be believed. */
  readonly createdTime?: string
  /** It need not become a Ticket: then the reason must say this. */
  readonly asideIf?: RegExp
}

/** One mail that somebody might get. */
export interface OddMail {
  readonly kind: string
  readonly raw: Buffer
  readonly expected: Expected
}

/** A way to be odd. */
export interface Kind {
  readonly name: string
  /** How many different ones are made. */
  readonly count: number
  /** @param number from 0 on. */
  make(chance: Chance, number: number): Omit<OddMail, 'kind'>
}

export function kind(name: string, count: number, make: Kind['make']): Kind {
  return { name, count, make }
}

/** One kind for each entry of a table. */
export function kinds<Entry>(
  name: string,
  table: Readonly<Record<string, Entry>>,
  make: (entry: Entry, chance: Chance) => Omit<OddMail, 'kind'>,
): Kind[] {
  return Object.entries(table).map(([which, entry]) =>
    kind(`${name}: ${which}`, 1, (chance) => make(entry, chance)),
  )
}

/** One after the other, so that no two large ones are held at once. */
export function* oddMails(all: readonly Kind[], seed: number): Generator<OddMail> {
  for (const { name, count, make } of all) {
    for (let number = 0; number < count; number++) {
      yield { kind: name, ...make(new Chance(seed, `${name} ${number}`), number) }
    }
  }
}
