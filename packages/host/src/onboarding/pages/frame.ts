import type { LocalizedText } from '@hubward/plugin'
import { html } from 'ghtml'
import type { Frame } from '../../web/frame.ts'
import type { Word } from '../../web/words/index.ts'

/** What every page of an onboarding needs to know. */
export interface OnboardingFrame extends Frame {
  /** The path that forms are posted to: `/connect/:integration`. */
  readonly path: string
  /** SocialHub's page; undefined for who came by an agency's link. */
  readonly returnUrl: string | undefined
  /** Why the Channel that is reconnected can't be fetched, as its plugin says; where it may be told. */
  readonly trouble?: LocalizedText
  /** What the button says that ends it. */
  readonly cancel: Word
}

/** A form of ours. The browser checks nothing: our own problems come in the page's language. */
export function renderForm({ path }: OnboardingFrame, step: string, body: string): string {
  return html`<form method="post" action="${path}" novalidate>
    <input type="hidden" name=":step" value="${step}">
    !${body}
  </form>`
}

/** Why the Customer was asked to come, where the plugin says so. */
export function renderTrouble(
  { words, language }: Pick<OnboardingFrame, 'words' | 'language'>,
  trouble: LocalizedText | undefined,
): string {
  if (!trouble) return ''
  return html`<p class="lead">${words('trouble', { reason: trouble[language] })}</p>`
}

/** The one thing to do on a page that has a form. */
export function submitButton(label: string): string {
  return html`<div class="actions"><button type="submit">${label}</button></div>`
}

/** A form that is nothing but its button. */
export function stepButton(frame: OnboardingFrame, step: string, word: Word, style = ''): string {
  return renderForm(
    frame,
    step,
    html`<button type="submit" class="${style}">${frame.words(word)}</button>`,
  )
}

/** On every step: ends the onboarding, forgets what was given, goes back where there is a way. */
export function cancelButton({ path, words, cancel }: OnboardingFrame): string {
  return html`<div class="leave"><form method="post" action="${path}/cancel">
    <button type="submit" class="plain">${words(cancel)}</button>
  </form></div>`
}

/** Where nothing more is to be done here. Who came by an agency's link can only close the page. */
export function backLink({ returnUrl, words }: OnboardingFrame, style = ''): string {
  if (returnUrl === undefined) return html`<p class="quiet">${words('done.close')}</p>`
  return html`<a class="button ${style}" href="${returnUrl}">${words('action.back')}</a>`
}
