import type { WrittenMessage } from '@hubward/plugin'
import { finds, lookFor, publicationsOf, publishes, replyTo, type WholeReply } from './answering.ts'
import type { ExpectedMessage, MessageExample, ReplyExample } from './example.ts'
import { FETCHES } from './fetching.ts'
import { expect, expectFields, type Rule, show, skip } from './rule.ts'
import { type Scene, type Stage, withText, written } from './stage.ts'

type Channel = Scene['channel']
type Host = Scene['host']

/** What is looked at late is brought late: so often the suite looks, an hour between. */
const LOOKS = 3
const HOUR_MS = 3_600_000

/** What the trial knows of the Network, each a rule of its own. */
export function messageExampleRules(stage: Stage): Rule[] {
  return (stage.trial.messages ?? []).map((example) => arriving(stage, example))
}

export function replyExampleRules(stage: Stage): Rule[] {
  const action = stage.plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
  const examples = action ? (stage.trial.replies ?? []) : []
  return examples.map((example) => answering(stage, action?.id ?? '', example))
}

function arriving(stage: Stage, example: MessageExample<Channel, Host>): Rule {
  return {
    name: `${example.what} arrives as the Network has it`,
    why: 'a community manager sees the Ticket, and not the Network',
    guide: 'Messages',
    needs: [FETCHES],
    async run() {
      try {
        await arrives()
      } finally {
        await example.ends?.()
      }
    },
  }

  async function arrives(): Promise<void> {
    const scene = await stage.settled()
    const { channel, host } = scene
    host.clock.advance(1_000)
    const writing = { text: stage.newText(), time: host.clock.now().toISOString() }
    const wanted = await example.happen(channel, writing, host)
    let found: WrittenMessage | undefined
    for (let look = 0; look < LOOKS && found === undefined; look++) {
      if (look > 0) host.clock.advance(HOUR_MS)
      found = saying(await stage.fetchAll(scene), writing.text, wanted)
    }
    if (wanted === undefined) {
      return expect(found === undefined, 'no message of it', show(found?.interaction))
    }
    expect(found !== undefined, `the message ${show(writing.text)}`, 'none: it is lost')
    const { interaction = {}, ...rest } = wanted
    expectFields(found.interaction, interaction)
    expectFields(found, rest)
  }
}

function saying(
  messages: Parameters<typeof written>[0],
  text: string,
  wanted: ExpectedMessage | undefined,
): WrittenMessage | undefined {
  const id = wanted?.interaction?.networkItemId
  if (id !== undefined) {
    return written(messages).find(({ interaction }) => interaction.networkItemId === id)
  }
  const [found] = withText(messages, text)
  return found ?? written(messages).find(({ marks }) => JSON.stringify(marks)?.includes(text))
}

function answering(stage: Stage, id: string, example: ReplyExample<Channel, Host>): Rule {
  const { question, meanwhile, reply: given = {}, published, refused, sought } = example
  return {
    ...promiseOf(example),
    guide: 'Replying',
    needs: [publishes(id), finds(id)],
    async run() {
      try {
        await tried()
      } finally {
        await example.ends?.()
      }
    },
  }

  async function tried(): Promise<void> {
    const scene = await stage.settled()
    const { channel, host } = scene
    host.clock.advance(1_000)
    const writing = { text: stage.newText(), time: host.clock.now().toISOString() }
    if (question) await question(channel, writing, host)
    else await stage.write(scene, [writing.text])
    const [message] = withText(await stage.fetchAll(scene), writing.text)
    expect(message !== undefined, `the message ${show(writing.text)}`, 'none')
    await meanwhile?.(channel, host)
    const reply = { ...replyTo(stage, id, message), ...given }
    if (sought !== undefined) return await expectSought(stage, scene, reply, sought)
    if (refused !== undefined) {
      const standing = async () => (await publicationsOf(stage, scene, reply.text)).length
      const before = await standing()
      const failure = await stage.failureOf(scene, () => channel.reply(reply))
      const { code, message: why, effect } = failure ?? {}
      expect(code === refused, `“${refused}”`, failure ? `“${code}”: ${why}` : 'success')
      expect(effect === 'none', '“effect: none”: nothing was published', `“effect: ${effect}”`)
      if (example.says) expectFields(failure?.sentence ?? {}, { en: example.says })
      const left = (await standing()) - before
      expect(left === 0, 'nothing there, as “effect: none” says', `the reply, ${left} ×`)
      return
    }
    const { networkItemId, url, createdTime, reference } = await channel.reply(reply)
    const [there, ...more] = await publicationsOf(
      stage,
      scene,
      String(published?.text ?? reply.text),
    )
    expect(
      there !== undefined && more.length === 0,
      'the reply there, once',
      `${more.length + 1} ×`,
    )
    expectFields(there, published ?? {})
    const told = { url, createdTime, reference }
    for (const [name, value] of Object.entries(there)) {
      if (Object.hasOwn(told, name)) expectFields(told, { [name]: value })
    }
    if (stage.plugin.findReply === undefined) return
    await example.afterwards?.(channel, host)
    const found = await lookFor(scene, reply)
    expect(found.outcome !== 'absent', 'what was published (or “unknown”)', '“absent”')
    if (found.outcome !== 'found') return
    expectFields(found.reply, { networkItemId, url, reference })
  }
}

function promiseOf({
  what,
  refused,
  sought,
}: ReplyExample<Channel, Host>): Pick<Rule, 'name' | 'why'> {
  if (sought !== undefined) {
    const said = sought.map((one) => `“${one}”`).join(', then ')
    const why = 'after “absent” the host sends again, after “unknown” somebody has to look'
    return { name: `${what}, never sent, is looked for: ${said}`, why }
  }
  if (refused !== undefined) {
    const why = 'the community manager has to know what to do, and nothing may have been published'
    return { name: `${what} is refused as “${refused}”`, why }
  }
  const name = `${what} stands on the Network as it was meant`
  return { name, why: 'what was approved is what people read' }
}

async function expectSought(
  stage: Stage,
  scene: Scene,
  reply: WholeReply,
  sought: NonNullable<ReplyExample<Channel, Host>['sought']>,
): Promise<void> {
  if (stage.plugin.findReply === undefined) skip('the plugin has no “findReply”')
  for (const [index, wanted] of sought.entries()) {
    if (index > 0) scene.host.clock.advance(HOUR_MS)
    let said = 'nothing'
    const failure = await stage.failureOf(scene, async () => {
      said = (await scene.channel.findReply(reply)).outcome
    })
    const found = failure?.code ?? said
    expect(found === wanted, `“${wanted}” from findReply, look ${index + 1}`, `“${found}”`)
  }
}
