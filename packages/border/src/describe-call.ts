import type { AuthenticationInput } from '@hubward/plugin'
import { type CallFacts, checkStored, type Fault } from './call.ts'
import { CALLS, type CallName, callLimitMs } from './calls.ts'
import { withDefaults } from './defaults.ts'
import type { DescribedPlugin } from './described-plugin.ts'
import type { Integration } from './integration.ts'
import type { CallChannel } from './plugin-calls.ts'
import { createRedact, leavesOf, secretsIn } from './redaction.ts'
import type { Surroundings } from './surroundings.ts'

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
  { log, untimed = false }: Pick<Surroundings, 'log' | 'untimed'>,
  integration: Integration,
  name: CallName,
  { channel, visitor, input, note = () => undefined }: Whose = {},
): CallFacts {
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
    limitMs: untimed ? Number.POSITIVE_INFINITY : callLimitMs(plugin, name),
    redact: createRedact(secrets),
    log: log.child({
      integration: integration.name,
      plugin: nameAndVersion(integration),
      call: name,
      ...(channel && logNames(channel)),
    }),
  }
}

/** What a line of the log about a Channel says of it. */
export function logNames({ id, names }: CallChannel): Readonly<Record<string, string>> {
  return names ?? { channel: id }
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
export function fitting(
  call: CallFacts,
  plugin: DescribedPlugin,
  channel: CallChannel,
): CallChannel {
  const channelSettings = withDefaults(plugin.channelSettings, channel.channelSettings)
  checkStored(call, 'channelSettings', plugin.channelSettings, channelSettings)
  checkStored(call, 'credentials', plugin.credentials, channel.credentials)
  return { ...channel, channelSettings }
}
