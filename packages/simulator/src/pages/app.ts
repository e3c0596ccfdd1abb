import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { PagesOptions } from '../pages-options.ts'
import { layout, type Page } from './layout.ts'

/** What every page's routes are given. */
export interface PagesApp extends PagesOptions {
  app: FastifyInstance<
    RawServerDefault,
    RawRequestDefaultExpression,
    RawReplyDefaultExpression,
    FastifyBaseLogger,
    TypeBoxTypeProvider
  >
  /** Answers with a page. */
  send(reply: FastifyReply, page: Page): FastifyReply
}

export function send(reply: FastifyReply, page: Page): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(layout(page))
}
