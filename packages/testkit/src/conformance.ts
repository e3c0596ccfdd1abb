import assert from 'node:assert/strict'
import {
  type Account,
  type AuthenticationStep,
  type CompleteStep,
  checkPlugin,
  type Message,
  type NetworkPlugin,
  type PlainData,
  type Reply,
} from '@hubward/plugin'
import type Type from 'typebox'
import type { TestChannel } from './test-channel.ts'
import { TestHost, type TestHostOptions } from './test-host.ts'

/** `t.test` of tap, `test` of node:test or vitest: anything that names and runs a function. */
export type RunTest = (name: string, run: () => Promise<void>) => unknown

/** What the suite must be told about a Network to try out its plugin. */
export interface Trial<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
> {
  readonly host?: TestHostOptions
  /** What a Customer fills in, by the step that asks for it. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, PlainData>>>>
  readonly channelSettings: Type.Static<ChannelSettings>
  readonly credentials: Type.Static<Credentials>
  /** Lets at least three messages happen on the Network, for the Channel `network-1`. */
  readonly arrange: (
    host: TestHost<Settings, ChannelSettings, Credentials, Position>,
    channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
  ) => Promise<void>
}

/** More steps than any Customer would endure: an authentication that never ends is a fault. */
const STEP_LIMIT = 20

/**
 * The rules of the contract that every plugin keeps, each as a test. It needs no host and no
 * SocialHub; the Network is whatever `arrange` and the trial's settings make it.
 */
export function testPlugin<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
>(
  test: RunTest,
  plugin: NetworkPlugin<Settings, ChannelSettings, Credentials, Position>,
  trial: Trial<Settings, ChannelSettings, Credentials, Position>,
): void {
  const newHost = () => new TestHost(plugin, trial.host)
  const arranged = async () => {
    const host = newHost()
    const { channelSettings, credentials } = trial
    const channel = host.addChannel({ channelSettings, credentials })
    await trial.arrange(host, channel)
    return { host, channel }
  }

  test('the plugin is what a host can load', async () => {
    assert.deepEqual(checkPlugin(plugin), [])
  })

  test('its schemas are plain JSON', async () => {
    const { settings, channelSettings, credentials, position, declaration } = plugin
    for (const data of [settings, channelSettings, credentials, position, declaration]) {
      assert.deepEqual(JSON.parse(JSON.stringify(data)), { ...data })
    }
  })

  test('authentication ends with accounts, though its state is stored as JSON', async () => {
    const { accounts } = await authenticated(newHost(), trial.answers)
    assert.ok(accounts.length > 0)
  })

  test('a step of the authentication that is sent twice answers the same', async () => {
    await authenticated(newHost(), trial.answers, (once, twice) => {
      assert.deepEqual(twice, once)
    })
  })

  test('the same position yields the same messages', async () => {
    const { channel } = await arranged()
    const once = await channel.fetchPage(null)
    assert.ok(once.messages.length >= 3, 'the trial’s arrange must cause three messages or more')
    assert.deepEqual(await channel.fetchPage(null), once)
  })

  test('one message at a time are the same messages, in the same order', async () => {
    const { channel } = await arranged()
    const whole = await channel.fetch()
    channel.position = null
    assert.deepEqual(await channel.fetch(1), whole)
  })

  test('what was fetched is not fetched again for ever', async () => {
    const { channel } = await arranged()
    await channel.fetch()
    const rest = await channel.fetchPage(channel.position)
    assert.equal(rest.more, false, 'an overlap is welcome, an endless one is not')
  })

  test('every message has an id of its own', async () => {
    const { channel } = await arranged()
    const ids = (await channel.fetch()).map(idOf)
    assert.equal(new Set(ids).size, ids.length)
  })

  for (const { id, type, repeatable, config } of plugin.declaration.ticketActions) {
    if (type !== 'reply') continue
    const reply = async () => {
      const { channel } = await arranged()
      return { channel, reply: await answerTo(channel, id, config?.maxLength) }
    }
    test(`"${id}" publishes a reply, and another key publishes another`, async () => {
      const { channel, reply: wanted } = await reply()
      const one = await channel.reply(wanted)
      const other = await channel.reply({ ...wanted, idempotencyKey: 'key-2' })
      assert.notEqual(other.networkItemId, one.networkItemId)
    })
    if (repeatable) {
      test(`"${id}" is declared repeatable: the same key publishes once`, async () => {
        const { channel, reply: wanted } = await reply()
        const one = await channel.reply(wanted)
        assert.deepEqual(await channel.reply(wanted), one)
      })
    }
    if (plugin.findReply !== undefined) {
      test(`findReply finds what "${id}" published`, async () => {
        const { channel, reply: wanted } = await reply()
        const before = await channel.findReply(wanted)
        assert.notEqual(before.outcome, 'found', 'nothing was published yet')
        const { networkItemId } = await channel.reply(wanted)
        const after = await channel.findReply(wanted)
        assert.notEqual(after.outcome, 'absent', 'a published reply must not be called absent')
        if (after.outcome === 'found') assert.equal(after.reply.networkItemId, networkItemId)
      })
    }
  }

  test('instructions are sentences, links and snippets', async () => {
    const { channel } = await arranged()
    await channel.instructions()
  })
}

/** Walks through the steps as a Customer would, each of them twice. */
async function authenticated<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
>(
  host: TestHost<Settings, ChannelSettings, Credentials, Position>,
  answers: Readonly<Record<string, Readonly<Record<string, PlainData>>>>,
  compare: (once: AuthenticationStep, twice: AuthenticationStep) => void = () => {},
): Promise<CompleteStep & { accounts: Account[] }> {
  let step = await host.authenticate({ kind: 'start' })
  for (let count = 0; count < STEP_LIMIT; count++) {
    if (step.kind === 'complete') return step
    if (step.kind !== 'form') {
      throw new Error(`the suite can fill in forms, but the step "${step.step}" is a ${step.kind}`)
    }
    const values = answers[step.step]
    if (values === undefined) throw new Error(`the trial has no answers for "${step.step}"`)
    const input = {
      kind: 'form' as const,
      step: step.step,
      values: { ...values },
      state: JSON.parse(JSON.stringify(step.state)),
    }
    step = await host.authenticate(input)
    compare(step, await host.authenticate(input))
  }
  throw new Error(`no end of the authentication after ${STEP_LIMIT} steps`)
}

async function answerTo<
  Settings extends Type.TSchema,
  ChannelSettings extends Type.TSchema,
  Credentials extends Type.TSchema,
  Position extends Type.TSchema,
>(
  channel: TestChannel<Settings, ChannelSettings, Credentials, Position>,
  actionId: string,
  maxLength = 1_000,
): Promise<Pick<Reply, 'inReplyTo' | 'actionId' | 'text' | 'idempotencyKey'>> {
  for (const message of await channel.fetch()) {
    if (!('interaction' in message) || message.own === true) continue
    const { networkItemId, root } = message.interaction
    return {
      inReplyTo: {
        networkItemId,
        reference: message.reference ?? null,
        rootId: root?.rootId ?? null,
      },
      actionId,
      text: 'Thank you for your message.'.slice(0, maxLength),
      idempotencyKey: 'key-1',
    }
  }
  throw new Error('the trial’s arrange caused no message that could be answered')
}

function idOf(message: Message): string {
  return 'interaction' in message
    ? `${message.interaction.networkItemId} ${message.updatedTime ?? ''}`
    : `${message.networkItemId} deleted`
}
