import type { PlainData } from '@hubward/plugin'
import { html } from 'ghtml'
import type { AuditEntry } from '../../store/audit-reading.ts'
import { may } from '../actions.ts'
import { stateName } from '../cure.ts'
import type { CockpitFrame } from '../frame.ts'
import { exactMoment, moment } from '../moment.ts'
import { auditMeaning } from '../words/audit-actions.ts'
import { auditField } from '../words/audit-fields.ts'

/** Entries of the audit log as their page shows them: with Customer, Channel, and the exact time. */
export function auditEntries(frame: CockpitFrame, entries: readonly AuditEntry[]): string {
  return html`<ol class="timeline log">!${entries.map(
    (entry) => html`<li><h3>${auditMeaning(frame.language, entry.action)}</h3>
      <p>!${exactMoment(frame, entry.at)} · ${whoDid(frame, entry)}</p>
      !${whereabouts(frame, entry)}!${details(frame, entry)}</li>`,
  )}</ol>`
}

/** The same beside what they are about: the latest few, and the way to all of them. */
export function auditTimeline(
  frame: CockpitFrame,
  entries: readonly AuditEntry[],
  all: Readonly<Record<string, string>>,
): string {
  const { say, base, operator } = frame
  if (entries.length === 0) return html`<p class="lead">${say('audit.none-yet')}</p>`
  const canReadAll = operator !== undefined && may(operator.role, 'audit')
  return html`<ol class="timeline">!${entries.map(
    (entry) => html`<li>${auditMeaning(frame.language, entry.action)}
      <span class="quiet">!${moment(frame, entry.at)} · ${whoDid(frame, entry)}</span>!${details(frame, entry)}</li>`,
  )}</ol>
  !${canReadAll ? html`<p><a href="${base}/audit?${new URLSearchParams(all)}">${say('audit.all')}</a></p>` : ''}`
}

/** Names of colleagues are for those who may read the audit log; others learn what kind of actor it was. */
export function whoDid(
  { say, operator }: CockpitFrame,
  { actor, who }: Pick<AuditEntry, 'actor' | 'who'>,
): string {
  if (actor === 'host') return say('audit.host')
  if (actor === 'customer') return say('audit.someone-customer')
  const readsNames = operator !== undefined && may(operator.role, 'audit')
  if (who !== null && readsNames) return say(`audit.named-${actor}`, { name: who })
  const someone = say(`audit.someone-${actor}`)
  return who === null ? `${someone} (${say('audit.name-erased')})` : someone
}

function whereabouts({ base }: CockpitFrame, entry: AuditEntry): string {
  const { accountId, account, channel, channelName, integration } = entry
  const parts = [
    ...(accountId === null
      ? []
      : [html`<a href="${base}/customers/${accountId}">${account ?? accountId}</a>`]),
    ...(channel === null
      ? []
      : [
          channelName === null
            ? html`<code>${channel}</code>`
            : html`<a href="${base}/channels/${channel}">${channelName}</a>`,
        ]),
    ...(integration === null
      ? []
      : [html`<a href="${base}/integrations/${integration}">${integration}</a>`]),
  ]
  return parts.length === 0 ? '' : html`<p>!${parts.join(' · ')}</p>`
}

function details(frame: CockpitFrame, entry: AuditEntry): string {
  const { say } = frame
  const { before, after, cause, readable } = entry
  if (!readable) return html`<p class="quiet">${say('audit.unreadable')}</p>`
  const changed = changes(before, after)
  return html`!${
    changed.length === 0
      ? ''
      : html`<dl class="facts change" lang="en">!${changed.map(
          ({ name, was, is }) =>
            html`!${fieldName(frame, name)}<dd>!${
              was === undefined
                ? ''
                : html`<del><span class="unseen" lang="${frame.language}">${say('audit.was')} </span>${shown(frame, name, was)}</del> <span class="unseen" lang="${frame.language}">, ${say('audit.is')} </span><span aria-hidden="true">→</span> `
            }<ins>${shown(frame, name, is)}</ins></dd>`,
        )}</dl>`
  }!${cause === null ? '' : html`<p class="quiet" lang="en">${cause}</p>`}`
}

function fieldName({ language }: CockpitFrame, name: string): string {
  const known = auditField(language, name)
  return known === undefined ? html`<dt>${name}</dt>` : html`<dt lang="${language}">${known}</dt>`
}

interface ChangedField {
  readonly name: string
  /** Undefined: it is not known, or there was none. */
  readonly was: PlainData | undefined
  readonly is: PlainData | undefined
}

/** Field by field, where both are objects; what stayed the same is left out. */
function changes(before: PlainData, after: PlainData): readonly ChangedField[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .map((name) => ({ name, was: old[name], is: now[name] }))
    .filter(({ was, is }) => JSON.stringify(was) !== JSON.stringify(is))
}

function fieldsOf(value: PlainData): Readonly<Record<string, PlainData>> {
  if (value === null) return {}
  if (typeof value !== 'object' || Array.isArray(value)) return { value }
  return Object.fromEntries(Object.entries(value))
}

function shown({ say }: CockpitFrame, name: string, value: PlainData | undefined): string {
  if (value === undefined || value === null) return '–'
  if (typeof value !== 'string') return JSON.stringify(value)
  return name === 'state' ? stateName(value, say) : value
}
