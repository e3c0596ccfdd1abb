import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { giveUpEvent } from '../operating/give-up-event.ts'
import { Refused } from '../operating/refused.ts'
import { eventNamed, retryEvent } from '../operating/retry-event.ts'
import { listAudit } from '../store/audit-reading.ts'
import { type CockpitChannel, cockpitChannels } from '../store/cockpit-overview.ts'
import { listEvents, overviewOf } from '../store/overview.ts'
import { PageFailure } from '../web/failure.ts'
import { formOf } from '../web/page-scope.ts'
import { notedOf } from './channel-facts.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { DEEDS, type Deed } from './deeds.ts'
import { cockpitFrame, sendCockpitPage } from './frame.ts'
import { dbOf, operatorAt } from './guard.ts'
import { channelPage, confirmPage, refusedPage } from './pages/channel.ts'
import { giveUpPage, retryPage } from './pages/channel-events.ts'

const look = { config: { action: 'look' } } as const
const EVENTS = 20
const LIFE = 10

interface ById {
  Params: { id: string }
}

/** One Channel: how it is, what happened, and what can be done about it. */
export function channelRoutes(app: FastifyInstance, context: CockpitContext): void {
  const { db, sealer, address } = context
  const frameOf = (request: FastifyRequest, reply: FastifyReply) =>
    cockpitFrame(context, request, reply, operatorAt(request))

  app.get<ById>('/channels/:id', look, async (request, reply) => {
    const { id } = request.params
    const channel = await channelAt(context, id)
    const frame = frameOf(request, reply)
    const live = { ...frame, liveUrl: `${frame.base}/live` }
    const shown = {
      channel,
      overview: await overviewOf(db, id),
      noted: await notedOf(db, id),
      events: await listEvents(db, { channelId: id, openFirst: true, limit: EVENTS }),
      life: await listAudit(db, sealer, { channel: id, limit: LIFE }),
      done: doneIn(request.query),
    }
    return sendCockpitPage(reply, live, channelPage(frame, shown))
  })

  for (const deed of DEEDS) {
    const route = { config: { action: deed.action } }
    app.get<ById>(`/channels/:id/${deed.path}`, route, async (request, reply) => {
      const channel = await channelAt(context, request.params.id)
      const frame = frameOf(request, reply)
      return sendCockpitPage(reply, frame, confirmPage(frame, channel, deed))
    })
    app.post<ById>(`/channels/:id/${deed.path}`, route, async (request, reply) => {
      const { id } = request.params
      const channel = await channelAt(context, id)
      const frame = frameOf(request, reply)
      const form = formOf(request.body)
      const acting = dbOf(context, request)
      return await orRefused(reply, frame, async () => {
        const outcome = await deed.perform({ context, db: acting, frame, channel, form })
        if (typeof outcome !== 'string') return sendCockpitPage(reply, frame, outcome)
        return reply.redirect(`${address.url}/channels/${id}?done=${deed.path}`, 303)
      })
    })
  }

  const retry = { config: { action: 'retry' } } as const
  app.get<ById>('/events/:id/retry', retry, async (request, reply) => {
    const frame = frameOf(request, reply)
    return await orRefused(reply, frame, async () =>
      sendCockpitPage(reply, frame, retryPage(frame, await eventNamed(db, request.params.id))),
    )
  })
  app.post<ById>('/events/:id/retry', retry, async (request, reply) => {
    const frame = frameOf(request, reply)
    return await orRefused(reply, frame, async () => {
      const { channelId } = await retryEvent(dbOf(context, request), request.params.id)
      return reply.redirect(`${address.url}/channels/${channelId}?done=retry`, 303)
    })
  })

  const giveUp = { config: { action: 'give up' } } as const
  app.get<ById>('/events/:id/give-up', giveUp, async (request, reply) => {
    const frame = frameOf(request, reply)
    return await orRefused(reply, frame, async () => {
      const event = await eventNamed(db, request.params.id)
      const channel = await channelAt(context, event.channelId)
      return sendCockpitPage(reply, frame, giveUpPage(frame, event, channel))
    })
  })
  app.post<ById>('/events/:id/give-up', giveUp, async (request, reply) => {
    const frame = frameOf(request, reply)
    const reason = formOf(request.body).get('reason') ?? ''
    return await orRefused(reply, frame, async () => {
      const { channelId } = await giveUpEvent(dbOf(context, request), request.params.id, reason)
      return reply.redirect(`${address.url}/channels/${channelId}?done=give-up`, 303)
    })
  })
}

async function channelAt({ db }: CockpitContext, id: string): Promise<CockpitChannel> {
  const { channels } = await cockpitChannels(
    db,
    { find: '', channelIds: [id] },
    { size: 1, page: 0 },
  )
  const [channel] = channels
  if (channel) return channel
  throw new PageFailure('not-found')
}

/** What can't be done now is said on a page, in the reader's language. */
async function orRefused(
  reply: FastifyReply,
  frame: ReturnType<typeof cockpitFrame>,
  work: () => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return sendCockpitPage(reply, frame, refusedPage(frame, error.code), statusOf(error))
  }
}

function statusOf({ code }: Refused): number {
  if (code === 'unknown-channel' || code === 'unknown-event') return 404
  return code === 'reason-too-long' ? 400 : 409
}

/** What the last click did, as the address says. */
function doneIn(query: unknown): Deed['path'] | undefined {
  const done: unknown = Reflect.get(Object(query), 'done')
  return typeof done === 'string' ? done : undefined
}
