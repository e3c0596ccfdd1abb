import { isRecord } from '@hubward/border'
import type { FastifyInstance } from 'fastify'
import { type CockpitFilter, cockpitOverview, HEALTHS } from '../store/cockpit-overview.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { operatorAt } from './guard.ts'
import { overviewPage } from './pages/overview.ts'

const look = { config: { action: 'look' } } as const

/** What stands on the first page: more of it has pages of its own. */
const SIZES = { needs: 8, customers: 25 }
const LONGEST_SEARCH = 200

/** Customers and integrations, and first what needs somebody. */
export function overviewRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db } = context
  app.get('/', look, async (request, reply) => {
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const filter = filterIn(request.query)
    const page = pageIn(request.query)
    const overview = await cockpitOverview(db, filter, { ...SIZES, page })
    const pages = Math.max(1, Math.ceil(overview.customerCount / SIZES.customers))
    const live = { ...frame, liveUrl: `${frame.base}/live` }
    return sendCockpitPage(reply, live, overviewPage(frame, overview, { filter, page, pages }))
  })
}

/** What is looked for, as the address has it. */
export function filterIn(query: unknown): CockpitFilter {
  const { find, integration, health } = isRecord(query) ? query : {}
  const known = HEALTHS.find((one) => one === health)
  return {
    find: typeof find === 'string' ? find.slice(0, LONGEST_SEARCH) : '',
    ...(typeof integration === 'string' && integration !== '' && { integration }),
    ...(known && { health: known }),
  }
}

/** From 0; the address counts from 1. */
export function pageIn(query: unknown): number {
  const page = Number(isRecord(query) ? query.page : undefined)
  return Number.isInteger(page) && page > 1 && page < 1_000_000 ? page - 1 : 0
}
