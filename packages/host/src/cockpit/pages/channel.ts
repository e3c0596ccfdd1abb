import { html } from 'ghtml'
import type { RefusalCode } from '../../operating/refused.ts'
import type { AuditEntry } from '../../store/audit-reading.ts'
import type { CockpitChannel } from '../../store/cockpit-overview.ts'
import type { ChannelOverview, HostEvent } from '../../store/overview.ts'
import { may } from '../actions.ts'
import { channelFacts, type notedOf } from '../channel-facts.ts'
import { causeOf, cureFor, stateName } from '../cure.ts'
import { DEEDS, type Deed } from '../deeds.ts'
import { factList } from '../facts.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { moment } from '../moment.ts'
import { auditTimeline } from './audit-entries.ts'
import { eventTable } from './channel-events.ts'

interface Shown {
  readonly channel: CockpitChannel
  /** Undefined: its Customer has not connected it yet. */
  readonly overview: ChannelOverview | undefined
  readonly noted: Awaited<ReturnType<typeof notedOf>>
  readonly events: readonly HostEvent[]
  /** The latest of what the audit log tells of it. */
  readonly life: readonly AuditEntry[]
  /** What was done just now. */
  readonly done: string | undefined
}

export function channelPage(frame: CockpitFrame, shown: Shown): CockpitContent {
  const { say, operator } = frame
  const { channel, overview, noted, events, life, done } = shown
  const { name, channelId, state, since, health, cause } = channel
  const offered = DEEDS.filter(
    ({ isOffered, action }) => operator && isOffered(channel) && may(operator.role, action),
  )
  const takesOverFrom = overview?.takesOverFrom ?? null
  return {
    title: name,
    body: html`<h1>${name}</h1>
      !${doneText(frame, done)}
      <p><strong class="health ${health}">${stateName(state, say)}</strong> !${moment(frame, since)}. ${causeOf(channel, say)} <span class="turn">${say(`turn.${cureFor(channel).whose}`)}</span></p>
      !${cause === null || state === 'active' ? '' : html`<p class="quiet" lang="en">${cause}</p>`}
      !${takesOverFrom === null ? '' : html`<p>${say('channel.waits-for', { channel: takesOverFrom })}</p>`}
      !${offered.length === 0 ? '' : deedLinks(frame, channel, offered)}
      <h2>${say('channel.facts')}</h2>
      !${overview ? factList(channelFacts(frame, overview, noted)) : ''}
      <h2 id="events">${say('channel.events')}</h2>
      !${eventTable(frame, events)}
      <h2>${say('channel.history')}</h2>
      !${auditTimeline(frame, life, { channel: channelId })}`,
  }
}

function doneText({ say }: CockpitFrame, done: string | undefined): string {
  const known = (['pause', 'resume', 'fetch', 'reconcile', 'retry', 'give-up'] as const).find(
    (one) => one === done,
  )
  return known ? html`<p class="done" role="status">${say(`deed.${known}-done`)}</p>` : ''
}

/** The one that helps stands first, and is filled; what can't be undone looks like it. */
function deedLinks(
  { say, base }: CockpitFrame,
  channel: CockpitChannel,
  offered: readonly Deed[],
): string {
  const { channelId } = channel
  const best = `/${cureFor(channel).path.replace('/', '')}`
  const of = ({ path, isDangerous }: Deed) =>
    isDangerous ? 'danger' : `/${path}` === best ? '' : 'second'
  return html`<nav aria-label="${say('channel.do')}"><p class="actions">!${offered.map(
    (deed) =>
      html`<a class="button ${of(deed)}" href="${base}/channels/${channelId}/${deed.path}">${say(deed.button)}</a>`,
  )}</p></nav>`
}

export function confirmPage(
  frame: CockpitFrame,
  channel: CockpitChannel,
  deed: Deed,
): CockpitContent {
  const { say, base, token } = frame
  const title = say(deed.title, { name: channel.name })
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${say(deed.what(channel))}</p>
      <form method="post" action="${base}/channels/${channel.channelId}/${deed.path}">
        <input type="hidden" name="token" value="${token}">
        !${deed.fields?.(frame, channel) ?? ''}
        <p class="actions"><button type="submit" class="${deed.isDangerous ? 'danger' : ''}">${say(deed.button)}</button>
        <a href="${base}/channels/${channel.channelId}">${say('deed.cancel')}</a></p>
      </form>`,
  }
}

export function refusedPage({ say, base }: CockpitFrame, code: RefusalCode): CockpitContent {
  const title = say(`refused.${code}`)
  return {
    title,
    body: html`<h1>${title}</h1><p class="actions"><a class="button" href="${base}/">${say('action.overview')}</a></p>`,
  }
}
