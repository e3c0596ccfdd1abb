import { LANGUAGES, type Language } from '@hubward/plugin'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Catalog, Word } from './catalog.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

export type { Catalog, Word } from './catalog.ts'

export const CATALOGS: Readonly<Record<Language, Catalog>> = { en, de, fr }

/** A sentence in one language, with its placeholders filled. Plain text: escape it as any other. */
export type Words = (word: Word, values?: Readonly<Record<string, string | number>>) => string

/** The sentences of a language. */
export const wordsOf: (language: Language) => Words = speaking(CATALOGS)

/** A day and a time of day, where it is not known in which time zone the reader is. */
const FORMATS = {
  date: { moment: { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } },
} as const

/** What speaks the sentences of some catalogs, which all have the same. */
export function speaking<Name extends string>(
  catalogs: Readonly<Record<Language, Readonly<Record<Name, string>>>>,
) {
  const speakers = new Map(
    LANGUAGES.map((language) => [language, speak(language, catalogs[language])]),
  )
  return (language: Language) => speakers.get(language) ?? speak(language, catalogs[language])
}

function speak<Name extends string>(
  language: Language,
  catalog: Readonly<Record<Name, string>>,
): (word: Name, values?: Readonly<Record<string, string | number>>) => string {
  const parsed = new Map<Name, IntlMessageFormat>()
  return (word, values) => {
    const format = parsed.get(word) ?? new IntlMessageFormat(catalog[word], language, FORMATS)
    parsed.set(word, format)
    return String(format.format(values))
  }
}
