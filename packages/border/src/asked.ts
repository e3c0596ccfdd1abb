import type {
  PluginFiles,
  PluginLog,
  PluginStore,
  PushLog,
  ReceivingChannel,
} from '@hubward/plugin'
import type { Call } from './call.ts'
import type { CallName, InputOf } from './calls.ts'
import type { Answer } from './carried.ts'
import type { Known } from './context.ts'

/** One call of a plugin's function, as it crosses the border: plain data. */
export interface Asked<Name extends CallName = CallName> {
  readonly name: Name
  readonly input: InputOf<Name>
  /** What its context says. */
  readonly known: Known
}

/** What a context offers that only the host's thread can do. */
export interface Services {
  readonly log: PluginLog
  readonly store: PluginStore
  readonly files: PluginFiles
  /** For calls about one Channel. */
  readonly ofChannel?: { readonly store: PluginStore; readonly received: PushLog }
  /** For `admit` and `receive`. */
  channelOf?(networkId: string): Promise<ReceivingChannel | undefined>
}

/** One call that is about to be made. */
export interface Commission {
  readonly call: Call
  readonly asked: Asked
  readonly services: Services
  /** Ends with the call, however it ends. */
  readonly over: AbortSignal
  /** Told when the plugin is really asked: what ends before that has changed nothing. */
  readonly begun: () => void
}

/** Whoever runs a plugin's functions: in the host's own thread, or in workers. */
export interface PluginRunner {
  /** @throws PluginThrew what the function threw; PluginError what kept it from being called. */
  run(commission: Commission): Promise<Answer>
  /** How many turns wait for a call that takes long: they need no place among those that work. */
  stalled(): number
  /** Ends what runs. Another runner may take over before: calls under way are finished first. */
  close(how: 'now' | 'when-idle'): Promise<void>
}
