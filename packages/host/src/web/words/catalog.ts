import type { en } from './en.ts'

/** The name of a sentence in the catalogs. English is the original; the others must have them all. */
export type Word = keyof typeof en
export type Catalog = Readonly<Record<Word, string>>
