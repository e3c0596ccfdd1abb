import { html } from 'ghtml'
import Type from 'typebox'
import type { State } from '../../state/state.ts'
import { icons } from '../elements.ts'
import type { Viewer } from '../viewer.ts'
import { composer, type RefusedReply } from './composer.ts'
import { listTickets, type TicketInContext } from './find.ts'
import { listUrl, PAGE_SIZE, ticketList } from './list.ts'
import { threadSidebar } from './thread.ts'
import { ticketView } from './ticket.ts'

/** What the Inbox's address may say. */
export const InboxQuery = Type.Object({
  view: Type.Optional(Type.Union([Type.Literal('inbox'), Type.Literal('done')])),
  /** How many Tickets the list shows. */
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  /** The chosen tab of the right sidebar. */
  tab: Type.Optional(Type.String()),
})
export type InboxQuery = Type.Static<typeof InboxQuery>

/** The Inbox: the list; with a Ticket chosen also that Ticket, its reply box and its thread. */
export function inboxPage(
  state: State,
  viewer: Viewer | undefined,
  query: InboxQuery,
  chosen?: TicketInContext,
  refused?: RefusedReply,
): string {
  const view = query.view ?? chosen?.ticket.status ?? 'inbox'
  const list = ticketList({
    tickets: viewer ? listTickets(state, viewer.account.id, view) : [],
    view,
    selectedId: chosen?.ticket.id,
    count: query.count ?? PAGE_SIZE,
    now: state.now(),
  })
  if (!chosen) {
    return html`<main class="inbox" id="main">
      !${list}
      <div class="choose"><p class="empty">Choose a Ticket to read and answer it.</p></div>
    </main>`
  }
  return html`<main class="inbox with-ticket" id="main">
    !${list}
    <div class="detail">
    <div class="middle">
      <p class="back"><a href="${listUrl(view)}">!${icons.back} All Tickets</a></p>
      <div id="problem" data-problem></div>
      !${ticketView(state, chosen)} !${composer(state, chosen, refused)}
    </div>
    !${threadSidebar(state, chosen, query.tab)}
    </div>
  </main>`
}
