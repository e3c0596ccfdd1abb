import { html } from 'ghtml'
import type { Ticket } from '../../state/model.ts'
import { type ActionOnTicket, actionsOn, labelText } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import {
  attachments,
  avatar,
  dayAndTime,
  icons,
  networkIcon,
  networkName,
  pictures,
  rating,
  webUrl,
} from '../elements.ts'
import { activity } from './activity.ts'
import { authorName, type TicketInContext } from './find.ts'

/** The middle column above the reply box: the Interaction, what can be done, what was done. */
export function ticketView(state: State, found: TicketInContext): string {
  return html`<article class="ticket" aria-labelledby="ticket-heading">
    <div id="ticket" data-live>
      !${head(state, found)} !${states(found)} !${interaction(found)}
    </div>
    <div id="activity" data-live>!${activity(state, found)}</div>
  </article>`
}

function head(state: State, found: TicketInContext): string {
  const { ticket, interactor, channel, manifest } = found
  const name = authorName(found)
  const profile = webUrl(interactor?.url)
  const buttons = actionsOn(state, ticket).filter(
    ({ action }) => action.type === 'button' || action.type === 'delete',
  )
  return html`<header class="ticket-head">
    !${avatar(name, interactor?.picture, 'large')}
    <div class="ticket-who">
      <h2 id="ticket-heading">
        !${profile ? html`<a href="${profile}" target="_blank" rel="noreferrer">${name}</a>` : html`${name}`}
      </h2>
      <p class="muted">
        !${networkIcon(manifest, 'tiny')} ${channel?.name ?? ''} · ${networkName(manifest)} ·
        !${dayAndTime(ticket.interaction.createdTime)}
      </p>
    </div>
    <div class="ticket-actions">
      !${buttons.map((entry) => actionButton(found, entry))} !${doneButton(found)}
    </div>
  </header>`
}

function doneButton({ ticket }: TicketInContext): string {
  const [path, name] =
    ticket.status === 'inbox' ? ['done', 'Done'] : ['reopen', 'Back to the Inbox']
  return html`<form method="post" action="/inbox/${ticket.id}/${path}">
    <button id="${path}" type="submit">!${path === 'done' ? icons.check : ''} ${name}</button>
  </form>`
}

function actionButton(
  { ticket }: TicketInContext,
  { action, unavailable }: ActionOnTicket,
): string {
  const url = `/inbox/${ticket.id}/actions/${action.id}`
  const label = labelText(action.label)
  const disabled = unavailable ? html`disabled title="${unavailable}"` : ''
  if (action.type === 'button') {
    return html`<form method="post" action="${url}" data-stay>
      <button id="action-${action.id}" type="submit" !${disabled}>${label}</button>
    </form>`
  }
  const confirmation = `confirm-${action.id}`
  return html`<button class="danger" id="action-${action.id}" type="button"
      popovertarget="${confirmation}" !${disabled}>${label}</button>
    <div class="confirmation" id="${confirmation}" popover role="dialog" aria-label="${label}">
      <p><b>${label}?</b></p>
      <p>The Integration is asked to delete it on the Network. This can’t be undone.</p>
      <form method="post" action="${url}" data-stay>
        <button class="danger filled" type="submit">${label}</button>
        <button type="button" popovertarget="${confirmation}" popovertargetaction="hide">
          Keep it
        </button>
      </form>
    </div>`
}

function states({ ticket, channel }: TicketInContext): string {
  return html`!${
    ticket.deleted
      ? html`<p class="notice">The Integration was asked to delete this on the Network.</p>`
      : ''
  }!${
    channel?.status === 'deactivated'
      ? html`<p class="notice warning">
          The Channel is deactivated: nothing can be sent until it is reactivated on the
          <a href="/settings/channels">Channels Settings Page</a>.
        </p>`
      : ''
  }`
}

function interaction(found: TicketInContext): string {
  const { interaction, deleted } = { ...found.ticket }
  const name = authorName(found)
  const link = webUrl(interaction.link)
  return html`<div class="interaction">
    !${interaction.rating ? rating(interaction.rating) : ''}
    !${interaction.message ? html`<p class="text ${deleted ? 'deleted' : ''}">${interaction.message}</p>` : ''}
    !${pictures(interaction.pictures, name)} !${attachments(interaction.attachments)}
    !${link ? html`<p class="link-card">!${icons.external}<a href="${link}" target="_blank" rel="noreferrer">${link}</a></p>` : ''}
    !${foot(interaction)}
  </div>`
}

/** What is known beside the content; nothing for most messages. `TICKET` says nothing of a message. */
function foot({ type, updatedTime, url }: Ticket['interaction']): string {
  const onNetwork = webUrl(url)
  const notes = [
    type === 'TICKET' ? '' : html`<span class="tag">${type.toLowerCase()}</span>`,
    updatedTime ? html`<span>edited !${dayAndTime(updatedTime)}</span>` : '',
    onNetwork
      ? html`<a href="${onNetwork}" target="_blank" rel="noreferrer">View on the Network !${icons.external}</a>`
      : '',
  ].filter((note) => note !== '')
  return notes.length === 0 ? '' : html`<p class="interaction-foot muted">!${notes}</p>`
}
