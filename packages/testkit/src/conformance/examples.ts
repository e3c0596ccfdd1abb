import { isDeepStrictEqual } from 'node:util'
import { type Account, type FormStep, PluginError, type WrittenMessage } from '@hubward/plugin'
import { finds, lookFor, publicationsOf, publishes, replyTo } from './answering.ts'
import type { ExpectedMessage, LoginExample, MessageExample, ReplyExample } from './example.ts'
import { FETCHES } from './fetching.ts'
import { ENDS } from './login.ts'
import { expect, type Rule, show } from './rule.ts'
import { type Scene, type Stage, withText, written } from './stage.ts'
import { walkLogin } from './walk-login.ts'

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

export function loginExampleRules(stage: Stage): Rule[] {
  return (stage.trial.logins ?? []).map((example) => loggingIn(stage, example))
}

function arriving(stage: Stage, { what, happen }: MessageExample<Channel, Host>): Rule {
  return {
    name: `${what} arrives as the Network has it`,
    why: 'a community manager sees the Ticket, and not the Network',
    guide: 'Messages',
    needs: [FETCHES],
    async run() {
      const scene = await stage.settled()
      const { channel, host } = scene
      host.clock.advance(1_000)
      const writing = { text: stage.newText(), time: host.clock.now().toISOString() }
      const wanted = await happen(channel, writing, host)
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
    },
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
  const { what, question, meanwhile, reply: given = {}, published, refused } = example
  return {
    name: `${what} ${refused ? `is refused as “${refused}”` : 'stands on the Network as it was meant'}`,
    why: refused
      ? 'the community manager has to know what to do, and nothing may have been published'
      : 'what was approved is what people read',
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
    if (refused !== undefined) {
      const standing = async () => (await publicationsOf(stage, scene, reply.text)).length
      const before = await standing()
      const failure = await stage.failureOf(scene, () => channel.reply(reply))
      const { code, message: why, effect } = failure ?? {}
      expect(code === refused, `“${refused}”`, failure ? `“${code}”: ${why}` : 'success')
      expect(effect === 'none', '“effect: none”: nothing was published', `“effect: ${effect}”`)
      const left = (await standing()) - before
      expect(left === 0, 'nothing there, as “effect: none” says', `the reply, ${left} ×`)
      return
    }
    const { networkItemId, url, createdTime } = await channel.reply(reply)
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
    const told = { url, createdTime }
    for (const [name, value] of Object.entries(there)) {
      if (Object.hasOwn(told, name)) expectFields(told, { [name]: value })
    }
    if (stage.plugin.findReply === undefined) return
    await example.afterwards?.(channel, host)
    const found = await lookFor(scene, reply)
    expect(found.outcome !== 'absent', 'what was published (or “unknown”)', '“absent”')
    if (found.outcome !== 'found') return
    expectFields(found.reply, { networkItemId, url })
  }
}

function loggingIn(stage: Stage, example: LoginExample<Host>): Rule {
  const { what, begin, account, refused, fails } = example
  return {
    name: `${what} ${account ? 'can be connected' : 'is told to the Customer'}`,
    why: 'a Customer who is let in wrongly, or sent away without a word, asks the agency',
    guide: 'Login',
    needs: [ENDS],
    async run() {
      const host = stage.newHost()
      const end = await begin?.(host)
      let ended: Awaited<ReturnType<typeof outcomeOf>>
      try {
        ended = await outcomeOf(stage, host, example)
      } finally {
        end?.()
      }
      const said = ended.failure ? `“${ended.failure.code}”: ${ended.failure.message}` : show(ended)
      if (account !== undefined) {
        expect(ended.account !== undefined, 'an account', said)
        expectFields(ended.account, account)
      } else if (refused !== undefined) {
        expect(ended.form?.step === refused.step, `the step “${refused.step}” again`, said)
        const sentence = ended.form.errors?.[refused.field]
        expect(sentence !== undefined, `a sentence for “${refused.field}”`, said)
        const fits = refused.says?.test(sentence.en) ?? true
        expect(fits, `a sentence like ${refused.says}`, show(sentence.en))
      } else {
        expect(ended.failure?.code === fails, `the code “${fails}”`, said)
      }
    },
  }
}

/** How a login ends: with an account, with a form that says why not, or with an error. */
async function outcomeOf(
  stage: Stage,
  host: Host,
  { answers, reactivation, browse }: LoginExample<Host>,
): Promise<{ account?: Account; form?: FormStep; failure?: PluginError }> {
  class Refused extends Error {
    readonly form: FormStep
    constructor(form: FormStep) {
      super('a form that says why')
      this.form = form
    }
  }
  try {
    const { accounts } = await walkLogin(stage, host, {
      start: { kind: 'start', ...(reactivation && { reactivation }) },
      answers: { ...stage.trial.answers, ...answers },
      ...(browse && { browse }),
      after: async (_input, step) => {
        if (step.kind === 'form' && step.errors !== undefined) throw new Refused(step)
      },
    })
    const [account] = accounts
    return account ? { account } : {}
  } catch (thrown) {
    if (thrown instanceof Refused) return { form: thrown.form }
    if (thrown instanceof PluginError) return { failure: thrown }
    throw thrown
  }
}

/** Each field that is named is so; one that is named as undefined is not there. */
function expectFields(found: object, wanted: object): void {
  for (const [name, value] of Object.entries(wanted)) {
    const there: unknown = Reflect.get(found, name)
    expect(isDeepStrictEqual(there, value), `${name}: ${show(value)}`, show(there))
  }
}
