import { openSync, readFileSync, writeSync } from 'node:fs'
import type { Issued } from './grants.ts'
import type { StubAction, StubMessage, StubOverlap, StubReply } from './wire.ts'

/** Something that the stub Network must not forget. */
export type Kept =
  | { readonly kind: 'message'; account: string; message: StubMessage; unlogged?: true }
  | { readonly kind: 'reply'; account: string; reply: StubReply; key?: string }
  | { readonly kind: 'action'; account: string; action: StubAction }
  | { readonly kind: 'issued'; issued: Issued }
  | { readonly kind: 'used'; refresh: string }
  | { readonly kind: 'revoked'; family: string }
  | { readonly kind: 'overlap'; overlap: StubOverlap }

export type Keep = (kept: Kept) => void

/**
 * A file with a line for each thing that happened, written before anybody is answered: a stub Network that
 * is killed goes on with all of it.
 */
export function openKept(path: string): { earlier: Kept[]; keep: Keep } {
  const fd = openSync(path, 'a+', 0o600)
  const lines = readFileSync(path, 'utf8').split('\n')
  // The last one is empty: a kill interrupts no write to a file.
  const earlier = lines.slice(0, -1).map((line): Kept => JSON.parse(line))
  return { earlier, keep: (kept) => void writeSync(fd, `${JSON.stringify(kept)}\n`) }
}
