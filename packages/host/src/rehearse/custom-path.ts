import { setTimeout as pause } from 'node:timers/promises'
import { field, statusOf, textAt } from './api.ts'
import { refusedReply } from './refused-reply.ts'
import { fresh, type Rehearsal, ticketOf } from './rehearsal.ts'
import { RehearsalEnded } from './rehearsal-ended.ts'
import { seeRetryAfter } from './retry-after.ts'

const label = (text: string) => ({ en: text, de: text, fr: text })

/** The Ticket Actions of a rehearsal. One that has others is no rehearsal's Channel. */
const TICKET_ACTIONS = [
  { type: 'reply', id: 'rehearsal-reply', label: label('Reply (rehearsal)') },
  { type: 'button', id: 'rehearsal-button', label: label('Button (rehearsal)') },
]

/** Plays the workflow of a Custom Channel, with its Access Token. */
export async function customPath(rehearsal: Rehearsal, token: string): Promise<void> {
  const { api, say } = rehearsal
  await requireOwnChannel(rehearsal, token)
  say('Setting the Manifest: SocialHub sends a test request to the webhook meanwhile.')
  const set = await api.call('PATCH /manifest', { token, body: manifestOf(rehearsal) })
  if (set.status !== 200) {
    throw new RehearsalEnded(
      `SocialHub refuses the Manifest: ${statusOf(set)}: ${textAt(set.body, 'message')} ${textAt(set.body, 'data')}. It must reach this machine at ${rehearsal.webhookUrl}.`,
    )
  }
  await seeWebhook(rehearsal, token)
  await seeFailedTest(rehearsal, token)
  await seeTickets(rehearsal, token)
  await refusedReply(rehearsal, token)
  await seeOutcomes(rehearsal, token)
  await seeRetryAfter(rehearsal, token)
}

function manifestOf({ url, webhookUrl, secret }: Rehearsal) {
  return {
    webhook: { url: webhookUrl, secret },
    callbacks: { channelCreation: `${url}/add`, channelReactivation: `${url}/back` },
    inbox: { ticketActions: TICKET_ACTIONS },
  }
}

/** A rehearsal changes the Manifest and fails on purpose: nobody may use that Channel. */
async function requireOwnChannel({ api }: Rehearsal, token: string): Promise<void> {
  const root = await api.call('GET /', { token })
  if (root.status !== 200) {
    throw new RehearsalEnded(
      `SocialHub does not take this Access Token: ${statusOf(root)}. Create a Custom Channel in the test account, and give the token that SocialHub shows then.`,
    )
  }
  const actions = field(root.body, 'manifest', 'inbox', 'ticketActions')
  if (field(root.body, 'manifest') === undefined) {
    throw new RehearsalEnded(
      'This Channel uses a Reusable Manifest. Create a Custom Channel in the test account, only for this.',
    )
  }
  const foreign = (Array.isArray(actions) ? actions : []).some(
    (action: unknown) => !textAt(action, 'id').startsWith('rehearsal-'),
  )
  if (foreign) {
    throw new RehearsalEnded(
      'This Channel has a Manifest with Ticket Actions: somebody works with it, and a rehearsal would overwrite it. Create a Custom Channel in the test account, only for this.',
    )
  }
}

async function seeWebhook({ api, found }: Rehearsal, token: string): Promise<void> {
  const shown = await api.call('PATCH /manifest', { token, body: {} })
  const webhook = field(shown.body, 'webhook')
  const withSecret = textAt(webhook, 'secret') !== ''
  found({
    id: 'webhook-shown',
    asAssumed: withSecret,
    seen: webhook
      ? `PATCH /manifest with {} shows the webhook, ${withSecret ? 'its secret too' : 'but not its secret'}.`
      : 'PATCH /manifest with {} shows no webhook.',
  })
}

async function seeFailedTest(rehearsal: Rehearsal, token: string): Promise<void> {
  const { api, listener, found, webhookUrl, secret } = rehearsal
  const before = await api.call('PATCH /manifest', { token, body: {} })
  const rightSidebar = [
    { id: 'rehearsal', label: label('Rehearsal'), treeBuilder: 'flatListWithoutRoot' },
  ]
  listener.failTests = true
  const webhook = { url: webhookUrl, secret }
  const failed = await api.call('PATCH /manifest', {
    token,
    body: { webhook, inbox: { rightSidebar } },
  })
  listener.failTests = false
  const after = await api.call('PATCH /manifest', { token, body: {} })
  const same = JSON.stringify(before.body) === JSON.stringify(after.body)
  found({
    id: 'failed-test',
    asAssumed: failed.status === 422 && same,
    seen: `The PATCH was answered ${statusOf(failed)}, and the Manifest is ${same ? 'as it was' : 'another one now'}.`,
  })
  // Whatever became of it: the rest needs the webhook.
  await api.call('PATCH /manifest', { token, body: manifestOf(rehearsal) })
}

async function seeTickets({ api, found }: Rehearsal, token: string): Promise<void> {
  const ticket = ticketOf('Rehearsal: nothing to do here.')
  const extra = await api.call('POST /inbox/tickets', {
    token,
    body: { ...ticket, rehearsal: true, interaction: { ...ticket.interaction, rehearsal: true } },
  })
  const kept = 'rehearsal' in Object(field(extra.body, 'interaction'))
  found({
    id: 'unknown-fields',
    asAssumed: extra.status === 201 && !kept,
    seen: `A Ticket with an unknown field was answered ${statusOf(extra)}${extra.status === 201 ? `, and the answer ${kept ? 'shows' : 'does not show'} that field` : ''}.`,
  })
  const ticketId = textAt(extra.body, '_id')
  if (ticketId !== '') {
    const body = { interaction: { networkItemId: fresh('other') } }
    const changed = await api.call(`PATCH /inbox/tickets/${ticketId}`, { token, body })
    found({
      id: 'fixed-field',
      asAssumed: changed.status === 400,
      seen: `Another networkItemId for a Ticket was answered ${statusOf(changed)}.`,
    })
  }
  const root = ticketOf('Rehearsal: the beginning of a thread, which arrives after its answer.')
  const { networkItemId: rootId } = root.interaction
  await api.call('POST /inbox/tickets', {
    token,
    body: ticketOf('Rehearsal: an answer.', { root: { rootId } }),
  })
  const late = await api.call('POST /inbox/tickets', { token, body: root })
  found({
    id: 'hidden-root',
    asAssumed: late.status === 201,
    seen: `A Ticket with the networkItemId of a hidden Root-Ticket was answered ${statusOf(late)}.`,
  })
}

/** Reset, success and reset again, for one reply. */
async function seeOutcomes(rehearsal: Rehearsal, token: string): Promise<void> {
  const { api, listener, person, found } = rehearsal
  const text = 'Rehearsal B: please answer this Ticket'
  const made = await api.call('POST /inbox/tickets', { token, body: ticketOf(text) })
  const ticketId = textAt(made.body, '_id')
  const reply = await person.does(
    {
      id: 'reply-b',
      text: `In SocialHub’s Inbox, answer the Ticket “${text}” with any reply, and then mark it as Done.`,
    },
    (signal) => listener.deliveries.next((event) => event.ticketId === ticketId, signal),
  )
  if (!reply) return
  const { followupId } = reply
  // The agent marks it as Done after the reply: the reset must not come before that.
  await pause(rehearsal.lookMs, undefined, { signal: rehearsal.signal })
  const reset = () =>
    api.call(`POST /inbox/tickets/${ticketId}/reset/rehearsal-reply`, {
      token,
      body: { followupId, reason: 'Rehearsal: this reply was given back on purpose.' },
    })
  const first = await reset()
  const back = await person.says({
    id: 'ticket-b',
    text: `The reply to “${text}” was given back. Is the Ticket in the Inbox again, not under Done?`,
    choices: { yes: 'Yes, it is in the Inbox', no: 'No, it is under Done' },
  })
  if (back !== undefined) {
    found({
      id: 'reset-reopens',
      asAssumed: back === 'yes',
      seen: `The reset was answered ${statusOf(first)}, and the Ticket ${back === 'yes' ? 'is back in the Inbox' : 'stays under Done'}.`,
    })
  }
  const success = await api.call(`POST /inbox/tickets/${ticketId}/replies/${followupId}/success`, {
    token,
    body: { interaction: { networkItemId: fresh('reply') } },
  })
  found({
    id: 'success-after-reset',
    asAssumed: success.status === 201,
    seen: `A success after a reset was answered ${statusOf(success)}.`,
  })
  if (success.status >= 300) return
  const again = await reset()
  found({
    id: 'reset-after-success',
    asAssumed: again.status === 409,
    seen: `A reset after a success was answered ${statusOf(again)}.`,
  })
}
