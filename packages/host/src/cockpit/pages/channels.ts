import { html } from 'ghtml'
import type { RefusalCode } from '../../operating/refused.ts'
import type { CockpitChannel, CockpitFilter } from '../../store/cockpit-overview.ts'
import { may } from '../actions.ts'
import { causeOf, stateName } from '../cure.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { moment } from '../moment.ts'
import { searchForm } from './overview.ts'
import { pager } from './pager.ts'

interface Shown {
  readonly channels: readonly CockpitChannel[]
  readonly count: number
  readonly filter: CockpitFilter
  readonly page: number
  readonly pages: number
  readonly integrations: readonly string[]
}

export function channelsPage(frame: CockpitFrame, shown: Shown): CockpitContent {
  const { say, base, token, operator } = frame
  const { channels, count, filter, integrations } = shown
  const title = say('channels.title')
  const canChoose = operator !== undefined && may(operator.role, 'pause') && channels.length > 0
  const table = html`<div class="wide" tabindex="0" role="region" aria-labelledby="count"><table>
    <thead><tr>!${canChoose ? '<td></td>' : ''}<th scope="col">${say('channels.name')}</th><th scope="col">${say('overview.customer')}</th><th scope="col">${say('channel.integration')}</th><th scope="col">${say('channels.state')}</th></tr></thead>
    <tbody>!${channels.map((channel) => {
      const { channelId, name, accountId, label, integration, state, health, since } = channel
      return html`<tr>!${
        canChoose
          ? html`<td><input type="checkbox" name="channel" value="${channelId}" aria-label="${say('channels.choose', { name })}"></td>`
          : ''
      }<th scope="row"><a href="${base}/channels/${channelId}">${name}</a></th>
        <td><a href="${base}/customers/${accountId}">${label ?? accountId}</a></td><td>${integration}</td>
        <td><strong class="health ${health}">${stateName(state, say)}</strong> !${moment(frame, since)}. ${causeOf(channel, say)}</td></tr>`
    })}</tbody></table></div>`
  return {
    title,
    body: html`<h1>${title}</h1>
      !${searchForm(frame, filter, integrations)}
      <h2 id="count">${say('channels.count', { count })}</h2>
      !${
        canChoose
          ? html`<form method="post" action="${base}/channels/all/reconnect"><input type="hidden" name="token" value="${token}">!${table}
            <p class="actions">${say('channels.bulk')}:
            <button class="second" type="submit">${say('channels.bulk-links')}</button>
            <button class="second" type="submit" formaction="${base}/channels/all/pause">${say('channels.bulk-pause')}</button></p></form>`
          : table
      }
      !${pager(frame, shown)}`,
  }
}

/** What became of one of several. */
export interface Became {
  readonly channel: CockpitChannel
  readonly said?: string
  readonly refused?: RefusalCode
}

interface Bulk {
  readonly path: 'pause' | 'reconnect'
  readonly channels: readonly CockpitChannel[]
  /** Empty: nothing was done yet, and the page asks. */
  readonly became: readonly Became[]
}

/** First says what will happen to which, then what became of each. */
export function bulkPage(frame: CockpitFrame, { path, channels, became }: Bulk): CockpitContent {
  const { say, base, token } = frame
  const title = say(path === 'pause' ? 'channels.bulk-pause' : 'channels.bulk-links')
  const body = () => {
    if (channels.length === 0) return html`<p class="lead">${say('channels.none-chosen')}</p>`
    if (became.length > 0) {
      return html`<dl class="facts">!${became.map(
        ({ channel, said, refused }) =>
          html`<dt>${channel.name}</dt><dd>${refused ? say(`refused.${refused}`) : (said ?? '')}</dd>`,
      )}</dl><p class="actions"><a class="button" href="${base}/channels">${say('channels.title')}</a></p>`
    }
    return html`<p class="lead">${say(path === 'pause' ? 'deed.pause-what' : 'deed.reconnect-what')}</p>
      <ul>!${channels.map(({ name, accountId, label }) => html`<li>${name} · ${label ?? accountId}</li>`)}</ul>
      <form method="post" action="${base}/channels/all/${path}">
        <input type="hidden" name="token" value="${token}"><input type="hidden" name="sure" value="yes">
        !${channels.map(({ channelId }) => html`<input type="hidden" name="channel" value="${channelId}">`)}
        <p class="actions"><button type="submit">${title}</button> <a href="${base}/channels">${say('deed.cancel')}</a></p>
      </form>`
  }
  return { title, body: html`<h1>${title}</h1>!${body()}` }
}
