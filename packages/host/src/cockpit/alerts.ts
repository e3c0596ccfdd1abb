import type { FastifyInstance } from 'fastify'
import { html } from 'ghtml'
import { type Alert, acknowledgeAlert, listAlerts } from '../store/cockpit-alerts.ts'
import { formOf } from '../web/page-scope.ts'
import { may } from './actions.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { type CockpitContent, type CockpitFrame, cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { moment } from './moment.ts'
import { pageIn } from './overview.ts'
import { pager } from './pages/pager.ts'
import type { CockpitWord } from './words/catalog.ts'
import { en } from './words/en.ts'

const SIZE = 50

/** What the operator was told and when, and who has taken note. */
export function alertRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, address, config } = context
  app.get('/alerts', { config: { action: 'look' } }, async (request, reply) => {
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const page = pageIn(request.query)
    const { alerts, count } = await listAlerts(db, { size: SIZE, page })
    const pages = Math.max(1, Math.ceil(count / SIZE))
    const { webhookUrl, mailTo } = config.notices
    const told = { webhook: webhookUrl !== undefined, mail: mailTo !== undefined }
    return sendCockpitPage(reply, frame, alertsPage(frame, { alerts, page, pages, told }))
  })
  app.post('/alerts', { config: { action: 'acknowledge' } }, async (request, reply) => {
    await acknowledgeAlert(dbOf(context, request), formOf(request.body).get('key') ?? '')
    return reply.redirect(`${address.url}/alerts`, 303)
  })
}

interface Shown {
  readonly alerts: readonly Alert[]
  readonly page: number
  readonly pages: number
  /** Which destinations are configured. */
  readonly told: Told
}
type Told = Readonly<Record<'webhook' | 'mail', boolean>>

function alertsPage(frame: CockpitFrame, shown: Shown): CockpitContent {
  const { say } = frame
  const title = say('nav.alerts')
  const { alerts, told } = shown
  return {
    title,
    body: html`<h1 id="alerts">${title}</h1>
      <p class="lead">${say('alerts.about')}</p>
      !${
        alerts.length === 0
          ? html`<p>${say('alerts.none')}</p>`
          : html`<div class="wide" tabindex="0" role="region" aria-labelledby="alerts"><table>
        <thead><tr><th scope="col">${say('alerts.what')}</th><th scope="col">${say('alerts.when')}</th><th scope="col">${say('alerts.told')}</th><th scope="col">${say('alerts.noted')}</th></tr></thead>
        <tbody>!${alerts.map((alert) => row(frame, alert, told))}</tbody></table></div>`
      }
      !${pager(frame, shown)}`,
  }
}

function row(frame: CockpitFrame, alert: Alert, told: Told): string {
  const { say, base } = frame
  const { kind, at, cause, count, channelId, channel, integration } = alert
  const where =
    channelId === null
      ? html`${integration ?? ''}`
      : html`<a href="${base}/channels/${channelId}">${channel ?? channelId}</a>`
  return html`<tr><th scope="row">${nameOf(kind, say)}${count > 1 ? ` (${count})` : ''}</th>
    <td>!${moment(frame, at)}</td>
    <td>${toldIn(frame, alert, told)}</td>
    <td>!${noted(frame, alert)}</td></tr>
    <tr><td colspan="4">!${where} <span class="quiet" lang="en">${cause}</span></td></tr>`
}

function noted(frame: CockpitFrame, { key, kind, acknowledgedAt }: Alert): string {
  const { say, base, token, operator } = frame
  if (acknowledgedAt) return moment(frame, acknowledgedAt)
  if (!operator || !may(operator.role, 'acknowledge')) return ''
  const what = nameOf(kind, say)
  return html`<form method="post" action="${base}/alerts"><input type="hidden" name="token" value="${token}"><input type="hidden" name="key" value="${key}"><button class="small" type="submit" aria-label="${say('alerts.note-of', { what })}">${say('alerts.note')}</button></form>`
}

function toldIn({ say }: CockpitFrame, alert: Alert, told: Told): string {
  const parts = (['webhook', 'mail'] as const).flatMap((destination) => {
    const state = (['sent', 'due', 'given-up'] as const).find((one) => one === alert[destination])
    return told[destination] && state ? say(`alerts.${state}-${destination}`) : []
  })
  return parts.length > 0 ? parts.join(', ') : say('alerts.nowhere')
}

/** A newer host may have written a kind that has no sentence here. */
function nameOf(kind: string, say: CockpitFrame['say']): string {
  const word = `alert.${kind.replace('.', '-')}`
  return isWord(word) ? say(word) : kind
}

function isWord(word: string): word is CockpitWord {
  return Object.hasOwn(en, word)
}
