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
export const EQUIVALENTS: readonly Equivalent[] = []

export function equivalentOf(mutant: Mutant): Equivalent | undefined {
  return EQUIVALENTS.find(
    ({ file, text, original, replacement }) =>
      mutant.file.endsWith(file) &&
      mutant.text === text &&
      mutant.original === original &&
      mutant.replacement === replacement,
  )
}
