import type { IncomingMessage } from 'node:http'
import multipart from '@fastify/multipart'
import { PluginError, type Received } from '@hubward/plugin'
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { mailServer } from '../config.ts'
import type { HostContext } from '../host-context.ts'
import { quotaOf } from '../plugins/surroundings.ts'
import { findChannel } from '../store/channels.ts'
import { eraseFiles } from '../store/erased-files.ts'
import { forgetThread } from '../store/erased-mails.ts'
import { queueMail } from '../store/mail-queue.ts'
import { appendPushes } from '../store/pushes.ts'
import { dropFiles, holdFiles, STAGED_MS, settleFiles, stageFile } from '../store/staged-files.ts'
import { type Arrival, admitRequest, sendAnswer } from './arrival.ts'
import { PageFailure } from './failure.ts'
import { passedOn } from './held-requests.ts'
import { logRequests } from './page-scope.ts'
import { pageFailures } from './plugin-failure.ts'
import { type ReceivedBody, readBytes, readReceivedBody } from './received-body.ts'
import { limitVisitors } from './visitor.ts'

/** Networks push from few addresses, and fast: this only keeps a flood out. Finer limits are plugins'. */
const REQUESTS_PER_MINUTE = 6_000
/** How many Channels that don’t exist are named in the log. */
const NAMED = 5

/** `/p/:integration/*`: requests of Networks and their users, for plugins that have `receive`. */
export async function receiveRoutes(scope: FastifyInstance, context: HostContext): Promise<void> {
  await limitVisitors(scope, REQUESTS_PER_MINUTE)
  scope.removeAllContentTypeParsers()
  await scope.register(multipart)
  scope.decorateRequest('arrival', null)
  scope.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readBytes(payload, arrivalOf(request).limitBytes),
  )
  logRequests(scope, context)
  scope.addHook('onResponse', async ({ raw }) => throwAwayRest(raw))
  // After the limit for floods, and before anybody is told to send the body.
  scope.addHook('onRoute', (route) => {
    route.onRequest = [route.onRequest ?? [], admit].flat()
  })
  const admit: onRequestHookHandler = (request, reply, goOn) => {
    admitRequest(context, integrationIn(request), request, reply).then((arrival) => {
      if (!arrival) return
      request.setDecorator('arrival', arrival)
      goOn()
    }, goOn)
  }
  const answer = (request: FastifyRequest, reply: FastifyReply) =>
    receive(context, arrivalOf(request), request, reply)
  scope.all('/p/:integration', answer)
  scope.all('/p/:integration/*', answer)
}

function arrivalOf(request: FastifyRequest): Arrival {
  return request.getDecorator<Arrival>('arrival')
}

function integrationIn({ params }: FastifyRequest): string {
  const named = typeof params === 'object' && params !== null && 'integration' in params
  return named ? String(params.integration) : ''
}

/**
 * What still comes of a request that was answered is thrown away, so that its sender gets to read the
 * answer; `connections.ts` ends it soon.
 */
function throwAwayRest(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return
  raw.unpipe()
  raw.on('error', () => undefined).resume()
}

async function receive(
  context: HostContext,
  arrival: Arrival,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { name } = arrival.integration
  const body = await readStaged(context, arrival, request)
  const arrived = body.files.map(({ reference }) => reference)
  try {
    const received = await pageFailures(() =>
      context.plugins.receive(name, { ...arrival.head, ...body }),
    )
    await commit(context, arrival, arrived, received)
    return sendAnswer(context, name, reply, received.response)
  } catch (error) {
    // The plugin may have noted them down before it failed: whoever tries again finds them.
    await holdFiles(context.db, arrived).catch((cause: unknown) => {
      context.log.warn({ integration: name, err: cause }, 'files of a request could not be held')
    })
    throw error
  }
}

/** Reads the body, its files into the room for what nobody has kept yet. All of it, or nothing. */
async function readStaged(
  { config, db }: HostContext,
  { integration, channelId, limitBytes, files }: Arrival,
  request: FastifyRequest,
): Promise<ReceivedBody> {
  const room = config.stagedFileQuotaBytes
  const staging = {
    integrationBytes: Math.max(room, limitBytes),
    shareBytes: Math.max(room / 4, limitBytes),
  }
  const whose = { integration: integration.name, ...(channelId !== undefined && { channelId }) }
  const staged: string[] = []
  try {
    return await readReceivedBody(request, { limitBytes, files }, async (content, file) => {
      const given = { ...file, ...whose, quota: quotaOf(config) }
      const stored = await pageFailures(() =>
        stageFile(db, content, given, staging, (bytes) => passedOn(request.raw, bytes)),
      ).catch((error: unknown) => {
        // The file's, not the plugin's: it was larger than what is left of the limit.
        const large = error instanceof PageFailure && error.code === 'plugin-invalid'
        throw large ? new PageFailure('too-large', { message: error.message }) : error
      })
      staged.push(stored.reference)
      return stored
    })
  } catch (error) {
    await dropFiles(db, staged)
    throw error
  }
}

/**
 * Appends to the push logs of the Channels and settles what becomes of the files, all or nothing,
 * before the sender hears of success.
 *
 * @throws PageFailure when it could not be stored: the sender may safely send again.
 */
async function commit(
  context: HostContext,
  { integration: { name }, channelId }: Arrival,
  arrived: readonly string[],
  received: Received,
): Promise<void> {
  const byChannel = new Map<string, NonNullable<Received['pushes']>[number]['entry'][]>()
  const known = new Map<string, string | undefined>()
  const unknown: string[] = []
  const { keep, hold } = wanted(arrived, received)
  try {
    for (const { networkId, entry } of received.pushes ?? []) {
      // Each Channel is looked up once, and the log has one line: a request may push a great deal.
      if (!known.has(networkId)) {
        known.set(networkId, (await findChannel(context.db, name, networkId))?.id)
      }
      const id = known.get(networkId)
      if (id === undefined) unknown.push(networkId)
      else {
        const entries = byChannel.get(id) ?? []
        entries.push(entry)
        byChannel.set(id, entries)
      }
    }
    if (unknown.length > 0) {
      context.log.warn(
        { integration: name, pushes: unknown.length, networkIds: unknown.slice(0, NAMED) },
        'receive pushed to Channels that are unknown',
      )
    }
    const mails = mailServer(context.config) ? (received.mails ?? []) : []
    const { forgotten = [] } = received
    const work = mails.length + forgotten.length + byChannel.size
    if (work + arrived.length + keep.length + hold.size === 0) return
    // Everybody locks Channels in the same order, so that no two of these wait for each other.
    const inOrder = [...byChannel].sort(([one], [other]) => Number(one) - Number(other))
    const settled = {
      integration: name,
      quota: quotaOf(context.config),
      arrived,
      keep,
      hold,
      ...(channelId !== undefined && { channelId }),
    }
    const missing = await context.db.transaction().execute(async (trx) => {
      const notFound = await settleFiles(trx, settled)
      for (const [id, entries] of inOrder) await appendPushes(trx, id, entries)
      for (const { networkId, thread, files = [] } of forgotten) {
        const found = await findChannel(trx, name, networkId)
        if (found) await forgetThread(trx, context.sealer, found.id, thread)
        await eraseFiles(trx, name, files)
      }
      for (const { networkId, mail } of mails) {
        const found = await findChannel(trx, name, networkId)
        // What a visitor asks for is sent to confirmed addresses alone.
        const { text: _, ...link } = mail
        const limits = context.config.visitorMail
        const { sealer } = context
        if (found) await queueMail(trx, sealer, { channelId: found.id, mail: link, limits })
      }
      return notFound
    })
    if (missing.length > 0) {
      context.log.warn(
        { integration: name, files: missing },
        'receive kept files that are not there',
      )
    }
  } catch (cause) {
    if (cause instanceof PluginError) throw cause
    throw new PageFailure('temporarily-unavailable', {
      message: 'what receive pushed could not be stored',
      retryAfterMs: 5_000,
      cause,
    })
  }
}

/** Which files stay, and which for how long, where the plugin says nothing or some of it. */
function wanted(
  arrived: readonly string[],
  { keep, response }: Received,
): { readonly keep: readonly string[]; readonly hold: ReadonlyMap<string, number> } {
  if (keep === undefined) {
    return response.status < 400
      ? { keep: arrived, hold: new Map() }
      : { keep: [], hold: new Map(arrived.map((reference) => [reference, STAGED_MS])) }
  }
  return {
    keep: keep.flatMap(({ reference, forMs }) => (forMs === undefined ? [reference] : [])),
    hold: new Map(
      keep.flatMap(({ reference, forMs }) => (forMs === undefined ? [] : [[reference, forMs]])),
    ),
  }
}
