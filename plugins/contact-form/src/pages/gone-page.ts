import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { wordsFor } from '../words/words.ts'
import { type Page, page } from './page.ts'

/** For an address that leads nowhere. It never says which part of it was wrong. */
export function gonePage(
  language: string,
  frame: Pick<Page, 'frameAncestors' | 'bubble'> = {},
): Received['response'] {
  const words = wordsFor(language)
  return page({
    ...frame,
    status: 404,
    language: words.language,
    title: words.gone,
    body: html`<section class="card"><h1>${words.gone}</h1><p>${words.goneText}</p></section>`,
  })
}
