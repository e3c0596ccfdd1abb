import { readFile } from 'node:fs/promises'
import t from 'tap'
import Type from 'typebox'
import {
  check,
  readToken,
  retryAfterMs,
  signWebhook,
  TicketActionEvent,
  verifyWebhook,
  WEBHOOK_TOLERANCE_MS,
  WebhookRequest,
} from '../src/index.ts'

const text = Type.String()
const Vector = Type.Object({
  secret: text,
  timestamp: text,
  rawBody: text,
  signature: text,
  challenge: text,
})
const file = await readFile(new URL('webhook-vectors.json', import.meta.url), 'utf8')
const vectors = check(Type.Array(Vector, { minItems: 2 }), JSON.parse(file))
if (!vectors.ok) throw new Error('webhook-vectors.json has not the expected shape.')
const [vector] = vectors.value
if (vector === undefined) throw new Error('webhook-vectors.json is empty.')
const signedAt = Number(vector.timestamp)

t.test('requests that SocialHub really signed verify, as text and as bytes', async (t) => {
  for (const { challenge, signature, ...request } of vectors.value) {
    t.strictSame(signWebhook(request), { challenge, signature })
    const now = Number(request.timestamp) + 50
    const expected = { ok: true, challenge, secretIndex: 0, ageMs: 50 }
    t.strictSame(verifyWebhook({ ...request, signature, now }), expected)
    const rawBody = Buffer.from(request.rawBody)
    t.strictSame(verifyWebhook({ ...request, rawBody, signature, now }), expected)
  }
})

t.test('their bodies are what the schemas say', async (t) => {
  for (const { rawBody } of vectors.value) {
    const request = check(WebhookRequest, JSON.parse(rawBody))
    t.ok(request.ok)
    const events = request.ok ? (request.value.events.ticket_action ?? []) : []
    t.match(check(TicketActionEvent, events[0]), { ok: true, value: { type: 'reply' } })
  }
})

t.test('one changed byte anywhere is refused', async (t) => {
  const reason = 'signature-mismatch'
  const changes = [
    { rawBody: `${vector.rawBody} ` },
    { rawBody: JSON.stringify(JSON.parse(vector.rawBody), null, 1) },
    { rawBody: Buffer.from(vector.rawBody).fill(0, 5, 6) },
    { timestamp: String(signedAt + 1) },
    { secret: `${vector.secret}x` },
    { signature: vector.signature.replace(/^./, '0') },
  ]
  for (const change of changes) {
    t.strictSame(verifyWebhook({ ...vector, now: signedAt, ...change }), { ok: false, reason })
  }
})

t.test('bytes that are no UTF-8 are signed as they are', async (t) => {
  const rawBody = Uint8Array.of(0xff, 0xfe, 0x00, 0xc3)
  const { signature } = signWebhook({ secret: 's', timestamp: '1', rawBody })
  t.ok(verifyWebhook({ secret: 's', timestamp: '1', rawBody, signature, now: 1 }).ok)
  const asText = Buffer.from(rawBody).toString()
  t.notOk(verifyWebhook({ secret: 's', timestamp: '1', rawBody: asText, signature, now: 1 }).ok)
})

t.test('while secrets are exchanged, the challenge answers the one that signed', async (t) => {
  const expected = { ok: true, challenge: vector.challenge, secretIndex: 1 }
  const secret = ['new', vector.secret]
  t.match(verifyWebhook({ ...vector, secret, now: signedAt }), expected)
  for (const none of [[], [''], ['new', 'newer']]) {
    t.match(verifyWebhook({ ...vector, secret: none, now: signedAt }), {
      reason: 'signature-mismatch',
    })
  }
  const unsigned = signWebhook({ secret: '', timestamp: '1', rawBody: '' })
  t.notOk(verifyWebhook({ secret: '', timestamp: '1', rawBody: '', now: 1, ...unsigned }).ok)
})

t.test('a request may be five minutes old or early, and not a millisecond more', async (t) => {
  const at = (now: number) => verifyWebhook({ ...vector, now })
  t.ok(at(signedAt + WEBHOOK_TOLERANCE_MS).ok)
  t.ok(at(signedAt - WEBHOOK_TOLERANCE_MS).ok)
  t.strictSame(at(signedAt + WEBHOOK_TOLERANCE_MS + 1), {
    ok: false,
    reason: 'timestamp-stale',
    ageMs: 300_001,
  })
  t.strictSame(at(signedAt - WEBHOOK_TOLERANCE_MS - 1), {
    ok: false,
    reason: 'timestamp-future',
    ageMs: -300_001,
  })
  t.match(verifyWebhook(vector), { reason: 'timestamp-stale' }, "the system's clock by default")
  const forged = { ...vector, rawBody: '{}', now: 0 }
  t.match(verifyWebhook(forged), { reason: 'signature-mismatch' }, 'a forged one blames no clock')
})

t.test('headers that are missing or malformed have reasons of their own', async (t) => {
  const reasonOf = (change: object) => {
    const verified = verifyWebhook({ ...vector, now: signedAt, ...change })
    return verified.ok ? 'ok' : verified.reason
  }
  for (const timestamp of [undefined, '']) t.equal(reasonOf({ timestamp }), 'timestamp-missing')
  for (const timestamp of ['now', '1e3', '-1', ' 1', '1.5', '9'.repeat(16), ['1', '2']]) {
    t.equal(reasonOf({ timestamp }), 'timestamp-malformed', String(timestamp))
  }
  for (const signature of [undefined, '']) t.equal(reasonOf({ signature }), 'signature-missing')
  const { signature } = vector
  for (const bad of ['abc', `${signature}0`, signature.slice(1), 'g'.repeat(64), [signature]]) {
    t.equal(reasonOf({ signature: bad }), 'signature-malformed', String(bad))
  }
  t.equal(reasonOf({ signature: signature.toUpperCase() }), 'ok')
})

t.test('Retry-After is read as seconds, milliseconds or a date', async (t) => {
  const now = Date.parse('2026-01-28T12:00:00Z')
  const cases: [string | string[] | null | undefined, number | undefined][] = [
    ['0', 0],
    ['1', 1_000],
    ['3600', 3_600_000],
    ['3601', 3_601],
    ['880057', 880_057],
    [' 5 ', 5_000],
    ['1.5', 1_500],
    ['Wed, 28 Jan 2026 12:00:30 GMT', 30_000],
    ['Wed, 28 Jan 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
    [['1', '2'], undefined],
    [null, undefined],
    [undefined, undefined],
  ]
  for (const [header, expected] of cases) t.equal(retryAfterMs(header, now), expected, `${header}`)
})

const id = '64dcd7a6e5f74f15d6c42daa'
const jwt = (payload: unknown, header: unknown = { alg: 'HS256', typ: 'JWT' }) =>
  [header, payload]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
    .concat('.c2lnbmF0dXJl')

const creation = {
  accountId: id,
  manifestId: id,
  userId: id,
  origin: 'https://app.socialhub.io/',
  iat: 1_800_000_000,
  exp: 1_800_001_800,
}

t.test('both kinds of token are read', async (t) => {
  const token = { accountId: id, channelId: id, iat: 1_693_164_883 }
  t.strictSame(readToken(jwt(token), 0), { ok: true, kind: 'channel', token })
  const read = readToken(jwt(creation), 1_800_000_000_000)
  t.match(read, { ok: true, kind: 'creation', token: creation, expired: false })
  const reactivation = { ...creation, channelId: id, uniqueName: 'Ümläut', networkId: '1' }
  t.match(readToken(jwt(reactivation), 0), { kind: 'creation', token: reactivation })
})

t.test('a creation token says when it expires', async (t) => {
  const expiresAt = creation.exp * 1_000
  t.match(readToken(jwt(creation), expiresAt - 1), { expired: false, expiresAt })
  t.match(readToken(jwt(creation), expiresAt), { expired: true, expiresAt })
})

t.test('what is no token is refused with a sentence that repeats none of it', async (t) => {
  const secret = 'sEcReT'
  const refused: [string, RegExp][] = [
    ['', /no token/],
    [secret, /no token/],
    [`${secret}.${secret}.${secret}`, /no token/],
    [`${jwt({ accountId: id, channelId: id })}.x`, /no token/],
    [jwt({ accountId: id, channelId: id }).split('.').slice(0, 2).join('.'), /no token/],
    [jwt([secret]), /no token/],
    [jwt({ ...creation, teamIds: [secret.repeat(3_000)] }), /more than 16384 characters/],
    [jwt({ ...creation, userId: secret.repeat(50) }), /userId/],
    [jwt(null), /no token/],
    [jwt({ accountId: secret }), /no Channel's Access Token .*channelId: This field is required/],
    [jwt({ ...creation, exp: secret }), /no creation token .*exp: This must be a number/],
    [jwt({ ...creation, origin: '/x' }), /origin: This must be an absolute URL/],
  ]
  for (const [token, sentence] of refused) {
    const read = readToken(token, 0)
    t.match(read, { ok: false, reason: sentence })
    t.notMatch(JSON.stringify(read), secret)
  }
})
