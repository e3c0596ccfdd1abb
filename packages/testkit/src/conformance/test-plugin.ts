import type { NetworkPlugin } from '@hubward/plugin'
import type Type from 'typebox'
import { absenceRules } from './absence.ts'
import { actingRules } from './acting.ts'
import { answeredMessageRules } from './answered-message.ts'
import { capabilityRules } from './capabilities.ts'
import { connectingRules } from './connecting.ts'
import { contentRules } from './content.ts'
import { messageExampleRules, replyExampleRules } from './examples.ts'
import { failureRules } from './failures.ts'
import { fetchingRules } from './fetching.ts'
import { foreignRules } from './foreign.ts'
import { loadingRules } from './loading.ts'
import { loginRules } from './login.ts'
import { loginExampleRules } from './login-examples.ts'
import { mediaRules } from './media.ts'
import { pagingRules } from './paging.ts'
import { proxyRules } from './proxies.ts'
import { replyingRules } from './replying.ts'
import { BrokenRule, type Rule, Skipped } from './rule.ts'
import { secretRules } from './secrets.ts'
import { skippingRule } from './skipping.ts'
import { socketRules } from './sockets.ts'
import { Stage } from './stage.ts'
import { threadRules } from './threads.ts'
import type { Trial } from './trial.ts'
import { visitorMailRules } from './visitor-mail.ts'

/** `t.test` of tap, `test` of node:test or vitest: anything that names and runs a function. */
export type RunTest = (name: string, run: (context?: unknown) => Promise<void>) => unknown

/**
 * The rules of the contract that every plugin keeps, each as a test. It needs no host and no
 * SocialHub; the Network is whatever the trial makes it. What the trial can't provide is skipped by
 * name, through the runner's own way to skip.
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
  const stage = new Stage(plugin, trial)
  const broken = new Map<string, string>()
  const skipped = new Map<string, string>()
  const rules = rulesOf(stage)
  for (const rule of rules) {
    test(rule.name, async (context) => {
      const reason = await outcomeOf(rule, broken)
      if (reason === undefined) return
      skipped.set(rule.name, reason)
      tellSkipped(context, rule, reason)
    })
  }
  const last = skippingRule(stage, rules.length, skipped, broken)
  test(last.name, async (context) => {
    const reason = await outcomeOf(last, broken)
    if (reason !== undefined) tellSkipped(context, last, reason)
  })
}

function rulesOf(stage: Stage): Rule[] {
  return [
    ...loadingRules(stage),
    ...loginRules(stage),
    ...loginExampleRules(stage),
    ...fetchingRules(stage),
    ...messageExampleRules(stage),
    ...pagingRules(stage),
    ...contentRules(stage),
    ...foreignRules(stage),
    ...absenceRules(stage),
    ...mediaRules(stage),
    ...replyingRules(stage),
    ...replyExampleRules(stage),
    ...threadRules(stage),
    ...answeredMessageRules(stage),
    ...visitorMailRules(stage),
    ...failureRules(stage),
    ...secretRules(stage),
    ...capabilityRules(stage),
    ...proxyRules(stage),
    ...actingRules(stage),
    ...socketRules(stage),
    ...connectingRules(stage),
  ]
}

/** @returns why the rule was skipped, or undefined when the plugin keeps it. */
async function outcomeOf(rule: Rule, broken: Map<string, string>): Promise<string | undefined> {
  const missing = rule.needs?.find((name) => broken.has(name))
  if (missing !== undefined) {
    const first = broken.get(missing) ?? missing
    broken.set(rule.name, first)
    return `first mend “${first}”`
  }
  try {
    await rule.run()
    return undefined
  } catch (thrown) {
    if (thrown instanceof Skipped) return thrown.message
    broken.set(rule.name, rule.name)
    throw new BrokenRule(rule, thrown)
  }
}

/** tap, node:test and vitest hand a context to each test, and each has a `skip` there. */
function tellSkipped(context: unknown, rule: Rule, reason: string): void {
  const skip: unknown =
    typeof context === 'object' && context !== null ? Reflect.get(context, 'skip') : undefined
  if (typeof skip === 'function') Reflect.apply(skip, context, [reason])
  else console.log(`# skipped: ${rule.name}: ${reason}`)
}
