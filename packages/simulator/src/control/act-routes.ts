import { ManifestUpdate } from '@hubward/socialhub'
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Act, NewFile } from '../act.ts'
import { OfferedTemplate } from '../webhooks/templates.ts'
import { readJson } from './read-json.ts'

const closed = { additionalProperties: false } as const
const text = Type.Optional(Type.String())

const OneChannel = Type.Object({ channelId: Type.String() }, closed)
const OneTicket = Type.Object({ ticketId: Type.String() }, closed)
const use = { ticketId: Type.String(), actionId: Type.String(), userId: text }
const OneAction = Type.Object(use, closed)
const link = {
  userId: text,
  origin: text,
  issuedAgoMs: Type.Optional(Type.Integer()),
}
const Reply = Type.Object(
  {
    ...use,
    text,
    option: text,
    attachments: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String(), mimetype: Type.String(), contentBase64: Type.String() },
          closed,
        ),
      ),
    ),
  },
  closed,
)
const TemplateReply = Type.Object(
  {
    ...use,
    template: OfferedTemplate,
    variables: Type.Record(Type.String(), Type.Unknown()),
    language: Type.String(),
  },
  closed,
)

/** `POST /simulator/act/<name>`: what a person would click, by the functions the pages use. */
export function addActRoutes(app: FastifyInstance, act: Act): void {
  function on<Schema extends Type.TSchema>(
    name: string,
    schema: Schema,
    call: (input: Type.Static<Schema>) => unknown,
  ): void {
    app.post(`/simulator/act/${name}`, (request) => call(readJson(schema, request.body)))
  }

  on('createAccount', Type.Object({ name: Type.String() }, closed), act.createAccount)
  on(
    'createCustomChannel',
    Type.Object(
      {
        accountId: Type.String(),
        name: Type.String(),
        uniqueName: text,
        networkId: text,
        imageUrl: text,
      },
      closed,
    ),
    act.createCustomChannel,
  )
  on('showToken', OneChannel, async (input) => ({ accessToken: await act.showToken(input) }))
  on('createNewToken', OneChannel, async (input) => ({
    accessToken: await act.createNewToken(input),
  }))
  on('disableChannel', OneChannel, act.disableChannel)
  on('reactivateChannel', OneChannel, act.reactivateChannel)
  on(
    'creationLink',
    Type.Object(
      {
        accountId: Type.String(),
        manifestId: Type.String(),
        teamIds: Type.Optional(Type.Array(Type.String())),
        ...link,
      },
      closed,
    ),
    async (input) => ({ url: await act.creationLink(input) }),
  )
  on(
    'reactivationLink',
    Type.Object({ channelId: Type.String(), ...link }, closed),
    async (input) => ({ url: await act.reactivationLink(input) }),
  )
  on(
    'promoteManifest',
    Type.Object({ manifestId: Type.String(), name: Type.String() }, closed),
    act.promoteManifest,
  )
  on(
    'changeManifest',
    Type.Object({ manifestId: Type.String(), changes: ManifestUpdate }, closed),
    act.changeManifest,
  )
  on(
    'setChannelLimit',
    Type.Object(
      {
        accountId: Type.String(),
        channelLimit: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
      },
      closed,
    ),
    act.setChannelLimit,
  )
  on('forgetNetworkId', OneChannel, act.forgetNetworkId)
  on('reply', Reply, ({ attachments, ...input }) =>
    act.reply({ ...input, ...(attachments && { attachments: attachments.map(newFile) }) }),
  )
  on('templates', OneAction, act.templates)
  on('replyWithTemplate', TemplateReply, act.replyWithTemplate)
  on(
    'retryFollowup',
    Type.Object({ followupId: Type.String(), userId: text }, closed),
    act.retryFollowup,
  )
  on('pressButton', OneAction, act.pressButton)
  on('deleteInteraction', OneAction, act.deleteInteraction)
  on('markRead', OneTicket, act.markRead)
  on('markDone', OneTicket, act.markDone)
  on('reopen', OneTicket, act.reopen)
}

function newFile(file: { name: string; mimetype: string; contentBase64: string }): NewFile {
  const { name, mimetype, contentBase64 } = file
  return { name, mimetype, content: Buffer.from(contentBase64, 'base64') }
}
