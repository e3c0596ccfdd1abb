// Long because it is one plugin: each of its functions is short, and all know the same Network.
import {
  type ChannelContext,
  field,
  form,
  formValues,
  isVisible,
  MESSAGE_LIMIT_CHARACTERS,
  type Message,
  type NetworkPlugin,
  type PerformedAction,
  PluginError,
  type PublishedReply,
  type Reply,
  readEach,
  readName,
  readTime,
} from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import Type from 'typebox'
import { StubList, StubMessage, StubMessages, StubReply } from './wire.ts'

/** What both plugins of the stub Network are made of. */

export const Settings = Type.Object({
  /** Where the stub Network listens; the operator's `openHosts` must allow it. */
  url: Type.String({ format: 'url' }),
  /** Whether fetching also returns what the Channel itself wrote. */
  listOwn: Type.Boolean({ default: false }),
})
export const ChannelSettings = Type.Object({
  greeting: Type.Optional(
    Type.String({
      maxLength: 100,
      ...field({ label: { en: 'Greeting', de: 'Begrüßung', fr: 'Salutation' } }),
    }),
  ),
})
export const Credentials = Type.Object({ account: Type.String() })
export const Position = Type.Object({
  number: Type.Integer({ minimum: 0 }),
  /** Nothing older is wanted: from the first fetch, whose pages may be several. */
  since: Type.Optional(Type.String()),
})

export type Plugin = NetworkPlugin<
  typeof Settings,
  typeof ChannelSettings,
  typeof Credentials,
  typeof Position
>
type Context = ChannelContext<
  Type.Static<typeof Settings>,
  Type.Static<typeof ChannelSettings>,
  Type.Static<typeof Credentials>
>

const AccountForm = Type.Object({
  account: Type.String({
    pattern: '^[a-z0-9-]+(,[a-z0-9-]+)*$',
    maxLength: 200,
    ...field({
      label: { en: 'Account', de: 'Konto', fr: 'Compte' },
      help: {
        en: 'Several accounts are separated by commas.',
        de: 'Mehrere Konten werden durch Kommas getrennt.',
        fr: 'Séparez plusieurs comptes par des virgules.',
      },
    }),
  }),
})

const COLOR = '#4a5568'
const ICON = `data:image/svg+xml;base64,${Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="${COLOR}"/><path d="M9 16h14" stroke="#fff" stroke-width="3"/></svg>`,
).toString('base64')}`

/**
 * Two reply actions and two buttons, since a host treats them differently after a crash: the Network
 * honours the idempotency key of `reply`, and `like` twice is one like; `reply-once` and `count`
 * have an effect each time they are called.
 */
export const declaration: Plugin['declaration'] = {
  branding: { icon: ICON, fallback: ICON, color: COLOR },
  ticketActions: [
    {
      type: 'reply',
      id: 'reply',
      label: { en: 'Reply', de: 'Antworten', fr: 'Répondre' },
      config: { maxLength: 500 },
      attachments: {},
      repeatable: true,
    },
    {
      type: 'reply',
      id: 'reply-once',
      label: { en: 'Reply once', de: 'Einmal antworten', fr: 'Répondre une fois' },
      repeatable: false,
    },
    {
      type: 'button',
      id: 'like',
      label: { en: 'Like', de: 'Gefällt mir', fr: 'J’aime' },
      repeatable: true,
    },
    {
      type: 'button',
      id: 'count',
      label: { en: 'Count', de: 'Zählen', fr: 'Compter' },
      repeatable: false,
    },
    {
      type: 'delete',
      id: 'hide',
      label: { en: 'Hide', de: 'Ausblenden', fr: 'Masquer' },
      repeatable: true,
    },
  ],
  rightSidebar: [
    {
      id: 'thread',
      label: { en: 'Thread', de: 'Verlauf', fr: 'Fil' },
      treeBuilder: 'flatListWithRoot',
    },
  ],
  fetch: { minIntervalMs: 1_000, maxIntervalMs: 60_000, pageSize: 50 },
  ownMessages: true,
  backfill: { days: 30 },
  // Short, so that a crash test need not wait long for the deadline of an uncertain reply. But for
  // `authenticate` a worker may have to start first, which takes its time on a busy machine.
  timeoutsMs: {
    authenticate: 30_000,
    fetchMessages: 5_000,
    reply: 3_000,
    receive: 5_000,
    refresh: 2_000,
  },
  hosts: ['127.0.0.1', 'localhost'],
  summary: {
    en: 'A Network for tests.',
    de: 'Ein Netzwerk für Tests.',
    fr: 'Un réseau pour les tests.',
  },
}

export const authenticate: Plugin['authenticate'] = async (context, input) => {
  if (input.kind === 'start') {
    const known = input.reactivation?.networkId
    return form({
      step: 'account',
      title: { en: 'Your account', de: 'Ihr Konto', fr: 'Votre compte' },
      schema: AccountForm,
      ...(known !== undefined && { values: { account: known } }),
    })
  }
  const { account } = formValues(AccountForm, input)
  return {
    kind: 'complete',
    accounts: account.split(',').map((name) => ({
      networkId: name,
      name: `Stub ${name}`,
      uniqueName: `@${name}@stub`,
      server: new URL(context.settings.url).host,
      credentials: { account: name },
    })),
  }
}

export const fetchMessages: Plugin['fetchMessages'] = async (context, request) => {
  const after = request.position?.number ?? 0
  const since =
    request.position === null ? request.since : (request.position.since ?? '1970-01-01T00:00:00Z')
  const answer = check(
    Type.Evaluate(Type.Intersect([StubList, Type.Pick(StubMessages, ['more'])])),
    await context
      .http(urlOf(context, `messages?after=${after}&limit=${request.limit}`), {
        ...clientOf(context),
        retry: { limit: 0 },
      })
      .json(),
  )
  if (!answer.ok) throw new PluginError('unavailable', { message: 'not a list of messages' })
  const { messages, more } = answer.value
  const { items } = readEach(StubMessage, messages, (message) => message, context)
  return {
    messages: items
      .filter(({ own = false }) => context.settings.listOwn || !own)
      // What bears no time that can be read is taken for new.
      .filter(({ time }) => !(Date.parse(time) < Date.parse(since)))
      .map((message) => asMessage(message, context.channel.networkId)),
    position: { number: Math.max(after, ...items.map(({ number }) => number)), since },
    more,
  }
}

export function asMessage(message: StubMessage, networkId: string): Message {
  const { id, text, author, root, own = false } = message
  const [createdTime, updatedTime, deletedTime] = [
    message.time,
    message.updatedTime,
    message.deletedTime,
  ].map(readTime)
  if (deletedTime !== undefined) return { networkItemId: id, deletedTime }
  return {
    interaction: {
      networkItemId: id,
      ...(createdTime !== undefined && { createdTime }),
      message: isVisible(text) ? text.slice(0, MESSAGE_LIMIT_CHARACTERS) : '(nothing to see)',
      interactor: {
        interactorId: own ? networkId : `author-${author}`,
        name: readName(author, 'somebody'),
      },
      ...(root !== undefined && { root: { rootId: root } }),
    },
    reference: { number: message.number },
    own,
    ...(updatedTime !== undefined && { updatedTime }),
  }
}

export const reply: Plugin['reply'] = async (context, wanted) => {
  const { inReplyTo, text, attachments, idempotencyKey } = wanted
  const { headers } = clientOf(context)
  const answer = await context.http
    .post(urlOf(context, 'replies'), {
      ...clientOf(context),
      headers: {
        ...headers,
        ...(wanted.actionId === 'reply' && { 'idempotency-key': idempotencyKey }),
      },
      json: {
        inReplyTo: inReplyTo.networkItemId,
        ...(inReplyTo.rootId !== null && { root: inReplyTo.rootId }),
        text,
        attachments: attachments.map(({ url }) => url),
        clientReference: idempotencyKey,
      },
      retry: { limit: 0 },
    })
    .json()
  return published(answer)
}

export async function findReply(context: Context, { idempotencyKey }: Reply) {
  const found = check(
    Type.Array(StubReply),
    await context
      .http(urlOf(context, `replies?clientReference=${encodeURIComponent(idempotencyKey)}`), {
        ...clientOf(context),
        retry: { limit: 0 },
      })
      .json(),
  )
  const first = found.ok ? found.value[0] : undefined
  if (first === undefined) return { outcome: found.ok ? 'absent' : 'unknown' } as const
  return { outcome: 'found', reply: published(first) } as const
}

function published(answer: unknown): PublishedReply {
  const checked = check(StubReply, answer)
  if (!checked.ok) throw new PluginError('unavailable', { message: 'not a reply' })
  return { networkItemId: checked.value.id, createdTime: checked.value.time }
}

const perform = (action: string) => async (context: Context, performed: PerformedAction) => {
  await context.http.post(urlOf(context, 'actions'), {
    ...clientOf(context),
    json: {
      action,
      messageId: performed.actedOn.networkItemId,
      key: performed.idempotencyKey,
    },
    retry: { limit: 0 },
  })
}

export const actions = { like: perform('like'), count: perform('count'), hide: perform('hide') }

/** A push is short, and brings no files. */
export const admit: NonNullable<Plugin['admit']> = async (_context, { method }) =>
  method === 'POST' ? { limitBytes: 65_536, files: 0 } : { response: { status: 405 } }

/** `POST` `{ "account": "…" }` to any path wakes that account's Channel. */
export const receive: NonNullable<Plugin['receive']> = async (_context, request) => {
  const body = check(Type.Object({ account: Type.String() }), parsed(request.rawBody))
  if (!body.ok) return { response: { status: 400, body: 'An account is missing.' } }
  return {
    response: { status: 202 },
    pushes: [{ networkId: body.value.account, entry: { woken: true } }],
  }
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch {
    return undefined
  }
}

export function urlOf(context: Context, path: string): string {
  return `${context.settings.url}/accounts/${context.credentials.account}/${path}`
}

/** Tells the stub which process calls, so that an overlap names both. */
export function clientOf(context: Context) {
  const { credentials, signal } = context
  const token =
    'accessToken' in credentials ? { authorization: `Bearer ${credentials.accessToken}` } : {}
  return { headers: { 'x-client': String(process.pid), ...token }, signal }
}
