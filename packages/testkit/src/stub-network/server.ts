// Long because all routes of the stub stand in one place, the watched ones and those for tests.
import { setTimeout as sleep } from 'node:timers/promises'
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import Type from 'typebox'
import { StubAccount } from './accounts.ts'
import { addControlRoutes, ByAccount } from './control.ts'
import { StubGrants } from './grants.ts'
import { openKept } from './kept.ts'
import { CallWatch } from './watch.ts'
import {
  type NewStubMessage,
  NewStubReply,
  StubAction,
  type StubCall,
  type StubConditions,
  type StubFault,
  type StubGrant,
  type StubMessage,
  type StubReply,
  type StubWatch,
} from './wire.ts'

/** A running stub Network. Everything here is also reachable by HTTP, for tests in other processes. */
export interface StubNetwork {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string
  addMessage(account: string, message?: NewStubMessage): StubMessage
  /**
   * Edits or deletes a message.
   *
   * @param options.unlogged kept from the log that is fetched: only a listing shows it.
   */
  changeMessage(
    account: string,
    id: string,
    change: { text: string } | 'delete',
    options?: { readonly unlogged?: boolean },
  ): StubMessage | undefined
  /** Keeps a message out of listings, as a Network in trouble does, or lists it again. */
  hideMessage(account: string, id: string, hidden: boolean): void
  replies(account: string): readonly StubReply[]
  actions(account: string): readonly StubAction[]
  fault(fault: StubFault): void
  /** Changes how the stub behaves until it is told otherwise. */
  conditions(change: Partial<StubConditions>): void
  /** A consent given: from now on this account's calls need its access token. */
  grant(account: string): StubGrant
  /** A consent withdrawn: no token of this account works any more. */
  revoke(account: string): void
  watch(): StubWatch
  /** Resolves when the next call of this kind has had its effect, before it is answered. */
  nextEffect(call: StubCall, account?: string): Promise<void>
  close(): Promise<void>
}

type Waiting = { call: StubCall; account: string | undefined; resolve: () => void }

const AT_FIRST: StubConditions = {
  lifetimeMs: 3_600_000,
  strict: true,
  refuseAll: false,
  outage: false,
  clientExpired: false,
  subscriptionMs: 3_600_000,
  clockAheadMs: 0,
}

const Recent = Type.Object({
  since: Type.String(),
  limit: Type.Integer({ minimum: 1 }),
  before: Type.Optional(Type.Integer()),
})
/** What of a fault concerns how messages are listed. */
type Listed = Pick<StubFault, 'again' | 'reversed'>

const Since = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
})

/**
 * A Network that keeps everything in memory and watches its clients: how often each call arrived,
 * which calls of one account overlapped, how many replies were published under one reference.
 * Delays and faults are switched on per call. Accounts exist as soon as they are named.
 *
 * @param options.port 0, any free port, if absent.
 * @param options.file keeps accounts, grants and overlaps between starts, and through SIGKILL; absent: nothing
 *   is kept. Faults, conditions and counts of calls are those of one start.
 */
export async function startStubNetwork(
  options: { port?: number; file?: string } = {},
): Promise<StubNetwork> {
  const accounts = new Map<string, StubAccount>()
  const { earlier, keep } =
    options.file === undefined ? { earlier: [], keep: () => undefined } : openKept(options.file)
  const watch = new CallWatch(keep)
  const grants = new StubGrants(AT_FIRST, keep)
  let faults: { fault: StubFault; left: number }[] = []
  let waiting: Waiting[] = []

  const now = () => new Date(Date.now() + grants.conditions.clockAheadMs)
  const accountOf = (name: string): StubAccount => {
    const account = accounts.get(name) ?? new StubAccount(name, now, keep)
    accounts.set(name, account)
    return account
  }

  for (const kept of earlier) {
    if (kept.kind === 'overlap') watch.recall(kept.overlap)
    else if ('account' in kept) accountOf(kept.account).recall(kept)
    else grants.recall(kept)
  }

  const takeFault = (call: StubCall, account: string): StubFault | undefined => {
    const found = faults.find(
      ({ fault, left }) =>
        left > 0 && fault.call === call && (fault.account ?? account) === account,
    )
    if (found !== undefined) found.left--
    return found?.fault
  }

  const tellEffect = (call: StubCall, account: string) => {
    const told = waiting.filter((one) => one.call === call && (one.account ?? account) === account)
    waiting = waiting.filter((one) => !told.includes(one))
    for (const one of told) one.resolve()
  }

  const watched = (): StubWatch => {
    const effects: Record<string, number> = {}
    for (const account of accounts.values()) {
      for (const { clientReference } of account.replies) {
        effects[clientReference] = (effects[clientReference] ?? 0) + 1
      }
    }
    return { calls: watch.counts(), overlaps: watch.overlaps(), effects, grants: grants.watch() }
  }

  const app = fastify({ forceCloseConnections: true })
    .setValidatorCompiler(TypeBoxValidatorCompiler)
    .withTypeProvider<TypeBoxTypeProvider>()

  /** Runs one call of a client under the watch, with the fault that waits for it. */
  async function answer<Body>(
    call: StubCall,
    account: string,
    request: FastifyRequest,
    reply: FastifyReply,
    effect: (listed: Listed) => { status?: number; body: Body },
  ) {
    const client = String(request.headers['x-client'] ?? 'unknown')
    const begun = watch.begin(account, call, client)
    reply.raw.once('close', () => watch.end(begun, !reply.raw.writableFinished))
    const fault = takeFault(call, account)

    await sleep(fault?.delayBeforeMs ?? 0)
    if (fault?.breakConnection === 'before-effect') return breakConnection(reply)
    if (fault?.status !== undefined) {
      if (fault.retryAfterSeconds !== undefined) {
        reply.header('retry-after', fault.retryAfterSeconds)
      }
      return reply.code(fault.status).send({ error: 'a fault that was asked for' })
    }
    if (grants.conditions.outage) return reply.code(503).send({ error: 'the Network is down' })
    if (call !== 'refresh' && !grants.admits(account, request.headers.authorization)) {
      return reply.code(401).send({ error: 'invalid_token' })
    }
    const { status = 200, body } = effect(fault ?? {})
    tellEffect(call, account)
    await sleep(fault?.delayAfterMs ?? 0)
    if (fault?.breakConnection === 'after-effect') return breakConnection(reply)
    return reply.code(status).send(body)
  }

  app.get(
    '/accounts/:account/messages',
    { schema: { params: ByAccount, querystring: Since } },
    (request, reply) => {
      const { account } = request.params
      const { after = 0, limit = 100 } = request.query
      return answer('fetch', account, request, reply, ({ again = 0, reversed = false }) => {
        const later = accountOf(account).log.slice(Math.max(0, after - again))
        const page = later.slice(0, limit + again)
        return {
          body: {
            messages: reversed ? page.toReversed() : page,
            more: later.length > page.length,
          },
        }
      })
    },
  )

  app.get(
    '/accounts/:account/recent',
    { schema: { params: ByAccount, querystring: Recent } },
    (request, reply) => {
      const { account } = request.params
      const { since, limit, before } = request.query
      return answer('list', account, request, reply, () => ({
        body: accountOf(account).recent(since, limit, before),
      }))
    },
  )

  app.post(
    '/accounts/:account/replies',
    { schema: { params: ByAccount, body: NewStubReply } },
    (request, reply) => {
      const { account } = request.params
      const key = request.headers['idempotency-key']
      return answer('reply', account, request, reply, () => ({
        status: 201,
        body: accountOf(account).publish(request.body, typeof key === 'string' ? key : undefined),
      }))
    },
  )

  app.get(
    '/accounts/:account/replies',
    {
      schema: {
        params: ByAccount,
        querystring: Type.Object({ clientReference: Type.Optional(Type.String()) }),
      },
    },
    (request, reply) => {
      const { account } = request.params
      const { clientReference } = request.query
      if (clientReference === undefined) return accountOf(account).replies
      return answer('find', account, request, reply, () => ({
        body: accountOf(account).replies.filter((one) => one.clientReference === clientReference),
      }))
    },
  )

  app.post(
    '/accounts/:account/actions',
    { schema: { params: ByAccount, body: StubAction } },
    (request, reply) => {
      const { account } = request.params
      return answer('action', account, request, reply, () => {
        accountOf(account).act(request.body)
        return { status: 201, body: {} }
      })
    },
  )

  app.post(
    '/accounts/:account/token',
    { schema: { params: ByAccount, body: Type.Object({ refreshToken: Type.String() }) } },
    (request, reply) =>
      answer<StubGrant | { error: string }>(
        'refresh',
        request.params.account,
        request,
        reply,
        () => {
          const exchanged = grants.exchange(request.body.refreshToken)
          if ('grant' in exchanged) return { body: exchanged.grant }
          return { status: exchanged.status, body: { error: exchanged.error } }
        },
      ),
  )

  app.post('/accounts/:account/subscription', { schema: { params: ByAccount } }, (request, reply) =>
    answer('subscribe', request.params.account, request, reply, () => {
      const expiresAt = new Date(Date.now() + grants.conditions.subscriptionMs).toISOString()
      return { body: { expiresAt } }
    }),
  )

  addControlRoutes(app, {
    accountOf,
    grants,
    watched,
    logLengths: () =>
      Object.fromEntries([...accounts].map(([name, { log }]) => [name, log.length])),
    fault: (fault) => faults.push({ fault, left: fault.times ?? 1 }),
    noFaults: () => {
      faults = []
    },
  })

  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  return {
    url,
    addMessage: (account, message = {}) => accountOf(account).add(message),
    changeMessage: (account, id, change, options = {}) =>
      accountOf(account).change(id, change, options.unlogged),
    hideMessage: (account, id, hidden) => accountOf(account).hide(id, hidden),
    replies: (account) => accountOf(account).replies,
    actions: (account) => accountOf(account).actions,
    fault: (fault) => faults.push({ fault, left: fault.times ?? 1 }),
    conditions: (change) => {
      grants.conditions = { ...grants.conditions, ...change }
    },
    grant: (account) => grants.issue(account),
    revoke: (account) => grants.revoke(account),
    watch: watched,
    nextEffect: (call, account) =>
      new Promise((resolve) => waiting.push({ call, account, resolve })),
    close: () => app.close(),
  }
}

function breakConnection(reply: FastifyReply) {
  reply.hijack()
  reply.raw.destroy()
}
