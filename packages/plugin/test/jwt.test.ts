import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import fastify from 'fastify'
import t from 'tap'
import { grantByJwt, signJwt } from '../src/jwt/index.ts'

const now = () => new Date('2026-01-15T10:00:00.500Z')
const pem = { type: 'pkcs8', format: 'pem' } as const
const keys = {
  RS256: generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey,
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
}
const part = (token: string, index: number) =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())

t.test('a token is signed as its Network wants it, and lasts as long as it should', async (t) => {
  for (const algorithm of ['RS256', 'ES256'] as const) {
    const token = await signJwt(
      { now },
      {
        algorithm,
        privateKey: keys[algorithm].export(pem).toString(),
        keyId: 'key-1',
        claims: { iss: 'us', aud: 'them' },
        lifetimeS: 600,
      },
    )
    t.same(part(token, 0), { alg: algorithm, typ: 'JWT', kid: 'key-1' })
    const iat = Math.floor(now().getTime() / 1_000)
    t.same(part(token, 1), { iss: 'us', aud: 'them', iat, exp: iat + 600 })
    // By another library than the one that signs.
    const key = { key: createPublicKey(keys[algorithm]), dsaEncoding: 'ieee-p1363' as const }
    const signature = Buffer.from(token.split('.')[2] ?? '', 'base64url')
    t.ok(verify('sha256', Buffer.from(token.slice(0, token.lastIndexOf('.'))), key, signature))
  }
})

t.test(
  'what is no key, or another kind of key, is invalid, and stands in no message',
  async (t) => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey.export(pem)
    const short = { algorithm: 'RS256' as const, privateKey: weak.toString(), claims: {} }
    const refused = { code: 'invalid', message: 'this is no private key for RS256' }
    await t.rejects(signJwt({ now }, { ...short, lifetimeS: 60 }), refused)
    const rsa = keys.RS256.export(pem).toString()
    for (const privateKey of ['', 'a secret', rsa, rsa.slice(0, 300)]) {
      const options = { algorithm: 'ES256' as const, privateKey, claims: {}, lifetimeS: 60 }
      const message = 'this is no private key for ES256'
      await t.rejects(signJwt({ now }, options), { code: 'invalid', message, effect: 'none' })
    }
  },
)

t.test('an assertion becomes an access token, or the reason why not', async (t) => {
  const app = fastify()
  t.teardown(() => app.close())
  let answer: [number, object] = [200, {}]
  const bodies: string[] = []
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => {
      bodies.push(body)
    },
  )
  app.post('/token', (_request, reply) => reply.status(answer[0]).send(answer[1]))
  const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/token`
  const context = { fetch, now, signal: new AbortController().signal }

  answer = [200, { access_token: 'granted', token_type: 'Bearer', expires_in: 3_599 }]
  const granted = await grantByJwt(context, url, 'signed')
  t.match(granted, {
    tokens: { accessToken: 'granted' },
    expirationTime: '2026-01-15T10:59:59.500Z',
  })
  t.same(Object.fromEntries(new URLSearchParams(bodies[0])), {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: 'signed',
  })
  answer = [400, { error: 'invalid_grant', error_description: 'Invalid JWT: signed' }]
  const refused = { code: 'authentication', message: 'invalid_grant: Invalid JWT: …' }
  await t.rejects(grantByJwt(context, url, 'signed'), refused)
  for (const error of ['unauthorized_client', 'invalid_scope', 'access_denied']) {
    answer = [400, { error }]
    await t.rejects(grantByJwt(context, url, 'signed'), { code: 'authentication' }, error)
  }
  answer = [400, { error: 'unsupported_grant_type' }]
  await t.rejects(grantByJwt(context, url, 'signed'), { code: 'operator' })
  answer = [503, {}]
  await t.rejects(grantByJwt(context, url, 'signed'), { code: 'unavailable' })
  await t.rejects(grantByJwt(context, 'http://192.0.2.1/token', 'signed'), { code: 'operator' })
})
