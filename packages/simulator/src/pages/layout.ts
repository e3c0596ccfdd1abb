import { html } from 'ghtml'
import { icons } from './elements.ts'
import type { Viewer } from './viewer.ts'

export type Section = 'start' | 'inbox' | 'channels' | 'team'

export interface Page {
  title: string
  section: Section
  viewer: Viewer | undefined
  /** Markup of what stands between header and end of the page. */
  body: string
}

const sections = [
  { id: 'inbox', href: '/inbox', name: 'Inbox', short: 'Inbox', icon: icons.inbox },
  {
    id: 'channels',
    href: '/settings/channels',
    name: 'Channels Settings',
    short: 'Channels',
    icon: icons.channels,
  },
  { id: 'team', href: '/team', name: 'SocialHub Team', short: 'Team', icon: icons.team },
] as const

/**
 * The document around every page. Regions with an id and `data-live` are swapped by `live.js` when
 * the state changes; everything else stays as it was loaded.
 */
export function layout({ title, section, viewer, body }: Page): string {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · SocialHub simulator</title>
    <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/assets/base.css">
    <link rel="stylesheet" href="/assets/settings.css">
    <link rel="stylesheet" href="/assets/inbox.css">
    <script src="/assets/live.js" type="module"></script>
  </head>
  <body class="section-${section}">
    <a class="skip" href="#main">Skip to the content</a>
    <header class="top">
      <a class="brand" href="/">
        <img src="/assets/icon.svg" alt="" width="28" height="28">
        <span>SocialHub <span class="brand-note">simulator</span></span>
      </a>
      <nav aria-label="Pages">
        <ul>!${sections.map((entry) => navigationItem(entry, section, viewer))}</ul>
      </nav>
      !${viewer ? account(viewer, section) : ''}
    </header>
    !${body}
    <div id="announcement" class="visually-hidden" role="status"></div>
  </body>
</html>`
}

function navigationItem(
  entry: (typeof sections)[number],
  current: Section,
  viewer: Viewer | undefined,
): string {
  const here = entry.id === current ? html`aria-current="page"` : ''
  const unread = entry.id === 'inbox' && viewer ? unreadCount(viewer.unread) : ''
  return html`<li>
    <a href="${entry.href}" !${here}>
      !${entry.icon}
      <span class="long">${entry.name}</span><span class="short">${entry.short}</span>!${unread}
    </a>
  </li>`
}

function unreadCount(unread: number): string {
  return html`<span id="unread" data-live data-count="${unread}"
    >!${unread === 0 ? '' : html`<span class="count">${unread} <span class="visually-hidden">unread</span></span>`}</span
  >`
}

function account({ account, accounts, user }: Viewer, section: Section): string {
  const who = html`<span class="who"
    ><b>${account.name}</b>!${user ? html`<span class="muted">${user.name}</span>` : ''}</span
  >`
  if (accounts.length < 2) return html`<div class="account">!${who}</div>`
  return html`<form class="account" method="post" action="/account">
    <input type="hidden" name="section" value="${section}">
    <label class="visually-hidden" for="account">Account</label>
    <select id="account" name="account">
      !${accounts.map(
        ({ id, name }) =>
          html`<option value="${id}" ${id === account.id ? 'selected' : ''}>${name}</option>`,
      )}
    </select>
    <button class="quiet" type="submit">Switch</button>
  </form>`
}
