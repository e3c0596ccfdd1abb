import { html } from 'ghtml'
import { icons } from './elements.ts'

const doors = [
  {
    href: '/settings/channels',
    icon: icons.channels,
    name: 'Channels Settings Page',
    text: 'Add a Channel on a Network, see how each one is, disable and reactivate it.',
  },
  {
    href: '/inbox',
    icon: icons.inbox,
    name: 'Inbox',
    text: 'Read Tickets as they come in, answer them, and see what became of each reply.',
  },
  {
    href: '/team',
    icon: icons.team,
    name: 'SocialHub Team',
    text: 'Promote a Manifest, so that it becomes a Network, and set an Account’s channel limit.',
  },
]

export function startPage(apiUrl: string, note?: string): string {
  return html`<main class="page" id="main">
    <h1>SocialHub on your laptop</h1>
    <p class="lead">
      Stands in for SocialHub while an Integration is built: its pages are here, its API answers at
      <code>${apiUrl}</code>.
    </p>
    <ul class="cards doors">
      !${doors.map(
        ({ href, icon, name, text }) => html`<li class="card">
          <span class="door-icon">!${icon}</span>
          <h2><a href="${href}">${name}</a></h2>
          <p class="muted">${text}</p>
        </li>`,
      )}
    </ul>
    !${note === undefined ? '' : html`<p class="muted">${note}</p>`}
  </main>`
}
