import { html } from 'ghtml'
import type { Channel, Manifest, Notice } from '../../state/model.ts'
import { channelsOf, isReusable, manifestOf } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import { avatar, dayAndTime, icons, networkIcon, networkName } from '../elements.ts'

/** The Account's Channels with their state and what the Customer can do about it. */
export function channelList(state: State, accountId: string): string {
  const channels = channelsOf(state, accountId)
  return html`<section aria-labelledby="channels-heading">
    <h2 id="channels-heading">Channels</h2>
    <div id="channels" data-live>
      !${
        channels.length === 0
          ? html`<p class="empty"><b>No Channel yet.</b> Add one on a Network above.</p>`
          : ''
      }
      <ul class="rows">
        !${channels.map((channel) =>
          row(channel, manifestOf(state, channel), teamNames(state, channel)),
        )}
      </ul>
    </div>
  </section>`
}

function teamNames({ data }: State, { accountId, teamIds = [] }: Channel): string {
  const teams = data.accounts[accountId]?.teams ?? []
  return teams
    .filter(({ id }) => teamIds.includes(id))
    .map(({ name }) => name)
    .join(', ')
}

function row(channel: Channel, manifest: Manifest | undefined, teams: string): string {
  const active = channel.status === 'active'
  return html`<li class="channel" id="channel-${channel.id}"
    data-announce="${channel.name} is ${channel.status}.">
    !${avatar(channel.name, channel.imageUrl, 'square')}
    <div class="channel-text">
      <h3>${channel.name}</h3>
      <p class="muted">
        <span>${channel.uniqueName}</span>
        <span>!${networkIcon(manifest, 'tiny')} ${networkName(manifest)}</span>
        !${teams === '' ? '' : html`<span>Teams: ${teams}</span>`}
      </p>
      !${channel.deactivation ? deactivation(channel.deactivation) : ''}
    </div>
    <p class="pill ${channel.status}">${active ? 'Active' : 'Deactivated'}</p>
    <div class="channel-actions">
      !${active ? newToken(channel, manifest) : ''} !${active ? disable(channel) : ''}
      !${active ? '' : reactivate(channel, manifest)}
    </div>
  </li>`
}

function deactivation({ by, time, reason }: NonNullable<Channel['deactivation']>): string {
  const who = by === 'customer' ? 'on this page' : 'by the Integration'
  return html`<p class="deactivation">
    Deactivated ${who}, !${dayAndTime(time)}!${reason ? html`: <q>${reason}</q>` : ''}
  </p>`
}

function disable(channel: Channel): string {
  return confirmed({
    id: `disable-${channel.id}`,
    url: `/settings/channels/${channel.id}/disable`,
    button: 'Disable',
    about: channel.name,
    text: 'No messages come in and no replies go out until the Channel is reactivated. Nothing is deleted.',
    dangerous: true,
  })
}

function newToken(channel: Channel, manifest: Manifest | undefined): string {
  return confirmed({
    id: `token-${channel.id}`,
    url: `/settings/channels/${channel.id}/token`,
    button: 'New token',
    about: channel.name,
    text:
      manifest && isReusable(manifest)
        ? 'The Integration keeps the former token, which is refused from now on: the Channel must then be added again.'
        : 'The former token is refused from now on, and the webhook in the Manifest is disabled.',
    dangerous: false,
  })
}

function reactivate(channel: Channel, manifest: Manifest | undefined): string {
  const url = `/settings/channels/${channel.id}/reactivate`
  const name = html`Reactivate<span class="visually-hidden"> ${channel.name}</span>`
  if (manifest && isReusable(manifest)) {
    return html`<a class="button primary" id="reactivate-${channel.id}" href="${url}">!${name}</a>`
  }
  return html`<form method="post" action="${url}">
    <button class="primary" id="reactivate-${channel.id}" type="submit">!${name}</button>
  </form>`
}

/** A button that asks before it acts, without any script. */
function confirmed(options: {
  id: string
  url: string
  button: string
  about: string
  text: string
  dangerous: boolean
}): string {
  const { id, url, button, about, text, dangerous } = options
  return html`<button class="${dangerous ? 'danger' : 'quiet'}" id="${id}" type="button"
      popovertarget="${id}-confirm"
      >${button}<span class="visually-hidden"> ${about}</span></button
    >
    <div class="confirmation" id="${id}-confirm" popover role="dialog" aria-label="${button}">
      <p><b>${button}: ${about}</b></p>
      <p>${text}</p>
      <form method="post" action="${url}">
        <button class="${dangerous ? 'danger filled' : 'primary'}" type="submit">${button}</button>
        <button type="button" popovertarget="${id}-confirm" popovertargetaction="hide">Cancel</button>
      </form>
    </div>`
}

/** The e-mails that the Customer's administrators got, latest first. */
export function notices(state: State, accountId: string): string {
  const sent = Object.values(state.data.notices)
    .filter((notice) => notice.accountId === accountId)
    .reverse()
  return html`<section aria-labelledby="notices-heading">
    <h2 id="notices-heading">E-mails to the administrators</h2>
    <div id="notices" data-live>
      !${sent.length === 0 ? html`<p class="muted">None so far.</p>` : ''}
      <ul class="rows">!${sent.map(notice)}</ul>
    </div>
  </section>`
}

function notice({ id, subject, to, text, createdTime }: Notice): string {
  return html`<li class="mail" id="notice-${id}" data-announce="E-mail: ${subject}.">
    !${icons.mail}
    <details id="mail-${id}">
      <summary><span>${subject}</span> !${dayAndTime(createdTime)}</summary>
      <p class="muted">To ${to.join(', ')}</p>
      <p class="text">${text}</p>
    </details>
  </li>`
}
