import { derive } from './secrets.ts'

/**
 * Whoever typed an address is the same person in every conversation, as far as anybody knows: nobody has
 * shown that it is theirs.
 */
export function typedVisitor(key: string, email: string): string {
  return `visitor-${derive(key, 'visitor', email.toLowerCase())}`
}

/** Whoever reads the mail of an address. Nobody becomes this person by typing it. */
export function confirmedVisitor(key: string, email: string): string {
  return `visitor-${derive(key, 'confirmed visitor', email.toLowerCase())}`
}
