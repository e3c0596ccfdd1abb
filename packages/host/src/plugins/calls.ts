import type { AuthenticationInput, Effect, NetworkPlugin } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import type { Logger } from 'pino'
import type Type from 'typebox'
import { type Call, type Fault, misfit } from './call.ts'
import { withDefaults } from './defaults.ts'
import type { DescribedPlugin } from './described.ts'
import type { Integration } from './integration.ts'
import type { CallChannel } from './line.ts'
import { createRedact, leavesOf, secretsIn } from './redaction.ts'

/** Unless the plugin declares another limit. */
const DEFAULT_LIMIT_MS = 30_000

/** Each function that is called: whose declared limit it has, and what it may have changed. */
const CALLS = {
  authenticate: { limit: 'authenticate', effect: 'none' },
  fetchMessages: { limit: 'fetchMessages', effect: 'none' },
  listRecent: { limit: 'fetchMessages', effect: 'none' },
  reply: { limit: 'reply', effect: 'unknown' },
  findReply: { limit: 'reply', effect: 'none' },
  perform: { limit: 'reply', effect: 'unknown' },
  replyWithTemplate: { limit: 'reply', effect: 'unknown' },
  templates: { limit: undefined, effect: 'none' },
  refresh: { limit: 'refresh', effect: 'unknown' },
  subscribe: { limit: 'subscribe', effect: 'none' },
  revoke: { limit: undefined, effect: 'unknown' },
  receive: { limit: 'receive', effect: 'none' },
  instructions: { limit: undefined, effect: 'none' },
} as const satisfies Record<string, { limit: LimitName | undefined; effect: Effect }>

type LimitName = keyof NonNullable<NetworkPlugin['declaration']['timeoutsMs']>
export type CallName = keyof typeof CALLS

/** The longest a call may take, in milliseconds. */
export function callLimitMs(plugin: DescribedPlugin, name: CallName): number {
  const { limit } = CALLS[name]
  const declared = limit && plugin.declaration.timeoutsMs?.[limit]
  return declared ?? DEFAULT_LIMIT_MS
}

/** Everything about a call but its arguments; the secrets that it knows are kept out of its log. */
export function describeCall(
  log: Logger,
  { name: integration, plugin, settings, packageVersion }: Integration,
  name: CallName,
  channel?: CallChannel,
  input?: AuthenticationInput,
  note: (fault: Fault) => void = () => undefined,
): Call {
  const secrets = [
    ...secretsIn(plugin.settings, settings),
    ...secretsIn(plugin.channelSettings, channel?.channelSettings),
    ...leavesOf(channel?.credentials),
    ...secretsOfInput(input),
  ]
  return {
    name,
    subject: channel?.id ?? name,
    note,
    effect: CALLS[name].effect,
    limitMs: callLimitMs(plugin, name),
    redact: createRedact(secrets),
    log: log.child({
      integration,
      plugin: packageVersion === undefined ? plugin.id : `${plugin.id}@${packageVersion}`,
      call: name,
      ...(channel && { channel: channel.id }),
    }),
  }
}

/** What a Customer typed, a Network sent back, or a plugin noted between steps may be a secret. */
function secretsOfInput(input: AuthenticationInput | undefined): string[] {
  if (!input || input.kind === 'start') return []
  const given = input.kind === 'form' ? input.values : input.kind === 'callback' ? input.query : {}
  return [...leavesOf(given), ...leavesOf(input.state)]
}

/**
 * The Channel as the plugin of today knows it: settings that are new have their defaults.
 *
 * @throws PluginError `operator`, where what is stored does not fit any more.
 */
export function fitting(call: Call, plugin: DescribedPlugin, channel: CallChannel): CallChannel {
  const channelSettings = withDefaults(plugin.channelSettings, channel.channelSettings)
  fit(call, 'channelSettings', plugin.channelSettings, channelSettings)
  fit(call, 'credentials', plugin.credentials, channel.credentials)
  return { ...channel, channelSettings }
}

export function fit(call: Call, what: string, schema: Type.TSchema, value: unknown): void {
  const checked = check(schema, value)
  if (!checked.ok) throw misfit(call, what, checked.problems)
}
