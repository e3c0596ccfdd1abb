import type { DeclaredAction, Message } from '@hubward/plugin'
import type { TestReply } from '../test-channel.ts'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { actedOn, flatten, type Scene, type Stage, withText, written } from './stage.ts'

const TEXT = 'Thank you for your message.'
const HOSTILE = 'Is 5 < 6 & "7" > \'6\'? <b>Yes</b> &amp; 👍🏽 \\ {x} %s'
/** Where nothing is declared, a text of this length must do. */
const USUAL_LENGTH = 200

/** A message that can be answered, and the answer to it. */
export async function answerable(
  stage: Stage,
  actionId: string,
): Promise<{ scene: Scene; reply: TestReply & { text: string; idempotencyKey: string } }> {
  const scene = await stage.arranged()
  const messages = written(await stage.fetchAll(scene)).filter(({ own }) => own !== true)
  const message = messages.at(-1)
  expect(message !== undefined, 'a message that can be answered', 'none after “arrange”')
  const action = stage.plugin.declaration.ticketActions.find(({ id }) => id === actionId)
  const option = action?.options?.[0]?.id ?? null
  const maxLength = action?.config?.maxLength ?? USUAL_LENGTH
  const idempotencyKey = `key-${++keys}`
  const text = TEXT.slice(0, maxLength)
  return { scene, reply: { inReplyTo: actedOn(message), actionId, option, text, idempotencyKey } }
}
let keys = 0

/** The rules for each reply action that is declared. */
export function replyingRules(stage: Stage): Rule[] {
  return stage.plugin.declaration.ticketActions
    .filter((action) => action.type === 'reply')
    .flatMap((action) => rulesFor(stage, action))
}

function rulesFor(stage: Stage, { id, repeatable, config }: DeclaredAction): Rule[] {
  const { plugin, trial } = stage
  const PUBLISHES = `"${id}" publishes a reply, and another key publishes another`
  const rules: Rule[] = [
    {
      name: PUBLISHES,
      why: 'two replies with the same words are two replies',
      guide: 'Replying',
      needs: [FETCHES],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const one = await scene.channel.reply(reply)
        const idempotencyKey = `${reply.idempotencyKey}-other`
        const other = await scene.channel.reply({ ...reply, idempotencyKey })
        const differs = other.networkItemId !== one.networkItemId
        expect(differs, 'a networkItemId for each', `${show(one.networkItemId)} twice`)
      },
    },
    {
      name: `"${id}" publishes every character, as it was written`,
      why: 'the host has checked the length: whatever is cut or changed here, nobody approved',
      guide: 'Replying',
      needs: [PUBLISHES],
      async run() {
        const length = config?.maxLength ?? USUAL_LENGTH
        const filler = 'word '.repeat(Math.ceil(length / 5))
        const longest = `${'Longest. '.slice(0, length)}${filler}`.slice(0, length - 1)
        for (const text of [HOSTILE.slice(0, length), `${longest}.`.slice(0, length)]) {
          const { scene, reply } = await answerable(stage, id)
          await scene.channel.reply({ ...reply, text })
          if (trial.published === undefined) continue
          const texts = (await trial.published(scene.channel, scene.host)).map(flatten)
          const found = texts.some((published) => published.includes(flatten(text)))
          expect(found, show(flatten(text)), show(texts.at(-1)))
        }
        if (trial.published === undefined) skip('the trial has no “published” to compare with')
      },
    },
    {
      name: `"${id}": our own reply comes back under the id that it was published with`,
      why: 'under another id, or without “own”, it becomes a second Ticket that looks unread',
      guide: 'Replying',
      needs: [PUBLISHES],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const text = `${'Only once. '.slice(0, config?.maxLength)}${reply.text}`.slice(
          0,
          config?.maxLength,
        )
        const { networkItemId } = await scene.channel.reply({ ...reply, text })
        const seen: Message[] = await stage.fetchAll(scene)
        const ours = written(seen).filter(
          ({ interaction }) => interaction.networkItemId === networkItemId,
        )
        const others = withText(seen, text).filter((message) => !ours.includes(message))
        const ids = others.map(({ interaction }) => interaction.networkItemId)
        expect(ids.length === 0, `it under ${show(networkItemId)} only`, `it under ${show(ids)}`)
        if (ours.length === 0) skip('our own replies don’t come back')
        if (trial.channel?.networkId === undefined) {
          skip('the trial has no “channel.networkId” that says whose messages are our own')
        }
        const own = ours.every((message) => message.own === true)
        expect(own, '“own: true”', 'a message like somebody else’s')
      },
    },
    {
      name: `"${id}": after a lost answer nobody claims that nothing was published`,
      why: 'with “effect: none” the host sends again, and readers see it twice',
      guide: 'Replying',
      needs: [PUBLISHES],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const { faults } = scene.host
        const before = faults.requests.length
        faults.loseAnswers()
        const failure = await stage.failureOf(scene, () => scene.channel.reply(reply))
        faults.none()
        if (faults.requests.length === before) skip(`"${id}" asks nobody`)
        expect(
          failure === undefined || failure.effect === 'unknown',
          'an error with “effect: unknown”: the connection broke after the request was sent',
          `a PluginError “${failure?.code}” with “effect: ${failure?.effect}”`,
        )
      },
    },
  ]
  if (repeatable) {
    rules.push({
      name: `"${id}" is declared repeatable: the same key publishes once`,
      why: 'the host sends again after a crash or a lost answer, since this says that it may',
      guide: 'Replying',
      needs: [PUBLISHES],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const one = await scene.channel.reply(reply)
        const again = await scene.channel.reply(reply)
        expect(
          again.networkItemId === one.networkItemId,
          `${show(one.networkItemId)} again; or “repeatable: false”`,
          show(again.networkItemId),
        )
      },
    })
  }
  if (plugin.findReply !== undefined) rules.push(...findingRules(stage, id, PUBLISHES))
  return rules
}

function findingRules(stage: Stage, id: string, publishes: string): Rule[] {
  return [
    {
      name: `findReply finds what "${id}" published`,
      why: 'after a crash the host asks; “absent” makes it publish once more',
      guide: 'Replying',
      needs: [publishes],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const { channel } = scene
        const text = `Looked for. ${reply.text}`.slice(0, reply.text.length)
        const wanted = { ...reply, text }
        const before = await channel.findReply(wanted)
        expect(before.outcome !== 'found', 'nothing, before it was published', 'a reply')
        const { networkItemId } = await channel.reply(wanted)
        const after = await channel.findReply(wanted)
        expect(after.outcome !== 'absent', 'what was published (or “unknown”)', '“absent”')
        if (after.outcome !== 'found') return
        const found = after.reply.networkItemId
        expect(found === networkItemId, show(networkItemId), show(found))
      },
    },
    {
      name: `findReply does not call a reply of "${id}" absent while the Network is down`,
      why: '“absent” means certain: the host publishes again at once',
      guide: 'Replying',
      needs: [publishes],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const { faults } = scene.host
        await scene.channel.reply(reply)
        const before = faults.requests.length
        for (const fault of ['answer', 'unreachable'] as const) {
          if (fault === 'answer') faults.answer({ status: 503 })
          else faults.unreachable()
          let outcome = 'error'
          await stage.failureOf(scene, async () => {
            outcome = (await scene.channel.findReply(reply)).outcome
          })
          expect(outcome !== 'absent', 'an error, or “unknown”', '“absent”')
        }
        if (faults.requests.length === before) skip('findReply asks nobody')
      },
    },
  ]
}
