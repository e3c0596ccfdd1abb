import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import type { Visit } from '../visit.ts'
import { page } from './page.ts'

/** Before a conversation is erased, and after. */
export function erasePage(
  { settings, words }: Pick<Visit, 'settings' | 'words'>,
  state:
    | { readonly kind: 'asking'; readonly conversationUrl: string }
    | { readonly kind: 'erased'; readonly formUrl: string },
): Received['response'] {
  const title = state.kind === 'asking' ? words.eraseTitle : words.erased
  const body =
    state.kind === 'asking'
      ? html`<p>${words.eraseText}</p>
<form method="post"><button type="submit">${words.eraseButton}</button></form>
<p><a href="${state.conversationUrl}">${words.eraseNot}</a></p>`
      : html`<p>${words.erasedText}</p><p><a href="${state.formUrl}">${words.another}</a></p>`
  return page({
    language: words.language,
    title: `${title} – ${settings.title}`,
    body: html`<p class="soft">${settings.title}</p>
<section class="card"><h1 tabindex="-1" autofocus>${title}</h1>
!${body}
</section>`,
  })
}
