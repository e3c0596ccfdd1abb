import t from 'tap'
import Type from 'typebox'
import {
  ActionReset,
  Attachment,
  ChannelActionEvent,
  ChannelCreation,
  ChannelUpdate,
  check,
  Interaction,
  Manifest,
  ManifestResponse,
  ManifestUpdate,
  type Problem,
  ReplyReset,
  ReplySuccess,
  RootResponse,
  Template,
  TicketActionDeclaration,
  TicketActionEvent,
  TicketCreation,
  TicketResponse,
  TicketUpdate,
  WebhookRequest,
  withRule,
} from '../src/index.ts'

const ID = '64dcd7a6e5f74f15d6c42daa'
const FOLLOWUP = 'c5ee8300-4510-11ee-887c-ef8720926c71'
const label = { en: 'Reply', de: 'Antworten', fr: 'Répondre' }
const https = 'https://example.org/a'

function problemsOf(schema: Type.TSchema, value: unknown): readonly Problem[] {
  const checked = check(schema, value)
  return checked.ok ? [] : checked.problems
}

type Case = readonly [schema: Type.TSchema, value: unknown, field: string, rule: RegExp]

const interaction = (more: object) => ({ networkItemId: 'status-1', message: 'Hello', ...more })
const action = (more: object) => ({ type: 'reply', id: 'reply', label, ...more })
const inbox = (...ticketActions: object[]) => ({ inbox: { ticketActions } })
const webhook = { url: https, secret: 'x'.repeat(32) }
const reply = (payload: unknown) => ({
  ticketId: ID,
  networkItemId: 'status-1',
  type: 'reply',
  actionId: 'reply',
  payload,
  time: 1_693_164_883_788,
  uuid: '1de9f187-ac08-4351-b8a1-58e850747184',
})

t.test('what SocialHub accepts is accepted', async (t) => {
  const accepted: [Type.TSchema, unknown][] = [
    [Interaction, interaction({})],
    [Interaction, { networkItemId: 'a/|@&$!?()[]{}+*~,;.:=_-', rating: { value: 0, scale: 0 } }],
    [Interaction, { networkItemId: 'x'.repeat(256), pictures: [{ small: https }] }],
    [Interaction, { networkItemId: 'status-1', link: 'http://example.org' }],
    [Interaction, { networkItemId: 'status-1', attachments: [{ url: https }] }],
    [Interaction, interaction({ message: '😀'.repeat(10_000) })],
    [
      Interaction,
      interaction({
        createdTime: '2026-01-28T16:58:12.736Z',
        url: 'http://localhost:8080/x',
        root: { rootId: 'status-0' },
        type: 'COMMENT',
        interactor: { interactorId: '123', name: 'A', url: https, picture: https },
      }),
    ],
    [Interaction, interaction({ createdTime: '2026-01-28T16:58:12+01:00' })],
    [Attachment, { url: https, name: 'a.pdf', size: 0, mimeType: 'application/pdf' }],
    [Attachment, { url: https, mimeType: 'application/vnd.ms-excel.sheet.macroEnabled.12' }],
    [TicketUpdate, { interaction: {} }],
    [
      TicketUpdate,
      { interaction: { message: '', pictures: [], updatedTime: '2026-01-28T16:58:12Z' } },
    ],
    [TicketUpdate, { interaction: { interactor: { name: 'New name' } } }],
    [ManifestUpdate, {}],
    [ManifestUpdate, { webhook: null }],
    [ManifestUpdate, { webhook: { url: https, secret: 'x'.repeat(512) } }],
    [ManifestUpdate, { branding: { icon: https, fallback: https, color: '#3b5998' } }],
    [
      Manifest,
      inbox(
        action({
          config: {
            approvalProcess: true,
            forceTagging: false,
            maxLength: 500,
            timeout: { duration: '24h', after: 'networkCreationTime' },
          },
          attachments: { noText: true },
          options: [{ id: 'public', label, description: 'For all' }],
        }),
        action({ type: 'template_reply', id: 't', config: { templates: { url: https } } }),
        action({ type: 'button', id: 'b' }),
        action({ type: 'delete', id: 'd', config: { forceTagging: true } }),
      ),
    ],
    [TicketActionDeclaration, action({ type: 'template_reply' })],
    [ChannelCreation, { name: 'A', uniqueName: '@a' }],
    [
      ChannelCreation,
      {
        name: 'A',
        uniqueName: '@a',
        networkId: '1',
        imageUrl: https,
        endpoint: {
          expirationTime: '2027-01-01T00:00:00Z',
          user: { id: '1', name: 'A', profileUrl: 'http://example.org', profileImage: https },
        },
      },
    ],
    [ChannelUpdate, { name: 'B' }],
    [ReplySuccess, { interaction: { networkItemId: 'status-2' } }],
    [ActionReset, {}],
    [ReplyReset, { followupId: FOLLOWUP, reason: 'Gone.' }],
    [Template, { name: 'Hi', networkId: '1', variables: { a: { type: 'string' } }, text: label }],
    [TicketActionEvent, reply({ followupId: FOLLOWUP, text: 'Hi', newField: 1 })],
    [TicketActionEvent, reply({ followupId: FOLLOWUP, attachments: [{ url: https, name: 'a' }] })],
    [TicketActionEvent, { ...reply(undefined), type: 'button' }],
    [TicketActionEvent, { ...reply({}), type: 'delete' }],
    [
      TicketActionEvent,
      {
        ...reply({
          followupId: FOLLOWUP,
          name: 'T',
          networkId: '1',
          variables: {},
          language: 'de',
        }),
        type: 'template_reply',
      },
    ],
    [ChannelActionEvent, { ...reply({}), type: 'disabled', channelId: ID }],
  ]
  for (const [schema, value] of accepted) t.strictSame(problemsOf(schema, value), [])
})

t.test('what SocialHub refuses is refused with the field and the rule', async (t) => {
  const refused: Case[] = [
    [Interaction, { networkItemId: 'status-1' }, 'message', /needs a message, a picture/],
    [Interaction, { networkItemId: 'status-1', message: '', pictures: [] }, 'message', /needs/],
    [
      TicketCreation,
      { interaction: { networkItemId: 'status-1' } },
      'interaction.message',
      /needs/,
    ],
    [Interaction, { message: 'Hello' }, 'networkItemId', /required/],
    [Interaction, interaction({ networkItemId: 'short' }), 'networkItemId', /6 to 256/],
    [Interaction, interaction({ networkItemId: 'back\\slash' }), 'networkItemId', /6 to 256/],
    [Interaction, interaction({ networkItemId: 'x'.repeat(257) }), 'networkItemId', /6 to 256/],
    [Interaction, interaction({ message: 'x'.repeat(10_001) }), 'message', /at most 10000/],
    [Interaction, interaction({ mesage: '' }), 'mesage', /not known/],
    [Interaction, interaction({ root: { rooId: 'status-0' } }), 'root.rooId', /not known/],
    [
      TicketCreation,
      { interaction: interaction({ pictures: [{ small: 'http://example.org/a' }] }) },
      'interaction.pictures[0].small',
      /begins with https/,
    ],
    [Interaction, interaction({ url: '/relative' }), 'url', /absolute URL/],
    [Interaction, interaction({ createdTime: '2026-01-28' }), 'createdTime', /ISO 8601/],
    [Interaction, interaction({ rating: { value: -1, scale: 5 } }), 'rating.value', /at least 0/],
    [Interaction, interaction({ rating: { value: 1, scale: 101 } }), 'rating.scale', /at most 100/],
    [Interaction, interaction({ type: 'TOOT' }), 'type', /one of: POST/],
    [
      Interaction,
      interaction({ interactor: { interactorId: '12', name: 'A' } }),
      'interactor.interactorId',
      /at least 3/,
    ],
    [Attachment, { url: https, mimeType: 'pdf' }, 'mimeType', /pattern/],
    [
      TicketUpdate,
      { interaction: { networkItemId: 'status-1' } },
      'interaction.networkItemId',
      /not known/,
    ],
    [TicketUpdate, { interaction: { createdTime: '' } }, 'interaction.createdTime', /not known/],
    [TicketUpdate, { interaction: { root: {} } }, 'interaction.root', /not known/],
    [
      TicketUpdate,
      { interaction: { interactor: { interactorId: '123' } } },
      'interaction.interactor.interactorId',
      /not known/,
    ],
    [Manifest, { webhook: null }, 'webhook', /must be an object/],
    [ManifestUpdate, { webhook: { ...webhook, secret: 'short' } }, 'webhook.secret', /at least 32/],
    [ManifestUpdate, { webhook: { ...webhook, url: 'http://a.example' } }, 'webhook.url', /https/],
    [ManifestUpdate, { name: 'Mine' }, 'name', /not known/],
    [ManifestUpdate, { branding: { color: '#3B5998' } }, 'branding.color', /pattern/],
    [
      ManifestUpdate,
      { callbacks: { channelCreation: 'ftp://a' } },
      'callbacks.channelCreation',
      /https/,
    ],
    [
      Manifest,
      inbox(action({ label: 'Reply' })),
      'inbox.ticketActions[0].label',
      /must be an object/,
    ],
    [
      Manifest,
      inbox(action({ label: { en: 'a', de: 'b' } })),
      'inbox.ticketActions[0].label.fr',
      /required/,
    ],
    [
      Manifest,
      inbox(action({}), action({ type: 'button' })),
      'inbox.ticketActions[1].id',
      /earlier Ticket Action/,
    ],
    [
      Manifest,
      {
        inbox: { rightSidebar: Array(2).fill({ id: 'a', label, treeBuilder: 'flatListWithRoot' }) },
      },
      'inbox.rightSidebar[1].id',
      /earlier right sidebar tab/,
    ],
    [
      Manifest,
      inbox(action({ type: 'template_reply' })),
      'inbox.ticketActions[0].config.templates.url',
      /needs the URL/,
    ],
    [Manifest, inbox(action({ extra: 1 })), 'inbox.ticketActions[0].extra', /not known/],
    [
      TicketActionDeclaration,
      action({ config: { maxLenght: 5 } }),
      'config.maxLenght',
      /not known/,
    ],
    [
      TicketActionDeclaration,
      action({ type: 'template_reply', config: { maxLength: 5 } }),
      'config.maxLength',
      /Only a reply has a maxLength; this action is a template_reply/,
    ],
    [
      TicketActionDeclaration,
      action({ type: 'button', config: { approvalProcess: true } }),
      'config.approvalProcess',
      /button takes no approvalProcess/,
    ],
    [
      TicketActionDeclaration,
      action({
        type: 'delete',
        config: { timeout: { duration: '1h', after: 'networkCreationTime' } },
      }),
      'config.timeout',
      /only config .* delete takes is forceTagging/,
    ],
    [
      TicketActionDeclaration,
      action({ type: 'button', attachments: {} }),
      'attachments',
      /Only a reply/,
    ],
    [TicketActionDeclaration, action({ type: 'delete', options: [] }), 'options', /Only a reply/],
    [
      TicketActionDeclaration,
      action({
        options: [
          { id: 'a', label },
          { id: 'a', label },
        ],
      }),
      'options[1].id',
      /earlier option/,
    ],
    [TicketActionDeclaration, action({ id: 'a b' }), 'id', /letters, digits/],
    [ChannelCreation, { name: 'A' }, 'uniqueName', /required/],
    [ChannelUpdate, { networkId: '2' }, 'networkId', /not known/],
    [ReplyReset, {}, 'followupId', /required/],
    [ActionReset, { followupId: '1' }, 'followupId', /UUID/],
    [TicketActionEvent, reply({ followupId: FOLLOWUP }), 'payload.text', /text or an attachment/],
    [TicketActionEvent, reply({ followupId: FOLLOWUP, text: '' }), 'payload.text', /text or an/],
    [TicketActionEvent, reply({ text: 'Hi' }), 'payload.followupId', /required/],
    [TicketActionEvent, { type: 'like' }, 'type', /one of: reply, template_reply, button, delete/],
    [WebhookRequest, { manifestId: ID, accountId: ID, channelId: ID }, 'events', /required/],
    [Template, { name: 'Hi', networkId: '1', variables: {}, text: {} }, 'text.en', /required/],
  ]
  for (const [schema, value, field, rule] of refused) {
    const problems = problemsOf(schema, value)
    t.ok(
      problems.some((problem) => problem.field === field && rule.test(problem.rule)),
      `${field}: ${rule}`,
      { problems },
    )
  }
})

t.test('every rule is an English sentence, and repeats no value', async (t) => {
  const secret = 'a-secret-value'
  const values: [Type.TSchema, unknown][] = [
    [Interaction, { networkItemId: 1, message: 2, pictures: secret, url: secret, type: secret }],
    [ManifestUpdate, { webhook: { url: secret, secret } }],
    [TicketActionEvent, { ...reply(secret), type: secret }],
    [ManifestUpdate, { branding: { color: secret, icon: secret }, [secret]: 1 }],
    [TicketActionDeclaration, action({ config: { timeout: { duration: 'h', after: secret } } })],
    [Interaction, null],
  ]
  for (const [schema, value] of values) {
    for (const { rule } of problemsOf(schema, value)) {
      t.match(rule, /^[A-Z].*\.$/)
      t.notMatch(rule, secret)
    }
  }
})

t.test('a problem is told once, and only what is wrong', async (t) => {
  t.strictSame(problemsOf(ManifestUpdate, { webhook: { ...webhook, secret: 'short' } }), [
    { field: 'webhook.secret', rule: 'This must have at least 32 characters.' },
  ])
  t.strictSame(problemsOf(TicketActionEvent, reply({ followupId: FOLLOWUP, text: 1 })), [
    { field: 'payload.text', rule: 'This must be a string.' },
  ])
  t.strictSame(problemsOf(Interaction, interaction({ mesage: 'a' })), [
    { field: 'mesage', rule: 'This field is not known here.' },
  ])
})

t.test('answers may hold more, less and older than what we send', async (t) => {
  const answers: [Type.TSchema, unknown][] = [
    [
      RootResponse,
      {
        channel: { _id: ID, name: 'A', uniqueName: 'a', businessHours: null, imageUrl: null, x: 1 },
        manifest: { _id: ID, inbox: { ticketActions: [action({ label: 'Reply', new: 1 })] } },
      },
    ],
    [RootResponse, { channel: { _id: ID } }],
    [ManifestResponse, { _id: ID, inbox: { rightSidebar: [], ticketActions: [] } }],
    [
      ManifestResponse,
      { _id: ID, inbox: { ticketActions: [action({ label: { en: 'a', de: 'b' } })] } },
    ],
    [TicketResponse, { _id: ID, interaction: { url: null, root: { url: null, rootId: 'x' } } }],
  ]
  for (const [schema, value] of answers) t.strictSame(problemsOf(schema, value), [])
})

t.test('a declaration can add fields to a Ticket Action and keeps its rules', async (t) => {
  const Declared = Type.Object({
    actions: Type.Array(
      Type.Intersect([TicketActionDeclaration, Type.Object({ repeatable: Type.Boolean() })], {
        unevaluatedProperties: false,
      }),
    ),
  })
  const declared = (more: object) => ({ actions: [action({ repeatable: true, ...more })] })
  t.strictSame(problemsOf(Declared, declared({})), [])
  t.strictSame(problemsOf(Declared, declared({ type: 'button', options: [] })), [
    { field: 'actions[0].options', rule: 'Only a reply offers options; this action is a button.' },
  ])
  t.match(problemsOf(Declared, declared({ repeatible: true })), [
    { field: 'actions[0].repeatible', rule: /not known/ },
  ])
})

t.test('a rule of your own may name a field or the whole value', async (t) => {
  const Range = withRule(Type.Object({ from: Type.Number(), to: Type.Number() }), ({ from, to }) =>
    from <= to ? undefined : { field: '', rule: 'Note this: from must not be above to.' },
  )
  t.strictSame(problemsOf(Type.Array(Range), [{ from: 2, to: 1 }]), [
    { field: '[0]', rule: 'Note this: from must not be above to.' },
  ])
  t.strictSame(problemsOf(Range, { from: 'a', to: 1 }), [
    { field: 'from', rule: 'This must be a number.' },
  ])
})

t.test('types come from the schemas', async () => {
  const good: Interaction = { networkItemId: 'status-1', message: 'Hello' }
  // @ts-expect-error a number is no message
  const bad: Interaction = { networkItemId: 'status-1', message: 1 }
  const checked = check(TicketActionEvent, reply({ followupId: FOLLOWUP, text: 'Hi' }))
  if (checked.ok && checked.value.type === 'reply')
    checked.value.payload.text satisfies string | undefined
  return [good, bad]
})
