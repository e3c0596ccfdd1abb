import {
  definePlugin,
  field,
  form,
  formValues,
  MESSAGE_LIMIT_CHARACTERS,
  networkItemId,
  readEach,
  readTime,
  toPluginError,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

// What the Network answers, as far as it is used. Parsed at the edge, so that the rest can trust it.
const Person = Type.Object({ id: Type.String(), name: Type.String() })
const Note = Type.Object({
  id: Type.Integer(),
  threadId: Type.Integer(),
  author: Person,
  text: Type.String(),
  writtenAt: Type.String(),
})
const Notes = Type.Object({ notes: Type.Array(Type.Unknown()) })
const Numbered = Type.Object({ id: Type.Integer() })

const Connection = Type.Object({
  server: Type.String({
    format: 'uri',
    ...field({
      label: { en: 'Address of the board', de: 'Adresse des Bretts', fr: 'Adresse du tableau' },
      placeholder: 'https://board.example.org',
      autocomplete: 'url',
    }),
  }),
  token: Type.String({
    minLength: 1,
    ...field({
      label: { en: 'Access key', de: 'Zugangsschlüssel', fr: 'Clé d’accès' },
      secret: true,
    }),
  }),
})

const askForConnection = {
  step: 'connection',
  title: { en: 'Connect a board', de: 'Brett verbinden', fr: 'Connecter un tableau' },
  schema: Connection,
} as const

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const itemId = (noteId: number) => networkItemId(String(noteId), 'note-')
const personId = (id: string, server: string) => `${id}@${new URL(server).host}`

export default definePlugin({
  apiVersion: 1,
  id: 'notice-board',
  name: 'Notice Board',
  settings: Type.Object({}),
  channelSettings: Type.Object({}),
  credentials: Connection,
  position: Type.Integer(),

  declaration: {
    summary: {
      en: 'Notes that people pin to your board.',
      de: 'Zettel, die jemand an Ihr Brett heftet.',
      fr: 'Les notes épinglées à votre tableau.',
    },
    branding: {
      icon: 'https://board.example.org/icon.svg',
      fallback: 'https://board.example.org/person.png',
      color: '#8a5a00',
    },
    ticketActions: [
      {
        type: 'reply',
        id: 'reply',
        label: { en: 'Reply', de: 'Antworten', fr: 'Répondre' },
        config: { maxLength: 500 },
        repeatable: true,
      },
    ],
    fetch: { minIntervalMs: 15_000, maxIntervalMs: 300_000, pageSize: 50 },
    ownMessages: true,
    hosts: ['*'],
  },

  async authenticate(context, input) {
    if (input.kind === 'start') return form(askForConnection)
    const { server, token } = formValues(Connection, input)
    try {
      const answer = await context.http(new URL('/api/me', server), { headers: bearer(token) })
      const account = Value.Parse(Person, JSON.parse(answer.body))
      const { host } = new URL(server)
      return {
        kind: 'complete',
        accounts: [
          {
            networkId: personId(account.id, server),
            name: account.name,
            uniqueName: `${account.name} (${host})`,
            server: host,
            credentials: { server, token },
          },
        ],
      }
    } catch (thrown) {
      if (toPluginError(thrown, context.now()).code !== 'authentication') throw thrown
      return form({
        ...askForConnection,
        values: { server },
        errors: {
          token: {
            en: 'The board does not accept this key.',
            de: 'Das Brett akzeptiert diesen Schlüssel nicht.',
            fr: 'Le tableau n’accepte pas cette clé.',
          },
        },
      })
    }
  },

  async fetchMessages(context, { position, limit, since }) {
    const { server, token } = context.credentials
    const answer = await context.http(new URL('/api/notes', server), {
      headers: bearer(token),
      searchParams: position === null ? { since, limit } : { after: position, limit },
    })
    const { notes } = Value.Parse(Notes, JSON.parse(answer.body))
    // Each by itself: one that can't be read keeps no other away.
    const read = (note: Type.Static<typeof Note>) => {
      const createdTime = readTime(note.writtenAt)
      return {
        interaction: {
          networkItemId: itemId(note.id),
          message: note.text.slice(0, MESSAGE_LIMIT_CHARACTERS),
          ...(createdTime !== undefined && { createdTime }),
          url: new URL(`/notes/${note.id}`, server).href,
          interactor: { interactorId: personId(note.author.id, server), name: note.author.name },
          ...(note.threadId !== note.id && { root: { rootId: itemId(note.threadId) } }),
        },
        reference: { noteId: note.id },
        own: personId(note.author.id, server) === context.channel.networkId,
      }
    }
    const last = notes.findLast((note) => Value.Check(Numbered, note))
    return {
      messages: [...readEach(Note, notes, read, context).items],
      position: last?.id ?? position ?? 0,
      more: notes.length === limit,
    }
  },

  async reply(context, reply) {
    const { server, token } = context.credentials
    const { noteId } = Value.Parse(
      Type.Object({ noteId: Type.Integer() }),
      reply.inReplyTo.reference,
    )
    const answer = await context.http.post(new URL('/api/notes', server), {
      headers: { ...bearer(token), 'idempotency-key': reply.idempotencyKey },
      json: { text: reply.text, inReplyTo: noteId },
    })
    const note = Value.Parse(Note, JSON.parse(answer.body))
    return { networkItemId: itemId(note.id), createdTime: note.writtenAt }
  },
})
