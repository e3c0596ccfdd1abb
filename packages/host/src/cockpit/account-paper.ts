import type { FastifyInstance } from 'fastify'
import { type Paper, paperAsMarkdown, processingRecord } from '../erasure/paper.ts'
import { integrationsOfAccount } from '../store/account-removals.ts'
import { accountLabel } from '../store/accounts.ts'
import { isKnownAccount } from '../store/cockpit-customer.ts'
import { PageFailure } from '../web/failure.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { downloadHeaders } from './download.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { operatorAt } from './guard.ts'
import { paperPage } from './pages/account-paper.ts'

const look = { config: { action: 'look' } } as const

interface ById {
  Params: { id: string }
}

/** The draft of an Account's processing record: to print, and to fill in elsewhere. */
export function accountPaperRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, config, integrations } = context
  app.get<ById>('/customers/:id/paper', look, async (request, reply) => {
    const { id } = request.params
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    return sendCockpitPage(reply, frame, paperPage(frame, id, await paperOf(id)))
  })
  app.get<ById>('/customers/:id/paper.md', look, async (request, reply) => {
    const { id } = request.params
    const text = paperAsMarkdown(await paperOf(id))
    return reply.headers(downloadHeaders('text/markdown', `processing-record-${id}.md`)).send(text)
  })

  async function paperOf(accountId: string): Promise<Paper> {
    if (!(await isKnownAccount(db, accountId))) throw new PageFailure('not-found')
    const label = await accountLabel(db, accountId)
    const channels = await integrationsOfAccount(db, accountId)
    return processingRecord(config, { accountId, label, channels }, integrations, new Date())
  }
}
