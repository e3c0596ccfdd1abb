/** How many letters of a name may be wrong: a third, and one of a very short name. */
const WRONG = 3

/** The known name that may have been meant; undefined where none is like it. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const written = plain(name.slice(0, 100))
  const [nearest] = known
    .map((one) => ({ one, distance: distance(written, plain(one)) }))
    .filter(({ one, distance }) => distance <= Math.max(1, Math.floor(one.length / WRONG)))
    .sort((a, b) => a.distance - b.distance)
  return nearest?.one
}

/** `client_id` and `clientId` are the same mistake. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '')
}

/** Levenshtein's: how many letters were left out, added or exchanged. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1]
    for (let column = 1; column <= to.length; column += 1) {
      const exchanged = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
