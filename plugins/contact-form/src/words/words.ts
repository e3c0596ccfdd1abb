import type { Language } from '@hubward/plugin'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

/** Every sentence of the pages, in one language. English is the model of the others. */
export type Words = Readonly<typeof en>

/** The same, and which language it is. */
export type PageWords = Words & { readonly language: Language }

const CATALOGS: Readonly<Record<Language, Words>> = { en, de, fr }

/** @param tag a language tag; English where nothing fits. */
export function wordsFor(tag: string): PageWords {
  const wanted = tag.slice(0, 2).toLowerCase()
  const language = wanted === 'de' || wanted === 'fr' ? wanted : 'en'
  return { ...CATALOGS[language], language }
}
