import type { FastifyInstance } from 'fastify'
import { buildManifest } from '../manifests/build.ts'
import { comparisonWith } from '../manifests/comparison-with.ts'
import { manifestAddress } from '../manifests/manifest-address.ts'
import { lookUpManifest } from '../manifests/manifest-at-socialhub.ts'
import { refusedUnder, releaseByOperator, standingBrakes } from '../store/brakes.ts'
import { channelCounts, integrationsInUse, spentBudgets } from '../store/cockpit-integrations.ts'
import { secretUses } from '../store/webhook-secrets.ts'
import { PageFailure } from '../web/failure.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { endPage, integrationPage, integrationsPage } from './pages/integrations.ts'

const look = { config: { action: 'look' } } as const
const end = { config: { action: 'end' } } as const
/** Whoever looks at a page does not wait longer for SocialHub. */
const ASK_WITHIN_MS = 5_000

interface ByName {
  Params: { name: string }
}

/** Integrations: what SocialHub knows of them, and what holds their Channels back. */
export function integrationRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, sealer, config, integrations, availability, address } = context
  const names = async () => {
    const missing = [...availability.failing(), ...availability.unread]
    const all = [...integrations.keys(), ...missing, ...(await integrationsInUse(db))]
    return [...new Set(all)].toSorted()
  }

  app.get('/integrations', look, async (request, reply) => {
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const brakes = await standingBrakes(db, {})
    const counts = await channelCounts(db)
    const listed = (await names()).map((name) => ({
      name,
      plugin: integrations.get(name)?.plugin.name,
      version: integrations.get(name)?.packageVersion,
      channels: counts.get(name) ?? 0,
      isHeld: brakes.some(({ integration }) => integration === name),
    }))
    return sendCockpitPage(reply, frame, integrationsPage(frame, listed))
  })

  app.get<ByName>('/integrations/:name', look, async (request, reply) => {
    const { name } = request.params
    if (!(await names()).includes(name)) throw new PageFailure('not-found')
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const integration = integrations.get(name)
    const { publication, atSocialHub } = await lookUpManifest(
      context,
      name,
      AbortSignal.timeout(ASK_WITHIN_MS),
    )
    const built =
      integration && buildManifest(integration, manifestAddress(config, publication?.manifest))
    const shown = {
      name,
      plugin: integration?.plugin,
      version: integration?.packageVersion,
      channels: (await channelCounts(db)).get(name) ?? 0,
      publication,
      isShown: atSocialHub.kind === 'shown',
      comparison: built && comparisonWith(atSocialHub, built, publication),
      secrets: publication ? await secretUses(db, sealer, publication.manifest) : [],
      brakes: await standingBrakes(db, { integration: name }),
      budgets: await spentBudgets(db, name),
    }
    return sendCockpitPage(reply, frame, integrationPage(frame, shown))
  })

  app.get<ByName>('/integrations/:name/end', end, async (request, reply) => {
    const { name } = request.params
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const held = await heldBy(name)
    if (held.length === 0) throw new PageFailure('not-found')
    const counts = await Promise.all(held.map((brake) => refusedUnder(db, brake)))
    const count = counts.reduce((sum, one) => sum + one, 0)
    return sendCockpitPage(reply, frame, endPage(frame, { name, count, isDone: false }))
  })
  app.post<ByName>('/integrations/:name/end', end, async (request, reply) => {
    const { name } = request.params
    const frame = cockpitFrame(context, request, reply, operatorAt(request))
    const acting = dbOf(context, request)
    let count = 0
    for (const brake of await heldBy(name)) {
      count += await acting.transaction().execute((trx) => releaseByOperator(trx, brake))
    }
    if (count === 0) return reply.redirect(`${address.url}/integrations/${name}`, 303)
    return sendCockpitPage(reply, frame, endPage(frame, { name, count, isDone: true }))
  })

  /** What can be ended: where the app itself is refused, no Channel is to blame. */
  async function heldBy(integration: string) {
    const standing = await standingBrakes(db, { integration })
    return standing.filter(({ code }) => code === 'authentication')
  }
}
