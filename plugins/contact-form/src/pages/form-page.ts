import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { type ChannelSettings, frameAncestors } from '../channel-settings.ts'
import { LIMITS, type Typed } from '../submission.ts'
import type { wordsFor } from '../words/words.ts'
import { type Errors, errorSummary, hiddenFields, pictureField, textField } from './fields.ts'
import { page } from './page.ts'
import { SEND_ONCE } from './scripts.ts'

export interface FormPage {
  readonly settings: ChannelSettings
  readonly words: ReturnType<typeof wordsFor>
  readonly embedded: boolean
  readonly token: string
  readonly typed: Typed
  readonly kept: { readonly name: string; readonly signed: string } | undefined
  readonly errors: Errors
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

/** The form, empty or with what was typed and what is wrong with it. */
export function formPage(form: FormPage): Received['response'] {
  const { settings, words, typed, errors } = form
  const wrong = Object.keys(errors).length > 0
  const text = (
    name: 'name' | 'email' | 'subject' | 'message',
    asked: 'hidden' | 'optional' | 'required',
    look: { type?: 'email' | 'lines'; autocomplete?: string } = {},
  ): string =>
    asked === 'hidden'
      ? ''
      : textField(
          {
            name,
            label: words[name],
            value: typed[name],
            required: asked === 'required',
            error: errors[name],
            maxLength: LIMITS[name],
            ...look,
          },
          words,
        )
  const withPicture = settings.askPicture !== 'hidden'
  const intro = settings.intro ? html`<p class="intro">${settings.intro}</p>` : ''
  const privacy = settings.privacyUrl
    ? html`<p class="fine"><a href="${settings.privacyUrl}" target="_blank" rel="noopener noreferrer">${words.privacy}</a></p>`
    : ''

  return page({
    status: form.status,
    language: words.language,
    title: wrong ? words.errorTitle(settings.title) : settings.title,
    scripts: [SEND_ONCE],
    listed: !form.embedded,
    ...(form.embedded && { frameAncestors: frameAncestors(settings.websites) }),
    ...(form.headers !== undefined && { headers: form.headers }),
    body: html`!${form.embedded ? '' : html`<h1>${settings.title}</h1>`}
!${form.embedded ? '' : intro}
<form class="card" method="post" !${withPicture ? 'enctype="multipart/form-data"' : ''} aria-label="${settings.title}">
!${form.embedded ? intro : ''}
!${errorSummary(errors, words, words)}
!${text('name', settings.askName, { autocomplete: 'name' })}
!${text('email', settings.askEmail, { type: 'email', autocomplete: 'email' })}
!${text('subject', settings.askSubject)}
!${text('message', settings.askMessage, { type: 'lines' })}
!${
      withPicture
        ? pictureField(
            {
              required: settings.askPicture === 'required',
              error: errors.picture,
              kept: form.kept,
            },
            words,
          )
        : ''
    }
!${hiddenFields(form.token, words)}
<button type="submit">${words.send}</button>
!${privacy}
</form>`,
  })
}
