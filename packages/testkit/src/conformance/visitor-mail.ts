import type { MailState, MailTrouble, VisitorMail, WrittenMessage } from '@hubward/plugin'
import { lookFor, publishes, replyTo } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { flatten, type Scene, type Stage, withText, written } from './stage.ts'

const GUIDE = 'Telling visitors by mail'
const TROUBLES: readonly MailTrouble['mailTrouble'][] = ['failed', 'bounced', 'unknown']

/** Of plugins that tell visitors of an answer by mail: who is written to, what is said, and what if it fails. */
export function visitorMailRules(stage: Stage): Rule[] {
  const { trial, plugin } = stage
  const replies = plugin.declaration.ticketActions.filter(({ type }) => type === 'reply')
  if (trial.leaveAddress === undefined) return replies.length > 0 ? [untold(stage)] : []
  return [marking(stage), ...replies.flatMap(({ id }) => rulesFor(stage, id))]
}

const names = (id: string) => `"${id}": whoever left an address is told of the answer by mail`

function rulesFor(stage: Stage, id: string): Rule[] {
  return [naming(stage, id), repeating(stage, id), hiding(stage, id), failing(stage, id)]
}

/** Without a visitor who leaves an address, a plugin that names mails has not been tried out. */
function untold(stage: Stage): Rule {
  return {
    name: 'a plugin that names mails is tried out with a visitor who leaves an address',
    why: 'a mail can’t be taken back',
    guide: GUIDE,
    async run() {
      const needs = stage.plugin.declaration.needs?.includes('visitor-mail') === true
      if (needs || stage.namedMails > 0) skip('the trial has no “leaveAddress”')
    },
  }
}

function marking(stage: Stage): Rule {
  return {
    name: 'an address that was merely typed is marked, and makes nobody its owner',
    why: 'whoever types your address would be you in SocialHub, with your history',
    guide: GUIDE,
    needs: [FETCHES],
    async run() {
      const visit = await visited(stage)
      const { message: typed } = visit
      expect(typed.marks?.unconfirmed === true, '“marks: { unconfirmed: true }”', show(typed.marks))
      visit.says.state = 'confirmed'
      const { message: confirmed } = await left(stage, visit)
      const isMarked = confirmed.marks?.unconfirmed === true
      expect(!isMarked, 'no mark once mailState says “confirmed”', show(confirmed.marks))
      const ids = [typed, confirmed].map(interactorIdOf)
      expect(ids[0] !== ids[1], 'another interactorId for whoever has confirmed', show(ids[0]))
    },
  }
}

function naming(stage: Stage, id: string): Rule {
  return {
    name: names(id),
    why: 'whoever closed the page waits for an answer that is there',
    guide: GUIDE,
    needs: [FETCHES, publishes(id)],
    async run() {
      const { scene, message, address } = await visited(stage)
      const reply = replyTo(stage, id, message)
      const { mail } = await scene.channel.reply(reply)
      expect(mail !== undefined, 'a “mail”', 'none')
      expect(mail.to === address, show(address), show(mail.to))
      const says = flatten(mail.text ?? '')
      expect(says.includes(flatten(reply.text)), show(reply.text), show(mail.text))
      const interactorId = interactorIdOf(message) ?? ''
      const isErasable = mail.about.includes(interactorId)
      expect(isErasable, `“about” with ${show(interactorId)}`, show(mail.about))
    },
  }
}

function repeating(stage: Stage, id: string): Rule {
  const { plugin } = stage
  const action = plugin.declaration.ticketActions.find((one) => one.id === id)
  return {
    name: `"${id}": after a crash its mail is the same one, and another answer has another`,
    why: 'the key says which mail it is: with a new one it is sent twice, without it never',
    guide: GUIDE,
    needs: [names(id)],
    async run() {
      const { scene, message } = await visited(stage)
      const { channel } = scene
      const reply = replyTo(stage, id, message)
      const { mail } = await channel.reply(reply)
      const key = show(mail?.key)
      if (action?.repeatable) {
        const again = show((await channel.reply(reply)).mail?.key)
        expect(again === key, `${key} once more, for the same reply`, again)
      }
      if (plugin.findReply !== undefined) {
        const found = await lookFor(scene, reply)
        const foundKey = found.outcome === 'found' ? show(found.reply.mail?.key) : key
        expect(foundKey === key, `${key} from findReply`, foundKey)
      }
      const other = { ...reply, idempotencyKey: `${reply.idempotencyKey}-other` }
      const otherKey = show((await channel.reply(other)).mail?.key)
      expect(otherKey !== key, 'another key for another reply', `${key} twice`)
    },
  }
}

function hiding(stage: Stage, id: string): Rule {
  return {
    name: `"${id}": the first mail shows nothing that the visitor typed`,
    why: 'anybody can type anybody’s address, and would write to its owner in our name',
    guide: GUIDE,
    needs: [names(id)],
    async run() {
      const { scene, message, ...typed } = await visited(stage)
      const { mail } = await scene.channel.reply(replyTo(stage, id, message))
      const { sender, typedBy = '' } = mail as VisitorMail
      for (const [what, text] of Object.entries({ sender: JSON.stringify(sender), typedBy })) {
        for (const word of [typed.address, typed.name, typed.text]) {
          const isHidden = !text.toLowerCase().includes(word.toLowerCase())
          expect(isHidden, `a “${what}” without ${show(word)}`, show(text))
        }
      }
    },
  }
}

function failing(stage: Stage, id: string): Rule {
  return {
    name: `"${id}": a mail that did not arrive is told in its thread`,
    why: 'the agent believes that the visitor has read the answer',
    guide: GUIDE,
    needs: [names(id)],
    async run() {
      const { scene, message } = await visited(stage)
      const { channel, host } = scene
      const { mail } = await channel.reply(replyTo(stage, id, message))
      await stage.fetchAll(scene)
      const { networkItemId, root } = message.interaction
      const rootId = root?.rootId ?? networkItemId
      const { key = '', note = null } = mail ?? {}
      for (const mailTrouble of TROUBLES) {
        const entry = { mailTrouble, key, reason: '550 5.1.1 User unknown', note }
        channel.pushes.append(entry, host.clock.now().toISOString())
        const [told, ...more] = written(await stage.fetchAll(scene))
        const count = told === undefined ? 0 : more.length + 1
        expect(told !== undefined && count === 1, `one message after “${mailTrouble}”`, `${count}`)
        const thread = told.interaction.root?.rootId
        expect(thread === rootId, `it in the thread ${show(rootId)}`, show(thread))
        const isVisitor = interactorIdOf(told) === interactorIdOf(message)
        expect(!isVisitor, 'it by the Channel itself', 'it by the visitor')
      }
    },
  }
}

/** A visitor who left an address, and what of it arrived. */
interface Visit {
  readonly scene: Scene
  /** What the host says of every address: to be changed. */
  readonly says: { state: MailState }
  readonly address: string
  readonly name: string
  readonly text: string
  readonly message: WrittenMessage
}

async function visited(stage: Stage): Promise<Visit> {
  const says: Visit['says'] = { state: 'unconfirmed' }
  const scene = await stage.settled({ mailState: () => says.state })
  const number = ++visitors
  const who = { address: `visitor-${number}@mail.example.org`, name: `Vera No. ${number}` }
  return await left(stage, { scene, says, ...who })
}
let visitors = 0

async function left(
  stage: Stage,
  visit: Pick<Visit, 'scene' | 'says' | 'address' | 'name'>,
): Promise<Visit> {
  const { scene, address, name } = visit
  const { channel, host } = scene
  host.clock.advance(1_000)
  const text = stage.newText()
  const time = host.clock.now().toISOString()
  await stage.trial.leaveAddress?.(channel, { text, time, address, name }, host)
  const [message] = withText(await stage.fetchAll(scene), text)
  expect(message !== undefined, `the message ${show(text)}`, 'none after “leaveAddress”')
  return { ...visit, text, message }
}

function interactorIdOf({ interaction }: WrittenMessage): string | undefined {
  return interaction.interactor?.interactorId
}
