import type { Instruction } from '@hubward/plugin'
import { html } from 'ghtml'
import type { ReadFrom } from '../../store/fetching.ts'
import type { Draft, SeenFailure, SessionState } from '../../store/session-state.ts'
import { failurePage, failureText } from '../../web/failure-page.ts'
import type { Content } from '../../web/frame.ts'
import { ICONS } from '../../web/icons.ts'
import { plainName } from '../../web/plain-name.ts'
import { chosenDrafts } from '../channel-draft.ts'
import { ERRANDS, isOver, returningChannel } from '../errand.ts'
import { backLink, cancelButton, type OnboardingFrame, stepButton } from './frame.ts'

/** What a Channel's plugin tells its Customer; undefined when it could not be asked. */
export type Told = {
  readonly draft: Draft
  /** From when its messages are read. */
  readonly from: ReadFrom
  readonly instructions: readonly Instruction[] | undefined
}

/** The last page: the Channel is active, and what to do next. */
export function donePage(
  frame: OnboardingFrame,
  state: SessionState,
  told: readonly Told[],
): Content {
  const { words } = frame
  const drafts = chosenDrafts(state)
  const made = drafts.filter(({ outcome }) => outcome?.kind === 'created')
  const again = returningChannel(state.errand) !== undefined
  const title = again
    ? words('done.reconnected-title')
    : words('done.title', { count: made.length })
  const several = drafts.length > 1
  return {
    title,
    body: html`!${ICONS.good}
      <h1>${title}</h1>
      <p class="lead">${words(again ? 'done.reconnected-text' : 'done.text')}</p>
      <div class="actions">!${backLink(frame)}</div>
      !${renderChannels(frame, drafts, again ? [] : told)}
      !${again ? renderWhy(frame, drafts) : renderBackfill(frame, told)}
      !${told.map((channel) => renderInstructions(frame, channel, several))}
      <p class="help">${words('done.files', { days: frame.fileRetentionDays })}</p>`,
  }
}

/**
 * Whether the last page would only say that all went well: no Channel failed or had stopped, its
 * plugin says nothing to do next, and no older messages can be asked for.
 */
export function isNothingLeft(
  { integration }: OnboardingFrame,
  state: SessionState,
  told: readonly Told[],
): boolean {
  const drafts = chosenDrafts(state)
  const again = returningChannel(state.errand) !== undefined
  return (
    drafts.length === told.length &&
    drafts.every(({ outcome }) => outcome?.kind === 'created' && !outcome.stopped) &&
    told.every(({ instructions }) => instructions?.length === 0) &&
    (again || !offersBackfill(integration, told))
  )
}

/** An attempt that did not make every Channel, or that nobody saw the end of. */
export function createPage(frame: OnboardingFrame, state: SessionState, step: string): Content {
  const { words } = frame
  const drafts = chosenDrafts(state)
  const [first, ...others] = drafts
  const failure = first?.outcome?.kind === 'failed' ? first.outcome.failure : undefined
  if (failure && others.length === 0) {
    return failurePage(frame, failure, retry(frame, step))
  }
  const title = words('interrupted.title')
  const failed = drafts.some(({ outcome }) => outcome?.kind === 'failed')
  return {
    title,
    body: html`!${failed ? ICONS.bad : ICONS.neutral}
      <h1>${title}</h1>
      !${failed ? '' : html`<p class="lead">${words('interrupted.text')}</p>`}
      !${others.length > 0 ? renderChannels(frame, drafts) : ''}
      !${failed ? retry(frame, step) : `<div class="actions">${stepButton(frame, step, 'action.finish')}</div>${cancelButton(frame)}`}`,
  }
}

/** A failure of the Network, from which the Customer can begin again while the token lasts. */
export function failedPage(
  frame: OnboardingFrame,
  state: SessionState,
  step: string,
  failure: SeenFailure,
): Content {
  const actions = isOver(state.errand)
    ? // What is kept can also be thrown away.
      html`<div class="actions">!${backLink(frame)}</div>!${failure.code === 'expired-kept' ? cancelButton(frame) : ''}`
    : html`<div class="actions">!${stepButton(frame, step, 'action.restart')}</div>!${cancelButton(frame)}`
  return failurePage(frame, failure, actions)
}

/** Cancelled, by whoever comes back to this page with the browser's history. */
export function endedPage(frame: OnboardingFrame, state: SessionState): Content {
  const made = state.drafts.some(({ outcome }) => outcome?.kind === 'created')
  const title = frame.words(made ? 'cancelled.part-title' : 'cancelled.title')
  return {
    title,
    body: html`!${ICONS.neutral}
      <h1>${title}</h1>
      <p class="lead">${frame.words(made ? 'cancelled.part-text' : ERRANDS[state.errand.kind].cancelled)}</p>
      <div class="actions">!${backLink(frame)}</div>`,
  }
}

function retry(frame: OnboardingFrame, step: string): string {
  return html`<div class="actions">!${stepButton(frame, step, 'action.again')}</div>
    !${cancelButton(frame)}`
}

function renderChannels(
  { words, language, integration }: OnboardingFrame,
  drafts: readonly Draft[],
  told: readonly Told[] = [],
) {
  const items = drafts.map((draft) => {
    const { outcome } = draft
    const name = plainName(draft.name ?? draft.account.name)
    const from = told.find((one) => one.draft === draft)?.from
    const made = outcome?.kind === 'created'
    const why =
      outcome?.kind === 'failed' ? failureText(outcome.failure, words, language, integration) : ''
    return html`<li>
      <b>${name}</b>
      <span class="state ${made ? 'good' : 'bad'}">${words(made ? 'done.active' : 'done.failed')}</span>
      !${why === '' ? '' : html`<p>${why}</p>`}
      !${from ? html`<p>${words('done.since', { since: from.since.getTime() })}</p>` : ''}
    </li>`
  })
  return html`<ul class="channels">!${items}</ul>`
}

/** Told now that SocialHub has accepted the token, and no earlier. */
function renderWhy(
  { words, language, integration }: OnboardingFrame,
  [draft]: readonly Draft[],
): string {
  const stopped = draft?.outcome?.kind === 'created' ? draft.outcome.stopped : undefined
  if (!stopped || stopped.state === 'active') return ''
  const { state, since, sentence } = stopped
  return html`<h2>${words('done.why')}</h2>
    <p>${words(`stopped.${state}`, { network: integration?.plugin.name ?? '' })}</p>
    !${sentence ? html`<p>${sentence[language]}</p>` : ''}
    <p class="quiet">${words('stopped.since', { since })}</p>`
}

/** Older messages can still be asked for, where the plugin can read them. */
function offersBackfill(
  integration: OnboardingFrame['integration'],
  told: readonly Told[],
): boolean {
  const { backfill } = integration?.plugin.declaration ?? {}
  return backfill !== undefined && told.some(({ from }) => !from.wholeWindow)
}

function renderBackfill({ path, words, integration }: OnboardingFrame, told: readonly Told[]) {
  const days = integration?.plugin.declaration.backfill?.days
  if (days === undefined || !offersBackfill(integration, told)) return ''
  return html`<form method="post" action="${path}/backfill">
    <button type="submit" class="plain">${words('done.backfill', { days })}</button>
  </form>`
}

function renderInstructions(
  frame: OnboardingFrame,
  { draft, instructions }: Told,
  several: boolean,
): string {
  const { words, language } = frame
  const heading = html`<h2>${words('done.instructions')}${several ? `: ${draft.name}` : ''}</h2>`
  if (!instructions) return html`!${heading}<p>${words('done.instructions-failed')}</p>`
  if (instructions.length === 0) return ''
  return html`!${heading}!${instructions.map(
    (instruction, index) => html`<div class="instruction">
      <h3>${instruction.label[language]}</h3>
      !${instruction.help ? html`<p class="help">${instruction.help[language]}</p>` : ''}
      !${renderValue(frame, instruction, `value-${draft.place}-${index}`)}
    </div>`,
  )}`
}

function renderValue({ words }: OnboardingFrame, { kind, value }: Instruction, id: string): string {
  if (kind === 'link' && /^https?:\/\//i.test(value)) {
    return html`<a href="${value}" target="_blank" rel="noopener">${value}</a>`
  }
  if (kind !== 'code') return html`<p class="text">${value}</p>`
  // Without JavaScript there is no button: the text can be selected.
  return html`<pre id="${id}" tabindex="0">${value}</pre>
    <button type="button" class="second copy" data-copy="${id}"
      data-copied="${words('action.copied')}" hidden>${words('action.copy')}</button>`
}
