import { isDeepStrictEqual } from 'node:util'
import type { Message } from '@hubward/plugin'
import { FETCHES, ORDERED } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { expectEachOnce, keyOf, type Scene, type Stage, withoutOverlap, withText } from './stage.ts'

const WHOLE = 'more messages than fit a page arrive whole'
const PAGED = 'one message at a time are the same messages, in the same order'
/** A page that fills quickly, so that a few messages are several of them. */
const SMALL = 2
/** No more than this for a burst, whatever the page size: a trial's Network may be slow. */
const BURST_LIMIT = 100

/** No gap and no duplicate, whatever happens between two pages. */
export function pagingRules(stage: Stage): Rule[] {
  const { trial } = stage
  return [
    {
      name: PAGED,
      why: 'the host asks for as many as it has time for; what falls between two pages is lost',
      guide: 'Fetching',
      needs: [FETCHES, ORDERED],
      async run() {
        const scene = await stage.arranged()
        const whole = withoutOverlap(await stage.fetchAll(scene)).map(keyOf)
        scene.channel.position = null
        const single = withoutOverlap(await stage.fetchAll(scene, 1)).map(keyOf)
        expect(isDeepStrictEqual(single, whole), show(whole), show(single))
      },
    },
    {
      name: WHOLE,
      why: 'a host that was down for a night finds hundreds; only the newest page is not enough',
      guide: 'Fetching',
      needs: [PAGED],
      async run() {
        const limit = Math.min(stage.pageSize, BURST_LIMIT)
        // Fewer at once than the Network gives: what is left of its page comes next.
        for (const some of [limit, Math.ceil(limit / 8)]) {
          // Anew for each: a Network may forget what lies before a position that was stored.
          const scene = await stage.settled()
          const texts = await stage.write(scene, limit + 3)
          expectEachOnce(await stage.fetchAll(scene, some), texts)
        }
      },
    },
    {
      name: 'what is written while pages are fetched arrives',
      why: 'people don’t wait until the host has turned the page',
      guide: 'Fetching',
      needs: [WHOLE],
      async run() {
        const scene = await stage.settled()
        const texts = [...(await stage.write(scene, 3))]
        const messages: Message[] = [...(await stage.fetchPage(scene, SMALL)).messages]
        texts.push(...(await stage.write(scene, 4)))
        messages.push(...(await pagesToTheEnd(stage, scene)))
        expectEachOnce(messages, texts)
      },
    },
    {
      name: 'messages of the same time arrive, also when one comes late',
      why: '“later than the last time” skips the second of two that share it',
      guide: 'Fetching',
      needs: [WHOLE],
      async run() {
        const scene = await stage.settled()
        scene.host.clock.advance(60_000)
        const texts = [...(await stage.write(scene, 5, { sameTime: true }))]
        const messages = await pagesToTheEnd(stage, scene)
        texts.push(...(await stage.write(scene, 1, { sameTime: true })))
        messages.push(...(await pagesToTheEnd(stage, scene)))
        expectEachOnce(messages, texts)
      },
    },
    {
      name: 'nothing is skipped when messages disappear meanwhile',
      why: 'who counts places moves over a message for each one that was deleted before it',
      guide: 'Fetching',
      needs: [WHOLE],
      async run() {
        if (trial.remove === undefined) skip('the trial has no “remove”')
        const scene = await stage.settled()
        const texts = await stage.write(scene, 6)
        const messages: Message[] = [...(await stage.fetchPage(scene, SMALL)).messages]
        for (const text of texts) {
          // All that was fetched so far goes, the one where the position stands included.
          const [gone] = withText(messages, text)
          if (gone) {
            await trial.remove(scene.channel, gone.interaction.networkItemId, scene.host)
          }
        }
        messages.push(...(await pagesToTheEnd(stage, scene)))
        expectEachOnce(messages, texts)
      },
    },
  ]

  /** "more: false" may be said before the last message was written: whoever asks again gets it. */
  async function pagesToTheEnd(given: Stage, scene: Scene): Promise<Message[]> {
    const messages = await given.fetchAll(scene, SMALL)
    return [...messages, ...(await given.fetchAll(scene, SMALL))]
  }
}
