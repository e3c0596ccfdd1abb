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

/**
 * Each function that is called: whose declared limit it has, what it may have changed, and whether a
 * Channel's turn waits for it.
 */
const CALLS = {
  authenticate: { limit: 'authenticate', effect: 'none', inTurn: false },
  fetchMessages: { limit: 'fetchMessages', effect: 'none', inTurn: true },
  listRecent: { limit: 'fetchMessages', effect: 'none', inTurn: true },
  reply: { limit: 'reply', effect: 'unknown', inTurn: true },
  findReply: { limit: 'reply', effect: 'none', inTurn: true },
  perform: { limit: 'reply', effect: 'unknown', inTurn: true },
  replyWithTemplate: { limit: 'reply', effect: 'unknown', inTurn: true },
  templates: { limit: undefined, effect: 'none', inTurn: false },
  refresh: { limit: 'refresh', effect: 'unknown', inTurn: true },
  subscribe: { limit: 'subscribe', effect: 'none', inTurn: true },
  revoke: { limit: undefined, effect: 'unknown', inTurn: false },
  openMedia: { limit: undefined, effect: 'none', inTurn: false },
  receive: { limit: 'receive', effect: 'none', inTurn: false },
  instructions: { limit: undefined, effect: 'none', inTurn: false },
} as const satisfies Record<
  string,
  { limit: LimitName | undefined; effect: Effect; inTurn: boolean }
>

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
  integration: Integration,
  name: CallName,
  channel?: CallChannel,
  input?: AuthenticationInput,
  note: (fault: Fault) => void = () => undefined,
): Call {
  const { plugin, settings } = integration
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
    inTurn: CALLS[name].inTurn,
    limitMs: callLimitMs(plugin, name),
    redact: createRedact(secrets),
    log: log.child({
      integration: integration.name,
      plugin: nameAndVersion(integration),
      call: name,
      ...(channel && { channel: channel.id }),
    }),
  }
}

/** Whom to blame: the plugin's id, and its version where its package has one. */
export function nameAndVersion({ plugin, packageVersion }: Integration): string {
  return packageVersion === undefined ? plugin.id : `${plugin.id}@${packageVersion}`
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
