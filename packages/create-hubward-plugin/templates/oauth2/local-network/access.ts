import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Kept } from './kept.ts'

/** Whose Channel can be connected. */
export const ACCOUNT = { id: 'northwind', name: 'Northwind Ceramics' }

export const HINT = 'To connect a Channel, only agree: the local Network asks nobody who they are.'

/** How the operator's app is registered at the Network. */
export const CLIENT = { clientId: 'local', clientSecret: 'local-secret' }

/**
 * OAuth 2: authorization code with PKCE. Lets nobody use the API without an access token.
 * Answers how a Customer logs in without a browser.
 */
export function addAccess(app: FastifyInstance, kept: Kept) {
  /** By their code, what logins were begun with; by their token, what was granted. */
  const begun = new Map<string, { redirectUri: string; challenge: string }>()
  const accessTokens = kept.map<true>('accessTokens')
  const refreshTokens = kept.map<true>('refreshTokens')

  app.addHook('onRequest', async (request, response) => {
    if (!request.url.startsWith('/api/')) return
    const [, token = ''] = request.headers.authorization?.split(' ') ?? []
    if (!accessTokens.has(token)) return response.status(401).send({ error: 'invalid_token' })
  })
  app.get('/api/me', async () => ACCOUNT)

  // Where the Customer's browser comes along. A real Network would ask who it is.
  app.get<{ Querystring: Record<string, string> }>('/oauth/authorize', ({ query }, response) => {
    const { redirect_uri: redirectUri = '', state = '', code_challenge: challenge = '' } = query
    const code = randomUUID()
    begun.set(code, { redirectUri, challenge })
    const back = new URL(redirectUri)
    back.search = new URLSearchParams({ code, state }).toString()
    return response.redirect(back.href)
  })

  app.post<{ Body: Record<string, string> }>('/oauth/token', ({ body }, response) => {
    if (body.client_id !== CLIENT.clientId || body.client_secret !== CLIENT.clientSecret) {
      return response.status(401).send({ error: 'invalid_client' })
    }
    if (!isGranted(body)) return response.status(400).send({ error: 'invalid_grant' })
    const { accessToken, refreshToken } = logIn()
    return response.send({
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'Bearer',
      expires_in: 3_600,
    })
  })

  app.post<{ Body: { token: string } }>('/oauth/revoke', ({ body }, response) => {
    accessTokens.delete(body.token)
    refreshTokens.delete(body.token)
    return response.send()
  })

  function logIn() {
    const tokens = { accessToken: randomUUID(), refreshToken: randomUUID() }
    accessTokens.set(tokens.accessToken, true)
    refreshTokens.set(tokens.refreshToken, true)
    return tokens
  }

  /** Each code and each refresh token is good for one exchange. */
  function isGranted(body: Record<string, string>): boolean {
    const { code = '', code_verifier: verifier = '', refresh_token: refreshToken = '' } = body
    if (body.grant_type === 'refresh_token') return refreshTokens.delete(refreshToken)
    const login = begun.get(code)
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    return (
      begun.delete(code) &&
      login?.redirectUri === body.redirect_uri &&
      login?.challenge === challenge
    )
  }

  return { logIn }
}
