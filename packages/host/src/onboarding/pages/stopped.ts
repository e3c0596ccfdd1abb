import { html } from 'ghtml'
import type { SessionState, View } from '../../store/session-state.ts'
import type { Content } from '../../web/frame.ts'
import { MARKS } from '../../web/marks.ts'
import { cancelButton, type OnboardingFrame, stepButton } from './actions.ts'

/** Why a Channel stopped, in its Customer's words, and what reconnecting does. */
export function stoppedPage(
  frame: OnboardingFrame,
  { reactivation }: SessionState,
  { id, state, since }: Extract<View, { kind: 'stopped' }>,
): Content {
  const { words, integration } = frame
  const network = integration?.plugin.name ?? ''
  const title = words('stopped.title', { name: reactivation?.uniqueName ?? '' })
  return {
    title,
    body: html`!${MARKS.neutral}
      <h1>${title}</h1>
      <p class="lead">${words(`stopped.${state}`, { network })}</p>
      !${since === null ? '' : html`<p class="quiet">${words('stopped.since', { since })}</p>`}
      <p>${words('stopped.next', { network })}</p>
      <div class="actions">!${stepButton(frame, id, 'action.reconnect')}</div>
      !${cancelButton(frame)}`,
  }
}
