// Long because every function of the contract is one row of one table.
import {
  type Admission,
  type ArrivingRequest,
  type AuthenticationContext,
  type AuthenticationInput,
  type AuthenticationStep,
  ByteRange,
  type ChannelContext,
  type Effect,
  type FetchRequest,
  type FoundReply,
  Instruction,
  type LimitsRequest,
  type ListenContext,
  type ListenForAllContext,
  type MediaRequest,
  type NetworkPlugin,
  type PerformedAction,
  PluginError,
  type PluginErrorCode,
  type PublishedReply,
  type ReceiveContext,
  type Received,
  type ReceivedRequest,
  type Refreshed,
  type Reply,
  ReplyLimits,
  type TemplateReply,
  Time,
} from '@hubward/plugin'
import { Template } from '@hubward/socialhub'
import Type from 'typebox'
import {
  answered,
  answeredAdmission,
  answeredFetch,
  answeredFind,
  answeredPublication,
  answeredRecent,
  answeredRefresh,
  answeredRequest,
  answeredStep,
} from './answers.ts'
import { type Call, checkStored, type LaneName } from './call.ts'
import {
  authenticationContext,
  channelContext,
  type Ingredients,
  type Known,
  listenContext,
  listenForAllContext,
  receiveContext,
} from './context.ts'
import { type Answer, page, single } from './copied-answer.ts'
import type { DescribedPlugin } from './described-plugin.ts'
import type { FetchedPage, Listed, RecentRequest } from './plugin-calls.ts'

/** A Customer authenticates. */
interface OfVisit<Input, Result> {
  readonly context: AuthenticationContext
  readonly input: Input
  readonly result: Result
}

/** A visitor or a Network sends a request. */
interface OfRequest<Input, Result> {
  readonly context: ReceiveContext
  readonly input: Input
  readonly result: Result
}

/** A plugin listens, to what is for one Channel or for all. */
interface OfListener<Context> {
  readonly context: Context
  readonly input: null
  readonly result: null
}

/** It is about one Channel. */
interface OfChannel<Input, Result> {
  readonly context: ChannelContext
  readonly input: Input
  readonly result: Result
}

export const Subscription = Type.Object(
  { expiresAt: Type.Optional(Time) },
  { additionalProperties: false },
)
export type Subscription = Type.Static<typeof Subscription>
const Media = Type.Object({
  mimeType: Type.String(),
  name: Type.Optional(Type.String({ maxLength: 1_000 })),
  sizeBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  range: Type.Optional(ByteRange),
})
const Templates = Type.Array(Template)
const Instructions = Type.Array(Instruction)

interface MediaInput extends MediaRequest {
  /** The plugin's own. */
  readonly reference: string
}

/** What each call is about, what it is given, and what the host gets of it. */
interface Shapes {
  readonly authenticate: OfVisit<AuthenticationInput, AuthenticationStep>
  readonly admit: OfRequest<ArrivingRequest, Admission>
  readonly receive: OfRequest<ReceivedRequest, Received>
  readonly fetchMessages: OfChannel<FetchRequest<unknown>, FetchedPage>
  readonly listRecent: OfChannel<RecentRequest, Listed | undefined>
  readonly reply: OfChannel<Reply, PublishedReply>
  readonly findReply: OfChannel<Reply & { readonly attemptedTime: string }, FoundReply>
  readonly perform: OfChannel<{ readonly actionId: string; readonly action: PerformedAction }, null>
  readonly replyWithTemplate: OfChannel<TemplateReply, PublishedReply>
  /** Undefined when the plugin's replies have the declared limits. */
  readonly limits: OfChannel<LimitsRequest, ReplyLimits | undefined>
  readonly templates: OfChannel<null, readonly Template[]>
  readonly refresh: OfChannel<null, Refreshed<unknown> | undefined>
  readonly subscribe: OfChannel<null, Subscription>
  readonly revoke: OfChannel<null, boolean>
  /** The stream goes beside what is checked here. */
  readonly openMedia: OfChannel<MediaInput, Type.Static<typeof Media>>
  readonly instructions: OfChannel<null, readonly Instruction[]>
  readonly listen: OfListener<ListenContext>
  readonly listenForAll: OfListener<ListenForAllContext>
}

export type CallName = keyof Shapes
export type InputOf<Name extends CallName> = Shapes[Name]['input']
export type ResultOf<Name extends CallName> = Shapes[Name]['result']

/** The calls about one Channel. */
export type ChannelCallName = {
  [Name in CallName]: Shapes[Name] extends OfChannel<unknown, unknown> ? Name : never
}[CallName]

type LimitName = keyof NonNullable<NetworkPlugin['declaration']['timeoutsMs']>

/** All that is to be known of one function of the contract. */
interface Row<Name extends CallName> {
  /** Beside whose calls it runs. */
  readonly lane: LaneName
  /** Which declared time-out it has; absent: the usual one. */
  readonly limit?: LimitName
  /** In place of a time-out that could be declared. */
  readonly limitMs?: number
  /** What it may have changed when nobody knows how it ended. */
  readonly effect: Effect
  /** Whether a Channel's turn waits for it. */
  readonly inTurn: boolean
  /**
   * Whether it is made once more when its worker died, perhaps of another's call. A grant is not
   * redeemed twice, and what waits in the database comes again anyway.
   */
  readonly again: boolean
  /** How what the plugin answered travels. */
  readonly travels: 'data' | 'page' | 'stream'
  /** On the host's side, before the call: checks what is stored and handed in. */
  readonly checkInput?: (asked: Checking<Name>) => void
  /** Where the plugin's code is: what the function is given beside the input. */
  readonly context: (known: Known, ingredients: Ingredients) => Shapes[Name]['context']
  /** Where the plugin's code is: calls the function. */
  readonly call: (
    plugin: NetworkPlugin,
    context: Shapes[Name]['context'],
    input: InputOf<Name>,
  ) => unknown
  /** What it means that a plugin hasn't the function: an answer, or an error. Absent: it has to have it. */
  readonly absent?:
    | { readonly result: ResultOf<Name> }
    | { readonly code: PluginErrorCode; readonly message: string }
  /** On the host's side: what was answered, as the contract has it; otherwise the plugin is blamed. */
  readonly check: (asked: Checking<Name>, answer: Answer) => ResultOf<Name>
}

interface Checking<Name extends CallName> {
  readonly call: Call
  readonly plugin: DescribedPlugin
  readonly input: InputOf<Name>
}

/** Of the people who answer in SocialHub: nothing else runs in their worker. */
const forPeople = {
  lane: 'people',
  again: false,
  travels: 'data',
  context: channelContext,
} as const
/** Of strangers and Customers with a browser. */
const forVisitors = { lane: 'visitors', effect: 'none', inTurn: false, travels: 'data' } as const
/** Of turns for which nobody waits. */
const unhurried = {
  lane: 'unhurried',
  effect: 'none',
  inTurn: true,
  again: false,
  context: channelContext,
} as const

/** For as long as the host wants: it ends such calls itself. The longest time that a timer knows. */
const listening = {
  lane: 'listening',
  limitMs: 2 ** 31 - 1,
  effect: 'none',
  inTurn: false,
  again: false,
  travels: 'data',
  absent: { code: 'rejected', message: 'the plugin does not listen (any more)' },
  check: ({ call }: { readonly call: Call }, answer: Answer) =>
    answered(call, Type.Null(), single(answer)),
} as const

/**
 * Each function of the contract. A new one is a row here, a line in `Shapes`, and one in
 * `plugin-calls.ts`; docs/contributing.md names what else it needs.
 */
export const CALLS: { readonly [Name in CallName]: Row<Name> } = {
  authenticate: {
    ...forVisitors,
    limit: 'authenticate',
    again: false,
    context: authenticationContext,
    call: (plugin, context, input) => plugin.authenticate(context, input),
    check: ({ call, plugin }, answer) => answeredStep(call, plugin, single(answer)),
  },
  admit: {
    ...forVisitors,
    limit: 'receive',
    again: true,
    context: receiveContext,
    call: (plugin, context, input) => plugin.admit?.(context, input),
    absent: { result: {} },
    check: ({ call }, answer) => answeredAdmission(call, single(answer)),
  },
  receive: {
    ...forVisitors,
    limit: 'receive',
    again: true,
    context: receiveContext,
    call: (plugin, context, input) => plugin.receive?.(context, input),
    absent: { code: 'not-found', message: 'the plugin receives no requests' },
    check: ({ call }, answer) => answeredRequest(call, single(answer)),
  },
  fetchMessages: {
    ...unhurried,
    limit: 'fetchMessages',
    travels: 'page',
    checkInput({ call, plugin, input: { position } }) {
      if (position !== null) checkStored(call, 'position', plugin.position, position)
    },
    call: (plugin, context, input) => plugin.fetchMessages(context, input),
    check: ({ call, plugin, input }, answer) => answeredFetch(call, plugin, input, page(answer)),
  },
  listRecent: {
    ...unhurried,
    limit: 'fetchMessages',
    travels: 'page',
    call: (plugin, context, input) => plugin.listRecent?.(context, input),
    absent: { result: undefined },
    check: ({ call, plugin, input }, answer) => answeredRecent(call, plugin, input, page(answer)),
  },
  reply: {
    ...forPeople,
    limit: 'reply',
    effect: 'unknown',
    inTurn: true,
    call: (plugin, context, input) => plugin.reply(context, input),
    check: ({ call }, answer) => answeredPublication(call, single(answer)),
  },
  findReply: {
    ...forPeople,
    limit: 'reply',
    effect: 'none',
    inTurn: true,
    call: (plugin, context, input) => plugin.findReply?.(context, input),
    absent: { result: { outcome: 'unknown' } },
    check: ({ call }, answer) => answeredFind(call, single(answer)),
  },
  perform: {
    ...forPeople,
    limit: 'reply',
    effect: 'unknown',
    inTurn: true,
    async call(plugin, context, { actionId, action }) {
      const perform = plugin.actions?.[actionId]
      if (!perform)
        throw new PluginError('rejected', {
          message: `the plugin has no action "${actionId}" (any more)`,
        })
      await perform(context, action)
      return null
    },
    check: ({ call }, answer) => answered(call, Type.Null(), single(answer)),
  },
  replyWithTemplate: {
    ...forPeople,
    limit: 'reply',
    effect: 'unknown',
    inTurn: true,
    call: (plugin, context, input) => plugin.replyWithTemplate?.(context, input),
    absent: { code: 'rejected', message: 'the plugin has no templates (any more)' },
    check: ({ call }, answer) => answeredPublication(call, single(answer)),
  },
  limits: {
    ...forPeople,
    effect: 'none',
    inTurn: true,
    call: (plugin, context, input) => plugin.limits?.(context, input),
    absent: { result: undefined },
    check: ({ call }, answer) => answered(call, ReplyLimits, single(answer)),
  },
  templates: {
    ...forPeople,
    effect: 'none',
    inTurn: false,
    call: (plugin, context) => plugin.templates?.(context),
    absent: { result: [] },
    check: ({ call }, answer) => answered(call, Templates, single(answer)),
  },
  refresh: {
    ...forPeople,
    limit: 'refresh',
    effect: 'unknown',
    inTurn: true,
    call: (plugin, context) => plugin.refresh?.(context),
    absent: { result: undefined },
    check: ({ call, plugin }, answer) => answeredRefresh(call, plugin, single(answer)),
  },
  subscribe: {
    ...unhurried,
    limit: 'subscribe',
    travels: 'data',
    call: (plugin, context) => plugin.subscribe?.(context),
    absent: { result: {} },
    check: ({ call }, answer) => answered(call, Subscription, single(answer)),
  },
  revoke: {
    ...forPeople,
    effect: 'unknown',
    inTurn: false,
    async call(plugin, context) {
      await plugin.revoke?.(context)
      return null
    },
    absent: { result: false },
    check: ({ call }, answer) => answered(call, Type.Null(), single(answer)) === null,
  },
  openMedia: {
    ...forPeople,
    lane: 'media',
    effect: 'none',
    inTurn: false,
    travels: 'stream',
    call: (plugin, context, { reference, ...wanted }) =>
      plugin.openMedia?.(context, reference, wanted),
    absent: { code: 'not-found', message: 'the plugin opens no media (any more)' },
    check: ({ call }, answer) =>
      'stream' in answer
        ? answered(call, Media, answer.rest)
        : answered(call, Type.Never(), single(answer)),
  },
  instructions: {
    ...forVisitors,
    again: true,
    context: channelContext,
    call: (plugin, context) => plugin.instructions?.(context),
    absent: { result: [] },
    check: ({ call }, answer) => answered(call, Instructions, single(answer)),
  },
  listen: {
    ...listening,
    context: listenContext,
    async call(plugin, context) {
      await plugin.listen?.(context)
      return null
    },
  },
  listenForAll: {
    ...listening,
    context: listenForAllContext,
    async call(plugin, context) {
      await plugin.listenForAll?.(context)
      return null
    },
  },
}

/** Unless the plugin declares another limit. */
const DEFAULT_LIMIT_MS = 30_000

/** The longest a call may take, in milliseconds. */
export function callLimitMs(plugin: DescribedPlugin, name: CallName): number {
  const { limit, limitMs } = CALLS[name]
  if (limitMs !== undefined) return limitMs
  const declared = limit && plugin.declaration.timeoutsMs?.[limit]
  return declared ?? DEFAULT_LIMIT_MS
}

/** Whether a plugin has the function. Its actions are looked for one by one, where its code is. */
export function isThere(plugin: object, name: CallName): boolean {
  return name === 'perform' || Reflect.get(plugin, name) !== undefined
}
