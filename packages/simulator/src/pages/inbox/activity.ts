import { html } from 'ghtml'
import type { Followup, ReplyAttachment, Ticket, TicketAction } from '../../state/model.ts'
import { followupsOf, labelText, ticketActionsOf } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import { dayAndTime, fileSize, icons, webUrl } from '../elements.ts'
import type { TicketInContext } from './find.ts'

/** What users did with a Ticket: its Followups and the buttons pressed, oldest first. */
export function activity(state: State, found: TicketInContext): string {
  const actions = ticketActionsOf(state, found.ticket.id)
  const entries = [
    ...followupsOf(state, found.ticket.id).map((followup) => {
      const latest = actions.findLast(({ followupId }) => followupId === followup.id)
      return { time: followup.createdTime, markup: followupCard(state, found, followup, latest) }
    }),
    ...actions
      .filter(({ followupId }) => !followupId)
      .map((action) => ({ time: action.createdTime, markup: buttonLine(state, found, action) })),
  ].sort((one, other) => one.time.localeCompare(other.time))
  if (entries.length === 0) return ''
  return html`<h3 class="visually-hidden">Replies and actions</h3>
    <ol class="activity">!${entries.map(({ markup }) => markup)}</ol>`
}

function declared({ manifest }: TicketInContext, actionId: string) {
  return manifest?.inbox.ticketActions.find(({ id }) => id === actionId)
}

/** What a screen reader says when it changes while the page is open. */
const announcements = {
  sending: 'The reply is being sent.',
  published: 'The reply is published.',
  failed: 'The reply failed.',
} as const

function followupCard(
  state: State,
  found: TicketInContext,
  followup: Followup,
  latest: TicketAction | undefined,
): string {
  const entry = declared(found, followup.actionId)
  const option = entry?.options?.find(({ id }) => id === followup.option)
  const text = followup.text ?? followup.template?.preview ?? followup.template?.name
  const replyTicket = state.data.tickets[followup.replyTicketId ?? '']
  return html`<li class="followup ${followup.status}" id="followup-${followup.id}"
    data-announce="${announcements[followup.status]}">
    <div class="followup-head">
      <b>${state.data.users[followup.userId]?.name ?? 'Agent'}</b>
      <span class="muted">${entry ? labelText(entry.label) : followup.actionId}</span>
      !${option ? html`<span class="tag">${labelText(option.label)}</span>` : ''}
      !${dayAndTime(followup.createdTime)}
    </div>
    !${text ? html`<p class="text">${text}</p>` : ''}
    !${followup.attachments.length > 0 ? sentFiles(followup.attachments) : ''}
    !${followupState(followup, latest, replyTicket)}
  </li>`
}

function sentFiles(files: ReplyAttachment[]): string {
  return html`<ul class="attachments">
    !${files.map(
      ({ url, name, size }) => html`<li>
        !${icons.attachment}
        <a href="${webUrl(url) ?? '#'}" target="_blank" rel="noreferrer">${name}</a>
        <span class="muted">${fileSize(size)}</span>
      </li>`,
    )}
  </ul>`
}

function followupState(
  followup: Followup,
  latest: TicketAction | undefined,
  replyTicket: Ticket | undefined,
): string {
  if (followup.status === 'published') {
    const url = webUrl(replyTicket?.interaction.url)
    return html`<p class="state published">
      !${icons.check} <b>Published</b>
      !${url ? html`<a href="${url}" target="_blank" rel="noreferrer">View on the Network !${icons.external}</a>` : ''}
    </p>`
  }
  if (followup.status === 'sending') {
    const lost = latest?.status === 'dropped'
    return html`<p class="state sending"><span class="spinner"></span> <b>Sending</b></p>
      !${
        lost
          ? html`<p class="notice warning">
              The Integration was not reached${latest.reason ? `: ${latest.reason}` : ''}. At
              SocialHub the reply would stay like this.
            </p>`
          : ''
      }`
  }
  return html`<div class="state failed">
    <p>!${icons.failed} <b>Failed</b></p>
    <p class="reason">${followup.reason ?? 'The Integration gave no reason.'}</p>
    <form method="post" data-stay
      action="/inbox/${followup.ticketId}/followups/${followup.id}/retry">
      <button id="retry-${followup.id}" type="submit">Try again</button>
    </form>
  </div>`
}

/** Nobody reports the success of a button, so a pressed one only says that it was handed over. */
const buttonStates = {
  sending: 'being handed over',
  accepted: 'handed over to the Integration',
  published: 'handed over to the Integration',
  failed: 'failed',
  dropped: 'the Integration was not reached',
} as const

function buttonLine(state: State, found: TicketInContext, action: TicketAction): string {
  const entry = declared(found, action.actionId)
  return html`<li class="button-line ${action.status}">
    <b>${state.data.users[action.userId]?.name ?? 'Agent'}</b>
    <span>${entry ? labelText(entry.label) : action.actionId}: ${buttonStates[action.status]}</span>
    !${dayAndTime(action.createdTime)}
    !${action.reason ? html`<p class="reason">${action.reason}</p>` : ''}
  </li>`
}
