import type { FastifyInstance } from 'fastify'
import type { Kept } from './kept.ts'

/** Whose Channel can be connected. */
export const ACCOUNT = { id: 'northwind', name: 'Northwind Ceramics' }

export const HINT = 'To connect a Channel, fill in the token: secret'

/** What the Network gave this account to identify itself with. */
export const TOKEN = 'secret'

/** Lets nobody use the API without the token. Answers how a Customer logs in without a browser. */
export function addAccess(app: FastifyInstance, _kept: Kept) {
  app.addHook('onRequest', async (request, response) => {
    if (!request.url.startsWith('/api/')) return
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      return response.status(401).send({ error: 'unauthorized' })
    }
  })
  app.get('/api/me', async () => ACCOUNT)
  return { logIn: () => ({ token: TOKEN }) }
}
