/**
 * Lets `places` pieces of work run at a time, the others in the order in which they came. Each holds
 * a database connection for as long as SocialHub takes to answer, and there are few of those.
 */
export function createGate(
  places: number,
): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let free = places

  return async (work) => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed over, so that nobody who comes just now overtakes.
      if (next) next()
      else free += 1
    }
  }
}
