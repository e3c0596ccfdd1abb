import { createHmac } from 'node:crypto'
import t from 'tap'
import { call, connect, integration, simulator } from './integration.ts'

const decode = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

/** A simulator whose first Manifest is Reusable, and what tests of onboarding need. */
async function onboarding(test: Parameters<typeof simulator>[0], settings = {}) {
  const socialhub = await simulator(test, { settings })
  const network = await integration(test)
  await connect(socialhub, network)
  const { manifestId, accountId, act, apiUrl: base } = socialhub
  act.promoteManifest({ manifestId, name: 'Contact form' })
  const creationToken = async (input: object = {}) => {
    const link = await act.creationLink({ accountId, manifestId, ...input })
    return new URL(link).searchParams.get('token') ?? ''
  }
  const create = async (body: object, input: object = {}) =>
    call('POST /channels', { base, token: await creationToken(input), body })
  return { socialhub, network, base, creationToken, create }
}

t.test('An Access Token', async (t) => {
  const socialhub = await simulator(t)
  const { apiUrl: base, accessToken, accountId, channelId, act } = socialhub
  const root = (token?: string) => call('GET /', { base, ...(token && { token }) })

  t.match(
    decode(accessToken),
    { accountId, channelId, iat: Number },
    'says which Channel it opens, and nothing of an expiry',
  )
  t.notOk('exp' in decode(accessToken))
  t.equal((await root(accessToken)).status, 200)

  const missing = await root()
  t.equal(missing.status, 401)
  t.same(missing.body, {
    code: 'AccessTokenInvalidError',
    message: 'Error: Invalid access token',
  })
  const [head, payload] = accessToken.split('.')
  const forged = createHmac('sha256', 'guess').update(`${head}.${payload}`).digest('base64url')
  t.equal((await root(`${head}.${payload}.${forged}`)).status, 401, 'must be signed by SocialHub')

  const replaced = await act.createNewToken({ channelId })
  t.equal((await root(accessToken)).status, 401, 'dies for ever when it is replaced')
  t.equal((await root(replaced)).status, 200)

  act.disableChannel({ channelId })
  const disabled = await root(replaced)
  t.equal(disabled.status, 403, 'answers 403 while the Channel is deactivated')
  t.equal(disabled.body.code, 'ChannelDeactivated')
  act.reactivateChannel({ channelId })
  t.equal((await root(replaced)).status, 401, 'is overwritten by a reactivation')
  t.equal((await root(await act.showToken({ channelId }))).status, 200)
})

t.test('A new token disables the webhook of a Manifest that is not Reusable', async (t) => {
  const socialhub = await simulator(t)
  await connect(socialhub, await integration(t))
  await socialhub.act.createNewToken({ channelId: socialhub.channelId })
  const manifest = socialhub.state.data.manifests[socialhub.manifestId]
  t.equal(manifest?.webhook, undefined)
  t.match(manifest?.webhookRemoved, { reason: /new Access Token/ })
})

t.test('A creation token', async (t) => {
  const { socialhub, network, base, creationToken, create } = await onboarding(t)
  const { act, accountId, manifestId, appUrl } = socialhub

  const link = await act.creationLink({ accountId, manifestId })
  t.match(link, `${network.url}/add?network=form&token=`, 'keeps the query of the callback')
  const claims = decode(new URL(link).searchParams.get('token') ?? '')
  t.match(claims, { accountId, manifestId, userId: /^[a-f0-9]{24}$/, origin: appUrl })
  t.equal(claims.exp - claims.iat, 30 * 60, 'lasts 30 minutes')

  const { teams = [] } = socialhub.state.data.accounts[accountId] ?? {}
  const teamIds = teams.slice(0, 1).map(({ id }) => id)
  t.notOk('teamIds' in claims, 'names no Team unless the Customer chose some')
  t.match(decode(await creationToken({ teamIds })), { teamIds }, 'says for which Teams')
  await t.rejects(creationToken({ teamIds: ['f'.repeat(24)] }), /no such Team/)
  const forTeams = await create({ name: 'T', uniqueName: 'T' }, { teamIds })
  t.match(socialhub.state.data.channels[String(forTeams.body._id)], { teamIds })

  t.equal((await call('GET /', { base, token: await creationToken() })).status, 401)
  const body = { name: 'A', uniqueName: 'A' }
  const withAccessToken = await call('POST /channels', { base, token: socialhub.accessToken, body })
  t.equal(withAccessToken.status, 401, 'can’t be replaced by an Access Token')
  t.equal((await create(body, { issuedAgoMs: 31 * 60_000 })).status, 401, 'expires')
  t.equal((await create(body, { issuedAgoMs: 29 * 60_000 })).status, 201)
  t.equal((await create({ name: 'B', uniqueName: 'B' })).status, 201, 'opens several Channels')
})

t.test('POST /channels', async (t) => {
  const { socialhub, base, create } = await onboarding(t)
  const { act, accountId, manifestId, state } = socialhub
  const one = { name: 'One', uniqueName: 'one', networkId: 'network-1' }

  const created = await create({ ...one, endpoint: { user: { id: 'u', name: 'Uli' } } })
  t.equal(created.status, 201)
  t.match(created.body, {
    ...one,
    _id: /^[a-f0-9]{24}$/,
    accountId,
    endpoint: { accessToken: /^[\w-]+\.[\w-]+\.[\w-]+$/, user: { name: 'Uli' } },
  })
  const token = created.body.endpoint.accessToken
  const root = await call('GET /', { base, token })
  t.equal(root.body.channel._id, created.body._id)
  t.notOk('manifest' in root.body, 'makes Channels whose GET / leaves the Reusable Manifest out')
  t.notOk('accessToken' in (root.body.channel.endpoint ?? {}))

  await t.test('reactivates a deactivated Channel by its networkId', async (t) => {
    t.equal((await call('DELETE /channel?reason=lost', { base, token })).status, 204)
    const back = await create({ ...one, name: 'One again', uniqueName: 'one again' })
    t.equal(back.status, 201)
    t.equal(back.body._id, created.body._id)
    t.equal(back.body.name, 'One again')
    t.not(back.body.endpoint.accessToken, token)
    t.equal((await call('GET /', { base, token })).status, 401, 'the former token is overwritten')
  })

  await t.test('reactivates by uniqueName only without a Network ID', async (t) => {
    const first = await create({ name: 'Two', uniqueName: 'two' })
    act.disableChannel({ channelId: first.body._id })
    t.equal((await create({ name: 'Two', uniqueName: 'two' })).body._id, first.body._id)
    act.disableChannel({ channelId: first.body._id })
    const taken = await create({ name: 'Two', uniqueName: 'two', networkId: 'network-2' })
    t.equal(taken.status, 400, 'with a Network ID the name is just taken')
    t.match(taken.body, { code: 'BadRequestError', message: /uniqueName "two"/ })
    state.settings.uniqueNameTaken = 'ConflictError'
    const conflict = await create({ name: 'Two', uniqueName: 'two', networkId: 'network-2' })
    t.equal(conflict.status, 409)
  })

  await t.test('knows both answers for a match that is still active', async (t) => {
    const active = { name: 'Three', uniqueName: 'three', networkId: 'network-3' }
    const first = await create(active)
    const replaced = await create(active)
    t.equal(replaced.status, 201)
    t.equal(replaced.body._id, first.body._id)
    const former = first.body.endpoint.accessToken
    t.equal((await call('GET /', { base, token: former })).status, 401)
    state.settings.activeMatch = 'refuse'
    const refused = await create(active)
    t.equal(refused.status, 409)
    const present = replaced.body.endpoint.accessToken
    t.equal((await call('GET /', { base, token: present })).status, 200, 'the token stays')
  })

  await t.test('refuses a networkId that another Account has under this Manifest', async (t) => {
    const other = act.createAccount({ name: 'Another' })
    const duplicate = await create(one, { accountId: other.id })
    t.equal(duplicate.status, 409)
    t.equal(duplicate.body.code, 'DuplicateChannel')
  })

  await t.test('holds the Account to its channel limit', async (t) => {
    act.setChannelLimit({ accountId, channelLimit: 2 })
    const refused = await create({ name: 'Four', uniqueName: 'four' })
    t.equal(refused.status, 403)
    t.equal(refused.body.code, 'ChannelLimitReached')
    act.setChannelLimit({ accountId, channelLimit: null })
    t.equal((await create({ name: 'Four', uniqueName: 'four' })).status, 201)
  })

  await t.test('refuses what is malformed', async (t) => {
    t.match((await create({ name: 'Five' })).body, {
      code: 'BadRequestError',
      message: /uniqueName/,
    })
    const imageUrl = 'http://example.com/a.png'
    t.equal((await create({ name: 'Five', uniqueName: 'five', imageUrl })).status, 400)
  })

  t.match(await act.reactivationLink({ channelId: created.body._id }), /\/back\?token=/)
  const reactivation = decode(
    new URL(await act.reactivationLink({ channelId: created.body._id })).searchParams.get(
      'token',
    ) ?? '',
  )
  t.match(reactivation, {
    manifestId,
    channelId: created.body._id,
    uniqueName: 'one again',
    networkId: 'network-1',
  })
})

t.test(
  'A Channel is updated in part, keeps its token, and never changes its networkId',
  async (t) => {
    const { base, create } = await onboarding(t)
    const created = await create({ name: 'One', uniqueName: 'one', networkId: 'network-1' })
    const token = created.body.endpoint.accessToken
    const patch = (body: object) => call('PATCH /channel', { base, token, body })

    const renamed = await patch({
      name: 'Uno',
      endpoint: { expirationTime: '2027-01-01T00:00:00Z' },
    })
    t.equal(renamed.status, 200)
    t.match(renamed.body, { name: 'Uno', uniqueName: 'one', networkId: 'network-1' })
    t.notOk('accessToken' in renamed.body.endpoint)
    t.equal((await patch({ networkId: 'network-2' })).status, 400)
    t.equal((await patch({ uniqueName: 'Custom Channel' })).status, 400, 'nor takes a taken name')
  },
)

t.test(
  'DELETE /channel deactivates, tells the Customer by mail, and deletes nothing',
  async (t) => {
    const socialhub = await simulator(t)
    const { apiUrl: base, accessToken: token, channelId, state } = socialhub
    const deleted = await call('DELETE /channel?reason=Lost%20access', { base, token })
    t.equal(deleted.status, 204)
    t.equal(deleted.body, null)
    t.match(state.data.channels[channelId], {
      status: 'deactivated',
      deactivation: { by: 'integration', reason: 'Lost access' },
    })
    const [notice] = Object.values(state.data.notices)
    t.match(notice, { channelId, to: [/^administrator@/], subject: /deactivated/ })
    t.notMatch(notice?.text, /Lost access/, 'keeps the reason internal')
    t.equal((await call('GET /', { base, token })).body.code, 'ChannelDeactivated')
  },
)

t.test('A Manifest', async (t) => {
  const socialhub = await simulator(t)
  const { apiUrl: base, accessToken: token, act, manifestId, accountId } = socialhub
  const network = await integration(t)
  const patch = (body: unknown) => call('PATCH /manifest', { base, token, body })
  const en = { en: 'Reply', de: 'Antworten' }
  const reply = { type: 'reply', id: 'reply', label: en }

  const empty = await patch({})
  t.equal(empty.status, 200)
  t.same(empty.body, { _id: manifestId, inbox: { rightSidebar: [], ticketActions: [] } })
  t.equal(empty.headers.get('content-encoding'), 'gzip')
  t.equal(empty.headers.get('cache-control'), 'private, no-cache, no-store, must-revalidate')

  const updated = await patch({ inbox: { ticketActions: [reply] } })
  t.same(updated.body.inbox.ticketActions, [reply], 'needs no French labels')
  await patch({ branding: { color: '#aabbcc' } })
  const kept = await patch({ branding: { icon: 'https://example.com/i.png' } })
  t.match(kept.body, { branding: { color: '#aabbcc' }, inbox: { ticketActions: [reply] } })

  for (const [why, inbox] of [
    ['a bare label', { ticketActions: [{ ...reply, label: 'Reply' }] }],
    ['an id twice', { ticketActions: [reply, reply] }],
    [
      'maxLength of a button',
      { ticketActions: [{ ...reply, type: 'button', config: { maxLength: 3 } }] },
    ],
    ['template_reply without templates', { ticketActions: [{ ...reply, type: 'template_reply' }] }],
    [
      'another config of delete',
      { ticketActions: [{ ...reply, type: 'delete', config: { approvalProcess: true } }] },
    ],
    ['an unknown type', { ticketActions: [{ ...reply, type: 'shout' }] }],
    ['an unknown tree', { rightSidebar: [{ id: 'a', label: en, treeBuilder: 'oak' }] }],
  ] as const) {
    const refused = await patch({ inbox })
    t.equal(refused.status, 400, `refuses ${why}`)
    t.equal(refused.body.code, 'BadRequestError')
  }
  t.equal((await patch('{"inbox":')).status, 400, 'refuses what is no JSON')
  t.equal((await patch([])).status, 400)

  t.throws(() => act.promoteManifest({ manifestId, name: 'Form' }), /channelCreation/)
  await connect(socialhub, network)
  act.promoteManifest({ manifestId, name: 'Form' })
  t.throws(() => act.promoteManifest({ manifestId, name: 'Form' }), /already/)
  const closed = await patch({})
  t.equal(closed.status, 403, 'is closed once it is Reusable')
  t.equal(closed.body.code, 'AccessDenied')
  const changed = act.changeManifest({ manifestId, changes: { branding: { color: '#00ff00' } } })
  t.equal(changed.branding?.color, '#00ff00', 'and then changed by the SocialHub Team')
  t.ok(changed.callbacks?.channelCreation, 'which leaves alone what was not asked for')
  t.notOk('manifest' in (await call('GET /', { base, token })).body)
  await t.rejects(act.creationLink({ accountId, manifestId: 'f'.repeat(24) }), /no Manifest/)
})

t.test('SocialHub asks for https, and for loopback http only when told to accept it', async (t) => {
  const strict = await simulator(t, { settings: { allowLoopbackHttp: false } })
  const webhook = { url: 'http://127.0.0.1:9/', secret: 'x'.repeat(32) }
  const patch = (socialhub: typeof strict, body: object) =>
    call('PATCH /manifest', { base: socialhub.apiUrl, token: socialhub.accessToken, body })
  t.match((await patch(strict, { webhook })).body, { code: 'BadRequestError', message: /https/ })
  t.equal((await patch(strict, { branding: { icon: 'http://127.0.0.1/i.png' } })).status, 400)
  t.equal((await patch(strict, { branding: { icon: 'https://example.com/i.png' } })).status, 200)

  const lenient = await simulator(t)
  t.equal((await patch(lenient, { branding: { icon: 'http://127.0.0.1/i.png' } })).status, 200)
  t.equal((await patch(lenient, { branding: { icon: 'http://example.com/i.png' } })).status, 400)
})

t.test('With legacy labels a bare string is a label, and is shown as it was sent', async (t) => {
  const socialhub = await simulator(t, { settings: { legacyLabels: true } })
  const reply = { type: 'reply', id: 'reply', label: 'Reply' }
  const { apiUrl: base, accessToken: token } = socialhub
  const body = { inbox: { ticketActions: [reply] } }
  t.equal((await call('PATCH /manifest', { base, token, body })).status, 200)
  const root = await call('GET /', { base, token })
  t.same(root.body.manifest, { _id: socialhub.manifestId, inbox: { ticketActions: [reply] } })
})
