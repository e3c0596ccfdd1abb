import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Effect,
  type MailPlace,
  type MailState,
  type PlainData,
  PluginError,
  type PluginFiles,
  type PluginLog,
  type PluginStore,
  type PushLog,
  type ReceivingChannel,
  type SetAside,
} from '@hubward/plugin'
import { check, type Problem } from '@hubward/socialhub'
import type { Logger } from 'pino'
import type Type from 'typebox'
import type { CallName, InputOf } from './calls.ts'
import type { Known } from './context.ts'
import type { Answer } from './copied-answer.ts'
import type { Redact } from './redaction.ts'

/** What a plugin did wrong: for its author, and for `hubward channel show`. */
export interface Fault {
  readonly reason: string
  /** Which field of its answer. */
  readonly field?: string
}

/**
 * Who waits for a call: strangers and Customers with a browser; the people of SocialHub; somebody who
 * looks at media; nobody. None of them waits for a worker that another has brought to a halt.
 */
export type LaneName = 'visitors' | 'people' | 'media' | 'unhurried' | 'listening'

/** A plugin answered what the contract doesn't allow. To a host that is `unavailable`: it tries again. */
export class ContractError extends PluginError {
  /** Each field and its rule. */
  readonly problems: readonly Problem[]

  constructor(message: string, effect: Effect, problems: readonly Problem[]) {
    super('unavailable', { message, effect })
    this.problems = problems
  }
}

/** Whose call it is, how long it may take, and where what it says and does wrong is noted. */
export interface CallFacts {
  /** The function's name. */
  readonly name: CallName
  /** Whose call it is: those of one wait for each other before those of another do. */
  readonly subject: string
  /** Under which name it is suspected of a worker's death; that of no other's calls. */
  readonly suspicion: string
  readonly lane: LaneName
  /** Whether it is made once more when its worker died, perhaps of another's call. */
  readonly again: boolean
  /** What the call may have changed when nobody knows how it ended. */
  readonly effect: Effect
  /** Infinity: as long as it likes. */
  readonly limitMs: number
  /** Whether a Channel's turn waits for it. */
  readonly inTurn: boolean
  /** Names the integration, the Channel and the function in every line. */
  readonly log: Logger
  readonly redact: Redact
  /** Remembers a fault for whoever asks how the Channel is. */
  readonly note: (fault: Fault) => void
}

/** One call of a plugin's function, from the front door to the worker and back. */
export interface Call<Name extends CallName = CallName> extends CallFacts {
  readonly name: Name
  readonly input: InputOf<Name>
  /** What its context says. */
  readonly known: Known
  readonly services: Services
  /** Ends with the call, however it ends; or later, with what the call opened. */
  readonly over: AbortSignal
  /** Told when the plugin is really asked: what ends before that has changed nothing. */
  readonly begun: () => void
}

/** As much of a call as goes to where the plugin's code is: plain data. */
export type SentCall<Name extends CallName = CallName> = Pick<
  Call<Name>,
  'name' | 'input' | 'known'
>

/** What a context offers that only the host's thread can do. */
export interface Services {
  readonly log: PluginLog
  /** For calls about one Channel: counts items of the Network's lists that could not be read. */
  readonly noteSetAside?: (items: readonly SetAside[]) => void
  readonly store: PluginStore
  readonly files: PluginFiles
  /** For calls about one Channel. */
  readonly ofChannel?: {
    readonly store: PluginStore
    readonly received: PushLog
    /** Absent where visitors get no mail. */
    readonly mailState?: (place: MailPlace) => Promise<MailState>
  }
  /** Tells open pages that what they show has changed; what is named is opaque. */
  notify(id: string): Promise<void>
  /** For `listen` and `listenForAll`. */
  readonly listening?: Listening
  /** For `admit`, `receive` and `listenForAll`. */
  channelOf?(networkId: string): Promise<ReceivingChannel | undefined>
}

/** What a plugin that listens may do; each is stored before it resolves. */
export interface Listening {
  /** @param networkId of which Channel; undefined: of the one that the call is about. */
  ring(networkId: string | undefined): Promise<void>
  append(networkId: string | undefined, entries: readonly PlainData[]): Promise<void>
}

/** Whoever runs a plugin's functions: in the host's own thread, or in workers. */
export interface PluginRunner {
  /** @throws PluginThrew what the function threw; PluginError what kept it from being called. */
  run(call: Call): Promise<Answer>
  /** How many turns wait for a call that takes long: they need no place among those that work. */
  stalled(): number
  /** Ends what runs. Another runner may take over before: calls under way are finished first. */
  close(how: 'now' | 'when-idle'): Promise<void>
}

/** The call in which whatever runs now was begun: for failures that nobody awaits. */
export const runningCall: AsyncLocalStorage<Call> = new AsyncLocalStorage()

/** Says in the log what a plugin did wrong, and remembers it. */
export function blame(call: CallFacts, sentence: string, fault: Fault, details: object): void {
  call.log.error(details, sentence)
  call.note({ ...fault, reason: call.redact(fault.reason) })
}

/** What the plugin answered can't be used: says so in the log, and answers what to throw. */
export function rubbish(call: CallFacts, problems: readonly Problem[]): ContractError {
  const named = problems.slice(0, 10).map(({ field, rule }) => ({ field, rule: call.redact(rule) }))
  const [first = { field: '', rule: 'nothing' }] = named
  blame(
    call,
    'a plugin’s function answered what it may not',
    { field: first.field, reason: first.rule },
    { problems: named },
  )
  const message = `the plugin's ${call.name} answered rubbish: ${first.field}: ${first.rule}`
  return new ContractError(message, call.effect, named)
}

/**
 * Checks what the host would hand in. Where it does not fit the plugin (any more), nobody's Channel is to
 * blame.
 *
 * @throws PluginError `operator`
 */
export function checkStored(
  call: Pick<CallFacts, 'log'>,
  what: string,
  schema: Type.TSchema,
  value: unknown,
): void {
  const checked = check(schema, value)
  if (checked.ok) return
  const { problems } = checked
  call.log.error(
    { what, problems: problems.slice(0, 10) },
    'what is stored does not fit the plugin',
  )
  const [first] = problems
  throw new PluginError('operator', {
    message: `the stored ${what} do not fit the plugin: ${first?.field}: ${first?.rule}`,
    effect: 'none',
  })
}
