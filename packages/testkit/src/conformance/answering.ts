import { type FoundReply, PluginError, type WrittenMessage } from '@hubward/plugin'
import type { TestReply } from '../test-channel.ts'
import { expect } from './rule.ts'
import { actedOn, flatten, type Scene, type Stage, written } from './stage.ts'
import type { PublishedText } from './trial.ts'

/** Replies as the suite gives them, and as they stand on the Network. */

const TEXT = 'Thank you for your message.'
/** Where nothing is declared, a text of this length must do. */
export const USUAL_LENGTH = 200

/** Names of rules that others are built on. */
export const publishes = (id: string) =>
  `"${id}" publishes a reply, and another key publishes another`
export const repeats = (id: string) => `"${id}" is declared repeatable: the same key publishes once`
export const finds = (id: string) => `findReply finds what "${id}" published`
export const takesNoOther = (id: string) => `findReply takes no other reply for one of "${id}"`
export const whileDown = (id: string) =>
  `findReply does not call a reply of "${id}" absent while the Network is down`

/** A message that can be answered, and the answer to it. */
export async function answerable(
  stage: Stage,
  actionId: string,
): Promise<{ scene: Scene; reply: WholeReply; message: WrittenMessage }> {
  const scene = await stage.arranged()
  const messages = written(await stage.fetchAll(scene)).filter(({ own }) => own !== true)
  const message = messages.at(-1)
  expect(message !== undefined, 'a message that can be answered', 'none after “arrange”')
  return { scene, reply: replyTo(stage, actionId, message), message }
}

export type WholeReply = TestReply & { text: string; idempotencyKey: string }

/** An answer that no other one is like. */
export function replyTo(stage: Stage, actionId: string, message: WrittenMessage): WholeReply {
  const action = stage.plugin.declaration.ticketActions.find(({ id }) => id === actionId)
  const { repliesReplace } = stage.trial
  const option =
    typeof repliesReplace === 'object' ? repliesReplace.option : (action?.options?.[0]?.id ?? null)
  const maxLength = action?.config?.maxLength ?? USUAL_LENGTH
  const number = ++keys
  const idempotencyKey = `key-${number}`
  const text = `${number} ${TEXT}`.slice(0, maxLength)
  return { inReplyTo: actedOn(message), actionId, option, text, idempotencyKey }
}
let keys = 0

/** How often a reply stands on the Network; undefined where the trial can't tell. */
export async function publications(
  stage: Stage,
  scene: Scene,
  text: string,
): Promise<number | undefined> {
  return stage.trial.published && (await publicationsOf(stage, scene, text)).length
}

/** A reply as it stands on the Network, as often as it does; none where the trial can't tell. */
export async function publicationsOf(
  stage: Stage,
  scene: Scene,
  text: string,
): Promise<readonly PublishedText[]> {
  const all = await onNetwork(stage, scene)
  return all.filter((published) => flatten(published.text).includes(flatten(text)))
}

export async function onNetwork(
  { trial }: Stage,
  { channel, host }: Scene,
): Promise<readonly PublishedText[]> {
  const published = (await trial.published?.(channel, host)) ?? []
  return published.map((one) => (typeof one === 'string' ? { text: one } : one))
}

/** Whoever can't say yet is asked again, as a host does; so often, an hour between. */
const LOOKS = 3
const HOUR_MS = 3_600_000

/** What `findReply` says in the end. */
export async function lookFor({ channel, host }: Scene, reply: TestReply): Promise<FoundReply> {
  for (let look = 1; ; look++) {
    try {
      return await channel.findReply(reply)
    } catch (thrown) {
      const isLater = thrown instanceof PluginError && thrown.code === 'unavailable'
      if (!isLater || look === LOOKS) throw thrown
      host.clock.advance(HOUR_MS)
    }
  }
}
