import type { FastifyInstance } from 'fastify'
import { type Verified, verifyAudit } from '../audit/verify.ts'
import { lastVerified, noteVerified } from '../operating/verify-audit.ts'
import { accountLabelled } from '../store/accounts.ts'
import { AUDIT_ACTIONS, type AuditAction } from '../store/audit-actions.ts'
import { ACTORS } from '../store/audit-entry.ts'
import { type AuditEntry, type AuditFilter, listAudit } from '../store/audit-reading.ts'
import { integrationsInUse } from '../store/cockpit-integrations.ts'
import type { Db } from '../store/database.ts'
import { may } from './actions.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { type AuditQuery, auditPage, type Proved, verifiedPage } from './pages/audit.ts'

const audit = { config: { action: 'audit' } } as const
const SIZE = 50
const DAY_MS = 86_400_000
/** Whoever pressed the button waits for so long; a proxy in front may not wait for much longer. */
const VERIFY_WITHIN_MS = 20_000

/** Who signs in when says when people work: like the page of who is signed in, for administrators. */
const ABOUT_PEOPLE = Object.keys(AUDIT_ACTIONS).filter(
  (action): action is AuditAction & `operator.${string}` => action.startsWith('operator.'),
)

/** The audit log: who changed what, and whether it is whole. */
export function auditRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, sealer, integrations, log } = context

  app.get('/audit', audit, async (request, reply) => {
    const operator = operatorAt(request)
    const frame = cockpitFrame(context, request, reply, operator)
    const query = queryIn(request.query)
    const hidden = may(operator.role, 'people') ? [] : ABOUT_PEOPLE
    const place = placeIn(request.query)
    const filter = await filterOf(query)
    const found = filter
      ? await listAudit(db, sealer, {
          ...filter,
          without: hidden,
          ...(place && { before: place }),
          limit: SIZE + 1,
        })
      : []
    const entries = found.slice(0, SIZE)
    const last = found.length > SIZE ? entries.at(-1) : undefined
    const known = [...integrations.keys(), ...(await integrationsInUse(db))]
    const shown = {
      query,
      entries,
      older: last && placeText(last),
      isLater: place !== undefined,
      integrations: [...new Set(known)].toSorted(),
      hidden: new Set<string>(hidden),
      verified: await lastVerified(db, sealer),
    }
    return sendCockpitPage(reply, frame, auditPage(frame, shown))
  })

  let running: ReturnType<typeof verifyInTime> | undefined
  app.post('/audit/verify', audit, async (request, reply) => {
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    // It reads everything: once at a time in this process is enough.
    running ??= verifyInTime(dbOf(context, request)).finally(() => {
      running = undefined
    })
    return sendCockpitPage(reply, frame, verifiedPage(frame, await running))
  })

  /** Undefined: it took too long. */
  async function verifyInTime(acting: Db): Promise<Proved | undefined> {
    const signal = AbortSignal.timeout(VERIFY_WITHIN_MS)
    let verified: Verified
    try {
      verified = await verifyAudit(acting, sealer, [], signal)
    } catch (error) {
      if (signal.aborted && error === signal.reason) return undefined
      throw error
    }
    const problems = verified.problems.length
    if (problems > 0) log.error({ problems }, 'the audit log does not fit: somebody changed it')
    const unnoted = await noteVerified(acting, verified)
    if (unnoted !== undefined) {
      log.error({ reason: unnoted }, 'that the audit log was looked through could not be noted')
    }
    return { ...verified, unnoted }
  }

  /** Undefined: nothing can fit. */
  async function filterOf(query: AuditQuery): Promise<Omit<AuditFilter, 'limit'> | undefined> {
    const { account, channel, integration, action, by } = query
    const accountId = await accountIdOf(account)
    if (account !== '' && accountId === undefined) return undefined
    const actor = ACTORS.find((one) => one === by)
    const [since, until] = [dayAt(query.since), dayAt(query.until)]
    return {
      ...(accountId !== undefined && { accountId }),
      ...(channel !== '' && { channel }),
      ...(integration !== '' && { integration }),
      ...(action !== '' && { action }),
      ...(actor && { actor }),
      ...(since && { since }),
      ...(until && { until: new Date(until.getTime() + DAY_MS) }),
    }
  }

  async function accountIdOf(text: string): Promise<string | undefined> {
    if (text === '') return undefined
    if (text === 'none') return ''
    return /^[0-9a-f]{24}$/.test(text) ? text : await accountLabelled(db, text)
  }
}

const LONGEST = 200

function queryIn(query: unknown): AuditQuery {
  const text = (name: keyof AuditQuery) => {
    const value: unknown = Reflect.get(Object(query), name)
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : ''
  }
  return {
    account: text('account'),
    channel: text('channel'),
    integration: text('integration'),
    action: text('action'),
    by: text('by'),
    since: text('since'),
    until: text('until'),
  }
}

/** A day of UTC as its midnight; undefined where it is none. */
function dayAt(text: string): Date | undefined {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return undefined
  const day = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(day.getTime()) ? undefined : day
}

type Place = NonNullable<AuditFilter['before']>

/** Where a page of the list begins, as its address says it: time, Account, place in its chain. */
function placeText({ at, accountId, seq }: AuditEntry): string {
  return [at.getTime(), accountId ?? '', seq ?? ''].join('~')
}

function placeIn(query: unknown): Place | undefined {
  const text: unknown = Reflect.get(Object(query), 'before')
  const parts = typeof text === 'string' ? /^(\d{1,15})~([^~]{0,100})~(\d{0,15})$/.exec(text) : null
  if (!parts) return undefined
  const [, at, accountId = '', seq = ''] = parts
  return {
    at: new Date(Number(at)),
    accountId: accountId === '' ? null : accountId,
    seq: seq === '' ? null : Number(seq),
  }
}
