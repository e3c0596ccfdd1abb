import type { AuthenticationInput, Effect, NetworkPlugin } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import type { Logger } from 'pino'
import type Type from 'typebox'
import { type Call, type Fault, type LaneName, misfit } from './call.ts'
import { withDefaults } from './defaults.ts'
import type { DescribedPlugin } from './described.ts'
import type { Integration } from './integration.ts'
import type { CallChannel } from './line.ts'
import { createRedact, leavesOf, secretsIn } from './redaction.ts'

/** Unless the plugin declares another limit. */
const DEFAULT_LIMIT_MS = 30_000

/**
 * Each function that is called: whose declared limit it has, what it may have changed, whether a
 * Channel's turn waits for it, in which lane it runs, beside the calls of those who wait likewise, and
 * whether it is made once more when its worker died, perhaps of another's call. A grant is not redeemed
 * twice, and what waits in the database comes again anyway.
 */
const CALLS = {
  authenticate: {
    limit: 'authenticate',
    effect: 'none',
    inTurn: false,
    lane: 'visitors',
    again: false,
  },
  fetchMessages: {
    limit: 'fetchMessages',
    effect: 'none',
    inTurn: true,
    lane: 'unhurried',
    again: false,
  },
  listRecent: {
    limit: 'fetchMessages',
    effect: 'none',
    inTurn: true,
    lane: 'unhurried',
    again: false,
  },
  reply: { limit: 'reply', effect: 'unknown', inTurn: true, lane: 'people', again: false },
  findReply: { limit: 'reply', effect: 'none', inTurn: true, lane: 'people', again: false },
  perform: { limit: 'reply', effect: 'unknown', inTurn: true, lane: 'people', again: false },
  replyWithTemplate: {
    limit: 'reply',
    effect: 'unknown',
    inTurn: true,
    lane: 'people',
    again: false,
  },
  templates: { limit: undefined, effect: 'none', inTurn: false, lane: 'people', again: false },
  refresh: { limit: 'refresh', effect: 'unknown', inTurn: true, lane: 'people', again: false },
  subscribe: { limit: 'subscribe', effect: 'none', inTurn: true, lane: 'unhurried', again: false },
  revoke: { limit: undefined, effect: 'unknown', inTurn: false, lane: 'people', again: false },
  openMedia: { limit: undefined, effect: 'none', inTurn: false, lane: 'media', again: false },
  admit: { limit: 'receive', effect: 'none', inTurn: false, lane: 'visitors', again: true },
  receive: { limit: 'receive', effect: 'none', inTurn: false, lane: 'visitors', again: true },
  instructions: { limit: undefined, effect: 'none', inTurn: false, lane: 'visitors', again: true },
} as const satisfies Record<
  string,
  {
    limit: LimitName | undefined
    effect: Effect
    inTurn: boolean
    lane: LaneName
    again: boolean
  }
>

type LimitName = keyof NonNullable<NetworkPlugin['declaration']['timeoutsMs']>
export type CallName = keyof typeof CALLS

/** The longest a call may take, in milliseconds. */
export function callLimitMs(plugin: DescribedPlugin, name: CallName): number {
  const { limit } = CALLS[name]
  const declared = limit && plugin.declaration.timeoutsMs?.[limit]
  return declared ?? DEFAULT_LIMIT_MS
}

/** Whose call it is, as far as it is known. */
interface Whose {
  readonly channel?: CallChannel
  readonly visitor?: Visitor
  readonly input?: AuthenticationInput
  readonly note?: (fault: Fault) => void
}

/** Whoever sends a request to a plugin: a stranger, so what one of them does is no other's fault. */
export interface Visitor {
  /** An address, or what only the visitor's own browser knows. */
  readonly id: string
  /** What is asked for. Two visitors may share an address. */
  readonly path?: string
}

/** As much of a path as tells forms and webhooks apart. */
const PATH_CHARACTERS = 200

/** Everything about a call but its arguments; the secrets that it knows are kept out of its log. */
export function describeCall(
  log: Logger,
  integration: Integration,
  name: CallName,
  { channel, visitor, input, note = () => undefined }: Whose = {},
): Call {
  const { plugin, settings } = integration
  const secrets = [
    ...secretsIn(plugin.settings, settings),
    ...secretsIn(plugin.channelSettings, channel?.channelSettings),
    ...leavesOf(channel?.credentials),
    ...secretsOfInput(input),
  ]
  const { effect, inTurn, lane, again } = CALLS[name]
  const subject = channel?.id ?? visitor?.id ?? name
  return {
    name,
    subject,
    // Names the function, too: a call that came to an end clears no other function.
    suspicion: `${name} of ${subject} ${visitor?.path?.slice(0, PATH_CHARACTERS) ?? ''}`,
    note,
    effect,
    inTurn,
    lane,
    again,
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
