import type { FastifyInstance } from 'fastify'
import type { Kept } from './kept.ts'

/** Whose Channel can be connected. */
export const ACCOUNT = { id: 'northwind', name: 'Northwind Ceramics' }

export const HINT = 'To connect a Channel, fill in the name of the page: northwind'

/** Anybody may use the API, and ask whom there is. */
export function addAccess(app: FastifyInstance, _kept: Kept) {
  app.get<{ Params: { id: string } }>('/api/accounts/:id', async ({ params }, response) =>
    params.id === ACCOUNT.id ? ACCOUNT : response.status(404).send({ error: 'not_found' }),
  )
  return { logIn: () => ({}) }
}
