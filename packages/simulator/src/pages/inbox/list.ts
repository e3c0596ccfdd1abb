import { html } from 'ghtml'
import { avatar, networkIcon, networkName, time } from '../elements.ts'
import { authorName, type InboxView, inboxViews, type TicketInContext } from './find.ts'

/** So many Tickets stand in the list at once; more are there by `?count=`. */
export const PAGE_SIZE = 100

/** The left column: the Account's Tickets, newest first. */
export function ticketList(options: {
  tickets: TicketInContext[]
  view: InboxView
  selectedId: string | undefined
  count: number
  now: Date
}): string {
  const { tickets, view, selectedId, count, now } = options
  const shown = tickets.slice(0, count)
  return html`<section class="list" aria-labelledby="list-heading">
    <div class="list-head">
      <h1 id="list-heading">Inbox</h1>
      <nav class="segments" aria-label="Tickets by status">
        !${(['inbox', 'done'] as const).map(
          (each) => html`<a href="${listUrl(each)}" !${each === view ? 'aria-current="true"' : ''}
            >${inboxViews[each]}</a
          >`,
        )}
      </nav>
    </div>
    <div class="list-scroll" id="list" data-live>
      !${shown.length === 0 ? nothing(view) : ''}
      <ol class="tickets">
        !${shown.map((found) => row(found, { selected: found.ticket.id === selectedId, view, now }))}
      </ol>
      !${
        tickets.length > shown.length
          ? html`<p class="more">
              <a class="button" href="${listUrl(view, count + PAGE_SIZE)}">Show older Tickets</a>
            </p>`
          : ''
      }
    </div>
  </section>`
}

export function listUrl(view: InboxView, count = PAGE_SIZE): string {
  const query = new URLSearchParams()
  if (view !== 'inbox') query.set('view', view)
  if (count !== PAGE_SIZE) query.set('count', String(count))
  return query.size > 0 ? `/inbox?${query}` : '/inbox'
}

function nothing(view: InboxView): string {
  return view === 'inbox'
    ? html`<p class="empty"><b>No open Tickets.</b> New ones appear here by themselves.</p>`
    : html`<p class="empty"><b>Nothing is done yet.</b> Tickets marked as Done come here.</p>`
}

function row(
  found: TicketInContext,
  { selected, view, now }: { selected: boolean; view: InboxView; now: Date },
): string {
  const { ticket, channel, manifest, interactor } = found
  const name = authorName(found)
  const query = view === 'inbox' ? '' : `?view=${view}`
  return html`<li class="${ticket.unread ? 'unread' : ''}">
    <a id="row-${ticket.id}" data-announce="New Ticket from ${name}." href="/inbox/${ticket.id}${query}"
      !${selected ? 'aria-current="true"' : ''}>
      <span class="avatar-with-network">
        !${avatar(name, interactor?.picture)} !${networkIcon(manifest, 'small')}
      </span>
      <span class="row-text">
        <span class="row-top">
          <span class="row-name">${name}</span>
          !${time(ticket.interaction.createdTime, now)}
        </span>
        <span class="row-excerpt">${excerpt(found)}</span>
        <span class="row-channel">${channel?.name ?? ''} · ${networkName(manifest)}</span>
      </span>
      !${ticket.unread ? html`<span class="dot"><span class="visually-hidden">Unread</span></span>` : ''}
    </a>
  </li>`
}

/** What to read in one line: the message, or what there is instead. */
export function excerpt({ ticket }: TicketInContext): string {
  const { message, pictures, attachments, rating, link } = ticket.interaction
  if (message) return message.replace(/\s+/g, ' ').slice(0, 160)
  if (rating) return `Rating: ${rating.value} of ${rating.scale}`
  if (pictures.length > 0)
    return pictures.length === 1 ? 'A picture' : `${pictures.length} pictures`
  if (attachments.length > 0) return attachments[0]?.name ?? 'An attachment'
  return link ?? 'No content'
}
