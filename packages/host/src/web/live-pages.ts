import type { ServerResponse } from 'node:http'
import { liveIdIn, visitorOf } from '@hubward/border'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { HostContext } from '../host-context.ts'
import { mediaKeyOf } from '../plugins/media-key.ts'
import { CountedWarning } from './counted-warning.ts'

/** All that live pages take of a host's connections, so that others find theirs. */
const SHARE = 0.8
/** Of one address, behind which an office may sit. */
const VISITOR_LIMIT = 200
/** A page hears something at least so often, so that nobody on the way thinks that it has gone. */
const SIGNS_EVERY_S = 20
/** Who reads so slowly is disconnected. */
const UNREAD_LIMIT_BYTES = 16_384
/** A browser comes back after this, spread by chance: after a restart all do. */
const AGAIN_MS = 2_000
const AGAIN_SPREAD_MS = 8_000

/**
 * Streams of events (`text/event-stream`) for pages that are open: each says that something has
 * changed, and nothing of what. The page asks for that as always, so what is lost costs time only.
 */
export class LivePages {
  readonly #context: Pick<
    HostContext,
    'availability' | 'config' | 'counters' | 'integrations' | 'sealer'
  >
  readonly #most: number
  readonly #warning: CountedWarning
  readonly #byTopic = new Map<string, Set<ServerResponse>>()
  readonly #byVisitor = new Map<string, number>()
  /** All of them, by the second in which they are given a sign. */
  readonly #bySecond: readonly Set<ServerResponse>[]
  readonly #isAllowed = new WeakMap<ServerResponse, () => Promise<boolean>>()
  #second = 0
  #count = 0
  #signs: NodeJS.Timeout | undefined

  constructor(
    context: Pick<
      HostContext,
      'availability' | 'config' | 'counters' | 'integrations' | 'log' | 'sealer'
    >,
  ) {
    const { connections, livePages } = context.config.http
    this.#context = context
    this.#most = Math.min(livePages, Math.floor(connections * SHARE))
    this.#bySecond = Array.from({ length: SIGNS_EVERY_S }, () => new Set<ServerResponse>())
    this.#warning = new CountedWarning(
      context.log,
      'live pages were refused, since there were more than http.livePages or too many of one address',
    )
  }

  /** `GET /live/<integration>/<id>.<signature>` */
  routes(app: FastifyInstance): void {
    app.get<{ Params: { integration: string; signed: string } }>(
      '/live/:integration/:signed',
      (request, reply) => {
        const { integration, signed } = request.params
        const { integrations, sealer } = this.#context
        reply.header('cache-control', 'no-store')
        const known = integrations.has(integration)
        const id = known ? liveIdIn(mediaKeyOf(sealer, integration), signed) : undefined
        if (id === undefined) {
          reply.code(404).send('There is no such page.')
          return
        }
        this.follow(request, reply, topicOf(integration, id))
      },
    )
    app.addHook('preClose', async () => this.close())
  }

  /**
   * Opens the stream of a page, unless there are too many.
   *
   * @param isAllowed asked again with each sign; a page that may no longer listen is ended.
   */
  follow(
    request: FastifyRequest,
    reply: FastifyReply,
    topic: string,
    isAllowed?: () => Promise<boolean>,
  ): void {
    const visitor = visitorOf(request.ip)
    const ofVisitor = this.#byVisitor.get(visitor) ?? 0
    const full = this.#count >= this.#most || ofVisitor >= VISITOR_LIMIT
    if (full) this.#warning.note('refused')
    if (full || this.#context.availability.draining) {
      reply.code(503).header('retry-after', '60').send('Too many pages are open.')
      return
    }
    reply.hijack()
    if (isAllowed) this.#isAllowed.set(reply.raw, isAllowed)
    this.#open(reply.raw, topic, visitor)
  }

  /** Something has changed, as PostgreSQL tells it: "<integration> <id>". */
  heard(topic: string): void {
    for (const page of this.#byTopic.get(topic) ?? []) tell(page)
  }

  /** Whatever was said meanwhile was not heard. */
  heardNothing(): void {
    for (const pages of this.#byTopic.values()) for (const page of pages) tell(page)
  }

  close(): void {
    clearInterval(this.#signs)
    this.#warning.flush()
    for (const pages of this.#byTopic.values()) for (const page of pages) page.end()
  }

  #open(page: ServerResponse, topic: string, visitor: string): void {
    const again = Math.round(AGAIN_MS + Math.random() * AGAIN_SPREAD_MS)
    page.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // nginx would keep it until it is long.
      'x-accel-buffering': 'no',
    })
    page.write(`retry: ${again}\n\n`)
    const pages = this.#byTopic.get(topic) ?? new Set()
    const second = this.#bySecond[Math.floor(Math.random() * SIGNS_EVERY_S)]
    this.#byTopic.set(topic, pages.add(page))
    this.#byVisitor.set(visitor, (this.#byVisitor.get(visitor) ?? 0) + 1)
    second?.add(page)
    this.#count += 1
    this.#context.counters.livePages(this.#count)
    this.#signs ??= setInterval(() => this.#giveSign(), 1_000).unref()
    page.once('close', () => {
      pages.delete(page)
      second?.delete(page)
      if (pages.size === 0) this.#byTopic.delete(topic)
      const left = (this.#byVisitor.get(visitor) ?? 1) - 1
      if (left > 0) this.#byVisitor.set(visitor, left)
      else this.#byVisitor.delete(visitor)
      this.#count -= 1
      this.#context.counters.livePages(this.#count)
    })
  }

  /** To a part of all pages each second, so that nobody waits while thousands are told. */
  #giveSign(): void {
    this.#second = (this.#second + 1) % SIGNS_EVERY_S
    for (const page of this.#bySecond[this.#second] ?? []) {
      write(page, ':\n\n')
      this.#isAllowed
        .get(page)?.()
        .then(
          (isAllowed) => {
            if (!isAllowed) page.end()
          },
          // The database is away: it is asked with the next sign.
          () => undefined,
        )
    }
  }
}

function topicOf(integration: string, id: string): string {
  return `${integration} ${id}`
}

function tell(page: ServerResponse): void {
  // An event without data would not be one.
  write(page, 'event: changed\ndata: 1\n\n')
}

function write(page: ServerResponse, text: string): void {
  // A host that stops ends its pages, and may still hear of changes: that would be an error.
  if (page.writableEnded) return
  if (page.writableLength > UNREAD_LIMIT_BYTES) page.destroy()
  else page.write(text)
}
