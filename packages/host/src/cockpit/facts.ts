import { html } from 'ghtml'

/** What something is called, and markup of what it is. */
export type Fact = readonly [name: string, markup: string]

/** Names beside what they are. */
export function factList(facts: readonly Fact[]): string {
  return html`<dl class="facts">!${facts.map(([name, markup]) => html`<dt>${name}</dt><dd>!${markup}</dd>`)}</dl>`
}

/** Plain text as markup. */
export function plain(text: string | number): string {
  return html`${text}`
}
