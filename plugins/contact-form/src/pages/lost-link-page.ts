import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { LIMITS } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { errorSummary, textField } from './fields.ts'
import { page } from './page.ts'

/** Asks a visitor for the address to which a lost link is sent. */
export function lostLinkPage(
  { settings, words }: Pick<Visit, 'settings' | 'words'>,
  state:
    | {
        readonly kind: 'asking'
        readonly email: string
        readonly error?: string
        readonly status?: number
      }
    | { readonly kind: 'asked' },
): Received['response'] {
  const wrong = state.kind === 'asking' && state.error !== undefined
  const title = `${words.lostLink} – ${settings.title}`
  return page({
    status: state.kind === 'asking' ? (state.status ?? 200) : 200,
    language: words.language,
    title: wrong ? words.errorTitle(title) : title,
    body: html`<p class="soft">${settings.title}</p>
<h1>${words.lostLink}</h1>
!${state.kind === 'asked' ? html`<p role="status">${words.lostLinkAsked}</p>` : askingMarkup(words, state)}`,
  })
}

function askingMarkup(
  words: Visit['words'],
  { email, error }: { readonly email: string; readonly error?: string },
): string {
  const errors = error === undefined ? {} : { email: error }
  return html`<p class="intro">${words.lostLinkText}</p>
<form class="card" method="post" novalidate aria-label="${words.lostLink}">
!${errorSummary(errors, words, words)}
!${textField(
    {
      name: 'email',
      label: words.email,
      value: email,
      required: true,
      error,
      maxLength: LIMITS.email,
      type: 'email',
      autocomplete: 'email',
    },
    words,
  )}
<button type="submit">${words.lostLinkSend}</button>
</form>`
}
