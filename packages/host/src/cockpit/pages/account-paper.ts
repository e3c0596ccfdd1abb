import { html } from 'ghtml'
import type { Paper, PaperSection } from '../../erasure/paper.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'

/** The draft as a page to print. Its own words are English: it is a paper for lawyers to work on. */
export function paperPage(
  { say, base }: CockpitFrame,
  accountId: string,
  paper: Paper,
): CockpitContent {
  const address = `${base}/customers/${accountId}`
  return {
    title: say('paper.title'),
    body: html`<p class="actions unprinted"><a class="button second" href="${address}/paper.md">${say('paper.download')}</a>
      <a href="${address}">${say('paper.back')}</a> <span class="quiet">${say('paper.print')}</span></p>
      <article lang="en"><h1>${paper.title}</h1>
      <p class="lead">${paper.about}</p>
      !${paper.sections.map(section)}</article>`,
  }
}

function section({ heading, text, items, table }: PaperSection): string {
  return html`<h2>${heading}</h2>
    !${text === undefined ? '' : html`<p>!${inline(text)}</p>`}
    !${items === undefined ? '' : html`<ul>!${items.map((item) => html`<li>!${inline(item)}</li>`)}</ul>`}
    !${
      table === undefined
        ? ''
        : html`<div class="wide" tabindex="0" role="region" aria-label="${heading}"><table>
      <thead><tr>!${table.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
      <tbody>!${table.rows.map(
        ([first = '', ...cells]) =>
          html`<tr><th scope="row">!${inline(first)}</th>!${cells.map((cell) => html`<td>!${inline(cell)}</td>`)}</tr>`,
      )}</tbody></table></div>`
    }`
}

/** What stands in backquotes is code; every second part does. */
function inline(text: string): string {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
    .join('')
}
