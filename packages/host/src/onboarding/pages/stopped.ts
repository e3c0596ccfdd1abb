import { html } from 'ghtml'
import type { SessionState, View } from '../../store/session-state.ts'
import type { Content } from '../../web/frame.ts'
import { ICONS } from '../../web/icons.ts'
import { plainName } from '../../web/plain-name.ts'
import { cancelButton, type OnboardingFrame, stepButton } from './actions.ts'

/** What reconnecting does. Why the Channel stopped is not told to whoever brings a token. */
export function stoppedPage(
  frame: OnboardingFrame,
  { reactivation }: SessionState,
  { id }: Extract<View, { kind: 'stopped' }>,
): Content {
  const { words, integration } = frame
  const network = integration?.plugin.name ?? ''
  const title = words('stopped.title', { name: plainName(reactivation?.uniqueName ?? '') })
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
