import type { PluginError, WrittenMessage } from '@hubward/plugin'
import {
  answerable,
  finds,
  lookFor,
  publications,
  publishes,
  repeats,
  replyTo,
  takesNoOther,
  type WholeReply,
  whileDown,
} from './answering.ts'
import { changeItemOrAll, UNREADABLE_ITEMS } from './oddities.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import type { Scene, Stage } from './stage.ts'
import type { AnyTrial } from './trial.ts'

const losesHonestly = (id: string) =>
  `"${id}": after a lost answer nobody claims that nothing was published`
const isNotLostWithItsMessage = (id: string) =>
  `"${id}": after a lost answer, it is not called unpublished since what it answers is gone`
/** So many requests of one reply are tried, one at a time: a longer call repeats itself. */
const REQUESTS_LIMIT = 8
const HOUR_MS = 3_600_000
/** More than stand on the pages that anybody looks through, where a Network gives few on each. */
const OTHERS = 30

/** What a reply, and whoever looks for it, says where nobody knows what became of it. */
export function uncertainRules(stage: Stage, id: string, repeatable: boolean): Rule[] {
  // Without these nothing that is said afterwards is worth anything.
  const needs = [publishes, repeats, finds, takesNoOther, whileDown, losesHonestly].map((name) =>
    name(id),
  )
  const trying: Trying = { stage, id, repeatable, needs }
  return [
    lostAnswers(stage, id),
    // Where nothing can be removed, or looked up, there is nothing to say.
    ...(stage.trial.remove ? [goneMeanwhile(trying, stage.trial.remove)] : []),
    // Where a reply replaces the one before, there are no others.
    ...(stage.trial.repliesReplace ? [] : [amongMany(trying)]),
    late(trying),
    ...(stage.plugin.findReply ? [unreadable(trying)] : []),
  ]
}

interface Trying {
  readonly stage: Stage
  readonly id: string
  readonly repeatable: boolean
  readonly needs: readonly string[]
}

/** Each answer is lost once: what was asked has happened, and only the Network knows. */
function lostAnswers(stage: Stage, id: string): Rule {
  return {
    name: losesHonestly(id),
    why: 'with “effect: none” the host sends again, and readers see it twice',
    guide: 'Replying',
    needs: [publishes(id), finds(id)],
    async run() {
      const { scene, reply } = await answerable(stage, id)
      const { faults } = scene.host
      const first = faults.requests.length
      await scene.channel.reply(reply)
      const answers = faults.requests.slice(first).filter(({ method }) => method !== 'CONNECT')
      if (answers.length === 0) skip(`"${id}" asks nobody by HTTP`)
      faults.loseAnswers()
      await expectHonest(await answerable(stage, id), (other) => other.host.faults.loseAnswers())
      for (const which of answers.keys()) {
        await expectHonest(await answerable(stage, id), (other) => {
          other.host.faults.loseAnswer(which)
        })
      }
    },
  }

  async function expectHonest(
    { scene, reply }: Awaited<ReturnType<typeof answerable>>,
    lose: (scene: Scene) => void,
  ): Promise<void> {
    lose(scene)
    const failure = await stage.failureOf(scene, () => scene.channel.reply(reply))
    scene.host.faults.none()
    const count = await publications(stage, scene, reply.text)
    expect((count ?? 0) <= 1, `${show(reply.text)} once at most`, `${count} ×`)
    const isThere = count === undefined || count > 0
    expect(
      failure === undefined || failure.effect === 'unknown' || !isThere || count === undefined,
      'an error with “effect: unknown”: the connection broke after the request was sent',
      `a PluginError “${failure?.code}” with “effect: ${failure?.effect}”`,
    )
    expect(failure !== undefined || isThere, 'an error, or a reply that is there', 'neither')
    if (stage.plugin.findReply === undefined || count === undefined) return
    const { outcome } = await lookFor(scene, reply)
    const right = isThere ? outcome !== 'absent' : outcome !== 'found'
    expect(right, `what the Network knows: ${count} of it`, `“${outcome}” from findReply`)
  }
}

/** What was answered disappears before anybody asks what became of the answer. */
function goneMeanwhile(trying: Trying, remove: NonNullable<AnyTrial['remove']>): Rule {
  return lostAndMeanwhile(trying, {
    name: isNotLostWithItsMessage(trying.id),
    why: 'people read an answer that the community manager was told was never published',
    meanwhile: ({ channel, host }, { inReplyTo }) => remove(channel, inReplyTo.networkItemId, host),
  })
}

/** Others are answered before anybody asks, and the answer is not among the newest any more. */
function amongMany(trying: Trying): Rule {
  const { stage, id } = trying
  const needs = [...trying.needs, isNotLostWithItsMessage(id)]
  return lostAndMeanwhile(
    { ...trying, needs },
    {
      name: `"${id}": after a lost answer, it is not called unpublished since others came after it`,
      why: 'an account that many write to fills a page within minutes',
      async meanwhile({ channel, host }, { inReplyTo }, message) {
        for (let count = 0; count < OTHERS; count++)
          await channel.reply(replyTo(stage, id, message))
        // Below it nobody would have to look further.
        await stage.trial.remove?.(channel, inReplyTo.networkItemId, host)
      },
    },
  )
}

function lostAndMeanwhile(
  { stage, id, repeatable, needs }: Trying,
  {
    meanwhile,
    ...rule
  }: Pick<Rule, 'name' | 'why'> & {
    meanwhile(scene: Scene, reply: WholeReply, message: WrittenMessage): unknown
  },
): Rule {
  return {
    ...rule,
    guide: 'Replying',
    needs,
    async run() {
      if (stage.trial.published === undefined) skip('the trial has no “published”')
      const { scene, reply, message } = await answerable(stage, id)
      const { channel, host } = scene
      const before = host.faults.requests.length
      host.faults.loseAnswers()
      const failure = await stage.failureOf(scene, () => channel.reply(reply))
      host.faults.none()
      if (host.faults.requests.length === before) skip(`"${id}" asks nobody by HTTP`)
      if (failure?.effect !== 'unknown') return
      await meanwhile(scene, reply, message)
      host.clock.advance(HOUR_MS)
      const count = (await publications(stage, scene, reply.text)) ?? 0
      if (count === 0) return
      const end = await resolved(stage, scene, reply, repeatable)
      const what = 'that it was published, or that nobody knows: it stands on the Network'
      expect(end !== 'unpublished', what, 'that it was not, for certain')
      await expectOnce(stage, scene, reply)
    },
  }
}

/** A request that was given up is still on its way, and arrives when nobody waits for it any more. */
function late({ stage, id, repeatable, needs }: Trying): Rule {
  return {
    name: `"${id}": after a lost answer, a request that arrives late publishes nothing more`,
    why: 'a Network without keys takes both: where it may be on its way, “absent” is too early',
    guide: 'Replying',
    needs,
    async run() {
      if (stage.trial.published === undefined) skip('the trial has no “published”')
      const { scene: usual, reply: first } = await answerable(stage, id)
      const { requests } = usual.host.faults
      const before = requests.length
      await usual.channel.reply(first)
      const changing = requests.slice(before).filter(({ method }) => !READS.includes(method))
      if (changing.length === 0) skip(`"${id}" asks nobody by HTTP`)
      for (const which of changing.slice(0, REQUESTS_LIMIT).keys()) {
        const { scene, reply } = await answerable(stage, id)
        const { faults } = scene.host
        faults.holdRequest(which)
        const failure = await stage.failureOf(scene, () => scene.channel.reply(reply))
        // It is held, and nothing else: what is asked now comes at once.
        faults.none()
        if (failure !== undefined) await resolvedAtOnce(stage, scene, reply, repeatable, failure)
        await faults.arrive()
        await expectOnce(stage, scene, reply)
      }
    },
  }
}

/** In what can't be read the reply may stand. */
function unreadable({ stage, id, repeatable, needs }: Trying): Rule {
  return {
    name: `"${id}": after a lost answer, it is not called absent where it can’t be read`,
    why: 'one odd item, and the host sends again what stands there',
    guide: 'Replying',
    needs,
    async run() {
      if (stage.trial.published === undefined) skip('the trial has no “published”')
      let tried = 0
      for (const change of UNREADABLE_ITEMS) {
        const { scene, reply } = await answerable(stage, id)
        const { faults, clock } = scene.host
        await scene.channel.reply(reply)
        clock.advance(HOUR_MS)
        faults.rewrite((body) => {
          const changed = changeItemOrAll(body, reply.text, (item) => change(item, reply.text))
          if (changed !== undefined) tried++
          return changed ?? body
        })
        let outcome = 'error'
        await stage.failureOf(scene, async () => {
          outcome = (await lookFor(scene, reply)).outcome
        })
        faults.none()
        // Under the same key it does no harm where the Network knows keys.
        if (outcome === 'absent' || (outcome === 'unknown' && repeatable)) {
          await stage.failureOf(scene, () => scene.channel.reply(reply))
        }
        await expectOnce(stage, scene, reply)
      }
      if (tried === 0) skip('nothing that findReply asks for, as JSON, holds the reply')
    },
  }
}

const READS = ['GET', 'HEAD', 'CONNECT']

/** What the community manager is told in the end. */
type End = 'published' | 'unpublished' | 'unknown'

/** Goes on as a host does after an outcome that nobody knows. */
async function resolved(
  stage: Stage,
  scene: Scene,
  reply: WholeReply,
  repeatable: boolean,
): Promise<End> {
  const { outcome } = await lookFor(scene, reply)
  if (outcome === 'found') return 'published'
  if (outcome === 'unknown' && !repeatable) return 'unknown'
  const failure = await stage.failureOf(scene, () => scene.channel.reply(reply))
  if (failure === undefined) return 'published'
  // A refusal of the second attempt says nothing of the first, where nobody could look for that one.
  return outcome === 'absent' && failure.effect === 'none' ? 'unpublished' : 'unknown'
}

/** The first that a host does: it looks once, and sends again where it may. */
async function resolvedAtOnce(
  stage: Stage,
  scene: Scene,
  reply: WholeReply,
  repeatable: boolean,
  { effect }: PluginError,
): Promise<void> {
  let outcome = 'absent'
  if (effect === 'unknown') {
    outcome = 'error'
    await stage.failureOf(scene, async () => {
      outcome = (await scene.channel.findReply(reply)).outcome
    })
  }
  const isSentAgain = outcome === 'absent' || (outcome === 'unknown' && repeatable)
  if (isSentAgain) await stage.failureOf(scene, () => scene.channel.reply(reply))
}

async function expectOnce(stage: Stage, scene: Scene, reply: WholeReply): Promise<void> {
  const count = (await publications(stage, scene, reply.text)) ?? 0
  expect(count <= 1, `${show(reply.text)} once on the Network`, `${count} ×`)
}
