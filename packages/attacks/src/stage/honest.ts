import type { HonestPlaces, HonestReport } from './honest-process.ts'
import { messageOf, startChild } from './start-child.ts'

/** Visitors and SocialHub at work. */
export interface Honest {
  /** What they have seen so far does not count. */
  forget(): void
  end(): Promise<HonestReport>
}

/** In a process of their own, until they are told to stop; the first of them was served. */
export async function startHonest(places: HonestPlaces): Promise<Honest> {
  const child = await startChild(new URL('./honest-process.ts', import.meta.url))
  const warm = messageOf(child)
  child.send(places)
  await warm
  return {
    forget: () => void child.send('forget'),
    async end() {
      const reported = messageOf(child)
      child.send('end')
      const report = await reported
      child.disconnect()
      return report as HonestReport
    },
  }
}
