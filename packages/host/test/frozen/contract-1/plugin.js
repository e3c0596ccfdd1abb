// A plugin as it was compiled when version 1 of the contract was published, with the part of
// @hubward/plugin that it was compiled against. It uses all that the contract offers. It must load
// and pass in every later host: this file and the one beside it are never changed.
import { definePlugin, field, form, formValues, networkItemId, PluginError, Type, updateStored } from './hubward-plugin.js'

const text = (word) => ({ en: word, de: word, fr: word })

const Login = Type.Object({
  user: Type.String({ minLength: 1, ...field({ label: text('User'), autocomplete: 'username' }) }),
  password: Type.String({ ...field({ label: text('Password'), secret: true }) }),
})
const login = { step: 'login', title: text('Log in'), schema: Login }

const person = (user) => ({ interactorId: user, name: user })

async function published(context, key, publish) {
  const stored = await updateStored(context.channelStore, key, (known) => known ?? publish())
  return { networkItemId: networkItemId(stored.id, 'reply-'), url: context.publicUrl(`/replies/${stored.id}`) }
}

export default definePlugin({
  apiVersion: 1,
  id: 'frozen',
  name: 'Frozen Network',
  settings: Type.Object({
    url: Type.String({ default: 'https://frozen.example.org' }),
    appSecret: Type.String({ default: 'secret-of-the-app', ...field({ label: text('Secret'), secret: true }) }),
  }),
  channelSettings: Type.Object({
    greeting: Type.String({ default: 'Hello', ...field({ label: text('Greeting') }) }),
  }),
  credentials: Type.Object({ user: Type.String(), token: Type.String({ secret: true }) }),
  position: Type.Object({ read: Type.Integer({ minimum: 0 }) }),

  declaration: {
    summary: text('What is frozen.'),
    branding: {
      icon: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=',
      fallback: 'https://frozen.example.org/person.png',
      color: '#005a8a',
    },
    ticketActions: [
      {
        type: 'reply',
        id: 'reply',
        label: text('Reply'),
        config: { maxLength: 500 },
        repeatable: true,
        lifetimeMs: 600_000,
      },
      { type: 'button', id: 'like', label: text('Like'), repeatable: true },
      { type: 'delete', id: 'remove', label: text('Remove'), repeatable: false },
      { type: 'template_reply', id: 'template', label: text('Template'), config: {}, repeatable: true },
    ],
    rightSidebar: [{ id: 'thread', label: text('Thread'), treeBuilder: 'flatListWithRoot' }],
    fetch: { minIntervalMs: 1_000, maxIntervalMs: 60_000, pageSize: 50 },
    ownMessages: true,
    backfill: { days: 7 },
    timeoutsMs: { authenticate: 20_000, fetchMessages: 20_000, reply: 20_000, receive: 20_000, refresh: 20_000, subscribe: 20_000 },
    hosts: ['frozen.example.org'],
    receiveLimitBytes: 65_536,
  },

  async authenticate(context, input) {
    if (input.kind === 'start') return form({ ...login, state: { tries: 1 } })
    if (input.kind === 'form') {
      const { user, password } = formValues(Login, input)
      if (password === 'wrong') {
        return form({ ...login, values: { user }, errors: { password: text('This is wrong.') }, state: { tries: 2 } })
      }
      const url = new URL('/authorize', context.settings.url)
      url.searchParams.set('state', context.callback.state)
      return { kind: 'redirect', step: 'authorize', url: url.href, state: { user } }
    }
    if (input.kind === 'callback') {
      return { kind: 'wait', step: 'code', title: text('Wait'), code: '1234', pollAfterMs: 1_000, state: { user: input.state.user, code: input.query.code } }
    }
    const { user } = input.state
    return {
      kind: 'complete',
      accounts: [
        { networkId: user, name: user, uniqueName: `@${user}`, server: 'frozen.example.org', credentials: { user, token: 'token-1' }, expirationTime: '2099-01-01T00:00:00.000Z' },
      ],
    }
  },

  async fetchMessages(context, { position, limit, since }) {
    const after = position?.read ?? 0
    const entries = await context.received.read(after, limit)
    context.log.info('fetched', { since, found: entries.length })
    return {
      messages: entries.map(({ number, entry }) =>
        entry.deleted
          ? { networkItemId: networkItemId(entry.id, 'item-'), deletedTime: '2026-01-02T00:00:00.000Z' }
          : {
              interaction: {
                networkItemId: networkItemId(entry.id, 'item-'),
                message: entry.text,
                createdTime: '2026-01-01T00:00:00.000Z',
                interactor: person(entry.user),
                url: `https://frozen.example.org/items/${entry.id}`,
              },
              reference: { number },
              own: entry.user === context.credentials.user,
            },
      ),
      position: { read: entries.at(-1)?.number ?? after },
      more: entries.length === limit,
    }
  },

  async reply(context, { inReplyTo, text: words, idempotencyKey }) {
    if (words === 'refuse this') {
      throw new PluginError('rejected', { message: 'not now', effect: 'none', sentence: text('Only on Mondays.') })
    }
    const answer = await context.http.post(new URL('/replies', context.settings.url), {
      headers: { authorization: `Bearer ${context.credentials.token}` },
      json: { text: `${context.channelSettings.greeting}, ${words}`, to: inReplyTo.networkItemId },
    })
    const { id } = JSON.parse(answer.body)
    return published(context, idempotencyKey, () => ({ id }))
  },

  async findReply(context, { idempotencyKey }) {
    const stored = await context.channelStore.get(idempotencyKey)
    if (!stored) return { outcome: 'absent' }
    return { outcome: 'found', reply: await published(context, idempotencyKey, () => undefined) }
  },

  async listRecent(context, { cursor }) {
    const page = cursor ?? 1
    const message = { interaction: { networkItemId: `item-recent-${page}`, message: `Page ${page}`, createdTime: '2026-01-01T00:00:00.000Z', interactor: person('ann') } }
    return page === 1 ? { messages: [message], cursor: 2 } : { messages: [message], completeSince: '2026-01-01T00:00:00.000Z' }
  },

  async refresh(context) {
    const response = await context.fetch(new URL('/token', context.settings.url), { method: 'POST' })
    const { token } = await response.json()
    return { credentials: { ...context.credentials, token }, expirationTime: '2099-01-01T00:00:00.000Z' }
  },

  async revoke(context) {
    await context.store.set(`revoked/${context.channel.networkId}`, true)
  },

  actions: {
    async like(context, { actedOn, idempotencyKey }) {
      await context.channelStore.set(`liked/${actedOn.networkItemId}`, idempotencyKey, undefined, { about: 'ann' })
    },
    async remove(context, { actedOn }) {
      await context.channelStore.delete(`liked/${actedOn.networkItemId}`)
    },
  },

  async templates() {
    return [{ name: 'Greeting', networkId: 'greeting', variables: { name: { type: 'string' } }, text: text('Hello {{name}}') }]
  },

  async replyWithTemplate(context, { variables, idempotencyKey }) {
    return published(context, idempotencyKey, () => ({ id: `template-${variables.name}` }))
  },

  async receive(context, request) {
    if (request.method !== 'POST') return { response: { status: 405, headers: { allow: 'POST' } } }
    const entry = JSON.parse(Buffer.from(request.rawBody).toString('utf8'))
    const known = await context.channelOf(request.query.channel)
    return {
      response: { status: known ? 202 : 404, body: known?.channelSettings.greeting ?? 'nobody' },
      pushes: known ? [{ networkId: request.query.channel, entry }] : [],
    }
  },

  async subscribe(context) {
    const later = new Date(context.now().getTime() + 86_400_000)
    return { expiresAt: later.toISOString() }
  },

  async openMedia(context, reference) {
    return context.files.open(reference)
  },

  async instructions(context) {
    const stored = await context.files.put(Buffer.from('A note'), { name: 'note.txt', mimeType: 'text/plain' })
    return [
      { label: text('A link'), kind: 'link', value: context.publicUrl('/show') },
      { label: text('A file'), kind: 'code', value: context.mediaUrl(stored.reference) },
    ]
  },
})
