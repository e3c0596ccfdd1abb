import type { Language } from '@hubward/plugin'
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
export function wordsOf(language: Language): Words {
  return WORDS[language]
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: speak('en'),
  de: speak('de'),
  fr: speak('fr'),
}

/** A day and a time of day, where it is not known in which time zone the reader is. */
const FORMATS = {
  date: { moment: { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } },
} as const

function speak(language: Language): Words {
  const parsed = new Map<Word, IntlMessageFormat>()
  return (word, values) => {
    const format =
      parsed.get(word) ?? new IntlMessageFormat(CATALOGS[language][word], language, FORMATS)
    parsed.set(word, format)
    return String(format.format(values))
  }
}
