import { html } from 'ghtml'
import { GIVE_UP_REASON_LIMIT, hasSomethingToGiveUp } from '../../operating/give-up-event.ts'
import type { CockpitChannel } from '../../store/cockpit-overview.ts'
import type { HostEvent } from '../../store/overview.ts'
import { may } from '../actions.ts'
import { stateName } from '../cure.ts'
import { factList } from '../facts.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { moment } from '../moment.ts'

/** Ticket Actions and refused Interactions of a Channel, with what can be done about each. */
export function eventTable(frame: CockpitFrame, events: readonly HostEvent[]): string {
  const { say } = frame
  if (events.length === 0) return html`<p class="lead">${say('channel.no-events')}</p>`
  return html`<div class="wide" tabindex="0" role="region" aria-labelledby="events"><table>
    <thead><tr><th scope="col">${say('event.what')}</th><th scope="col">${say('event.when')}</th><th scope="col">${say('event.state')}</th><th scope="col">${say('event.reason')}</th><td></td></tr></thead>
    <tbody>!${events.map(
      (
        event,
      ) => html`<tr><th scope="row">${event.type ?? say('event.interaction')} <span class="quiet">${event.id}</span></th>
        <td>!${moment(frame, event.at)}</td>
        <td>${event.state}!${event.givenUpAt === null ? '' : html` <span class="quiet">${say('event.given-up')}</span>`}</td>
        <td>${event.reason ?? ''}!${event.retryAt === null ? '' : html` <span class="quiet">${say('event.tries-again')} !${moment(frame, event.retryAt)}</span>`}</td>
        <td>!${retryLink(frame, event)} !${giveUpLink(frame, event)}</td></tr>`,
    )}</tbody></table></div>`
}

function retryLink(
  { say, base, operator }: CockpitFrame,
  { id, kind, state, kept, retryAt }: HostEvent,
): string {
  const canBeRetried = kind === 'interaction' ? kept : state === 'unconfirmed' || retryAt !== null
  if (!canBeRetried || !operator || !may(operator.role, 'retry')) return ''
  return html`<a href="${base}/events/${id}/retry" aria-label="${say('event.retry-of', { id })}">${say('event.retry')}</a>`
}

function giveUpLink({ say, base, operator }: CockpitFrame, event: HostEvent): string {
  const { id } = event
  if (!hasSomethingToGiveUp(event) || !operator || !may(operator.role, 'give up')) return ''
  return html`<a href="${base}/events/${id}/give-up" aria-label="${say('event.give-up-of', { id })}">${say('event.give-up')}</a>`
}

export function retryPage(frame: CockpitFrame, event: HostEvent): CockpitContent {
  const { say } = frame
  const title = say('event.retry-of', { id: event.id })
  const isWaiting = event.kind === 'action' && event.state !== 'unconfirmed'
  const lines = [say(isWaiting ? 'event.explain-waiting' : `event.explain-${event.kind}`)]
  return askingPage(frame, event, { title, path: 'retry', button: say('event.retry'), lines })
}

/** Says what becomes of it, which depends on how far it has come, and whether its Channel works. */
export function giveUpPage(
  frame: CockpitFrame,
  event: HostEvent,
  channel: CockpitChannel,
): CockpitContent {
  const { say } = frame
  const isOpen = event.kind === 'action' && event.state !== 'unconfirmed'
  const explained = () => {
    if (event.kind === 'interaction') return say('event.give-up-interaction')
    if (event.state === 'unconfirmed') return say('event.give-up-unconfirmed')
    if (event.state === 'sending') return say('event.give-up-sending')
    return say(event.outcomeUnknown ? 'event.give-up-unknown' : 'event.give-up-waiting')
  }
  return askingPage(frame, event, {
    title: say('event.give-up-of', { id: event.id }),
    path: 'give-up',
    button: say('event.give-up'),
    lines: [
      explained(),
      ...(isOpen && channel.state !== 'active'
        ? [say('event.give-up-later', { state: stateName(channel.state, say) })]
        : []),
    ],
    fields: isOpen
      ? html`<p class="field"><label><span>${say('event.give-up-reason')}</span><input id="reason" name="reason" maxlength="${GIVE_UP_REASON_LIMIT}"></label></p>`
      : '',
  })
}

interface Asking {
  readonly title: string
  readonly path: 'retry' | 'give-up'
  readonly button: string
  readonly lines: readonly string[]
  /** Markup. */
  readonly fields?: string
}

function askingPage(frame: CockpitFrame, event: HostEvent, asking: Asking): CockpitContent {
  const { say, base, token } = frame
  const { title, path, button, lines, fields = '' } = asking
  return {
    title,
    body: html`<h1>${title}</h1>
      !${lines.map((line) => html`<p class="lead">${line}</p>`)}
      !${event.reason === null ? '' : factList([[say('event.reason'), html`${event.reason}`]])}
      <form method="post" action="${base}/events/${event.id}/${path}">
        <input type="hidden" name="token" value="${token}">!${fields}
        <p class="actions"><button type="submit">${button}</button>
        <a href="${base}/channels/${event.channelId}">${say('deed.cancel')}</a></p>
      </form>`,
  }
}
