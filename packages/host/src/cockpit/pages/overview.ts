import { html } from 'ghtml'
import {
  type CockpitCustomer,
  type CockpitFilter,
  type CockpitOverview,
  HEALTHS,
  type HealthCounts,
} from '../../store/cockpit-overview.ts'
import { may } from '../actions.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { channelCard } from './channel-card.ts'
import { pager } from './pager.ts'

/** What of it all is shown; pages count from 0. */
interface Shown {
  readonly filter: CockpitFilter
  readonly page: number
  readonly pages: number
}

export function overviewPage(
  frame: CockpitFrame,
  overview: CockpitOverview,
  shown: Shown,
): CockpitContent {
  const { say } = frame
  const { counts, customers, integrations } = overview
  const title = say('overview.title')
  const isFiltered = JSON.stringify(shown.filter) !== JSON.stringify({ find: '' })
  const empty = say(isFiltered ? 'overview.nothing-found' : 'overview.no-channels')
  return {
    title,
    body: html`<h1>${title}</h1>
      !${searchForm(frame, shown.filter, integrations)}
      !${urgent(frame, overview, shown.filter)}
      <p class="quiet-rest">${quiet(frame, counts)}</p>
      !${unlabelled(frame, overview)}
      <h2 id="customers">${say('overview.customers')}</h2>
      !${customers.length === 0 ? html`<p class="lead">${empty}</p>` : matrix(frame, customers)}
      !${pager(frame, shown)}`,
  }
}

/** The same for every list: its address says what is looked for. */
export function searchForm(
  { say }: CockpitFrame,
  { find, integration, health }: CockpitFilter,
  integrations: readonly string[],
): string {
  const chosen = (value: string, of: string | undefined) => (value === of ? 'selected' : '')
  return html`<form class="search" method="get" role="search">
    <label><span>${say('overview.find')}</span><input id="find" type="search" name="find" value="${find}" maxlength="200"></label>
    <label><span>${say('overview.integration')}</span><select name="integration"><option value="">${say('overview.all')}</option>!${integrations.map(
      (name) => html`<option !${chosen(name, integration)}>${name}</option>`,
    )}</select></label>
    <label><span>${say('overview.health')}</span><select name="health"><option value="">${say('overview.all')}</option>!${HEALTHS.map(
      (one) =>
        html`<option value="${one}" !${chosen(one, health)}>${say(`health-name.${one}`)}</option>`,
    )}</select></label>
    <button class="second" type="submit">${say('overview.show')}</button>
  </form>`
}

function urgent(
  frame: CockpitFrame,
  { counts, needs }: CockpitOverview,
  filter: CockpitFilter,
): string {
  const { say, base } = frame
  const count = counts.broken + counts.attention
  const more = new URLSearchParams({
    find: filter.find,
    ...(filter.integration !== undefined && { integration: filter.integration }),
  })
  return html`<section aria-labelledby="needs"><h2 id="needs">${say('overview.needs', { count })}</h2>
    <ul class="needs">!${needs.map((channel) => html`<li>!${channelCard(frame, channel)}</li>`)}</ul>
    !${
      count > needs.length
        ? html`<p><a href="${base}/channels?${more}">${say('overview.all-needs', { count })}</a></p>`
        : ''
    }</section>`
}

function quiet({ say }: CockpitFrame, { well, paused, unconnected }: HealthCounts): string {
  return [
    say('overview.quiet', { count: well }),
    ...(paused > 0 ? [say('overview.paused-too', { count: paused })] : []),
    ...(unconnected > 0 ? [say('overview.unconnected-too', { count: unconnected })] : []),
  ].join(' ')
}

/** SocialHub tells no names of Accounts: whoever sees a new one is asked for one. */
function unlabelled(
  { say, base, operator }: CockpitFrame,
  { unlabelled: accounts, unlabelledCount: count }: CockpitOverview,
): string {
  if (count === 0 || !operator || !may(operator.role, 'label')) return ''
  return html`<div class="hint"><p>${say('overview.unlabelled', { count })}</p>
    <ul>!${accounts.map(
      (account) =>
        html`<li><a href="${base}/customers/${account}#label">${say('overview.name-it', { account })}</a></li>`,
    )}</ul></div>`
}

function matrix({ say, base }: CockpitFrame, customers: readonly CockpitCustomer[]): string {
  const columns = [...new Set(customers.flatMap(({ cells }) => Object.keys(cells)))].toSorted()
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="customers"><table class="matrix">
    <thead><tr><th scope="col">${say('overview.customer')}</th>!${columns.map(
      (name) => html`<th scope="col">${name}</th>`,
    )}</tr></thead>
    <tbody>!${customers.map(
      ({ accountId, label, cells }) => html`<tr>
        <th scope="row"><a href="${base}/customers/${accountId}">${label ?? accountId}</a></th>
        !${columns.map((name) => {
          const counts = cells[name]
          const address = `${base}/channels?${new URLSearchParams({ find: accountId, integration: name })}`
          return counts
            ? html`<td data-column="${name}"><a class="cell" href="${address}"><span class="unseen">${label ?? accountId}, ${name}: </span>!${HEALTHS.map(
                (health) =>
                  counts[health] > 0
                    ? html`<span class="health ${health}">${say(`health.${health}`, { count: counts[health] })}</span>`
                    : '',
              )}</a></td>`
            : html`<td class="none" data-column="${name}"><span class="unseen">${say('overview.none')}</span></td>`
        })}</tr>`,
    )}</tbody></table></div>`
}
