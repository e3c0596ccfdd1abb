import type { Language } from '@hubward/plugin'
import type { FastifyReply } from 'fastify'
import type { Config } from '../config.ts'
import { type Content, type Frame, renderPage } from './frame.ts'
import { webOrigin } from './origin.ts'

/**
 * Sends a page of ours. It runs no script but our own file, is shown in no frame, and tells nobody
 * where the browser came from: addresses here may hold what only the Customer should know. Forms may
 * lead back to SocialHub, since browsers apply `form-action` to redirects too.
 */
export function sendPage(
  reply: FastifyReply,
  config: Config,
  frame: Frame,
  content: Content,
  status = 200,
): FastifyReply {
  const origins = config.socialhub.origins.flatMap((origin) => webOrigin(origin) ?? [])
  return reply
    .code(status)
    .headers(
      pageHeaders(frame.language, [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' https: data:",
        `form-action 'self' ${[...new Set(origins)].join(' ')}`,
      ]),
    )
    .send(renderPage(frame, content))
}

/** What goes with every page, beside what it may load and where its forms lead. */
export function pageHeaders(language: Language, policy: readonly string[]) {
  return {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-language': language,
    'content-security-policy': [...policy, "base-uri 'none'", "frame-ancestors 'none'"].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    vary: 'Accept-Language',
  }
}
