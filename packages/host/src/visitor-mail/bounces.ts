import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { endInTrouble } from '../store/mail-sending.ts'
import { PageFailure } from '../web/failure.ts'
import { logRequests } from '../web/page-scope.ts'
import { limitVisitors } from '../web/visitor.ts'
import { sayable } from './hand-over.ts'
import { readReturnPath } from './links.ts'

const REQUESTS_PER_MINUTE = 600
/** What comes back may hold the whole mail; what counts stands in front. */
const LIMIT_BYTES = 2 * 1_048_576
const READ_CHARACTERS = 65_536

/**
 * `POST /mail/bounces`: the operator's mail server hands over what came to `visitorMail.bounceAddress`,
 * as it is. The address that it came to names the mail, and is signed.
 */
export async function bounceRoutes(scope: FastifyInstance, context: HostContext): Promise<void> {
  const { db, sealer, log, config } = context
  const { bounceAddress, bounceSecret } = config.visitorMail
  if (bounceAddress === undefined || bounceSecret === undefined) return
  await limitVisitors(scope, REQUESTS_PER_MINUTE)
  logRequests(scope, context)
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  )
  const known = {
    // Nothing is read of what anybody else sends.
    async onRequest({ headers }: FastifyRequest) {
      if (!isSecret(headers.authorization ?? '', bounceSecret)) throw new PageFailure('not-found')
    },
  }
  scope.post('/mail/bounces', known, async ({ body }, reply) => {
    const text = Buffer.isBuffer(body) ? body.toString('latin1', 0, READ_CHARACTERS) : ''
    const id = readReturnPath(sealer, bounceAddress, text)
    if (id === undefined) {
      log.warn('a mail came back that names none of ours')
      return reply.code(202).send({ status: 'This names no mail that was sent from here.' })
    }
    const reason = reasonIn(text)
    if (reason === undefined) {
      return reply.code(202).send({ status: 'This is no report of a mail that did not arrive.' })
    }
    const told = await endInTrouble(db, sealer, id, 'bounced', reason)
    log.info({ mail: id, told }, 'a mail to a visitor came back')
    return reply.send({ status: told ? 'The agent is told.' : 'This was known already.' })
  })
}

function isSecret(authorization: string, secret: string): boolean {
  const given = Buffer.from(authorization)
  const expected = Buffer.from(`Bearer ${secret}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/**
 * Why a mail did not arrive, by its report (RFC 3464). Undefined for anything else, such as a note of
 * somebody who is away, or a report that it is only late.
 */
function reasonIn(text: string): string | undefined {
  if (!/^Action:[ \t]*failed\b/im.test(text)) return undefined
  const [, diagnostic = ''] = /^Diagnostic-Code:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)/im.exec(text) ?? []
  const [, status = ''] = /^Status:[ \t]*([245]\.\d{1,3}\.\d{1,3})/im.exec(text) ?? []
  return sayable(diagnostic.replace(/^[\w-]+;\s*/, '')) || status || 'it could not be delivered'
}
