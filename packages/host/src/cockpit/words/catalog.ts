import type { en } from './en.ts'

/** The name of a sentence in the cockpit's catalogs. */
export type CockpitWord = keyof typeof en
export type CockpitCatalog = Readonly<Record<CockpitWord, string>>
