import { html } from 'ghtml'
import type { Content } from '../../web/frame.ts'
import { ICONS } from '../../web/icons.ts'
import { plainName } from '../../web/plain-name.ts'
import type { OnboardingFrame } from './frame.ts'

/** What a session is for. */
interface Described {
  /** The SocialHub Account, as it may be shown. */
  readonly account: string
  /** The Channel that comes back; absent: a new one. */
  readonly reconnects?: string
}

/** Two links, one browser: which goes on. */
export function whichSessionPage(
  frame: OnboardingFrame,
  step: string,
  running: Described,
  next: Described,
): Content {
  const { words, path } = frame
  const title = words('which.title')
  return {
    title,
    body: html`!${ICONS.neutral}
      <h1>${title}</h1>
      <p class="lead">${words('which.text')}</p>
      <dl class="errands">
        <div><dt>${words('which.running')}</dt><dd>${errandText(frame, running)}</dd></div>
        <div><dt>${words('which.next')}</dt><dd>${errandText(frame, next)}</dd></div>
      </dl>
      <form method="post" action="${path}/which">
        <input type="hidden" name=":step" value="${step}">
        <div class="actions">
          <button type="submit" name=":session" value="running">${words('which.go-on')}</button>
          <button type="submit" name=":session" value="next" class="second">${words('which.begin')}</button>
        </div>
      </form>
      <p class="help">${words('which.help')}</p>`,
  }
}

function errandText({ words, integration }: OnboardingFrame, { account, reconnects }: Described) {
  const network = integration?.plugin.name ?? ''
  return reconnects === undefined
    ? words('which.connect', { network, account })
    : words('which.reconnect', { name: plainName(reconnects), account })
}
