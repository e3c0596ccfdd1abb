import { PLUGIN_ERROR_CODES, type PluginErrorCode } from '@hubward/plugin'
import { publications, publishes, replyTo } from './answering.ts'
import { changeItemOrAll, UNREADABLE_ITEMS } from './oddities.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import { type Stage, withText, written } from './stage.ts'
import { stands } from './threads.ts'
import type { AnyTrial } from './trial.ts'

/** What ends a grant, or tells a community manager that the message is gone. */
const FINAL: readonly PluginErrorCode[] = ['authentication', 'not-found']

/** What a reply makes of the message that it answers, and of those who look at it. */
export function answeredMessageRules(stage: Stage): Rule[] {
  const action = stage.plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
  if (action === undefined) return []
  const { livePage } = stage.trial
  return [
    oddMessage(stage, action.id),
    ...(livePage ? [onLivePages(stage, action.id, livePage)] : []),
  ]
}

/** A plugin that looks at the message first finds something there that it can't read. */
function oddMessage(stage: Stage, id: string): Rule {
  return {
    name: `"${id}" does not call a message gone that it can’t read`,
    why: 'the community manager would write it off, though it stands there for everybody to see',
    guide: 'Replying',
    needs: [publishes(id)],
    async run() {
      for (const change of UNREADABLE_ITEMS) {
        const scene = await stage.settled()
        const { channel, host } = scene
        const [text = ''] = await stage.write(scene, 1)
        const [message] = withText(await stage.fetchAll(scene), text)
        expect(message !== undefined, `the message ${show(text)}`, 'none')
        const reply = replyTo(stage, id, message)
        host.faults.rewrite(
          (body) => changeItemOrAll(body, text, (item) => change(item, text)) ?? body,
        )
        const failure = await stage.failureOf(scene, () => channel.reply(reply))
        host.faults.none()
        if (failure === undefined) continue
        const { code, effect } = failure
        const isKnown = PLUGIN_ERROR_CODES.includes(code) && ['none', 'unknown'].includes(effect)
        const said = `“${code}” with “effect: ${effect}”`
        expect(isKnown && !FINAL.includes(code), '“unavailable”, or a reply that is there', said)
        const count = (await publications(stage, scene, reply.text)) ?? 0
        const isHonest = effect !== 'none' || count === 0
        expect(isHonest, '“effect: unknown”: it was published', said)
      }
    },
  }
}

/** A page that stays open is told, and shows what came. */
function onLivePages(stage: Stage, id: string, livePage: NonNullable<AnyTrial['livePage']>): Rule {
  return {
    name: `who looks at the page meanwhile hears of what "${id}" published`,
    why: 'a visitor waits for the answer, and reads it only after a reload',
    guide: 'When the Network calls',
    needs: [publishes(id), stands(id)],
    async run() {
      const scene = await stage.settled()
      const { channel, host } = scene
      const texts = await stage.write(scene, 2)
      const messages = written(await stage.fetchAll(scene))
      const [one, other] = texts.flatMap((text) => withText(messages, text))
      if (one === undefined || other === undefined) return skip('the messages don’t arrive')
      const heard: string[] = []
      const ends: (() => void)[] = []
      for (const [name, { interaction }] of Object.entries({ one, other })) {
        const url = await livePage(channel, interaction.networkItemId, host)
        const end = host.followLive(url, () => void heard.push(name))
        expect(end !== undefined, 'a page with an address of context.liveUrl', show(url))
        ends.push(end)
      }
      await channel.reply(replyTo(stage, id, one))
      for (const end of ends) end()
      expect(heard.includes('one'), 'context.notify for the page of that message', 'none')
      expect(!heard.includes('other'), 'for that page alone', 'for the page of another message')
    },
  }
}
