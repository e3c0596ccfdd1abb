import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import Type from 'typebox'
import type { StubAccount } from './accounts.ts'
import type { StubGrants } from './grants.ts'
import { NewStubMessage, StubConditions, StubFault, type StubWatch } from './wire.ts'

type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

export const ByAccount = Type.Object({ account: Type.String() })
const ByMessage = Type.Object({ account: Type.String(), message: Type.String() })

/** Routes for tests in other processes, not for a plugin: they are neither watched nor broken. */
export function addControlRoutes(
  app: App,
  stub: {
    accountOf(name: string): StubAccount
    grants: StubGrants
    watched(): StubWatch
    /** How much each account's log holds. */
    logLengths(): Record<string, number>
    fault(fault: StubFault): void
    noFaults(): void
  },
): void {
  const { accountOf, grants } = stub
  app.post(
    '/accounts/:account/messages',
    { schema: { params: ByAccount, body: NewStubMessage } },
    (request, reply) => {
      reply.code(201)
      return accountOf(request.params.account).add(request.body)
    },
  )
  app.patch(
    '/accounts/:account/messages/:message',
    { schema: { params: ByMessage, body: Type.Object({ text: Type.String() }) } },
    (request, reply) =>
      accountOf(request.params.account).change(request.params.message, request.body) ??
      reply.callNotFound(),
  )
  app.delete(
    '/accounts/:account/messages/:message',
    { schema: { params: ByMessage } },
    (request, reply) =>
      accountOf(request.params.account).change(request.params.message, 'delete') ??
      reply.callNotFound(),
  )
  app.get('/log-lengths', stub.logLengths)
  app.get(
    '/accounts/:account/log',
    { schema: { params: ByAccount } },
    (request) => accountOf(request.params.account).log,
  )
  app.get(
    '/accounts/:account/actions',
    { schema: { params: ByAccount } },
    (request) => accountOf(request.params.account).actions,
  )
  app.post('/accounts/:account/grant', { schema: { params: ByAccount } }, (request) =>
    grants.issue(request.params.account),
  )
  app.patch('/conditions', { schema: { body: Type.Partial(StubConditions) } }, (request) => {
    grants.conditions = { ...grants.conditions, ...request.body }
    return grants.conditions
  })
  app.get('/watch', stub.watched)
  app.post('/faults', { schema: { body: StubFault } }, (request, reply) => {
    stub.fault(request.body)
    return reply.code(204).send()
  })
  app.delete('/faults', (_request, reply) => {
    stub.noFaults()
    return reply.code(204).send()
  })
}
