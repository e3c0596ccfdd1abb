import { createHash } from 'node:crypto'
import t from 'tap'
import { sign } from '../src/webhooks/sign.ts'
import { call, connect, integration, SECRET, simulator, ticket } from './integration.ts'

/** A simulator whose first Channel talks to an Integration. */
async function connected(test: Parameters<typeof simulator>[0], options = {}) {
  const socialhub = await simulator(test, options)
  const network = await integration(test)
  await connect(socialhub, network)
  const { apiUrl: base, accessToken: token } = socialhub
  const api = (route: string, body: unknown) => call(route, { base, token, body })
  return { socialhub, network, api, act: socialhub.act, data: socialhub.state.data }
}

t.test('Webhook requests are signed as two recorded ones were', async (t) => {
  const secret = 'random_32_or_more_chars_long_string'
  const body = (followupId: string, text: string, time: number, uuid: string) =>
    `{"manifestId":"64dcd7a6e5f74f15d6c42da8","accountId":"648b012b4c35a89b4f25f035","channelId":"64dcd7a6e5f74f15d6c42daa","events":{"ticket_action":[{"ticketId":"64df79734ecfe084f398ae15","networkItemId":"impossinle","type":"reply","actionId":"reply-as-comment","payload":{"followupId":"${followupId}","text":"${text}"},"time":${time},"uuid":"${uuid}"}]}}`
  t.same(
    sign(
      secret,
      '1693164883816',
      body(
        'c5ee8300-4510-11ee-887c-ef8720926c71',
        '4563456',
        1693164883788,
        '1de9f187-ac08-4351-b8a1-58e850747184',
      ),
    ),
    {
      signature: 'dd928efb0aa5ddb3229809c39e5e6647ebb19a8555bb56fb6a6bb5dac14980f6',
      challenge: 'cfd7556224fbc7af4219fca670e6b2ad798fd1884d960406dd1e3d0548e5837d',
    },
  )
  t.same(
    sign(
      secret,
      '1693164919438',
      body(
        'db2d0ca0-4510-11ee-887c-ef8720926c71',
        '567567',
        1693164919424,
        'b5e84598-6bfd-4dc8-a1d3-1709a8bea06d',
      ),
    ),
    {
      signature: '77882997e5a9b03ce3c6e59c19978408ac3a63a0777e8812c96b93be89f7307e',
      challenge: '45e6a1637c929d24f50cdd569852a7c11a9232474df99b37677eeb2ed150120c',
    },
  )
})

t.test('A webhook is tested while the call that configures it is open', async (t) => {
  const socialhub = await simulator(t)
  const network = await integration(t)
  const { apiUrl: base, accessToken: token, manifestId, channelId, accountId } = socialhub
  const webhook = { url: `${network.url}/webhook`, secret: SECRET }
  const patch = (body: object) => call('PATCH /manifest', { base, token, body })
  const configured = () => socialhub.state.data.manifests[manifestId]?.webhook

  network.answerNext.push(404)
  const notFound = await patch({ webhook })
  t.equal(notFound.status, 422)
  t.same(notFound.body, {
    code: 'WebhookValidationError',
    message: 'Error: An error occurred while attempting to validate the WebHook',
    data: 'Error: Not Found',
  })
  const refused = await patch({ webhook: { ...webhook, url: 'http://127.0.0.1:1/' } })
  t.match(refused.body, { code: 'WebhookValidationError', data: /^Error: .*ECONNREFUSED/ })
  network.answerNext.push(0)
  const unsolved = await patch({ webhook })
  t.equal(unsolved.status, 422)
  t.same(unsolved.body, {
    code: 'WebhookValidationError',
    message: 'Error: The WebHook failed to solve the challenge',
  })
  t.equal(configured(), undefined, 'what failed is not configured')

  t.equal((await patch({ webhook })).status, 200)
  t.same(configured(), webhook)
  t.equal(
    network.received.at(-1)?.rawBody,
    JSON.stringify({ manifestId, accountId, channelId, events: {} }),
  )
  const before = network.received.length
  await patch({ webhook })
  t.equal(network.received.length, before + 1, 'it is tested again when nothing changed')
  await patch({ webhook: null })
  t.equal(configured(), undefined, 'null removes it')
})

t.test('An event is sent as recorded', async (t) => {
  const { socialhub, network, act } = await connected(t)
  const { manifestId, accountId, channelId } = socialhub
  const { ticketId, networkItemId } = await ticket(socialhub)
  const followup = act.reply({ ticketId, actionId: 'reply', text: 'Grüße 👋' })
  await socialhub.idle()

  const [request] = network.received
  const [event] = network.events()
  t.equal(network.received.length, 1)
  t.match(request, {
    method: 'POST',
    url: '/webhook',
    headers: {
      'user-agent': 'SocialHub',
      'content-type': 'application/json',
      connection: 'close',
      'x-socialhub-timestamp': /^\d{13}$/,
      'x-socialhub-signature': /^[0-9a-f]{64}$/,
    },
  })
  const { uuid = '', time = 0 } = event ?? {}
  t.equal(
    request?.rawBody,
    `{"manifestId":"${manifestId}","accountId":"${accountId}","channelId":"${channelId}","events":{"ticket_action":[{"ticketId":"${ticketId}","networkItemId":"${networkItemId}","type":"reply","actionId":"reply","payload":{"followupId":"${followup.id}","text":"Grüße 👋"},"time":${time},"uuid":"${uuid}"}]}}`,
    'as compact JSON with one event',
  )
  t.match(followup.id, /^[0-9a-f]{8}-[0-9a-f]{4}-1/, 'a followupId is a UUID version 1')
  t.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4/, 'an event’s uuid is a UUID version 4')
})

t.test('A failed delivery is tried again a few times, then dropped', async (t) => {
  const { socialhub, network, act, data } = await connected(t)
  const { ticketId } = await ticket(socialhub)
  const status = () => Object.values(data.ticketActions).at(-1)?.status

  network.answerNext.push(500)
  act.pressButton({ ticketId, actionId: 'like' })
  await socialhub.idle()
  t.equal(network.received.length, 2)
  const [first, second] = network.events()
  t.equal(first?.uuid, second?.uuid, 'under the same uuid')
  t.equal(status(), 'accepted')

  network.answerNext.push(500, 503, 302)
  const followup = act.reply({ ticketId, actionId: 'reply', text: 'Hi' })
  await socialhub.idle()
  t.equal(network.received.length, 5)
  t.equal(status(), 'dropped')
  t.equal(data.followups[followup.id]?.status, 'sending', 'nobody tells the agent')
})

t.test('A 2xx without the challenge removes the webhook', async (t) => {
  const { socialhub, network, act, data } = await connected(t)
  const { ticketId } = await ticket(socialhub)
  network.answerNext.push(0)
  act.pressButton({ ticketId, actionId: 'like' })
  await socialhub.idle()
  t.match(data.manifests[socialhub.manifestId]?.webhookRemoved, { reason: /challenge/ })
  act.pressButton({ ticketId, actionId: 'like' })
  await socialhub.idle()
  t.equal(network.received.length, 1)
})

t.test('Disabling a Channel is an event, deactivating it by the API is none', async (t) => {
  const { socialhub, network, api, act, data } = await connected(t)
  const { channelId } = socialhub
  act.disableChannel({ channelId })
  await socialhub.idle()
  t.match(network.events(), [{ channelId, type: 'disabled', time: Number, uuid: String }])
  t.match(network.received[0]?.rawBody, '"events":{"channel_action":[')

  act.reactivateChannel({ channelId })
  const again = await act.showToken({ channelId })
  await call('DELETE /channel', { base: socialhub.apiUrl, token: again })
  await socialhub.idle()
  t.equal(network.received.length, 1)
  t.equal(data.channels[channelId]?.status, 'deactivated')
  t.equal((await api('GET /', undefined)).status, 401)
})

t.test('POST /inbox/tickets', async (t) => {
  const { socialhub, api, data } = await connected(t)
  const post = (interaction: object) => api('POST /inbox/tickets', { interaction })

  const created = await post({
    networkItemId: 'question-1',
    message: 'Hello?',
    createdTime: '2026-01-28T16:58:12.736Z',
    url: 'https://example.com/q/1',
    interactor: { interactorId: 'visitor-1', name: 'Vera' },
    root: { rootId: 'conversation-1' },
  })
  t.equal(created.status, 201)
  t.match(created.body, {
    channelId: socialhub.channelId,
    accountId: socialhub.accountId,
    _id: /^[a-f0-9]{24}$/,
    createdTime: String,
    interaction: {
      createdTime: '2026-01-28T16:58:12.736Z',
      message: 'Hello?',
      networkItemId: 'question-1',
      attachments: [],
      pictures: [],
      interactor: { interactorId: /^[a-f0-9]{24}$/, name: 'Vera' },
      root: { url: null, rootId: 'conversation-1', createdTime: String },
    },
  })
  t.notOk('type' in created.body.interaction)

  const root = Object.values(data.tickets).find(
    ({ interaction }) => interaction.networkItemId === 'conversation-1',
  )
  t.equal(root?.hidden, true, 'creates a missing Root-Ticket, empty and hidden')
  const real = await post({ networkItemId: 'conversation-1', message: 'The beginning' })
  t.equal(real.status, 201)
  t.equal(real.body._id, root?.id, 'which becomes the real one when it arrives')

  const again = await post({
    networkItemId: 'question-2',
    message: 'Me again',
    interactor: { interactorId: 'visitor-1', name: 'Vera V.' },
  })
  t.equal(
    again.body.interaction.interactor.interactorId,
    created.body.interaction.interactor.interactorId,
    'links the Tickets of one person',
  )

  const conflict = await post({ networkItemId: 'question-1', message: 'Twice' })
  t.equal(conflict.status, 409)
  t.equal(conflict.body.code, 'ConflictError')

  const rated = { networkItemId: 'rating-1', rating: { value: 0, scale: 5 } }
  t.equal((await post(rated)).status, 201, 'a rating alone is content enough')
  for (const [why, interaction] of [
    ['no networkItemId', { message: 'Hi' }],
    ['a short networkItemId', { networkItemId: 'short', message: 'Hi' }],
    ['a space in networkItemId', { networkItemId: 'with space', message: 'Hi' }],
    ['no content', { networkItemId: 'empty-1' }],
    ['a long message', { networkItemId: 'long-1', message: 'x'.repeat(10_001) }],
    ['a type', { networkItemId: 'typed-1', message: 'Hi', type: 'COMMENT' }],
    [
      'a short interactorId',
      { networkItemId: 'person-1', message: 'Hi', interactor: { interactorId: 'ab', name: 'A' } },
    ],
    ['a rating scale over 100', { networkItemId: 'rating-2', rating: { value: 1, scale: 101 } }],
  ] as const) {
    const refused = await post(interaction)
    t.equal(refused.status, 400, `refuses ${why}`)
    t.equal(refused.body.code, 'BadRequestError')
  }
})

t.test('An own post is not unread, and a Reusable Manifest allows a type', async (t) => {
  const { socialhub, act, data } = await connected(t)
  const { apiUrl: base, accountId, manifestId } = socialhub
  act.promoteManifest({ manifestId, name: 'Form' })
  const link = new URL(await act.creationLink({ accountId, manifestId }))
  const created = await call('POST /channels', {
    base,
    token: link.searchParams.get('token') ?? '',
    body: { name: 'Form', uniqueName: 'form', networkId: 'form-1' },
  })
  const token = created.body.endpoint.accessToken
  const post = (networkItemId: string, interactorId: string) =>
    call('POST /inbox/tickets', {
      base,
      token,
      body: {
        interaction: {
          networkItemId,
          type: 'COMMENT',
          message: 'Hi',
          interactor: { interactorId, name: 'N' },
        },
      },
    })
  const own = await post('own-post', 'form-1')
  const foreign = await post('foreign-post', 'visitor-1')
  t.equal(own.body.interaction.type, 'COMMENT')
  t.equal(data.tickets[own.body._id]?.unread, false)
  t.equal(data.tickets[foreign.body._id]?.unread, true)
  const elsewhere = await call(`PATCH /inbox/tickets/${foreign.body._id}`, {
    base,
    token: socialhub.accessToken,
    body: { interaction: { message: 'Changed' } },
  })
  t.equal(elsewhere.status, 404, 'a token opens no other Channel’s Tickets')
})

t.test('PATCH /inbox/tickets/:ticketId', async (t) => {
  const { socialhub, api, act, data } = await connected(t)
  const { ticketId, networkItemId } = await ticket(socialhub, {
    interactor: { interactorId: 'visitor-1', name: 'Vera' },
    pictures: [{ small: 'https://example.com/s.png' }],
  })
  const patch = (body: unknown, query = '') => api(`PATCH /inbox/tickets/${ticketId}${query}`, body)

  act.markDone({ ticketId })
  const edited = await patch({
    interaction: { message: 'Edited', pictures: [], interactor: { name: 'Vera V.' } },
  })
  t.equal(edited.status, 200)
  t.match(edited.body.interaction, {
    message: 'Edited',
    networkItemId,
    pictures: [],
    interactor: { name: 'Vera V.' },
  })
  t.equal(data.tickets[ticketId]?.status, 'done', 'leaves a Ticket that is done where it is')
  t.equal((await patch({}, '?reset=true')).status, 200)
  t.match(data.tickets[ticketId], { status: 'inbox', unread: true }, 'unless it is reset')

  for (const [field, interaction] of [
    ['networkItemId', { networkItemId: 'another-1' }],
    ['createdTime', { createdTime: '2020-01-01T00:00:00Z' }],
    ['root', { root: { rootId: 'another-1' } }],
    ['interactorId', { interactor: { interactorId: 'another-1', name: 'A' } }],
  ] as const) {
    t.match((await patch({ interaction })).body.message, field, `never changes ${field}`)
  }
  t.equal((await patch({ interaction: { networkItemId } })).status, 200)
  t.equal((await patch({ interaction: { message: '' } })).status, 400, 'leaves some content')
  t.equal((await api(`PATCH /inbox/tickets/${'f'.repeat(24)}`, {})).status, 404)
})

t.test('A reply is confirmed', async (t) => {
  const { socialhub, network, api, act, data } = await connected(t)
  const { ticketId, networkItemId } = await ticket(socialhub)
  const followup = act.reply({ ticketId, actionId: 'reply', text: 'Hi' })
  await socialhub.idle()
  const success = `POST /inbox/tickets/${ticketId}/replies/${followup.id}/success`

  t.equal((await api(success, { interaction: { networkItemId } })).status, 409)
  const confirmed = await api(success, { interaction: { networkItemId: 'reply-1' } })
  t.equal(confirmed.status, 201)
  t.match(confirmed.body, {
    followupTo: { followupToId: ticketId },
    interaction: { networkItemId: 'reply-1', message: 'Hi', root: { rootId: networkItemId } },
  })
  t.match(data.followups[followup.id], {
    status: 'published',
    replyTicketId: confirmed.body._id,
  })
  const twice = await api(success, { interaction: { networkItemId: 'reply-2' } })
  t.equal(twice.status, 409, 'only once')
  const reset = await api(`POST /inbox/tickets/${ticketId}/reset/reply`, {
    followupId: followup.id,
  })
  t.equal(reset.status, 409, 'and never fails afterwards')
  const unknown = success.replace(followup.id, '00000000-0000-1000-8000-000000000000')
  t.equal((await api(unknown, { interaction: { networkItemId: 'reply-3' } })).status, 404)
  t.equal((await api(success, { interaction: {} })).status, 400)
  t.equal(network.events().length, 1)
})

t.test('A reply fails with its reason, and the agent sends it again', async (t) => {
  const { socialhub, network, api, act, data } = await connected(t)
  const { ticketId } = await ticket(socialhub)
  const followup = act.reply({ ticketId, actionId: 'reply', text: 'Hi' })
  await socialhub.idle()
  act.markDone({ ticketId })
  const reset = `POST /inbox/tickets/${ticketId}/reset/reply`

  t.match((await api(reset, { reason: 'Gone' })).body, {
    code: 'BadRequestError',
    message: /followupId/,
  })
  const failed = await api(reset, { followupId: followup.id, reason: 'The post was deleted.' })
  t.equal(failed.status, 201)
  t.equal(failed.body._id, ticketId)
  t.match(data.followups[followup.id], { status: 'failed', reason: 'The post was deleted.' })
  t.equal(data.tickets[ticketId]?.status, 'inbox', 'the Ticket is back in the Inbox')

  act.retryFollowup({ followupId: followup.id })
  await socialhub.idle()
  const [first, second] = network.events()
  t.equal(second?.payload.followupId, first?.payload.followupId)
  t.not(second?.uuid, first?.uuid)
  t.match(data.followups[followup.id], { status: 'sending', reason: undefined })
})

t.test('Buttons and deletes end well unless they are reset', async (t) => {
  const { socialhub, network, api, act, data } = await connected(t)
  const { ticketId } = await ticket(socialhub)
  const button = act.pressButton({ ticketId, actionId: 'like' })
  const deletion = act.deleteInteraction({ ticketId, actionId: 'delete' })
  await socialhub.idle()
  t.match(network.events(), [
    { type: 'button', actionId: 'like', payload: {} },
    { type: 'delete', actionId: 'delete', payload: {} },
  ])
  t.equal(data.tickets[ticketId]?.deleted, true)
  const reset = (actionId: string) =>
    api(`POST /inbox/tickets/${ticketId}/reset/${actionId}`, { reason: 'No.' })
  t.equal((await reset('delete')).status, 201)
  t.equal(data.tickets[ticketId]?.deleted, false)
  t.match(data.ticketActions[deletion.id], { status: 'failed', reason: 'No.' })
  t.equal(data.ticketActions[button.id]?.status, 'accepted')
  t.equal((await reset('never-used')).status, 404)
})

t.test('The Inbox offers what the Manifest allows', async (t) => {
  const { socialhub, network, act } = await connected(t)
  const { ticketId } = await ticket(socialhub)
  const file = { name: 'a b.png', mimetype: 'image/png', content: Buffer.from('picture') }
  const reply = (actionId: string, input: object) => () =>
    act.reply({ ticketId, actionId, ...input })

  t.throws(reply('reply', { text: 'x'.repeat(21) }), /21 characters; at most 20/)
  t.throws(reply('reply', {}), /Write a text/)
  t.throws(reply('reply', { attachments: [file] }), /takes no attachments/)
  t.throws(reply('reply', { text: 'Hi', option: 'public' }), /has no options/)
  t.throws(reply('answer', { text: 'Hi' }), /Choose one/)
  t.throws(reply('answer', { text: 'Hi', option: 'other' }), /Choose one/)
  t.throws(reply('answer', { text: 'Hi', option: 'public', attachments: [file] }), /no text/)
  t.throws(reply('answer', { option: 'public', attachments: [file, file] }), /Only one/)
  t.throws(reply('like', { text: 'Hi' }), /no reply action/)
  t.throws(() => act.pressButton({ ticketId, actionId: 'reply' }), /no button action/)

  const old = await ticket(socialhub, { createdTime: '2026-01-01T00:00:00.000Z' })
  t.throws(
    () => act.reply({ ticketId: old.ticketId, actionId: 'soon', text: 'Hi' }),
    /possible until 2026-01-02T00:00:00.000Z/,
  )
  t.ok(act.reply({ ticketId, actionId: 'soon', text: 'Hi' }))

  act.reply({ ticketId, actionId: 'answer', option: 'public', attachments: [file] })
  await socialhub.idle()
  const event = network.events().at(-1)
  t.match(event?.payload, {
    option: 'public',
    attachments: [{ size: 7, name: 'a b.png', extension: 'png', mimetype: 'image/png' }],
  })
  const served = await fetch(event?.payload.attachments[0]?.url ?? '')
  t.equal(served.headers.get('content-type'), 'image/png')
  t.equal(await served.text(), 'picture', 'an attachment has an absolute URL that serves it')

  act.disableChannel({ channelId: socialhub.channelId })
  t.throws(reply('reply', { text: 'Hi' }), /deactivated/)
})

t.test('Templates are asked for by a signed request and sent as an event', async (t) => {
  const { socialhub, network, act } = await connected(t)
  const { ticketId } = await ticket(socialhub)
  network.templates = [
    {
      name: 'welcome',
      networkId: 't-1',
      variables: { name: { type: 'string' } },
      text: { en: 'Hello {{name}}!', de: 'Hallo {{name}}!', fr: 'Bonjour {{name}}!' },
    },
  ]
  const [template] = await act.templates({ ticketId, actionId: 'template' })
  const [request] = network.received
  t.match(request, { method: 'GET', url: `/templates?channelId=${socialhub.channelId}` })
  const timestamp = String(request?.headers['x-socialhub-timestamp'])
  t.equal(request?.headers['x-socialhub-signature'], sign(SECRET, timestamp, '').signature)
  t.equal(
    sign(SECRET, timestamp, '').challenge,
    createHash('sha256').update(`${timestamp};${SECRET}`).digest('hex'),
  )

  if (!template) throw new Error('The Integration offered no template.')
  const use = { ticketId, actionId: 'template', template, language: 'de' }
  t.throws(() => act.replyWithTemplate({ ...use, variables: {} }), /Fill in: name/)
  t.throws(() => act.replyWithTemplate({ ...use, language: 'nl', variables: {} }), /"nl"/)
  const followup = act.replyWithTemplate({ ...use, variables: { name: 'Vera' } })
  t.equal(followup.text, 'Hallo Vera!')
  await socialhub.idle()
  t.match(network.events(), [
    {
      type: 'template_reply',
      payload: {
        followupId: followup.id,
        name: 'welcome',
        networkId: 't-1',
        variables: { name: 'Vera' },
        language: 'de',
      },
    },
  ])
  network.templates = 'rubbish'
  await t.rejects(act.templates({ ticketId, actionId: 'template' }), /no list of templates/)
})
