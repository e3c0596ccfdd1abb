import { createHash, createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import fastify, { type FastifyRequest } from 'fastify'

/**
 * An authorization server as the AT Protocol has them: no registration, PAR, PKCE, proofs with a nonce,
 * refresh tokens that work once. It checks signatures by itself, with nothing of the plugin's library.
 */
export async function startFakeLogin(admit: (accessToken: string, did: string) => void) {
  const server = fastify()
  const requests = new Map<string, Record<string, string>>()
  const codes = new Map<string, { asked: Record<string, string>; did: string }>()
  const refreshTokens = new Map<string, { did: string; key: string }>()
  /** What was wrong with a request, for the test that made it. */
  const problems: string[] = []
  let count = 0
  let unknownScope = false

  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  server.get('/.well-known/oauth-authorization-server', async () => ({
    issuer: login.url,
    authorization_endpoint: `${login.url}/authorize`,
    token_endpoint: `${login.url}/token`,
    revocation_endpoint: `${login.url}/revoke`,
    pushed_authorization_request_endpoint: `${login.url}/par`,
    authorization_response_iss_parameter_supported: true,
    dpop_signing_alg_values_supported: ['ES256'],
  }))

  /** The thumbprint of the key that signed the proof; undefined, and answered, where a nonce is missing. */
  const proven = (request: FastifyRequest): string | undefined => {
    const proof = read(String(request.headers.dpop))
    const { htm, htu, nonce } = proof.payload
    if (nonce !== 'nonce-1') return undefined
    if (!proof.signedBy(proof.header.jwk)) problems.push('the proof’s signature is wrong')
    if (htm !== 'POST' || htu !== login.url + request.url) problems.push('the proof is for another')
    return JSON.stringify(proof.header.jwk)
  }
  const nonceMissing = { error: 'use_dpop_nonce' }

  server.post<{ Body: Record<string, string> }>('/par', async (request, reply) => {
    reply.header('dpop-nonce', 'nonce-1')
    if (proven(request) === undefined) {
      return reply.code(400).send(nonceMissing)
    }
    if (unknownScope) return reply.code(400).send({ error: 'invalid_scope' })
    const uri = `urn:request:${++count}`
    requests.set(uri, request.body)
    return reply.code(201).send({ request_uri: uri, expires_in: 60 })
  })
  server.post<{ Body: Record<string, string> }>('/token', async (request, reply) => {
    reply.header('dpop-nonce', 'nonce-1')
    const key = proven(request)
    if (key === undefined) return reply.code(400).send(nonceMissing)
    const { body } = request
    const known =
      body.grant_type === 'refresh_token'
        ? refreshTokens.get(body.refresh_token ?? '')
        : redeemed(body, key)
    if (known === undefined || known.key !== key) {
      return reply.code(400).send({ error: 'invalid_grant' })
    }
    refreshTokens.delete(body.refresh_token ?? '')
    const accessToken = `access-${++count}`
    const refreshToken = `refresh-${count}`
    admit(accessToken, known.did)
    refreshTokens.set(refreshToken, known)
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: 'DPoP',
      expires_in: 1_800,
      sub: known.did,
      scope: 'atproto',
    }
  })
  server.post<{ Body: Record<string, string> }>('/revoke', async ({ body }) => {
    refreshTokens.delete(body.token ?? '')
    return {}
  })

  const redeemed = ({ code = '', code_verifier = '' }: Record<string, string>, key: string) => {
    const issued = codes.get(code)
    codes.delete(code)
    const challenge = createHash('sha256').update(code_verifier).digest('base64url')
    if (issued?.asked.code_challenge !== challenge) return undefined
    return { did: issued.did, key }
  }

  await server.listen({ host: '127.0.0.1', port: 0 })
  const login = {
    url: server.listeningOrigin,
    problems,
    refreshTokens,
    /** Somebody logs in on the server's page and agrees: what the browser brings back. */
    agree(url: string, did: string): Record<string, string> {
      const { searchParams } = new URL(url)
      const asked = requests.get(searchParams.get('request_uri') ?? '')
      if (asked === undefined) throw new Error('nobody has announced this request')
      const code = `code-${++count}`
      codes.set(code, { asked, did })
      return { code, iss: login.url }
    },
    asked: (url: string) => requests.get(new URL(url).searchParams.get('request_uri') ?? '') ?? {},
    knowsNoScope(so: boolean) {
      unknownScope = so
    },
    close: () => server.close(),
  }
  return login
}

interface Jwt {
  readonly header: { readonly jwk: JsonWebKey; readonly kid?: string }
  readonly payload: Record<string, unknown>
  signedBy(jwk: JsonWebKey): boolean
}

export function read(jwt: string): Jwt {
  const [header = '', payload = '', signature = ''] = jwt.split('.')
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}')
  return {
    header: json(header),
    payload: json(payload),
    signedBy: (jwk) =>
      verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
        Buffer.from(signature, 'base64url'),
      ),
  }
}
