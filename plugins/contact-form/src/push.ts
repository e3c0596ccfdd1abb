import Type from 'typebox'

/**
 * What stands in the push log: which message came, not what it says. So the words of a visitor lie in
 * one place only, and an entry that comes twice is the same entry.
 */
export const Pointer = Type.Object({
  conversation: Type.String(),
  entry: Type.String(),
  /** When its visitor erased it: ISO 8601. */
  erased: Type.Optional(Type.String()),
})
export type Pointer = Type.Static<typeof Pointer>

export function pushFor(networkId: string, entry: Pointer) {
  return { networkId, entry }
}
