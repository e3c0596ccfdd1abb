import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Journal } from '../journal.ts'
import type { Channel } from '../state/model.ts'
import type { State } from '../state/state.ts'
import { channelOfToken } from '../state/tokens.ts'
import type { Delivering } from '../webhooks/delivery.ts'
import { accessTokenIn } from './arrival.ts'

/** What a route works on. */
export interface ApiContext {
  state: State
  journal: Journal
  delivering: Delivering
  /** Ends what waits, when the simulator stops. */
  signal: AbortSignal
}

/** One route of the API, in a file of its own. */
export type Route = (api: FastifyInstance, context: ApiContext) => void

/** The active Channel whose Access Token the request carries; 401 or 403 for any other token. */
export function channelOf(state: State, request: FastifyRequest): Promise<Channel> {
  return channelOfToken(state, accessTokenIn(request))
}
