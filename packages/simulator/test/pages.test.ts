import { needsChromium, type Page } from '@hubward/browser'
import t from 'tap'
import { integration, manifest, openPage, startSocialHub, ticketOf } from './pages-setup.ts'

async function text(element: ReturnType<Page['locator']>): Promise<string> {
  return (await element.textContent()) ?? ''
}

/** What the token in a callback's address says. */
function claimsOf(url: URL): Record<string, unknown> {
  const [, payload = ''] = (url.searchParams.get('token') ?? '').split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

t.test(
  'a new Ticket appears while an agent is writing, and what is written stays',
  needsChromium(),
  async (t) => {
    const { simulator, channel } = await startSocialHub(t)
    const first = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Are you open?'))
    const page = await openPage(t)
    await page.goto(`${simulator.appUrl}/inbox`)
    await page.getByRole('link', { name: 'Mara Lindqvist' }).click()
    const box = page.getByLabel('Answer', { exact: true })
    await box.pressSequentially('Yes, untill six')
    await box.press('ArrowLeft')
    await page.getByLabel('How to reply').selectOption('private')
    await box.focus()

    const hostile = '<img src=x onerror="document.title=1"> & more'
    await channel('POST', '/inbox/tickets', ticketOf('item-0002', hostile))
    await page.getByRole('link', { name: hostile }).waitFor()
    t.equal(await box.inputValue(), 'Yes, untill six')
    t.equal(await page.getByLabel('How to reply').inputValue(), 'private')

    // The reply box itself is drawn anew when the Manifest changes; its text survives that, too.
    const actions = manifest.inbox.ticketActions.map((action) =>
      action.id === 'answer' ? { ...action, config: { maxLength: 60 } } : action,
    )
    await channel('PATCH', '/manifest', { inbox: { ticketActions: actions } })
    await page.getByText('15 of 60 characters').waitFor()
    t.equal(await box.inputValue(), 'Yes, untill six')
    await page.keyboard.press('Backspace')
    t.equal(await box.inputValue(), 'Yes, untill sx')
    t.match(await page.title(), /^\(1\) /)
    t.match(page.url(), first._id)
  },
)

t.test('a page that changes while a reply is being sent', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)
  const arrived = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  await page.route('**/actions/answer', async (route) => {
    arrived.resolve()
    await go.promise
    await route.continue()
  })
  const box = page.getByLabel('Answer', { exact: true })
  await box.fill('Once.')
  await page.getByLabel('How to reply').selectOption({ label: 'Publicly' })
  await box.press('Control+Enter')
  await arrived.promise
  // The reply box would be drawn anew, and could be sent once more.
  const actions = manifest.inbox.ticketActions.map((action) =>
    action.id === 'answer' ? { ...action, config: { maxLength: 60 } } : action,
  )
  await channel('PATCH', '/manifest', { inbox: { ticketActions: actions } })
  await channel('POST', '/inbox/tickets', ticketOf('item-0002', 'Anybody there?'))
  await page.getByRole('link', { name: 'Anybody there?' }).waitFor()
  await box.press('Control+Enter')
  go.resolve()
  await page.locator('.followup').getByText('Sending').waitFor()
  await page.getByText('0 of 60 characters').waitFor()
  t.equal(await box.inputValue(), '', 'the box is empty')
  t.equal(Object.keys(simulator.state.data.followups).length, 1, 'it was sent once')
})

t.test('a reply is sent, then published, and stands in the thread', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const root = { rootId: 'root-0001' }
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?', { root }))
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)
  t.equal(await page.locator('.tickets li').count(), 1, 'the hidden Root-Ticket is not listed')

  const box = page.getByLabel('Answer', { exact: true })
  await box.fill('Here is the map.')
  await page.getByLabel('How to reply').selectOption({ label: 'Publicly' })
  const content = Buffer.from('a map')
  await page
    .locator('#attachment-answer')
    .setInputFiles({ name: 'map of town.txt', mimeType: 'text/plain', buffer: content })
  await page.locator('#send-answer').click()
  const followup = page.locator('.followup')
  await followup.getByText('Sending').waitFor()
  // The page may hear of the Followup before it has the answer to its form.
  await page.locator('#text-answer:placeholder-shown').waitFor()
  t.equal(await box.inputValue(), '', 'the box is empty for the next reply')
  t.match(await text(followup), /Here is the map\..*map of town\.txt.*5 bytes/s)
  const file = await fetch((await followup.getByRole('link').getAttribute('href')) ?? '')
  t.equal(await file.text(), 'a map')

  const [sent] = Object.values(simulator.state.data.followups)
  t.match(sent, { text: 'Here is the map.', option: 'public', actionId: 'answer' })
  await channel('POST', `/inbox/tickets/${ticket._id}/replies/${sent?.id}/success`, {
    interaction: { networkItemId: 'reply-0001', url: 'https://network.example/r/1' },
  })
  await followup.getByText('Published').waitFor()
  const link = followup.getByRole('link', { name: 'View on the Network' })
  t.equal(await link.getAttribute('href'), 'https://network.example/r/1')
  await page.getByRole('region', { name: 'Conversation' }).getByText('Reply-Ticket').waitFor()
  t.match(await text(page.getByRole('status')), 'The reply is published.')
})

t.test('a failed reply shows its reason and can be tried again', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const { id: followupId } = simulator.act.reply({
    ticketId: ticket._id,
    actionId: 'answer',
    option: 'public',
    text: 'Hi!',
  })
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)
  await page.getByLabel('Answer', { exact: true }).fill('Half a thought')
  await simulator.idle()

  const reason = 'The mailbox of the visitor is full.'
  await channel('POST', `/inbox/tickets/${ticket._id}/reset/answer`, { followupId, reason })
  await page.getByText(reason).waitFor()
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.locator('.followup').getByText('Sending').waitFor()
  t.equal(await page.getByText(reason).count(), 0)
  t.equal(await page.getByLabel('Answer', { exact: true }).inputValue(), 'Half a thought')
})

t.test('the reply box keeps the rules of the Manifest', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)

  const box = page.getByLabel('Answer', { exact: true })
  await page.getByLabel('How to reply').selectOption('public')
  await box.fill('ä'.repeat(41))
  await page.getByText('41 of 40 characters').waitFor()
  await page.locator('#send-answer').click()
  t.equal(
    await box.evaluate((element) => 'validationMessage' in element && element.validationMessage),
    'Please shorten the text to 40 characters.',
  )

  await page.getByText('Send a file', { exact: true }).first().click()
  const other = page.getByLabel('Send a file', { exact: true })
  await other.fill('Text beside it')
  await page
    .locator('#attachment-send-file')
    .setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') })
  await page.locator('#send-send-file').click()
  t.match(
    await other.evaluate((element) => 'validationMessage' in element && element.validationMessage),
    'either text or an attachment',
  )

  // What gets past the script is refused by SocialHub, and the page says why.
  await page
    .locator('form[data-reply]')
    .first()
    .evaluate((form) => form.setAttribute('novalidate', ''))
  await page.getByText('Answer', { exact: true }).first().click()
  await page.locator('#send-answer').click()
  await page.getByRole('alert').waitFor()
  t.match(await text(page.getByRole('alert')), '40')
  t.equal(await box.inputValue(), 'ä'.repeat(41))
  t.strictSame(simulator.state.data.followups, {})
})

t.test('a template is filled in and sent', needsChromium(), async (t) => {
  const { simulator, channel, webhookUrl } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const templates = { url: `${webhookUrl}/templates` }
  const label = { en: 'Use a template', de: 'Vorlage verwenden' }
  const action = { type: 'template_reply', id: 'template', label, config: { templates } }
  await channel('PATCH', '/manifest', { inbox: { ticketActions: [action] } })
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)
  await page.getByRole('link', { name: 'Choose a template' }).click()
  const form = page.getByRole('form', { name: 'Opening hours' })
  await form.getByLabel('Language').selectOption('German')
  await form.getByLabel('day').fill('Montag')
  await form.getByLabel('hour').fill('9')
  await form.getByRole('button', { name: 'Send' }).click()
  await page.locator('.followup').getByText('Am Montag öffnen wir um 9 Uhr.').waitFor()
  const [followup] = Object.values(simulator.state.data.followups)
  t.match(followup?.template, { networkId: 'template-1', language: 'de', variables: { hour: 9 } })
})

t.test('an attachment above 10 MB is refused', async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const form = new FormData()
  form.set('text', 'See the film')
  form.set('option', 'public')
  form.set('attachment', new File([Buffer.alloc(10_000_001)], 'film.mp4'))
  const url = `${simulator.appUrl}/inbox/${ticket._id}/actions/answer`
  const response = await fetch(url, { method: 'POST', body: form })
  t.equal(response.status, 422)
  t.match(await response.text(), 'An attachment has at most 10 MB.')
  form.set('attachment', new File([Buffer.alloc(10_000_000)], 'film.mp4'))
  t.equal((await fetch(url, { method: 'POST', body: form, redirect: 'manual' })).status, 303)
})

t.test('buttons, deleting, Done, and back by reset', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)

  await page.getByRole('button', { name: 'Like' }).click()
  await page.getByText('Like: handed over to the Integration').waitFor()
  await page.getByRole('button', { name: 'Remove' }).click()
  const confirmation = page.getByRole('dialog', { name: 'Remove' })
  await confirmation.getByRole('button', { name: 'Keep it' }).click()
  t.notOk(simulator.state.data.tickets[ticket._id]?.deleted)
  await page.getByRole('button', { name: 'Remove' }).click()
  await confirmation.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('The Integration was asked to delete this').waitFor()
  await channel('POST', `/inbox/tickets/${ticket._id}/reset/remove`, { reason: 'Not ours.' })
  await page.getByText('Not ours.').waitFor()

  await page.getByRole('button', { name: 'Done' }).click()
  await page.waitForURL('**/inbox')
  await page.getByText('No open Tickets.').waitFor()
  await page.getByRole('link', { name: 'Done' }).click()
  await page.getByRole('link', { name: 'Mara Lindqvist' }).waitFor()
  await page.getByRole('link', { name: 'Open', exact: true }).click()
  await page.getByText('No open Tickets.').waitFor()
  const { apiUrl, accessToken } = simulator
  const url = `${apiUrl}/inbox/tickets/${ticket._id}?reset=true&accesstoken=${accessToken}`
  await fetch(url, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ interaction: { message: 'Hello again?' } }),
  })
  await page.getByRole('link', { name: 'Hello again?' }).waitFor()
})

t.test('from a Manifest to a Network, a Channel and back', needsChromium(), async (t) => {
  const { simulator, channel, webhookUrl } = await startSocialHub(t)
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/team`)
  await page.getByText('Missing: callbacks.channelCreation').waitFor()
  t.ok(await page.getByRole('button', { name: 'Promote' }).isDisabled())

  await channel('PATCH', '/manifest', {
    branding: { icon: `${webhookUrl}/icon.svg`, color: '#2a7de1' },
    callbacks: {
      channelCreation: `${webhookUrl}/onboarding?language=en`,
      channelReactivation: `${webhookUrl}/again`,
    },
  })
  await page.getByText('Set: callbacks.channelCreation').waitFor()
  await page.getByLabel('Name of the Network').fill('Contact form')
  await page.getByRole('button', { name: 'Promote' }).click()
  await page.getByText('Reusable', { exact: true }).waitFor()
  const limit = page.getByLabel('Channel limit of')
  await limit.fill('7')
  await page.getByRole('button', { name: 'Save the limit' }).click()
  await page.waitForURL('**#accounts-heading')
  t.equal(simulator.state.data.accounts[simulator.accountId]?.channelLimit, 7)
  t.equal(await limit.inputValue(), '7')

  const settings = `${simulator.appUrl}/settings/channels`
  await page.goto(`${settings}?added=1&error=%3Cscript%3E`)
  await page.getByRole('link', { name: 'Add Channel on Contact form' }).click()
  await page.waitForURL(`${webhookUrl}/**`)
  const onboarding = new URL(page.url())
  t.equal(onboarding.searchParams.get('language'), 'en')
  t.match(claimsOf(onboarding), { accountId: simulator.accountId, origin: simulator.appUrl })

  await page.goto(settings)
  await page.getByText('For certain Teams').click()
  await page.getByLabel('Service').check()
  await page.getByRole('button', { name: 'Add for these Teams' }).click()
  await page.waitForURL(`${webhookUrl}/**`)
  const [service] = simulator.state.data.accounts[simulator.accountId]?.teams ?? []
  const forTeam = new URL(page.url())
  t.same(claimsOf(forTeam).teamIds, [service?.id])
  const token = forTeam.searchParams.get('token') ?? ''

  await page.goto(settings)
  const create = integration(simulator, token)
  const names = { name: 'Ask us', uniqueName: 'ask-us', networkId: 'form-1' }
  const created = await create('POST', '/channels', names)
  const row = page.locator(`#channel-${created._id}`)
  await row.getByText('Active').waitFor()
  await row.getByText('Teams: Service').waitFor()
  await row.getByRole('button', { name: 'Disable' }).click()
  await row.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
  await row.getByText('Deactivated on this page').waitFor()
  await row.getByRole('link', { name: 'Reactivate' }).click()
  await page.waitForURL(`${webhookUrl}/again?token=**`)
})

t.test(
  'a Custom Channel: its token shown once, deactivated with a reason, active again',
  needsChromium(),
  async (t) => {
    const { simulator } = await startSocialHub(t)
    const page = await openPage(t)
    await page.goto(`${simulator.appUrl}/settings/channels`)
    await page.getByText('Create a Custom Channel').click()
    await page.getByLabel('Name').fill('Returns desk')
    await page.getByRole('button', { name: 'Create' }).click()
    const token = await text(page.locator('#new-token'))
    await integration(simulator, token)('GET', '/')

    const { apiUrl } = simulator
    await fetch(`${apiUrl}/channel?reason=No%20grant%20any%20more&accesstoken=${token}`, {
      method: 'DELETE',
    })
    const row = page.locator('.channel').filter({ hasText: 'Returns desk' })
    await row.getByText('Deactivated by the Integration').waitFor()
    t.match(await text(row), 'No grant any more')
    t.equal(await text(page.locator('#new-token')), token, 'nothing else was disturbed')
    await page.locator('.mail').filter({ hasText: 'Returns desk' }).waitFor()

    await row.getByRole('button', { name: 'Reactivate' }).click()
    const second = await text(page.locator('#new-token'))
    t.not(second, token)
    await integration(simulator, second)('GET', '/')
    await row.getByRole('button', { name: 'New token' }).click()
    await row.getByRole('dialog').getByRole('button', { name: 'New token' }).click()
    await page.waitForURL('**/token')
    await integration(simulator, await text(page.locator('#new-token')))('GET', '/')
    await t.rejects(integration(simulator, second)('GET', '/'), /401/)
    await page.goto(`${simulator.appUrl}/settings/channels`)
    t.equal(await page.locator('#new-token').count(), 0)
  },
)

t.test('the pages of one Account show nothing of another', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  simulator.act.createAccount({ name: 'Another Company' })
  const page = await openPage(t)
  await page.goto(`${simulator.appUrl}/inbox`)
  await page.getByLabel('Account').selectOption({ label: 'Another Company' })
  await page.getByRole('button', { name: 'Switch' }).click()
  await page.getByText('No open Tickets.').waitFor()
  const response = await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)
  t.equal(response?.status(), 404)
  t.match(await text(page.getByRole('alert')), 'There is no such Ticket in this Account.')
})

t.test('an agent can answer without JavaScript', needsChromium(), async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const page = await openPage(t, { javaScriptEnabled: false })
  await page.goto(`${simulator.appUrl}/inbox/${ticket._id}`)
  await page.getByLabel('How to reply').selectOption('public')
  await page.getByLabel('Answer', { exact: true }).fill(`Far too long: ${'x'.repeat(40)}`)
  await page.locator('#send-answer').click()
  t.match(await text(page.getByRole('alert')), '40')
  await page.getByLabel('Answer', { exact: true }).fill('First line\nsecond line')
  await page.locator('#send-answer').click()
  await page.locator('.followup').getByText('Sending').waitFor()
  t.match(Object.values(simulator.state.data.followups), [{ text: 'First line\nsecond line' }])
})

t.test('another website can’t act on the pages', async (t) => {
  const { simulator, channel } = await startSocialHub(t)
  const ticket = await channel('POST', '/inbox/tickets', ticketOf('item-0001', 'Hello?'))
  const response = await fetch(`${simulator.appUrl}/inbox/${ticket._id}/done`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site' },
  })
  t.equal(response.status, 403)
  t.equal(simulator.state.data.tickets[ticket._id]?.status, 'inbox')
})
