import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { eventContent, misfit, operation } from './described.ts'
import { type MatrixEvent, type Room, World } from './world.ts'

/**
 * A homeserver as the Client-Server API describes it, as far as the plugin is concerned: written from
 * its pages before the plugin. Every request into it and every answer out of it is looked at with the
 * specification's own description; what does not fit is refused, and noted in `violations`.
 */
export const SERVER_NAME = 'matrix.test'
export const CUSTOMER = `@northwind:${SERVER_NAME}`
export const PASSWORD = 'correct horse battery staple'
export const TOKEN = 'syt_token-of-a-session-that-was-there'

type Query = Readonly<Record<string, string>>
interface Asked {
  readonly params: Query
  readonly query: Query
  readonly body: Record<string, unknown>
  /** Whose token it was. */
  readonly userId: string
  readonly token: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

class Refused extends Error {
  readonly status: number
  readonly answer: object
  constructor(status: number, errcode: string, more: object = {}) {
    super(errcode)
    this.status = status
    this.answer = { errcode, error: errcode, ...more }
  }
}

export async function startFakeMatrix() {
  const world = new World(SERVER_NAME)
  const violations: string[] = []
  const sessions = new Map([[TOKEN, { userId: CUSTOMER, deviceId: 'FIRST' }]])
  const ended = new Map<string, boolean>()
  const loginTokens = new Map<string, string>()
  const transactions = new Map<string, string>()
  const media = new Map<string, { content: Buffer; mimeType: string }>()
  const rules = {
    flows: ['m.login.password', 'm.login.sso', 'm.login.token'],
    uploadBytes: 50_000_000,
    /** Not every server tells the last edit beside the event (`m.relations`). */
    bundles: true,
    /** Before 1.11 there was no download with a token. */
    authenticatedMedia: true,
    /** How many events `/messages` answers at most, whatever is asked for. */
    pageLimit: 1_000,
    /** Of the account that logs in: a server may claim any. */
    loginAs: undefined as string | undefined,
    wellKnown: undefined as object | undefined,
    /** What is refused whoever asks: by the request's name and path, its status and `errcode`. */
    refused: {} as Record<string, readonly [number, string]>,
    /** What an inviting server sends beside its invitation, before it. */
    besideInvitation: [] as readonly object[],
    /** Not every server waits as long as it is asked to. */
    waits: true,
  }
  world.user(CUSTOMER, 'Northwind Pottery')
  const server = fastify({ forceCloseConnections: true, bodyLimit: 100_000_000 })
  server.addContentTypeParser('*', (_request, payload, done) => {
    const parts: Buffer[] = []
    payload.on('data', (part: Buffer) => parts.push(part))
    payload.on('end', () => done(null, Buffer.concat(parts)))
  })

  function describe(
    name: string,
    answer: (asked: Asked) => unknown,
    { open = false }: { open?: boolean } = {},
  ) {
    const [method = '', path = ''] = name.split(' ')
    const described = operation(name)
    server.route({
      method: method as 'GET',
      url: path.replace('{stateKey}', '*').replace(/\{(\w+)\}/g, ':$1'),
      async handler(request, reply) {
        const query = request.query as Query
        const body = (request.body ?? {}) as Record<string, unknown>
        let status = 200
        let said: unknown
        try {
          const numbers = Object.entries(query).map(([key, value]) => [
            key,
            ['limit', 'timeout'].includes(key) ? Number(value) : value,
          ])
          const wrong =
            misfit(described.query, Object.fromEntries(numbers)) ?? misfit(described.body, body)
          if (wrong) {
            violations.push(`${name}, asked: ${wrong}`)
            throw new Refused(400, 'M_BAD_JSON', { error: wrong })
          }
          const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
          const userId = sessions.get(token)?.userId ?? ''
          if (!open && userId === '') {
            const soft = ended.get(token)
            throw new Refused(401, token === '' ? 'M_MISSING_TOKEN' : 'M_UNKNOWN_TOKEN', {
              ...(soft !== undefined && { soft_logout: soft }),
            })
          }
          const [code, errcode] = rules.refused[name] ?? []
          if (code !== undefined && errcode !== undefined) throw new Refused(code, errcode)
          said = await answer({
            ...{ query, body, userId, token, request, reply },
            params: request.params as Query,
          })
          if (reply.sent || said === reply) return reply
        } catch (thrown) {
          if (!(thrown instanceof Refused)) throw thrown
          status = thrown.status
          said = thrown.answer
        }
        const shape = described.responses[String(status)]
        const wrong = status === 401 || status === 404 ? undefined : misfit(shape, said)
        if (wrong) violations.push(`${name}, answered ${status}: ${wrong}`)
        return reply.code(status).type('application/json').send(JSON.stringify(said))
      },
    })
  }

  const joined = (roomId: string, userId: string): Room => {
    const room = world.rooms.get(roomId)
    if (room?.members.get(userId) !== 'join') throw new Refused(403, 'M_FORBIDDEN')
    return room
  }
  const shown = (event: MatrixEvent) => world.shown(event, rules.bundles)
  const place = (token: string | undefined, otherwise: number): number => {
    if (token === undefined) return otherwise
    const [, at] = /^s(\d+)_9$/.exec(token) ?? []
    if (at === undefined) throw new Refused(400, 'M_INVALID_PARAM')
    return Number(at)
  }
  const tokenAt = (at: number) => `s${at}_9`
  const membersOf = (room: Room, events: readonly MatrixEvent[]) =>
    [...new Set(events.map(({ sender }) => sender))].flatMap((sender) => {
      const event = world.memberEvent(room, sender)
      return event ? [event] : []
    })

  // Section "Well-known URIs".
  describe(
    'GET /.well-known/matrix/client',
    () => rules.wellKnown ?? { 'm.homeserver': { base_url: url } },
    { open: true },
  )
  describe('GET /_matrix/client/v3/profile/{userId}', ({ params }) => {
    const { name, avatar } = world.users.get(params.userId ?? '') ?? {}
    return { displayname: name, ...(avatar !== undefined && { avatar_url: avatar }) }
  })
  describe('GET /_matrix/client/versions', () => ({ versions: ['v1.1', 'v1.11', 'v1.15'] }), {
    open: true,
  })
  // Section "Legacy API", login.
  describe(
    'GET /_matrix/client/v3/login',
    () => ({ flows: rules.flows.map((type) => ({ type })) }),
    { open: true },
  )
  describe(
    'POST /_matrix/client/v3/login',
    ({ body }) => {
      const identifier = body.identifier as { type?: string; user?: string } | undefined
      let userId: string | undefined
      if (body.type === 'm.login.password') {
        const user = identifier?.user ?? ''
        const whole = user.startsWith('@') ? user : `@${user}:${SERVER_NAME}`
        if (world.users.has(whole) && body.password === PASSWORD) userId = whole
      } else if (body.type === 'm.login.token') {
        userId = loginTokens.get(String(body.token))
        loginTokens.delete(String(body.token))
      } else throw new Refused(400, 'M_UNKNOWN')
      if (userId === undefined) throw new Refused(403, 'M_FORBIDDEN')
      const token = `syt_${randomBytes(12).toString('hex')}`
      const deviceId = randomBytes(5).toString('hex').toUpperCase()
      sessions.set(token, { userId: rules.loginAs ?? userId, deviceId })
      return { user_id: rules.loginAs ?? userId, access_token: token, device_id: deviceId }
    },
    { open: true },
  )
  describe(
    'GET /_matrix/client/v3/login/sso/redirect',
    ({ query, reply }) => {
      const token = randomBytes(12).toString('hex')
      loginTokens.set(token, CUSTOMER)
      const back = new URL(query.redirectUrl ?? '')
      back.searchParams.set('loginToken', token)
      return reply.redirect(back.href)
    },
    { open: true },
  )
  describe('POST /_matrix/client/v3/logout', ({ token }) => {
    sessions.delete(token)
    return {}
  })
  describe('GET /_matrix/client/v3/account/whoami', ({ userId, token }) => ({
    user_id: userId,
    device_id: sessions.get(token)?.deviceId,
    is_guest: false,
  }))
  describe('GET /_matrix/client/v3/joined_rooms', ({ userId }) => ({
    joined_rooms: [...world.rooms.values()]
      .filter(({ members }) => members.get(userId) === 'join')
      .map(({ id }) => id),
  }))

  // Section "Syncing".
  describe('GET /_matrix/client/v3/sync', async ({ query, userId, request }) => {
    const filter = JSON.parse(query.filter ?? '{}')
    const timeline = filter.room?.timeline ?? {}
    const stateTypes: string[] | undefined = filter.room?.state?.types
    const since = query.since === undefined ? undefined : place(query.since, 0)
    const answer = () => {
      const join: Record<string, object> = {}
      const invite: Record<string, object> = {}
      for (const room of world.rooms.values()) {
        const membership = room.members.get(userId)
        const invited = world.memberEvent(room, userId)
        if (membership === 'invite' && invited && world.at(invited) > (since ?? 0)) {
          const { content, sender, state_key, type } = invited
          invite[room.id] = {
            invite_state: {
              events: [...rules.besideInvitation, { type, sender, content, state_key }],
            },
          }
        }
        if (membership !== 'join') continue
        const isNew = invited !== undefined && world.at(invited) > (since ?? 0)
        const after = room.events.filter((event) => world.at(event) > (since ?? 0))
        const wanted = after.filter(({ type }) => timeline.types?.includes(type) ?? true)
        const limit = timeline.limit ?? 10
        const last = limit === 0 ? [] : wanted.slice(-limit)
        const state = (since === undefined || isNew ? room.events : after).filter(
          (event) =>
            event.state_key !== undefined &&
            (stateTypes?.includes(event.type) ?? true) &&
            !last.includes(event),
        )
        if (since !== undefined && wanted.length === 0 && state.length === 0) continue
        const [first] = last
        join[room.id] = {
          summary: { 'm.heroes': [...room.members.keys()].filter((id) => id !== userId) },
          state: { events: state.map((event) => shown(event)) },
          timeline: {
            events: last.map((event) => shown(event)),
            limited: wanted.length > last.length,
            prev_batch: tokenAt(first ? world.at(first) - 1 : world.position),
          },
        }
      }
      return { next_batch: tokenAt(world.position), rooms: { join, invite } }
    }
    const isEmpty = ({ rooms: { join, invite } }: ReturnType<typeof answer>) =>
      Object.keys(join).length + Object.keys(invite).length === 0
    let found = answer()
    const wait = Number(query.timeout ?? 0)
    if (since !== undefined && wait > 0 && rules.waits && isEmpty(found)) {
      const gone = new AbortController()
      request.raw.socket.once('close', () => gone.abort())
      const over = AbortSignal.any([gone.signal, AbortSignal.timeout(wait)])
      await once(world.happened, 'event', { signal: over }).catch(() => undefined)
      found = answer()
    }
    return found
  })

  // Section "Getting events for a room".
  describe('GET /_matrix/client/v3/rooms/{roomId}/messages', ({ params, query, userId }) => {
    const room = joined(params.roomId ?? '', userId)
    const filter = JSON.parse(query.filter ?? '{}')
    const forward = query.dir === 'f'
    const from = place(query.from, forward ? 0 : world.position)
    const to = place(query.to, forward ? world.position : 0)
    const [low, high] = forward ? [from, to] : [to, from]
    const between = room.events.filter(
      (event) =>
        world.at(event) > low &&
        world.at(event) <= high &&
        (filter.types?.includes(event.type) ?? true),
    )
    const ordered = forward ? between : between.toReversed()
    const chunk = ordered.slice(0, Math.min(Number(query.limit ?? 10), rules.pageLimit))
    const last = chunk.at(-1)
    const more = last !== undefined && chunk.length < ordered.length
    return {
      start: query.from ?? tokenAt(from),
      ...(more && { end: tokenAt(forward ? world.at(last) : world.at(last) - 1) }),
      chunk: chunk.map((event) => shown(event)),
      state: filter.lazy_load_members ? membersOf(room, chunk) : [],
    }
  })
  describe('GET /_matrix/client/v3/rooms/{roomId}/event/{eventId}', ({ params, userId }) => {
    const room = joined(params.roomId ?? '', userId)
    const event = room.events.find(({ event_id }) => event_id === params.eventId)
    if (event === undefined) throw new Refused(404, 'M_NOT_FOUND')
    return shown(event)
  })
  describe('GET /_matrix/client/v3/rooms/{roomId}/state/{eventType}/{stateKey}', ({
    params,
    query,
    userId,
  }) => {
    const room = joined(params.roomId ?? '', userId)
    const event = room.events.findLast(
      ({ type, state_key }) => type === params.eventType && state_key === params['*'],
    )
    if (event === undefined) throw new Refused(404, 'M_NOT_FOUND')
    return query.format === 'event' ? event : event.content
  })
  describe('POST /_matrix/client/v3/rooms/{roomId}/join', ({ params, userId }) => {
    const room = world.rooms.get(params.roomId ?? '')
    if (room?.members.get(userId) !== 'invite') throw new Refused(403, 'M_FORBIDDEN')
    world.member(room, userId, 'join')
    return { room_id: room.id }
  })

  /** Section "Transaction identifiers": by device, and by the path. */
  function onlyOnce(asked: Asked, act: () => string): { event_id: string } {
    const device = sessions.get(asked.token)?.deviceId
    const key = `${device} ${asked.request.method} ${asked.request.url}`
    const eventId = transactions.get(key) ?? act()
    transactions.set(key, eventId)
    return { event_id: eventId }
  }
  describe('PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}', (asked) => {
    const { params, body, userId } = asked
    const room = joined(params.roomId ?? '', userId)
    const type = params.eventType ?? ''
    const wrong = misfit(eventContent(type, body.msgtype), body)
    if (wrong) {
      violations.push(`an event of ${type}: ${wrong}`)
      throw new Refused(400, 'M_BAD_JSON', { error: wrong })
    }
    if (Buffer.byteLength(JSON.stringify(body)) > 65_000) throw new Refused(413, 'M_TOO_LARGE')
    if (room.readOnly) throw new Refused(403, 'M_FORBIDDEN')
    return onlyOnce(asked, () => {
      const relation = body['m.relates_to'] as { event_id?: string; key?: string } | undefined
      const isThere = room.events.some(
        (event) =>
          type === 'm.reaction' &&
          event.type === type &&
          event.sender === userId &&
          !event.unsigned?.redacted_because &&
          event.content['m.relates_to'] !== undefined &&
          JSON.stringify(event.content['m.relates_to']) === JSON.stringify(relation),
      )
      if (isThere) throw new Refused(400, 'M_DUPLICATE_ANNOTATION')
      return world.add(room, { type, sender: userId, content: body }).event_id
    })
  })
  describe('PUT /_matrix/client/v3/rooms/{roomId}/redact/{eventId}/{txnId}', (asked) => {
    const room = joined(asked.params.roomId ?? '', asked.userId)
    const event = room.events.find(({ event_id }) => event_id === asked.params.eventId)
    if (event === undefined) throw new Refused(404, 'M_NOT_FOUND')
    if (event.sender !== asked.userId) throw new Refused(403, 'M_FORBIDDEN')
    return onlyOnce(asked, () => world.redact(event, asked.userId).event_id)
  })

  // Section "Content repository".
  describe('GET /_matrix/client/v1/media/config', () => ({ 'm.upload.size': rules.uploadBytes }))
  describe('POST /_matrix/media/v3/upload', ({ body, request }) => {
    const content = body as unknown as Buffer
    if (content.length > rules.uploadBytes) throw new Refused(413, 'M_TOO_LARGE')
    const id = randomBytes(9).toString('base64url')
    media.set(id, { content, mimeType: request.headers['content-type'] ?? '' })
    return { content_uri: `mxc://${SERVER_NAME}/${id}` }
  })
  const download = ({ params, request, reply }: Asked) => {
    const found = media.get(params.mediaId ?? '')
    if (found === undefined) throw new Refused(404, 'M_NOT_FOUND')
    const { content, mimeType } = found
    const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    reply.type(mimeType).header('content-disposition', 'inline')
    if (start === undefined) return reply.send(content)
    const last = Math.min(end ? Number(end) : content.length - 1, content.length - 1)
    reply.header('content-range', `bytes ${start}-${last}/${content.length}`)
    return reply.code(206).send(content.subarray(Number(start), last + 1))
  }
  describe('GET /_matrix/client/v1/media/download/{serverName}/{mediaId}', (asked) => {
    if (!rules.authenticatedMedia) throw new Refused(404, 'M_UNRECOGNIZED')
    return download(asked)
  })
  describe('GET /_matrix/media/v3/download/{serverName}/{mediaId}', download, { open: true })

  await server.listen({ host: '127.0.0.1', port: 0 })
  const url = server.listeningOrigin
  return {
    url,
    world,
    rules,
    violations,
    sessions,
    /** Keeps a file, as if somebody had uploaded it. */
    addMedia(id: string, content: Buffer, mimeType: string): string {
      media.set(id, { content, mimeType })
      return `mxc://${SERVER_NAME}/${id}`
    },
    media,
    /** Ends a session as its owner, or the server for a while (`soft`), does. */
    endSession(token: string, soft?: boolean) {
      sessions.delete(token)
      ended.set(token, soft ?? false)
    },
    close: () => server.close(),
  }
}
