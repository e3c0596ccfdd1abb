import type { Integration } from '@hubward/border'
import type { Language, LocalizedText } from '@hubward/plugin'
import { html } from 'ghtml'
import { isFailureCode } from './failure.ts'
import type { Content, Frame } from './frame.ts'
import { ICONS } from './icons.ts'
import type { Words } from './words/index.ts'

export interface FailureView {
  /** One of `FAILURES`. */
  readonly code: string
  /** What stands in the log beside the details. */
  readonly errorId: string
  /** In place of the catalog's text. */
  readonly sentence?: LocalizedText | undefined
  /** Names that the text mentions. */
  readonly names?: Readonly<Record<string, string>> | undefined
}

/**
 * A page that says what happened and what to do; never how the program failed.
 *
 * @param actions markup of the ways out.
 */
export function failurePage(frame: Frame, view: FailureView, actions = ''): Content {
  const { words, language, integration } = frame
  const title = words(`failure.${codeOf(view)}.title`, namesOf(view, integration))
  return {
    title,
    body: html`!${ICONS.bad}
      <h1>${title}</h1>
      <p class="lead">!${withMailLinks(failureText(view, words, language, integration))}</p>
      !${actions}
      <p class="quiet error-code">${words('page.error-code', { id: view.errorId })}</p>`,
  }
}

/** What happened and what to do, as one text. */
export function failureText(
  view: FailureView,
  words: Words,
  language: Language,
  integration: Integration | undefined,
): string {
  return (
    view.sentence?.[language] ?? words(`failure.${codeOf(view)}.text`, namesOf(view, integration))
  )
}

/** Sessions outlive releases: what an older host wrote there may have no text any more. */
function codeOf({ code }: FailureView) {
  return isFailureCode(code) ? code : 'internal'
}

function namesOf({ names }: FailureView, integration: Integration | undefined) {
  return { network: integration?.plugin.name ?? 'Hubward', found: '', wanted: '', ...names }
}

/** The addresses of SocialHub's own people, which two of our texts name, can be clicked. */
function withMailLinks(text: string): string {
  return html`${text}`.replaceAll(
    /\b(support|happy)@socialhub\.io\b/g,
    (address) => html`<a href="mailto:${address}">${address}</a>`,
  )
}
