import type { FastifyInstance, FastifyReply } from 'fastify'
import { removalPage } from '../erasure/removal-page.ts'
import type { RemovalRecord } from '../erasure/removal-record.ts'
import { StillBusy } from '../erasure/remove.ts'
import { type RemovalOutcome, recordOfRemoved, removeAccount } from '../erasure/remove-account.ts'
import {
  findOpenRemoval,
  integrationsOfAccount,
  isAnythingLeft,
  unconnectedOfAccount,
} from '../store/account-removals.ts'
import { accountLabel } from '../store/accounts.ts'
import { PageFailure } from '../web/failure.ts'
import { formOf } from '../web/page-scope.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { downloadHeaders } from './download.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { askRemovalPage, recordPage, unfinishedPage } from './pages/account-removal.ts'

const removal = { config: { action: 'remove account' } } as const
/** Whoever pressed the button waits for so long, and a Channel longer; then a click goes on. */
const WORK_MS = 15_000

interface ById {
  Params: { id: string }
}

/** Removing an Account: what it will do, the typed confirmation, how far it has come, the record. */
export function accountRemovalRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, address, log } = context
  /** Of those that this process works on: a second click waits for the first. */
  const running = new Map<string, Promise<RemovalOutcome>>()

  app.get<ById>('/customers/:id/removal', removal, async (request, reply) => {
    const { id } = request.params
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const record = await recordOfRemoved(db, id)
    if (record) return sendCockpitPage(reply, frame, recordPage(frame, record))
    const left = await whatIsLeft(id)
    if (!left) throw new PageFailure('not-found')
    return sendCockpitPage(reply, frame, askRemovalPage(frame, left))
  })

  app.post<ById>('/customers/:id/removal', removal, async (request, reply) => {
    const { id } = request.params
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const toRecord = () => reply.redirect(`${address.url}/customers/${id}/removal`, 303)
    const left = await whatIsLeft(id)
    if (!left) return toRecord()
    if (formOf(request.body).get('sure')?.trim() !== id) {
      return sendCockpitPage(
        reply,
        frame,
        askRemovalPage(frame, { ...left, isMistyped: true }),
        400,
      )
    }
    const acting = dbOf(context, request)
    const work =
      running.get(id) ??
      removeAccount({ ...context, db: acting }, id, {
        force: false,
        signal: AbortSignal.timeout(WORK_MS),
      }).finally(() => running.delete(id))
    running.set(id, work)
    try {
      const outcome = await work
      log.info({ account: id, finished: 'record' in outcome }, 'an Account is being removed')
      if ('record' in outcome) return toRecord()
      return sendCockpitPage(reply, frame, unfinishedPage(frame, id, outcome), 409)
    } catch (error) {
      if (!(error instanceof StillBusy)) throw error
      return sendCockpitPage(reply, frame, unfinishedPage(frame, id, 'busy'), 409)
    }
  })

  app.get<ById>('/customers/:id/removal.html', removal, async (request, reply) => {
    const { id } = request.params
    const { language } = cockpitFrame(context, request, reply, operatorAt(request))
    return await download(reply, id, 'html', (record) => removalPage(record, language))
  })
  app.get<ById>('/customers/:id/removal.json', removal, async (request, reply) =>
    download(reply, request.params.id, 'json', (record) => `${JSON.stringify(record, null, 2)}\n`),
  )

  async function download(
    reply: FastifyReply,
    id: string,
    kind: 'html' | 'json',
    written: (record: RemovalRecord) => string,
  ): Promise<FastifyReply> {
    const record = await recordOfRemoved(db, id)
    if (!record) throw new PageFailure('not-found')
    const type = kind === 'html' ? 'text/html' : 'application/json'
    return reply.headers(downloadHeaders(type, `removal-${id}.${kind}`)).send(written(record))
  }

  async function whatIsLeft(accountId: string) {
    if (!(await isAnythingLeft(db, accountId))) return undefined
    return {
      accountId,
      label: await accountLabel(db, accountId),
      channels: await integrationsOfAccount(db, accountId),
      unconnected: (await unconnectedOfAccount(db, accountId)).length,
      begun: await findOpenRemoval(db, accountId),
    }
  }
}
