import type { WrittenMessage } from '@hubward/plugin'
import { publicationsOf, publishes, replyTo } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { type Scene, type Stage, withText, written } from './stage.ts'

/** Who answers what: a Ticket stands in its thread, and a reply under the message that it answers. */
export function threadRules(stage: Stage): Rule[] {
  return stage.plugin.declaration.ticketActions
    .filter(({ type }) => type === 'reply')
    .flatMap(({ id }, index) => [standing(stage, id), ...(index === 0 ? [rooted(stage, id)] : [])])
}

export const stands = (id: string) => `"${id}" stands under the message that it answers`

function rooted(stage: Stage, id: string): Rule {
  return {
    name: 'an answer in a thread names the message that the thread began with',
    why: 'it becomes a Ticket of its own, and nobody sees what it answers',
    guide: 'Messages',
    needs: [FETCHES, stands(id)],
    async run() {
      const { question, answer, isShown } = await thread(stage, id)
      if (!isShown && answer.interaction.root === undefined) {
        skip('nobody answers a reply, as far as “published” and “write” of the trial show')
      }
      const wanted = rootOf(question)
      const found = answer.interaction.root?.rootId
      expect(
        found === wanted,
        `the rootId ${show(wanted)} of an answer that “write” of the trial gives to our reply`,
        show(found),
      )
    },
  }
}

function standing(stage: Stage, id: string): Rule {
  return {
    name: stands(id),
    why: 'somebody else’s thread is where other people read it, and whoever asked hears nothing',
    guide: 'Replying',
    needs: [FETCHES, publishes(id)],
    async run() {
      const scene = await stage.arranged()
      const messages = written(await stage.fetchAll(scene)).filter(({ own }) => own !== true)
      for (const message of new Set([messages.at(0), messages.at(-1)])) {
        if (message) await expectUnder(stage, id, scene, message, rootOf(message))
      }
      if (stage.trial.write === undefined) return
      const { scene: other, question, answer } = await thread(stage, id)
      // Without its root nobody knows its thread: that is the matter of the next rule.
      if (answer.interaction.root === undefined) return
      await expectUnder(stage, id, other, answer, rootOf(question))
    },
  }
}

/** Answers a message, and looks where the answer stands. */
async function expectUnder(
  stage: Stage,
  id: string,
  scene: Scene,
  message: WrittenMessage,
  rootId: string,
): Promise<void> {
  const reply = replyTo(stage, id, message)
  await scene.channel.reply(reply)
  const [published] = await publicationsOf(stage, scene, reply.text)
  const { inReplyTo, thread } = published ?? {}
  if (inReplyTo === undefined && thread === undefined) {
    skip('“published” of the trial doesn’t say what a reply answers')
  }
  const { networkItemId } = message.interaction
  const under = inReplyTo ?? networkItemId
  expect(under === networkItemId, `the answer under ${show(networkItemId)}`, show(under))
  expect((thread ?? rootId) === rootId, `the answer in the thread ${show(rootId)}`, show(thread))
}

/** Somebody asks, we answer, and the answer is answered. */
async function thread(stage: Stage, id: string) {
  const scene = await stage.settled()
  const [asked = ''] = await stage.write(scene, 1)
  const [question] = withText(await stage.fetchAll(scene), asked)
  expect(question !== undefined, `the message ${show(asked)}`, 'none')
  const reply = replyTo(stage, id, question)
  const ours = await scene.channel.reply(reply)
  const [published] = await publicationsOf(stage, scene, reply.text)
  const [said = ''] = await stage.write(scene, 1, { inReplyTo: ours.networkItemId })
  const [answer] = withText(await stage.fetchAll(scene), said)
  expect(answer !== undefined, `the message ${show(said)}`, 'none')
  // A Network that shows what a reply answers has threads for whoever answers it.
  return { scene, question, answer, isShown: published?.inReplyTo !== undefined }
}

function rootOf({ interaction }: WrittenMessage): string {
  return interaction.root?.rootId ?? interaction.networkItemId
}
