import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { type ChannelSettings, frameAncestors } from '../channel-settings.ts'
import type { FormState } from '../sending.ts'
import { LIMITS } from '../submission.ts'
import type { PageWords } from '../words/words.ts'
import { errorSummary, hiddenFields, pictureField, textField } from './fields.ts'
import { page } from './page.ts'
import { SEND_ONCE } from './scripts.ts'

export interface FormPage extends FormState {
  readonly settings: ChannelSettings
  readonly words: PageWords
  readonly embedded: boolean
  /** Where a lost link is sent from. */
  readonly lostLinkUrl?: string | undefined
}

/** The form, empty or with what was typed and what is wrong with it. */
export function formPage(form: FormPage): Received['response'] {
  const { settings, embedded } = form
  const intro = introOf(settings)
  return page({
    ...headOf(form),
    listed: !embedded,
    ...(embedded && { frameAncestors: frameAncestors(settings.websites) }),
    body: html`!${embedded ? '' : html`<h1>${settings.title}</h1>`}
!${embedded ? '' : intro}
!${formMarkup(form, embedded ? intro : '')}
!${lostLinkMarkup(form)}`,
  })
}

/** What a page with the form has in its head, wherever it is shown. */
export function headOf(form: Omit<FormPage, 'embedded' | 'lostLinkUrl'>) {
  const { settings, words } = form
  const wrong = Object.keys(form.errors).length > 0
  return {
    status: form.status,
    language: words.language,
    title: wrong ? words.errorTitle(settings.title) : settings.title,
    scripts: [SEND_ONCE],
    headers: form.headers,
  }
}

function lostLinkMarkup({ words, embedded, lostLinkUrl }: FormPage): string {
  if (embedded || lostLinkUrl === undefined) return ''
  return html`<p class="fine"><a href="${lostLinkUrl}">${words.lostLink}</a></p>`
}

export function introOf({ intro }: ChannelSettings): string {
  return intro ? html`<p class="intro">${intro}</p>` : ''
}

/** @param above what stands in the form before its fields, as markup. */
export function formMarkup(
  form: Omit<FormPage, 'embedded' | 'lostLinkUrl'>,
  above: string,
): string {
  const { settings, words, typed, errors } = form
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
  const privacy = settings.privacyUrl
    ? html`<p class="fine"><a href="${settings.privacyUrl}" target="_blank" rel="noopener noreferrer">${words.privacy}</a></p>`
    : ''

  return html`<form class="card" method="post" !${withPicture ? 'enctype="multipart/form-data"' : ''} aria-label="${settings.title}">
!${above}
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
</form>`
}
