import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import type { Act } from '../act.ts'
import { API_ROUTES } from '../api/server.ts'
import { type Faults, RouteFault, WebhookFault } from '../faults.ts'
import type { Journal } from '../journal.ts'
import { Refusal } from '../state/refusal.ts'
import { Settings } from '../state/settings.ts'
import type { State } from '../state/state.ts'
import { type Until, WaitedInVain } from '../until.ts'
import { addActRoutes } from './act-routes.ts'
import { readJson } from './read-json.ts'
import { addStateRoutes } from './state-routes.ts'

const SettingsChange = Type.Partial(
  Type.Object(
    {
      ...Settings.properties,
      rateLimit: Type.Partial(Settings.properties.rateLimit),
      webhook: Type.Partial(Settings.properties.webhook),
    },
    { additionalProperties: false },
  ),
)

export interface ControlOptions {
  state: State
  act: Act
  faults: Faults
  journal: Journal
  until: Until
  /** What `GET /simulator` answers: the same as the command prints. */
  start: () => Promise<object>
}

/** What tests need and SocialHub doesn't have, under `/simulator`. */
export async function control(app: FastifyInstance, options: ControlOptions): Promise<void> {
  const { state, act, faults, journal, start } = options

  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refusal) {
      return reply.code(error.status).send({ code: error.code, message: error.message })
    }
    if (error instanceof WaitedInVain) return reply.code(408).send({ message: error.message })
    return reply.send(error)
  })

  app.get('/simulator', start)
  addActRoutes(app, act)
  addStateRoutes(app, options)

  app.get('/simulator/settings', () => state.settings)
  app.patch('/simulator/settings', (request) => {
    const { rateLimit, webhook, ...rest } = readJson(SettingsChange, request.body)
    Object.assign(state.settings, rest)
    Object.assign(state.settings.rateLimit, rateLimit)
    Object.assign(state.settings.webhook, webhook)
    return state.settings
  })

  app.get('/simulator/faults', () => faults.routes.list())
  app.post('/simulator/faults', (request, reply) => {
    const fault = readJson(RouteFault, request.body)
    if (!API_ROUTES.some((route) => route === fault.route)) {
      throw new Refusal('BadRequestError', `route must be one of: ${API_ROUTES.join(', ')}.`)
    }
    return reply.code(201).send(faults.routes.add(fault))
  })
  app.get('/simulator/webhook-faults', () => faults.webhooks.list())
  app.post('/simulator/webhook-faults', (request, reply) =>
    reply.code(201).send(faults.webhooks.add(readJson(WebhookFault, request.body))),
  )
  for (const [path, list] of [
    ['/simulator/faults', faults.routes],
    ['/simulator/webhook-faults', faults.webhooks],
  ] as const) {
    app.delete(path, (_request, reply) => {
      list.remove()
      return reply.code(204).send()
    })
    app.delete<{ Params: { id: string } }>(`${path}/:id`, (request, reply) => {
      list.remove(Number(request.params.id))
      return reply.code(204).send()
    })
  }

  app.get<{ Querystring: { channelId?: string } }>('/simulator/counts', (request) =>
    journal.counts(request.query.channelId),
  )
  app.delete('/simulator/counts', (_request, reply) => {
    journal.clear()
    return reply.code(204).send()
  })
}
