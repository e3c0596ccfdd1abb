import { html } from 'ghtml'
import type { SidebarTab } from '../../state/model.ts'
import { labelText, rootOf, threadOf } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import { avatar, dayAndTime, rating } from '../elements.ts'
import { authorName, inContext, isOwn, type TicketInContext } from './find.ts'
import { excerpt } from './list.ts'

/** What stands at the right when a Manifest declares no `rightSidebar`. */
const fallback: SidebarTab = { id: 'thread', label: 'Thread', treeBuilder: 'flatListWithRoot' }

/** The right sidebar: the thread of the Ticket's Root-Ticket, as the chosen tab builds it. */
export function threadSidebar(
  state: State,
  selected: TicketInContext,
  chosenTab: string | undefined,
): string {
  const declared = selected.manifest?.inbox.rightSidebar ?? []
  const tabs = declared.length > 0 ? declared : [fallback]
  const tab = tabs.find(({ id }) => id === chosenTab) ?? tabs[0] ?? fallback
  const root = rootOf(state, selected.ticket)
  const withRoot = tab.treeBuilder === 'flatListWithRoot'
  const members = threadOf(state, selected.ticket)
    .filter(({ id }) => withRoot || id !== root.id)
    .map((ticket) => inContext(state, ticket))
  return html`<section class="thread" aria-labelledby="thread-heading">
    !${heading(tabs, tab)}
    <div id="thread" data-live>
      !${
        withRoot && root.hidden
          ? html`<p class="muted">SocialHub has not been sent the Root-Ticket of this thread.</p>`
          : ''
      }
      !${members.length === 0 ? html`<p class="muted">Nothing else in this thread.</p>` : ''}
      <ol class="thread-items">
        !${members.map((member) =>
          item(member, {
            isRoot: member.ticket.id === root.id && members.length > 1,
            isSelected: member.ticket.id === selected.ticket.id,
          }),
        )}
      </ol>
    </div>
  </section>`
}

function heading(tabs: SidebarTab[], chosen: SidebarTab): string {
  if (tabs.length === 1) return html`<h2 id="thread-heading">${labelText(chosen.label)}</h2>`
  return html`<h2 id="thread-heading" class="visually-hidden">Right sidebar</h2>
    <nav class="segments" aria-label="Right sidebar">
      !${tabs.map(
        (tab) =>
          html`<a href="?tab=${tab.id}" !${tab === chosen ? 'aria-current="true"' : ''}
            >${labelText(tab.label)}</a
          >`,
      )}
    </nav>`
}

function item(
  member: TicketInContext,
  { isRoot, isSelected }: { isRoot: boolean; isSelected: boolean },
): string {
  const { ticket, interactor, channel } = member
  const own = isOwn(member)
  const name = authorName(member)
  const picture = interactor?.picture ?? (own ? channel?.imageUrl : undefined)
  return html`<li class="${own ? 'own' : ''} ${isSelected ? 'current' : ''}">
    <article aria-label="${name}">
      <header>
        !${avatar(name, picture, 'small')} <b>${name}</b> !${dayAndTime(ticket.interaction.createdTime)}
      </header>
      !${ticket.interaction.rating ? rating(ticket.interaction.rating) : ''}
      <p class="text ${ticket.deleted ? 'deleted' : ''}">${ticket.interaction.message ?? excerpt(member)}</p>
      <p class="thread-foot">
        !${isRoot ? html`<span class="tag">Root-Ticket</span>` : ''}
        !${ticket.followupToId ? html`<span class="tag">Reply-Ticket</span>` : ''}
        !${ticket.deleted ? html`<span class="tag">Deleted</span>` : ''}
        !${isSelected ? html`<span class="muted">This Ticket</span>` : openLink(ticket.id, name)}
      </p>
    </article>
  </li>`
}

function openLink(ticketId: string, name: string): string {
  return html`<a id="thread-${ticketId}" href="/inbox/${ticketId}"
    >Open<span class="visually-hidden"> the Ticket of ${name}</span></a
  >`
}
