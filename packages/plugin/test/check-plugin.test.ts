import t from 'tap'
import Type from 'typebox'
import { checkPlugin, definePlugin, form, formValues, PluginError } from '../src/index.ts'

const label = { en: 'Reply', de: 'Antworten', fr: 'Répondre' }
const icon = 'data:image/png;base64,AAAA'
const reply = { type: 'reply', id: 'reply', label, repeatable: true } as const

const Fields = Type.Object({ board: Type.String({ minLength: 2 }) })

/** The smallest plugin; nothing in it is ever called here. */
const sample = definePlugin({
  apiVersion: 1,
  id: 'sample',
  name: 'Sample',
  settings: Type.Object({ baseUrl: Type.String() }),
  channelSettings: Type.Object({ tag: Type.String() }),
  credentials: Type.Object({ token: Type.String() }),
  position: Type.Integer(),
  declaration: {
    branding: { icon, fallback: icon, color: '#336699' },
    ticketActions: [reply],
    fetch: { minIntervalMs: 1_000, maxIntervalMs: 60_000, pageSize: 50 },
    ownMessages: false,
    hosts: ['sample.example'],
    summary: { en: 'Notes.', de: 'Notizen.', fr: 'Notes.' },
  },
  async authenticate(_context, input) {
    return form({ step: 'board', title: label, schema: Fields, state: input.kind })
  },
  async fetchMessages(context, request) {
    // What the schemas say is what the functions get: this compiles without a cast.
    const url = `${context.settings.baseUrl}/${context.channelSettings.tag}`
    const after: number = request.position ?? 0
    const token: string = context.credentials.token
    return { messages: [], position: after + url.length + token.length, more: false }
  },
  async reply() {
    throw new PluginError('rejected')
  },
})

const { declaration } = sample
const declaring = (change: object) => ({ ...sample, declaration: { ...declaration, ...change } })
const acting = (change: object) => declaring({ ticketActions: [{ ...reply, ...change }] })
const remove = { type: 'delete', id: 'remove', label, repeatable: false }
const template = { type: 'template_reply', id: 'template', label, repeatable: false }

t.test('a plugin that keeps every rule is accepted', async (t) => {
  t.same(checkPlugin(sample), [])
  t.same(
    checkPlugin({
      ...declaring({ ticketActions: [reply, remove, template] }),
      actions: { remove: async () => {} },
      templates: async () => [],
      replyWithTemplate: async () => ({ networkItemId: 'note-1' }),
    }),
    [],
  )
})

t.test('what is wrong with a plugin is said where it is wrong', async (t) => {
  const cases: [what: string, exported: unknown, where: string, rule: string | RegExp][] = [
    ['no export', undefined, 'default export', 'must be what definePlugin({ … }) returned'],
    ['a function', () => sample, 'default export', 'must be what definePlugin({ … }) returned'],
    [
      'another version of the contract',
      { ...sample, apiVersion: 2 },
      'apiVersion',
      'is 2, but this host speaks version 1; install a matching release of the plugin or of the host',
    ],
    ['no version', { ...sample, apiVersion: undefined }, 'apiVersion', /^is undefined, but/],
    [
      'a bad id',
      { ...sample, id: 'My Plugin' },
      'id',
      'must be 2 to 32 lower-case letters, digits and hyphens, a letter first',
    ],
    [
      'no name',
      { ...sample, name: ' ' },
      'name',
      'must be the Network’s name as Customers read it',
    ],
    [
      'a required function is missing',
      { ...sample, fetchMessages: undefined },
      'fetchMessages',
      'is required and must be a function',
    ],
    [
      'a capability that is no function',
      { ...sample, refresh: true },
      'refresh',
      'must be a function, or be left out',
    ],
    [
      'no schema',
      { ...sample, position: undefined },
      'position',
      'must be a TypeBox schema; Type.Object({}) for nothing',
    ],
    [
      'settings that are no object',
      { ...sample, settings: Type.String() },
      'settings',
      'must be an object schema: Type.Object({ … })',
    ],
    ['no declaration', { ...sample, declaration: null }, 'declaration', 'This must be an object.'],
    [
      'an image over http',
      declaring({ branding: { ...declaration.branding, icon: 'http://sample.example/icon.png' } }),
      'declaration.branding.icon',
      /^This must match the pattern \^\(https:/,
    ],
    [
      'a text without a language',
      declaring({ summary: { en: 'Notes.', de: 'Notizen.' } }),
      'declaration.summary.fr',
      'This field is required.',
    ],
    [
      'an unknown field',
      declaring({ color: '#336699' }),
      'declaration.color',
      'This field is not known here.',
    ],
    [
      'a misspelt field of an action',
      acting({ lifetime: 5_000 }),
      'declaration.ticketActions[0].lifetime',
      'This field is not known here.',
    ],
    [
      'nothing said about repeating',
      declaring({ ticketActions: [{ type: 'reply', id: 'reply', label }] }),
      'declaration.ticketActions[0].repeatable',
      'This field is required.',
    ],
    [
      'one of SocialHub’s rules between fields',
      declaring({ ticketActions: [{ ...remove, config: { maxLength: 10 } }] }),
      'declaration.ticketActions[0].config.maxLength',
      'The only config that an action of type delete takes is forceTagging.',
    ],
    [
      'an id twice',
      declaring({ ticketActions: [reply, reply] }),
      'declaration.ticketActions[1].id',
      '"reply" occurs twice',
    ],
    [
      'a declared action that nothing performs',
      declaring({ ticketActions: [remove] }),
      'actions.remove',
      'is missing: it performs the declared delete',
    ],
    [
      'an action that is not declared',
      { ...sample, actions: { hide: async () => {} } },
      'actions.hide',
      'is not declared in declaration.ticketActions',
    ],
    [
      'templates without their functions',
      declaring({ ticketActions: [template] }),
      'declaration.ticketActions[0]',
      'needs the functions templates and replyWithTemplate',
    ],
    [
      'intervals the wrong way round',
      declaring({ fetch: { minIntervalMs: 9_000, maxIntervalMs: 1_000, pageSize: 1 } }),
      'declaration.fetch.minIntervalMs',
      'must not exceed maxIntervalMs',
    ],
  ]
  for (const [what, exported, where, rule] of cases) {
    const problems = checkPlugin(exported)
    t.equal(problems.length, 1, `${what}: one problem`)
    t.match(problems[0], { where, rule }, `${what}: says where and what to do`)
  }
})

t.test('all problems are said at once', async (t) => {
  const where = checkPlugin({ ...sample, id: '', name: '', reply: 1 }).map((p) => p.where)
  t.same(where, ['id', 'name', 'reply'])
})

t.test('a form is plain data, and its submit has the schema’s type', async (t) => {
  const step = form({ step: 'board', title: label, schema: Fields, values: { board: 'a' } })
  t.same(structuredClone(step), step, 'structured clone copies it')
  t.match(step, { kind: 'form', step: 'board', state: null, values: { board: 'a' } })
  t.match(step.schema, { type: 'object', required: ['board'] })

  const submit = { kind: 'form', step: 'board', state: null } as const
  const { board } = formValues(Fields, { ...submit, values: { board: 'garden' } })
  t.equal(board.toUpperCase(), 'GARDEN')
  for (const input of [
    { ...submit, values: { board: 'a' } },
    { ...submit, values: {} },
    { kind: 'start' } as const,
  ]) {
    t.throws(() => formValues(Fields, input), { name: 'PluginError', code: 'invalid' })
  }
})
