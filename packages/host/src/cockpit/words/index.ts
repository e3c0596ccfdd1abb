import type { Language } from '@hubward/plugin'
import { speaking } from '../../web/words/index.ts'
import type { CockpitCatalog, CockpitWord } from './catalog.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { fr } from './fr.ts'

export const COCKPIT_CATALOGS: Readonly<Record<Language, CockpitCatalog>> = { en, de, fr }

/** A sentence of the cockpit in one language, as plain text. */
export type Say = (word: CockpitWord, values?: Readonly<Record<string, string | number>>) => string

export const sayIn: (language: Language) => Say = speaking(COCKPIT_CATALOGS)
