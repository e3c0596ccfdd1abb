/** Counts by name, and of each its parts. */
export interface Counts {
  readonly [name: string]: number | Counts
}

/** What two lives of a runner came to together. */
export function added(one: Counts, other: Counts): Counts {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...names].map((name): [string, number | Counts] => {
      const [a, b] = [one[name] ?? 0, other[name] ?? 0]
      if (typeof a === 'number' && typeof b === 'number') return [name, a + b]
      return [name, added(typeof a === 'number' ? {} : a, typeof b === 'number' ? {} : b)]
    }),
  )
}

/** All of a count and its parts. */
export function total(counts: number | Counts | undefined): number {
  if (counts === undefined || typeof counts === 'number') return counts ?? 0
  return Object.values(counts).reduce<number>((sum, part) => sum + total(part), 0)
}
