import type { Language } from '@hubward/plugin'
import { html } from 'ghtml'
import type { RemovalRecord, RemovedChannel } from './removal-record.ts'
import { REMOVAL_WORDS } from './removal-words.ts'

/** The record of a removal as a page to print: whole in itself, nothing is loaded. */
export function removalPage(record: RemovalRecord, language: Language): string {
  return html`<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${removalTitle(language)}</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
  table { border-collapse: collapse; width: 100% }
  th, td { border: 1px solid #767676; padding: .3rem .5rem; text-align: left; vertical-align: top }
  dt { font-weight: bold }
  div { overflow-x: auto }
  .signature { margin-top: 4rem }
</style>
!${removalBody(record, language)}
</html>
`
}

export function removalTitle(language: Language): string {
  return REMOVAL_WORDS[language].title
}

/** What the record says, heading included, for a page around it. */
export function removalBody(record: RemovalRecord, language: Language): string {
  const words = REMOVAL_WORDS[language]
  const { accountId, operator, channels, erased } = record
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'long',
    timeZone: 'UTC',
  })
  const moment = (time: string) => format.format(new Date(time))
  const ending = ({ outcome, code }: RemovedChannel['network']) =>
    code === undefined ? words.endings[outcome] : `${words.endings[outcome]} (${code})`
  const rows = channels.map(
    (channel) => html`<tr><th scope="row">${channel.channelId}</th><td>${channel.integration}</td>
      <td>${String(channel.interactions)}</td><td>${String(channel.ticketActions)}</td>
      <td>${String(channel.files)}</td>
      <td>${ending(channel.network)}</td><td>${ending(channel.socialhub)}</td></tr>`,
  )
  return html`<h1>${words.title}</h1>
<p>${words.lead}</p>
<dl class="facts">
  <dt>${words.account}</dt><dd>${accountId}</dd>
  <dt>${words.operator}</dt><dd>${operator}</dd>
  <dt>${words.begun}</dt><dd>${moment(record.begunTime)}</dd>
  <dt>${words.ended}</dt><dd>${moment(record.endedTime)}</dd>
  <dt>${words.unconnected}</dt><dd>${String(record.unconnected)}</dd>
  <dt>${words.keys}</dt><dd>${String(erased.keys)}</dd>
  <dt>${words.details}</dt><dd>${String(erased.auditDetails)}</dd>
</dl>
<h2>${words.channels}</h2>
<div class="wide" tabindex="0" role="region" aria-label="${words.channels}">
<table>
  <thead><tr>!${words.columns.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
  <tbody>!${rows}</tbody>
</table>
</div>
<h2>${words.remains}</h2>
<ul>!${words.remaining.map((text) => html`<li>${text}</li>`)}</ul>
<p class="signature">${words.signature}</p>`
}
