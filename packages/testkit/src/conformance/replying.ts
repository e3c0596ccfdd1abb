import type { DeclaredAction, Message } from '@hubward/plugin'
import {
  answerable,
  onNetwork,
  publications,
  publishes,
  repeats,
  replyTo,
  USUAL_LENGTH,
} from './answering.ts'
import { FETCHES } from './fetching.ts'
import { findingRules } from './finding-replies.ts'
import { listingReplies } from './listing-replies.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { flatten, type Scene, type Stage, withText, written } from './stage.ts'
import { uncertainRules } from './uncertain.ts'

const HOSTILE = 'Is 5 < 6 & "7" > \'6\'? <b>Yes</b> &amp; 👍🏽 \\ {x} %s'

/** The rules for each reply action that is declared. */
export function replyingRules(stage: Stage): Rule[] {
  return stage.plugin.declaration.ticketActions
    .filter((action) => action.type === 'reply')
    .flatMap((action) => rulesFor(stage, action))
}

function rulesFor(stage: Stage, { id, repeatable, config }: DeclaredAction): Rule[] {
  const { plugin, trial } = stage
  const PUBLISHES = publishes(id)
  const rules: Rule[] = [
    {
      name: PUBLISHES,
      why: 'two replies with the same words are two replies',
      guide: 'Replying',
      needs: [FETCHES],
      async run() {
        const { scene, reply, message } = await answerable(stage, id)
        const one = await scene.channel.reply(reply)
        await expectPublished(stage, scene, reply.text, 1)
        const idempotencyKey = `${reply.idempotencyKey}-other`
        // Where a reply takes the place of another one, the same words would change nothing.
        const text = trial.repliesReplace ? replyTo(stage, id, message).text : reply.text
        const other = await scene.channel.reply({ ...reply, text, idempotencyKey })
        await expectPublished(stage, scene, text, trial.repliesReplace ? 1 : 2)
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
          const texts = (await onNetwork(stage, scene)).map((published) => flatten(published.text))
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
  ]
  if (repeatable) {
    rules.push({
      name: repeats(id),
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
        await expectPublished(stage, scene, reply.text, 1)
        // A call that was given up may still be on its way when it is made once more.
        const { scene: other, reply: both } = await answerable(stage, id)
        const atOnce = [other.channel.reply(both), other.channel.reply(both)]
        const ids = new Set((await Promise.all(atOnce)).map((published) => published.networkItemId))
        expect(ids.size === 1, 'one reply by two calls at once', show([...ids]))
        await expectPublished(stage, other, both.text, 1)
      },
    })
  }
  if (typeof trial.repliesReplace === 'object') rules.push(replacing(stage, id, PUBLISHES))
  if (plugin.listRecent !== undefined) rules.push(listingReplies(stage, id, [PUBLISHES]))
  if (plugin.findReply !== undefined) rules.push(...findingRules(stage, id))
  rules.push(...uncertainRules(stage, id, repeatable))
  return rules
}

/** Where one has to say that an answer shall be replaced. */
function replacing(stage: Stage, id: string, publishing: string): Rule {
  return {
    name: `"${id}" replaces an answer only for those who say so`,
    why: 'two people answer the same review, and the words of the first one are gone without a trace',
    guide: 'Replying',
    needs: [publishing],
    async run() {
      const { scene, reply, message } = await answerable(stage, id)
      await scene.channel.reply(reply)
      const { options = [] } =
        stage.plugin.declaration.ticketActions.find((it) => it.id === id) ?? {}
      const others = [null, ...options.map((option) => option.id)].filter(
        (option) => option !== reply.option,
      )
      for (const option of others) {
        const second = { ...replyTo(stage, id, message), option }
        const failure = await stage.failureOf(scene, () => scene.channel.reply(second))
        const isRefused = failure?.code === 'rejected' && failure.effect === 'none'
        expect(
          isRefused,
          `“rejected” with “effect: none” for the option ${show(option)}`,
          failure ? `“${failure.code}” with “effect: ${failure.effect}”` : 'success',
        )
        await expectPublished(stage, scene, reply.text, 1)
      }
    },
  }
}

async function expectPublished(
  stage: Stage,
  scene: Scene,
  text: string,
  wanted: number,
): Promise<void> {
  const count = (await publications(stage, scene, text)) ?? wanted
  expect(count === wanted, `${wanted} × ${show(text)} on the Network`, `${count} ×`)
}
