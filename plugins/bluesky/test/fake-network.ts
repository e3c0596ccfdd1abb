import { createHash, randomBytes } from 'node:crypto'
import fastify, { type FastifyRequest } from 'fastify'

// Long because it is one server: each method of the protocol is a few lines, and all share its data.

/**
 * The AT Protocol as far as the plugin speaks it: one server that is everybody's PDS, the AppView and
 * the directory of identities. Whether it behaves like the real ones is what the live test in
 * packages/quickstart finds out.
 */

export interface Record {
  readonly uri: string
  readonly cid: string
  readonly value: { readonly [key: string]: unknown }
}

interface Notice {
  readonly to: string
  readonly reason: string
  readonly uri: string
  readonly sortAt: string
}

/** What stands in front of the server, and answers the methods that its name fits. */
export interface Proxy {
  readonly method: RegExp
  readonly status: number
  readonly type: string
  readonly body: string
}

class Refusal extends Error {
  readonly status: number
  readonly error: string
  constructor(status: number, error: string, message = error) {
    super(message)
    this.status = status
    this.error = error
  }
}

export const PASSWORD = 'abcd-efgh-ijkl-mnop'

export const did = (name: string) => `did:plc:${name.padEnd(24, 'a')}`

export async function startFakeNetwork() {
  const records = new Map<string, Record>()
  const views = new Map<string, object>()
  const notices: Notice[] = []
  const accounts = new Map<string, { name: string; viewer: object }>()
  /** What is accepted as an access token, and whose it is. */
  const access = new Map<string, string>()
  const refresh = new Map<string, string>()
  const calls: string[] = []
  const muted: string[] = []
  const faults: { method: string; status: number; body: object; headers: object }[] = []
  let proxy: Proxy | undefined
  let invent: ((cursor: string | null) => object) | undefined
  let document: object = {}
  let key = 0
  let issuer: string | undefined
  /** So many notifications a page has at most, whatever is asked for. */
  let pageLimit = 100

  const server = fastify({ bodyLimit: 10_000_000 })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  server.setErrorHandler((thrown, _request, reply) => {
    if (thrown instanceof Refusal) {
      return reply.code(thrown.status).send({ error: thrown.error, message: thrown.message })
    }
    return reply.code(500).send({ error: 'InternalServerError', message: String(thrown) })
  })
  server.get<{ Params: { did: string } }>('/:did', async ({ params }) => {
    const account = accounts.get(params.did)
    if (!account) throw new Refusal(404, 'NotFound')
    return {
      id: params.did,
      alsoKnownAs: [`at://${account.name}.bsky.social`],
      service: [
        { id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: network.pds },
      ],
      ...document,
    }
  })
  server.get('/.well-known/oauth-protected-resource', async () => {
    if (issuer === undefined) throw new Refusal(404, 'NotFound')
    return { resource: network.url, authorization_servers: [issuer] }
  })
  server.all<{ Params: { method: string } }>('/xrpc/:method', async (request, reply) => {
    const { method } = request.params
    calls.push(method)
    if (proxy?.method.test(method)) {
      return reply.code(proxy.status).type(proxy.type).send(proxy.body)
    }
    const fault = faults.findIndex((known) => known.method === method)
    const [sent] = fault < 0 ? [] : faults.splice(fault, 1)
    if (sent)
      return reply
        .code(sent.status)
        .headers({ ...sent.headers })
        .send(sent.body)
    const handler = handlers[method]
    if (!handler) throw new Refusal(501, 'MethodNotImplemented')
    return (await handler(request)) ?? reply.code(200).send()
  })

  const signedIn = (request: FastifyRequest) => {
    const who = access.get(bearer(request))
    if (who === undefined) throw new Refusal(400, 'ExpiredToken', 'Token has expired')
    return who
  }
  const session = (who: string) => {
    const exp = Math.floor(Date.parse('2026-01-15T12:00:00Z') / 1_000)
    const claims = Buffer.from(JSON.stringify({ exp, sub: who })).toString('base64url')
    // The same each time: a repeated step must answer the same.
    const nth =
      refresh.size === 0 ? 0 : [...refresh.values()].filter((other) => other === who).length
    const accessJwt = `x.${claims}.${nth}`
    const refreshJwt = `refresh-${who}-${nth}`
    access.set(accessJwt, who)
    refresh.set(refreshJwt, who)
    return { accessJwt, refreshJwt, did: who, handle: `${accounts.get(who)?.name}.bsky.social` }
  }
  const profile = (who: string) => {
    const account = accounts.get(who)
    if (!account) throw new Refusal(400, 'InvalidRequest', 'Profile not found')
    return {
      did: who,
      handle: `${account.name}.bsky.social`,
      displayName: account.name.toUpperCase(),
      avatar: `https://cdn.example/${account.name}.jpg`,
      viewer: account.viewer,
    }
  }
  const json = (request: FastifyRequest) => JSON.parse(String(request.body ?? '{}'))
  const query = (request: FastifyRequest) => new URL(request.url, 'http://localhost').searchParams

  const handlers: { [method: string]: (request: FastifyRequest) => unknown } = {
    'com.atproto.identity.resolveHandle': (request) => {
      const handle = query(request).get('handle')
      for (const [who, { name }] of accounts) {
        if (`${name}.bsky.social` === handle) return { did: who }
      }
      throw new Refusal(400, 'InvalidRequest', 'Unable to resolve handle')
    },
    'com.atproto.server.createSession': (request) => {
      const { identifier, password } = json(request)
      if (password !== PASSWORD || !accounts.has(identifier)) {
        throw new Refusal(401, 'AuthenticationRequired', 'Invalid identifier or password')
      }
      refresh.clear()
      return session(identifier)
    },
    'com.atproto.server.refreshSession': (request) => {
      const token = bearer(request)
      const who = refresh.get(token)
      if (who === undefined) throw new Refusal(400, 'ExpiredToken', 'Token has been revoked')
      const next = session(who)
      refresh.delete(token)
      return next
    },
    'com.atproto.server.deleteSession': (request) => {
      if (!refresh.delete(bearer(request))) throw new Refusal(400, 'InvalidToken')
    },
    'app.bsky.actor.getProfile': (request) => {
      signedIn(request)
      return profile(query(request).get('actor') ?? '')
    },
    'app.bsky.notification.listNotifications': (request) => {
      const who = signedIn(request)
      if (invent) return invent(query(request).get('cursor'))
      const cursor = query(request).get('cursor') ?? '9999'
      const limit = Math.min(pageLimit, Number(query(request).get('limit')))
      const page = notices
        .filter(({ to, sortAt, uri }) => to === who && sortAt < cursor && records.has(uri))
        .sort((one, other) => (one.sortAt < other.sortAt ? 1 : -1))
        .slice(0, limit)
      return {
        ...(page.length === limit && { cursor: page.at(-1)?.sortAt }),
        notifications: page.map(({ uri, reason, sortAt }) => ({
          uri,
          cid: records.get(uri)?.cid,
          author: profile(uri.split('/')[2] ?? ''),
          reason,
          record: records.get(uri)?.value,
          isRead: false,
          indexedAt: sortAt,
        })),
      }
    },
    'app.bsky.feed.getPosts': (request) => {
      signedIn(request)
      const uris = query(request).getAll('uris')
      if (uris.length > 25)
        throw new Refusal(400, 'InvalidRequest', 'uris must not have more than 25')
      return {
        posts: uris.flatMap((uri) => {
          const record = records.get(uri)
          const author = profile(uri.split('/')[2] ?? '')
          if (!record || Object.keys(author.viewer).length > 0) return []
          return [
            {
              uri,
              cid: record.cid,
              author,
              record: record.value,
              indexedAt:
                notices.find((notice) => notice.uri === uri)?.sortAt ?? record.value.createdAt,
              viewer: {},
              labels: [],
              ...views.get(uri),
            },
          ]
        }),
      }
    },
    'app.bsky.graph.getMutes': () => ({ mutes: muted.map(profile) }),
    'app.bsky.graph.getBlocks': () => ({ blocks: [] }),
    'app.bsky.graph.getListMutes': () => ({ lists: [] }),
    'app.bsky.graph.getListBlocks': () => ({ lists: [] }),
    'com.atproto.repo.getRecord': (request) => {
      const parts = query(request)
      const uri = `at://${parts.get('repo')}/${parts.get('collection')}/${parts.get('rkey')}`
      const record = records.get(uri)
      if (!record) throw new Refusal(400, 'RecordNotFound')
      return record
    },
    'com.atproto.repo.putRecord': (request) => {
      const who = signedIn(request)
      const { repo, collection, rkey, record, swapRecord } = json(request)
      if (repo !== who) throw new Refusal(401, 'AuthenticationRequired')
      const uri = `at://${who}/${collection}/${rkey}`
      if (swapRecord === null && records.has(uri)) throw new Refusal(400, 'InvalidSwap')
      return write(uri, record)
    },
    'com.atproto.repo.deleteRecord': (request) => {
      const { repo, collection, rkey } = json(request)
      if (repo !== signedIn(request)) throw new Refusal(401, 'AuthenticationRequired')
      records.delete(`at://${repo}/${collection}/${rkey}`)
      return {}
    },
    'com.atproto.repo.uploadBlob': (request) => {
      signedIn(request)
      const bytes = request.body instanceof Buffer ? request.body : Buffer.from('')
      return {
        blob: {
          $type: 'blob',
          ref: { $link: cidOf(bytes) },
          mimeType: request.headers['content-type'],
          size: bytes.length,
        },
      }
    },
  }

  const write = (uri: string, value: Record['value']) => {
    const record = { uri, cid: cidOf(Buffer.from(JSON.stringify(value))), value }
    records.set(uri, record)
    return record
  }

  await server.listen({ host: '127.0.0.1', port: 0 })
  const network = {
    url: server.listeningOrigin,
    /** Where identities say that their server is. */
    pds: server.listeningOrigin,
    records,
    calls,
    settings: () => ({
      login: 'app-password',
      handleResolver: network.url,
      plcDirectory: network.url,
    }),
    /** @param viewer how the Channel's account stands to it: `{ blockedBy: true }`. */
    account(name: string, viewer: object = {}) {
      accounts.set(did(name), { name, viewer })
      return did(name)
    },
    credentials(name: string) {
      const accessJwt = `access-${name}-${randomBytes(4).toString('hex')}`
      const refreshJwt = `refresh-${name}-${randomBytes(4).toString('hex')}`
      access.set(accessJwt, did(name))
      refresh.set(refreshJwt, did(name))
      const { url } = network
      return { kind: 'app-password' as const, did: did(name), pds: url, accessJwt, refreshJwt }
    },
    /** Where its people log in by OAuth; undefined: nowhere. */
    authorizedBy(url: string | undefined) {
      issuer = url
    },
    mute: (name: string) => muted.push(did(name)),
    /** Makes what a login at the authorization server is good for here. */
    admit: (accessToken: string, who: string) => access.set(accessToken, who),
    expireAccess() {
      access.clear()
    },
    /** A post of somebody's, and a notification of it for somebody else. */
    post(
      by: string,
      text: string,
      options: {
        to?: string
        reason?: string
        time?: string
        record?: object
        view?: object
      } = {},
    ): Record {
      const { to, reason = 'mention', time = '2026-01-15T10:00:01.000Z' } = options
      const rkey = `3m${String(++key).padStart(11, '2').replaceAll(/[01]/g, 'z').replaceAll(/[89]/g, 'y')}`
      const uri = `at://${did(by)}/app.bsky.feed.post/${rkey}-${key}`
      const record = write(uri, {
        $type: 'app.bsky.feed.post',
        text,
        createdAt: time,
        ...options.record,
      })
      if (options.view) views.set(uri, options.view)
      if (to !== undefined) notices.push({ to: did(to), reason, uri, sortAt: time })
      return record
    },
    remove: (uri: string) => records.delete(uri),
    /** How the server shows a post from now on. */
    show: (uri: string, view: object) => views.set(uri, view),
    /** A notification of what is no post. */
    notify: (to: string, uri: string, time: string) => {
      records.set(uri, { uri, cid: cidOf(Buffer.from(uri)), value: {} })
      notices.push({ to: did(to), reason: 'mention', uri, sortAt: time })
    },
    behind(it: Proxy | undefined) {
      proxy = it
    },
    /** What `listNotifications` answers in place of what happened. */
    inventing(answer: typeof invent) {
      invent = answer
    },
    /** What every DID document says in place of what is true. */
    documents(override: object) {
      document = override
    },
    /** Nobody has written anything. */
    reset() {
      records.clear()
      notices.length = 0
      calls.length = 0
      muted.length = 0
    },
    /** The next call of the method is answered so. */
    fault(method: string, status: number, body: object = {}, headers: object = {}) {
      faults.push({ method, status, body, headers })
    },
    /** Servers may answer less than was asked for. */
    pages(limit: number) {
      pageLimit = limit
    },
    /** Nothing more is answered so. */
    none: () => faults.splice(0),
    close: () => server.close(),
  }
  return network
}

function bearer(request: FastifyRequest): string {
  return (request.headers.authorization ?? '').replace(/^(Bearer|DPoP) /, '')
}

/** A CID as a client accepts it: version 1, raw bytes, SHA-256, in base 32. */
function cidOf(bytes: Buffer): string {
  const digest = createHash('sha256').update(bytes).digest()
  const whole = Buffer.concat([Buffer.from([0x01, 0x55, 0x12, 0x20]), digest])
  const digits = 'abcdefghijklmnopqrstuvwxyz234567'
  let bits = ''
  for (const byte of whole) bits += byte.toString(2).padStart(8, '0')
  let text = 'b'
  for (let at = 0; at < bits.length; at += 5) {
    text += digits[Number.parseInt(bits.slice(at, at + 5).padEnd(5, '0'), 2)]
  }
  return text
}
