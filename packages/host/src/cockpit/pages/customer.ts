import { html } from 'ghtml'
import type { RemovalRecord } from '../../erasure/removal-record.ts'
import type { AuditEntry } from '../../store/audit-reading.ts'
import type { AcceptedTerms, DayCounts, MonthCounts } from '../../store/cockpit-customer.ts'
import type { CockpitChannel } from '../../store/cockpit-overview.ts'
import { may } from '../actions.ts'
import { causeOf, stateName } from '../cure.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { exactMoment, moment } from '../moment.ts'
import { auditTimeline } from './audit-entries.ts'
import { dayPlot } from './day-plot.ts'
import { pager } from './pager.ts'

interface Shown {
  readonly accountId: string
  readonly label: string | null
  readonly contact: string
  readonly channels: readonly CockpitChannel[]
  readonly page: number
  readonly pages: number
  readonly expiries: ReadonlyMap<string, Date>
  readonly days: readonly DayCounts[]
  readonly month: string
  readonly counts: readonly MonthCounts[]
  /** The latest of what the audit log tells of it. */
  readonly history: readonly AuditEntry[]
  readonly terms: readonly AcceptedTerms[]
  readonly channelsSettingsUrl: string
  readonly done: boolean
}

export function customerPage(frame: CockpitFrame, shown: Shown): CockpitContent {
  const { say } = frame
  const { accountId, label, done, channelsSettingsUrl } = shown
  const title = label ?? accountId
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="quiet">${say('customer.account', { account: accountId })}</p>
      !${done ? html`<p class="done" role="status">${say('customer.saved')}</p>` : ''}
      !${labelForm(frame, shown)}
      <h2 id="channels">${say('customer.channels')}</h2>
      !${channelTable(frame, shown)}
      !${pager(frame, shown)}
      <p class="quiet">${say('customer.connect')} <a href="${channelsSettingsUrl}" rel="noopener">${channelsSettingsUrl}</a></p>
      <h2>${say('customer.days')}</h2>
      !${dayPlot(frame, shown.days)}
      <h2 id="month">${say('customer.month')}</h2>
      !${monthTable(frame, shown)}
      <h2>${say('customer.terms')}</h2>
      !${termsTable(frame, shown.terms)}
      <h2>${say('customer.history')}</h2>
      !${auditTimeline(frame, shown.history, { account: accountId })}
      !${papers(frame, accountId)}`,
  }
}

function papers({ say, base, operator }: CockpitFrame, accountId: string): string {
  const canRemove = operator !== undefined && may(operator.role, 'remove account')
  return html`<h2>${say('customer.papers')}</h2>
    <p class="actions"><a class="button second" href="${base}/customers/${accountId}/paper">${say('paper.title')}</a>
    !${canRemove ? html`<a class="button danger" href="${base}/customers/${accountId}/removal">${say('removal.button')}</a>` : ''}</p>`
}

/** What is left to say of an Account that was removed. */
export function removedCustomerPage(
  frame: CockpitFrame,
  { accountId, endedTime }: RemovalRecord,
): CockpitContent {
  const { say, base, operator } = frame
  const title = say('removal.removed')
  const canSee = operator !== undefined && may(operator.role, 'remove account')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="quiet">${say('customer.account', { account: accountId })}</p>
      <p>!${exactMoment(frame, new Date(endedTime))}</p>
      !${canSee ? html`<p class="actions"><a class="button" href="${base}/customers/${accountId}/removal">${say('audit.record')}</a></p>` : ''}`,
  }
}

function labelForm(frame: CockpitFrame, { accountId, label, contact }: Shown): string {
  const { say, base, token, operator } = frame
  if (!operator || !may(operator.role, 'label')) {
    return contact === '' ? '' : html`<p>${say('customer.contact')}: ${contact}</p>`
  }
  return html`<form method="post" action="${base}/customers/${accountId}">
    <input type="hidden" name="token" value="${token}">
    <p class="field"><label for="label"><span>${say('customer.label')}</span></label>
      <span class="quiet" id="label-help">${say('customer.label-help')}</span>
      <input id="label" name="label" value="${label ?? ''}" maxlength="100" aria-describedby="label-help"></p>
    <p class="field"><label for="contact"><span>${say('customer.contact')}</span></label>
      <span class="quiet" id="contact-help">${say('customer.contact-help')}</span>
      <textarea id="contact" name="contact" rows="2" maxlength="500" aria-describedby="contact-help">${contact}</textarea></p>
    <p class="actions"><button class="second" type="submit">${say('customer.save')}</button></p>
  </form>`
}

function channelTable(frame: CockpitFrame, { channels, expiries }: Shown): string {
  const { say, base } = frame
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="channels"><table>
    <thead><tr><th scope="col">${say('channels.name')}</th><th scope="col">${say('channel.integration')}</th><th scope="col">${say('channels.state')}</th><th scope="col">${say('customer.grant')}</th></tr></thead>
    <tbody>!${channels.map((channel) => {
      const { channelId, name, integration, state, health, since } = channel
      const expiresAt = expiries.get(channelId)
      return html`<tr><th scope="row"><a href="${base}/channels/${channelId}">${name}</a></th>
        <td>${integration}</td>
        <td><strong class="health ${health}">${stateName(state, say)}</strong> !${moment(frame, since)}. ${causeOf(channel, say)}</td>
        <td>!${expiresAt ? moment(frame, expiresAt) : html`${say('channel.no-known-time')}`}</td></tr>`
    })}</tbody></table></div>`
}

function monthTable(
  { say, base, language }: CockpitFrame,
  { accountId, month, counts }: Shown,
): string {
  const number = new Intl.NumberFormat(language)
  const sum = (of: 'received' | 'tickets' | 'replies' | 'resets') =>
    counts.reduce((total, row) => total + row[of], 0)
  const numbers = (row: Pick<MonthCounts, 'received' | 'tickets' | 'replies' | 'resets'>) =>
    [row.received, row.tickets, row.replies, row.resets].map(
      (count) => html`<td class="number">${number.format(count)}</td>`,
    )
  const all = {
    received: sum('received'),
    tickets: sum('tickets'),
    replies: sum('replies'),
    resets: sum('resets'),
  }
  return html`<form class="search" method="get" action="#month">
      <label><span>${say('customer.which-month')}</span><input id="which-month" type="month" name="month" value="${month}" pattern="[0-9]{4}-[0-9]{2}" placeholder="2026-11"></label>
      <button class="second" type="submit">${say('customer.show')}</button>
    </form>
    <div class="wide" tabindex="0" role="region" aria-labelledby="month"><table>
    <thead><tr><th scope="col">${say('channels.name')}</th><th scope="col" class="number">${say('customer.received')}</th><th scope="col" class="number">${say('customer.tickets')}</th><th scope="col" class="number">${say('customer.replies')}</th><th scope="col" class="number">${say('customer.resets')}</th></tr></thead>
    <tbody>!${counts.map(
      (row) =>
        html`<tr><th scope="row">${row.name} <span class="quiet">${row.integration}</span></th>!${numbers(row)}</tr>`,
    )}<tr><th scope="row">${say('customer.sum')}</th>!${numbers(all)}</tr></tbody></table></div>
    <p><a href="${base}/customers/${accountId}/counts.csv?month=${month}">${say('customer.csv')}</a></p>`
}

function termsTable(frame: CockpitFrame, terms: readonly AcceptedTerms[]): string {
  const { say } = frame
  if (terms.length === 0) return html`<p class="lead">${say('customer.no-terms')}</p>`
  return html`<ul>!${terms.map(
    ({ integration, version, url, acceptedAt }) =>
      html`<li>${integration}: <a href="${url}" rel="noopener">${say('customer.terms-version')} ${version}</a>, !${moment(frame, acceptedAt)}</li>`,
  )}</ul>`
}
