import { html } from 'ghtml'
import type { Verified } from '../../audit/verify.ts'
import type { LastVerified } from '../../operating/verify-audit.ts'
import { AUDIT_ACTIONS } from '../../store/audit-actions.ts'
import { ACTORS } from '../../store/audit-entry.ts'
import type { AuditEntry } from '../../store/audit-reading.ts'
import type { CockpitContent, CockpitFrame } from '../frame.ts'
import { exactMoment } from '../moment.ts'
import { auditMeaning, isAuditAction } from '../words/audit-actions.ts'
import { auditEntries, whoDid } from './audit-entries.ts'

/** What is looked for, as the address has it; empty: whatever it is. */
export interface AuditQuery {
  /** A label or an id; `none`: of no Account. */
  readonly account: string
  readonly channel: string
  readonly integration: string
  readonly action: string
  readonly by: string
  /** Days of UTC, such as 2026-11-30, both included. */
  readonly since: string
  readonly until: string
}

interface Shown {
  readonly query: AuditQuery
  readonly entries: readonly AuditEntry[]
  /** Where the next page begins; undefined: there is none. */
  readonly older: string | undefined
  /** Whether this is not the first page. */
  readonly isLater: boolean
  readonly integrations: readonly string[]
  /** Actions that the reader may not look for. */
  readonly hidden: ReadonlySet<string>
  readonly verified: LastVerified | undefined
}

export function auditPage(frame: CockpitFrame, shown: Shown): CockpitContent {
  const { say } = frame
  const title = say('nav.audit')
  return {
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${say('audit.about')}</p>
      !${proof(frame, shown.verified)}
      !${filterForm(frame, shown)}
      <h2>${say('audit.count', { count: shown.entries.length })}</h2>
      !${auditEntries(frame, shown.entries)}
      !${pages(frame, shown)}`,
  }
}

/** When somebody last looked whether the log is whole, and the button that does so now. */
function proof(frame: CockpitFrame, verified: LastVerified | undefined): string {
  const { say, base, token } = frame
  const said = () => {
    if (!verified) return html`<p>${say('audit.never-verified')}</p>`
    const { entries, problems } = verified
    const [word, look] =
      problems === 0
        ? (['audit.verified-well', 'well'] as const)
        : (['audit.verified-problems', 'broken'] as const)
    return html`<p><strong class="health ${look}">${say(word, { entries, problems })}</strong>
      <span class="quiet">!${exactMoment(frame, verified.at)} · ${whoDid(frame, verified)}</span></p>`
  }
  return html`<section class="hint" aria-label="${say('audit.proof')}">!${said()}
    <form method="post" action="${base}/audit/verify"><input type="hidden" name="token" value="${token}">
    <p class="do"><button class="second" type="submit">${say('audit.verify')}</button></p></form></section>`
}

function filterForm(frame: CockpitFrame, { query, integrations, hidden }: Shown): string {
  const { say, base, language } = frame
  const field = (name: keyof AuditQuery, label: string, type = 'text') =>
    html`<label><span>${label}</span><input id="${name}" type="${type}" name="${name}" value="${query[name]}" maxlength="200"></label>`
  const choice = (name: keyof AuditQuery, label: string, of: readonly (readonly string[])[]) =>
    html`<label><span>${label}</span><select id="${name}" name="${name}"><option value="">${say('overview.all')}</option>!${of.map(
      ([value = '', text = value]) =>
        html`<option value="${value}" !${value === query[name] ? 'selected' : ''}>${text}</option>`,
    )}</select></label>`
  const actions = Object.keys(AUDIT_ACTIONS)
    .filter((action) => !hidden.has(action))
    .map((action) => [action, auditMeaning(language, action)] as const)
    .toSorted(([, a], [, b]) => a.localeCompare(b, language))
  return html`<form class="search many" method="get" action="${base}/audit" role="search">
    !${field('account', say('audit.customer'))}
    !${field('channel', say('audit.channel'))}
    !${choice(
      'integration',
      say('overview.integration'),
      integrations.map((name) => [name]),
    )}
    !${choice('action', say('audit.action'), isAuditAction(query.action) || query.action === '' ? actions : [[query.action], ...actions])}
    !${choice('by', say('audit.by'), [
      ['host', say('audit.host')],
      ...ACTORS.filter((actor) => actor !== 'host').map((actor) => [
        actor,
        say(`audit.someone-${actor}`),
      ]),
    ])}
    !${field('since', say('audit.since'), 'date')}
    !${field('until', say('audit.until'), 'date')}
    <button class="second" type="submit">${say('overview.show')}</button>
  </form>
  <p class="quiet"><a href="${base}/audit?account=none">${say('audit.of-none')}</a></p>`
}

function pages({ say, base, here }: CockpitFrame, { older, isLater }: Shown): string {
  if (older === undefined && !isLater) return ''
  const [, text = ''] = here.split('?')
  const to = (before: string | undefined) => {
    const query = new URLSearchParams(text)
    query.delete('before')
    if (before !== undefined) query.set('before', before)
    return `${base}/audit?${query}`
  }
  return html`<nav class="pager" aria-label="${say('overview.pages')}">
    !${isLater ? html`<a href="${to(undefined)}">${say('audit.newest')}</a>` : ''}
    !${older === undefined ? '' : html`<a rel="next" href="${to(older)}">${say('audit.older')}</a>`}
  </nav>`
}

export interface Proved extends Verified {
  /** Why it could not be noted in the log; undefined: it was. */
  readonly unnoted: string | undefined
}

/** What came of looking through the log; undefined: it took too long. */
export function verifiedPage(frame: CockpitFrame, verified: Proved | undefined): CockpitContent {
  const { say, base } = frame
  const title = say(verified ? 'audit.verify-title' : 'audit.proof')
  const back = html`<p class="actions"><a class="button" href="${base}/audit">${say('nav.audit')}</a></p>`
  if (!verified) {
    return {
      title,
      body: html`<h1>${title}</h1><p class="lead">${say('audit.verify-long')}</p>!${back}`,
    }
  }
  const { entries, chains, problems, unnoted } = verified
  const found = problems.slice(0, SHOWN_PROBLEMS)
  return {
    title,
    body: html`<h1 id="verified">${title}</h1>
      !${
        problems.length === 0
          ? html`<p class="done" role="status">${say('audit.verified-so', { entries, chains })}</p><p class="quiet">${say('audit.verify-end')}</p>`
          : html`<p class="problem" role="alert">${say('audit.verified-not', { problems: problems.length })}</p>
            <div class="wide" tabindex="0" role="region" aria-labelledby="verified"><table>
            <thead><tr><th scope="col">${say('overview.customer')}</th><th scope="col">${say('audit.place')}</th><th scope="col">${say('audit.found')}</th></tr></thead>
            <tbody lang="en">!${found.map(
              ({ chain, seq, found: what }) =>
                html`<tr><th scope="row">${chain === '' ? '–' : chain}</th><td>${seq ?? '–'}</td><td>${what}</td></tr>`,
            )}</tbody></table></div>`
      }!${unnoted === undefined ? '' : html`<p class="problem">${say('audit.not-noted', { reason: unnoted })}</p>`}
      !${back}`,
  }
}

/** Somebody who rewrote a chain leaves as many as it has entries; the command lists them all. */
const SHOWN_PROBLEMS = 100
