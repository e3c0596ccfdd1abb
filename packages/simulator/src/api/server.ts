import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Faults } from '../faults.ts'
import { Refusal } from '../state/refusal.ts'
import { addArrivalHooks, Outage } from './arrival.ts'
import type { ApiContext } from './context.ts'
import { deleteChannel } from './delete-channel.ts'
import { getRoot } from './get-root.ts'
import { patchChannel } from './patch-channel.ts'
import { patchManifest } from './patch-manifest.ts'
import { patchTicket } from './patch-ticket.ts'
import { postChannels } from './post-channels.ts'
import { postReplySuccess } from './post-reply-success.ts'
import { postReset } from './post-reset.ts'
import { postTicket } from './post-ticket.ts'

/** The routes as they are counted and as faults name them. */
export const API_ROUTES = [
  'GET /',
  'PATCH /manifest',
  'POST /channels',
  'PATCH /channel',
  'DELETE /channel',
  'POST /inbox/tickets',
  'PATCH /inbox/tickets/:ticketId',
  'POST /inbox/tickets/:ticketId/replies/:followupId/success',
  'POST /inbox/tickets/:ticketId/reset/:actionId',
] as const

/** SocialHub's public API. */
export function createApi(context: ApiContext & { faults: Faults }): FastifyInstance {
  const api = fastify({ forceCloseConnections: true, exposeHeadRoutes: false })
  readJsonLeniently(api)
  addArrivalHooks(api, context)

  api.addHook('preHandler', async (request) => {
    const accept = request.headers.accept ?? '*/*'
    if (!/application\/(\*|json)|\*\/\*/.test(accept)) {
      throw new Refusal('NotAcceptableError', 'Error: Only application/json can be provided')
    }
  })
  api.setNotFoundHandler(() => {
    throw new Refusal('NotFoundError', 'Error: Not Found')
  })
  api.setErrorHandler((error, _request, reply) => {
    const { status, code, message, data } = errorAnswer(error)
    return reply.code(status).send({ code, message, ...(data !== undefined && { data }) })
  })

  getRoot(api, context)
  patchManifest(api, context)
  postChannels(api, context)
  patchChannel(api, context)
  deleteChannel(api, context)
  postTicket(api, context)
  patchTicket(api, context)
  postReplySuccess(api, context)
  postReset(api, context)
  return api
}

/** A body that is empty or of another type reads as none, so that the route says what it misses. */
function readJsonLeniently(api: FastifyInstance): void {
  api.removeAllContentTypeParsers()
  api.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: FastifyRequest, text: string) => {
      if (text === '') return undefined
      try {
        return JSON.parse(text)
      } catch {
        throw new Refusal('BadRequestError', 'Error: The body is not valid JSON')
      }
    },
  )
  api.addContentTypeParser('*', async () => undefined)
}

interface ErrorAnswer {
  status: number
  code: string
  message: string
  data?: unknown
}

function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof Refusal) return error
  if (error instanceof Outage) {
    return { status: error.status, code: 'InternalServerError', message: error.message }
  }
  if (isClientError(error)) {
    return { status: 400, code: 'BadRequestError', message: `Error: ${error.message}` }
  }
  return { status: 500, code: 'InternalServerError', message: String(error) }
}

/** What fastify itself refuses: a body that is too large, a broken URL. */
function isClientError(error: unknown): error is Error {
  return (
    error instanceof Error &&
    'statusCode' in error &&
    typeof error.statusCode === 'number' &&
    error.statusCode < 500
  )
}
