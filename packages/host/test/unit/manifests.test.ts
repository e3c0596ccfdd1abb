import t from 'tap'
import { buildManifest } from '../../src/manifests/build.ts'
import { compareManifests, maskManifest, REFERENCE } from '../../src/manifests/compare.ts'
import { PLUGIN } from './at-rest.ts'

const PLACE = {
  publicUrl: 'https://hub.example',
  webhookUrl: 'https://hooks.example',
  reference: 'unguessable',
  secret: 'newest',
}
const MASKED = { reference: 'unguessable', secrets: ['newest', 'older'] }
const INTEGRATION = { name: 'harbour', plugin: PLUGIN }
const labels = PLUGIN.declaration.ticketActions.map(({ label }) => label)
const BUILT = buildManifest(INTEGRATION, PLACE)

t.test('addresses are the host’s, everything else is the plugin’s', async (t) => {
  t.same(BUILT, {
    branding: {
      icon: 'https://a.example/i.svg',
      fallback: 'https://a.example/f.png',
      color: '#333',
    },
    webhook: { url: 'https://hooks.example/webhooks/unguessable', secret: 'newest' },
    callbacks: {
      channelCreation: 'https://hub.example/connect/harbour',
      channelReactivation: 'https://hub.example/reconnect/harbour',
    },
    inbox: {
      ticketActions: [
        { id: 'answer', type: 'reply', label: labels[0] },
        { id: 'hide', type: 'button', label: labels[1] },
      ],
    },
  })
})

t.test('pictures that a plugin brings along are served by the host', async (t) => {
  const { declaration } = PLUGIN
  const branding = {
    ...declaration.branding,
    icon: 'data:image/svg+xml;base64,AA==',
    fallback: 'data:image/png;base64,AA==',
  }
  const plugin = { declaration: { ...declaration, branding } }
  t.match(buildManifest({ name: 'harbour', plugin }, PLACE).branding, {
    icon: 'https://hub.example/branding/harbour/icon.svg',
    fallback: 'https://hub.example/branding/harbour/fallback.png',
  })
})

t.test('templates are asked for at an address that nobody guesses', async (t) => {
  const [answer] = PLUGIN.declaration.ticketActions
  const template = {
    id: 'template',
    type: 'template_reply',
    label: answer?.label ?? { en: '', de: '', fr: '' },
    config: { forceTagging: true },
    repeatable: true,
  } as const
  const tab = { id: 'thread', label: template.label, treeBuilder: 'flatListWithRoot' } as const
  const declaration = { ...PLUGIN.declaration, ticketActions: [template], rightSidebar: [tab] }
  const plugin = { declaration }
  t.match(buildManifest({ name: 'harbour', plugin }, PLACE).inbox, {
    ticketActions: [
      {
        config: {
          forceTagging: true,
          templates: { url: 'https://hooks.example/templates/unguessable' },
        },
      },
    ],
    rightSidebar: [tab],
  })
})

t.test('what SocialHub fills in, or nobody knows, is no difference', async (t) => {
  const same = { differences: [], notShown: [] }
  t.same(compareManifests(BUILT, BUILT, MASKED), same)
  const [answer, hide] = BUILT.inbox?.ticketActions ?? []
  const filled = {
    ...BUILT,
    _id: 'c'.repeat(24),
    inbox: {
      ticketActions: [
        answer,
        { ...hide, config: { approvalProcess: true, forceTagging: true }, futureField: 1 },
      ],
    },
  }
  t.same(compareManifests(BUILT, filled, MASKED), same)
})

t.test('each difference is named by where it stands', async (t) => {
  const [answer, hide] = BUILT.inbox?.ticketActions ?? []
  const fieldsOf = (theirs: unknown) => compareManifests(BUILT, theirs, MASKED)
  const ordered = fieldsOf({ ...BUILT, inbox: { ticketActions: [hide, answer] } })
  t.same(ordered.differences, [
    { field: 'inbox.ticketActions.order', here: ['answer', 'hide'], socialhub: ['hide', 'answer'] },
  ])
  const relabelled = fieldsOf({
    ...BUILT,
    inbox: {
      ticketActions: [{ ...answer, label: { ...labels[0], en: 'Reply' }, attachments: {} }, hide],
    },
  })
  t.same(relabelled.differences, [
    { field: 'inbox.ticketActions.answer.label.en', here: 'Answer', socialhub: 'Reply' },
    { field: 'inbox.ticketActions.answer.attachments', here: undefined, socialhub: {} },
  ])
})

t.test('no secret is shown, and what SocialHub hides is no difference', async (t) => {
  const withSecret = (secret: string) => ({ ...BUILT, webhook: { ...BUILT.webhook, secret } })
  const shown = (secret: string) =>
    compareManifests(BUILT, withSecret(secret), MASKED).differences.map((one) => one.socialhub)
  t.same(shown('newest'), [])
  t.same(shown('older'), ['‹older secret›'])
  t.same(shown('somebody’s'), ['‹unknown secret›'])
  t.match(compareManifests(BUILT, withSecret('older'), MASKED).differences, [
    { field: 'webhook.secret', here: '‹newest secret›' },
  ])
  const { webhook: _, ...hidden } = BUILT
  t.same(compareManifests(BUILT, hidden, MASKED), { differences: [], notShown: ['webhook'] })
  const withoutSecret = { ...BUILT, webhook: { url: BUILT.webhook?.url } }
  t.same(compareManifests(BUILT, withoutSecret, MASKED), {
    differences: [],
    notShown: ['webhook.secret'],
  })
  const moved = { ...BUILT, webhook: { url: 'https://old.example/webhooks/unguessable' } }
  t.match(compareManifests(BUILT, moved, MASKED).differences, [
    { field: 'webhook.url', socialhub: `https://old.example/webhooks/${REFERENCE}` },
  ])
  const printed = JSON.stringify(maskManifest(BUILT, MASKED))
  t.notMatch(printed, 'unguessable')
  t.notMatch(printed, 'newest')
})
