import { html } from 'ghtml'
import type { ReturningChannel, View } from '../../store/session-state.ts'
import { failureText } from '../../web/failure-page.ts'
import { fieldsOf } from '../../web/form/fields.ts'
import type { Problems } from '../../web/form/problems.ts'
import { renderFields, summarize } from '../../web/form/render.ts'
import { initialValues, type Values } from '../../web/form/submitted.ts'
import type { Content } from '../../web/frame.ts'
import { ICONS } from '../../web/icons.ts'
import { plainName } from '../../web/plain-name.ts'
import {
  cancelButton,
  type OnboardingFrame,
  renderForm,
  renderTrouble,
  stepButton,
  submitButton,
} from './frame.ts'

type ViewOf<Kind extends View['kind']> = Extract<View, { kind: Kind }>

/**
 * The first page of a reactivation: what reconnecting does. SocialHub's token is not verified yet, so
 * it says nothing of what is stored, not even why the Channel stopped.
 */
export function stoppedPage(
  frame: OnboardingFrame,
  { id }: ViewOf<'stopped'>,
  channel: ReturningChannel | undefined,
): Content {
  const { words, integration } = frame
  const network = integration?.plugin.name ?? ''
  const title = words('stopped.title', { name: plainName(channel?.uniqueName ?? '') })
  return {
    title,
    body: html`!${ICONS.neutral}
      <h1>${title}</h1>
      <p class="lead">${words('stopped.text', { network })}</p>
      <p>${words('stopped.next', { network })}</p>
      <div class="actions">!${stepButton(frame, id, 'action.reconnect')}</div>
      !${cancelButton(frame)}`,
  }
}

/** A form of the plugin's. With what was submitted, when it comes again to be corrected. */
export function formPage(
  frame: OnboardingFrame,
  { id, step, failure }: ViewOf<'form'>,
  submitted?: { readonly values: Values; readonly problems: Problems },
): Content {
  const { language, words, integration } = frame
  const fields = fieldsOf(step.schema)
  const { form: general, ...beside } = step.errors ?? {}
  const problems =
    submitted?.problems ??
    new Map(Object.entries(beside).map(([name, sentence]) => [name, sentence[language]]))
  const values = submitted?.values ?? initialValues(fields, step.values)
  const view = { fields, values, problems, language, words }
  const reason = failure && failureText(failure, words, language, integration)
  const summary = submitted ? summarize(view) : summarize(view, reason ?? general?.[language])
  return {
    title: step.title[language],
    wrong: summary !== '',
    body: html`!${step.image ? html`<img class="emblem" src="${step.image}" alt="">` : ''}
      <h1>${step.title[language]}</h1>
      !${renderTrouble(frame, frame.trouble)}
      !${step.text ? html`<p class="lead">${step.text[language]}</p>` : ''}
      !${summary}
      !${renderForm(
        frame,
        id,
        renderFields(view) + submitButton(step.submit?.[language] ?? words('action.continue')),
      )}
      !${cancelButton(frame)}`,
  }
}

/** The way to the Network. It says whose page comes next. */
export function redirectPage(
  frame: OnboardingFrame,
  { step }: ViewOf<'redirect'>,
  atOnce: boolean,
): Content {
  const { words } = frame
  const host = new URL(step.url).host
  const title = words('redirect.title', { host })
  return {
    title,
    ...(atOnce && { goOnTo: step.url }),
    body: html`<h1>${title}</h1>
      !${renderTrouble(frame, frame.trouble)}
      <p class="lead">${words('redirect.text', { host })}</p>
      <div class="actions">
        <a class="button" href="${step.url}">${words('redirect.button', { host })}</a>
      </div>
      !${cancelButton(frame)}`,
  }
}

/** Something to do elsewhere; the page asks again by itself until that is done. */
export function waitPage(frame: OnboardingFrame, { step }: ViewOf<'wait'>): Content {
  const { words, language, path } = frame
  return {
    title: step.title[language],
    refreshAfterS: Math.max(1, Math.ceil(step.pollAfterMs / 1_000)),
    body: html`<h1>${step.title[language]}</h1>
      !${step.text ? html`<p class="lead">${step.text[language]}</p>` : ''}
      !${step.image ? html`<img class="picture" src="${step.image}" alt="">` : ''}
      !${step.code ? html`<p class="quiet code-label">${words('wait.code')}</p><p class="code">${step.code}</p>` : ''}
      <div class="actions"><a class="button second" href="${path}">${words('action.check')}</a></div>
      !${cancelButton(frame)}`,
  }
}

/** Something of this session is running: the page looks again every two seconds. */
export function busyPage(frame: OnboardingFrame): Content {
  const title = frame.words('busy.title')
  return {
    title,
    refreshAfterS: 2,
    body: html`<div class="spinner" aria-hidden="true"></div>
      <h1>${title}</h1>
      <p class="lead">${frame.words('busy.text')}</p>`,
  }
}
