import {
  answerable,
  finds,
  lookFor,
  publishes,
  replyTo,
  takesNoOther,
  whileDown,
} from './answering.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { actedOn, type Stage, written } from './stage.ts'

const HTML = { 'content-type': 'text/html' }

/** What `findReply` says, of replies that were published and of such as never were. */
export function findingRules(stage: Stage, id: string): Rule[] {
  return [
    {
      name: finds(id),
      why: 'after a crash the host asks; “absent” makes it publish once more',
      guide: 'Replying',
      needs: [publishes(id)],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const { channel } = scene
        const text = `Looked for. ${reply.text}`.slice(0, reply.text.length)
        const wanted = { ...reply, text }
        // Another one is there, which is not the one that is looked for.
        await channel.reply({ ...reply, idempotencyKey: `${reply.idempotencyKey}-other` })
        let before = 'an error'
        // One that may still be on its way is looked for later.
        await stage.failureOf(scene, async () => {
          before = (await channel.findReply(wanted)).outcome
        })
        expect(before !== 'found', 'nothing, before it was published', 'a reply')
        const { networkItemId } = await channel.reply(wanted)
        const after = await lookFor(scene, wanted)
        expect(after.outcome !== 'absent', 'what was published (or “unknown”)', '“absent”')
        if (after.outcome !== 'found') return
        const found = after.reply.networkItemId
        expect(found === networkItemId, show(networkItemId), show(found))
      },
    },
    {
      name: takesNoOther(id),
      why: 'the host would say “published” of words that nobody can read',
      guide: 'Replying',
      needs: [publishes(id), finds(id)],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const { channel } = scene
        const published = { ...reply, text: reply.text.replace(/.$/, '!') }
        const { networkItemId } = await channel.reply(published)
        const idempotencyKey = `${reply.idempotencyKey}-never`
        // Signs count, and so does what is only the beginning.
        for (const text of [reply.text.replace(/.$/, '?'), reply.text.slice(0, -3)]) {
          const found = await lookFor(scene, { ...reply, idempotencyKey, text })
          const other = found.outcome === 'found' ? found.reply.networkItemId : undefined
          const what = `nothing like ${show(text)}, which was never sent`
          expect(
            found.outcome !== 'found',
            what,
            `${show(other)}; ${show(networkItemId)} is ${show(published.text)}`,
          )
        }
        await expectNotElsewhere(stage, id)
      },
    },
    {
      name: whileDown(id),
      why: '“absent” means certain: the host publishes again at once',
      guide: 'Replying',
      needs: [publishes(id), finds(id)],
      async run() {
        const { scene, reply } = await answerable(stage, id)
        const { faults } = scene.host
        await scene.channel.reply(reply)
        const before = faults.requests.length
        const downs = [
          () => faults.answer({ status: 503 }),
          () => faults.unreachable(),
          // A proxy's word, not the Network's.
          () => faults.answer({ status: 404, headers: HTML, body: '<h1>Not here</h1>' }),
        ]
        for (const goDown of downs) {
          goDown()
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

/** The same words under another message are another reply; also once what was answered is gone. */
async function expectNotElsewhere(stage: Stage, id: string): Promise<void> {
  const { trial } = stage
  // Where a reply replaces the one before, a Network may keep one for all.
  if (trial.repliesReplace) return
  const scene = await stage.arranged()
  const { channel, host } = scene
  const asked = written(await stage.fetchAll(scene)).filter(({ own }) => own !== true)
  const [first, last] = [asked.at(0), asked.at(-1)]
  if (!first || !last || first === last) return
  const elsewhere = replyTo(stage, id, last)
  const { networkItemId } = await channel.reply(elsewhere)
  const idempotencyKey = `${elsewhere.idempotencyKey}-never`
  const sought = { ...elsewhere, idempotencyKey, inReplyTo: actedOn(first) }
  const lookedFor = async () => {
    const found = await lookFor(scene, sought)
    const isOther = found.outcome === 'found' && found.reply.networkItemId === networkItemId
    expect(
      !isOther,
      `no answer to ${show(first.interaction.networkItemId)}: none was sent`,
      `${show(networkItemId)}, which says the same under ${show(last.interaction.networkItemId)}`,
    )
  }
  await lookedFor()
  if (trial.remove === undefined) return
  await trial.remove(channel, first.interaction.networkItemId, host)
  await lookedFor()
}
