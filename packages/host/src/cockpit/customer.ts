import type { FastifyInstance } from 'fastify'
import { recordOfRemoved } from '../erasure/remove-account.ts'
import { accountLabel, setAccountLabel } from '../store/accounts.ts'
import { listAudit } from '../store/audit-reading.ts'
import {
  acceptedTerms,
  contactOf,
  dailyCounts,
  grantExpiries,
  isKnownAccount,
  type MonthCounts,
  monthCounts,
  setContact,
} from '../store/cockpit-customer.ts'
import { cockpitChannels } from '../store/cockpit-overview.ts'
import { PageFailure } from '../web/failure.ts'
import { formOf } from '../web/page-scope.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { pageIn } from './overview.ts'
import { customerPage, removedCustomerPage } from './pages/customer.ts'

const look = { config: { action: 'look' } } as const
const DAYS = 30
const CHANNELS = 50
const HISTORY = 10
const LABEL_LIMIT = 100
const CONTACT_LIMIT = 500

interface ById {
  Params: { id: string }
}

/** One Customer: label, people, Channels, and what came and went. */
export function customerRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, sealer, address, config } = context
  app.get<ById>('/customers/:id', look, async (request, reply) => {
    const accountId = request.params.id
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const record = await recordOfRemoved(db, accountId)
    if (record) return sendCockpitPage(reply, frame, removedCustomerPage(frame, record))
    if (!(await isKnownAccount(db, accountId))) throw new PageFailure('not-found')
    const page = pageIn(request.query)
    const month = monthIn(request.query)
    const { channels, count } = await cockpitChannels(
      db,
      { find: '', accountId },
      { size: CHANNELS, page },
    )
    const { origins, settingsPath } = config.socialhub
    const shown = {
      accountId,
      label: (await accountLabel(db, accountId)) ?? null,
      contact: await contactOf(db, sealer, accountId),
      channels,
      page,
      pages: Math.max(1, Math.ceil(count / CHANNELS)),
      expiries: await grantExpiries(db, accountId),
      days: await dailyCounts(db, accountId, DAYS),
      month,
      counts: await monthCounts(db, accountId, month),
      history: await listAudit(db, sealer, { accountId, limit: HISTORY }),
      terms: await acceptedTerms(db, accountId),
      channelsSettingsUrl: `${origins[0]}${settingsPath}`,
      done: Reflect.get(Object(request.query), 'done') === 'saved',
    }
    return sendCockpitPage(reply, frame, customerPage(frame, shown))
  })

  app.get<ById>('/customers/:id/counts.csv', look, async (request, reply) => {
    const month = monthIn(request.query)
    const counts = await monthCounts(db, request.params.id, month)
    return reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="counts-${month}.csv"`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .send(csvOf(counts))
  })

  app.post<ById>('/customers/:id', { config: { action: 'label' } }, async (request, reply) => {
    const accountId = request.params.id
    if (!(await isKnownAccount(db, accountId))) throw new PageFailure('not-found')
    const form = formOf(request.body)
    const label = (form.get('label') ?? '').trim()
    const contact = (form.get('contact') ?? '').trim()
    if (label.length > LABEL_LIMIT || contact.length > CONTACT_LIMIT) {
      throw new PageFailure('bad-request', { message: 'a label or contact that is too long' })
    }
    const acting = dbOf(context, request)
    await setAccountLabel(acting, accountId, label === '' ? null : label)
    await setContact(acting, sealer, accountId, contact)
    return reply.redirect(`${address.url}/customers/${accountId}?done=saved`, 303)
  })
}

/** Such as 2026-11; the present one unless the address names another. */
function monthIn(query: unknown): string {
  const month: unknown = Reflect.get(Object(query), 'month')
  const isMonth = typeof month === 'string' && /^2\d{3}-(0[1-9]|1[0-2])$/.test(month)
  return isMonth ? month : new Date().toISOString().slice(0, 7)
}

/**
 * RFC 4180, after a byte order mark, without which Excel takes UTF-8 for something else. Names come from
 * Networks: an apostrophe keeps spreadsheets from taking one for a formula, also those that part cells
 * at semicolons, as Excel does in German and French.
 */
export function csvOf(counts: readonly MonthCounts[]): string {
  const cell = (value: string | number) => {
    if (typeof value === 'number') return String(value)
    const text = value
      .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
      .replaceAll(/(^|;)([\s"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1$2'")
    return /[";,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const head = ['channel', 'name', 'integration', 'received', 'tickets', 'replies', 'resets']
  const rows = counts.map(
    ({ channelId, name, integration, received, tickets, replies, resets }) => [
      channelId,
      name,
      integration,
      received,
      tickets,
      replies,
      resets,
    ],
  )
  return `\ufeff${[head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`
}
