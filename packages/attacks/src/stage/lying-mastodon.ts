import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** A Mastodon server that keeps to the API, but not to the truth. */
export interface LyingMastodon {
  readonly url: string
  /** What it says its domain is; its own at first. */
  claims: { domain: string }
  /** Its one account was mentioned so often; the list is one page, whatever page is asked for. */
  mentions: number
  /** When they began, in milliseconds since 1970. */
  since: number
  /** The addresses that it was asked for. */
  readonly requests: string[]
  close(): Promise<void>
}

const PAGE = 40

export async function startLyingMastodon(): Promise<LyingMastodon> {
  const requests: string[] = []
  const server = createServer((request, response) => answer(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const url = `http://${host}`
  const mastodon: LyingMastodon = {
    url,
    claims: { domain: host },
    mentions: 0,
    since: Date.now(),
    requests,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const account = (name: string, id: string) => ({
    id,
    username: name,
    acct: name,
    display_name: name,
    url: `${url}/@${name}`,
    avatar: 'https://files.example/avatar.png',
  })
  const mention = (number: number) => ({
    id: String(1_000 + number),
    type: 'mention',
    created_at: new Date(mastodon.since + number).toISOString(),
    account: account('carla', '2'),
    status: {
      id: String(5_000 + number),
      uri: `${url}/statuses/${number}`,
      url: `${url}/@carla/${number}`,
      account: account('carla', '2'),
      created_at: new Date(mastodon.since + number).toISOString(),
      content: `<p>mention ${number}</p>`,
      visibility: 'public',
      mentions: [{ id: '1', username: 'customer', acct: 'customer', url: null }],
    },
  })
  const pages: Record<string, (query: URLSearchParams) => unknown> = {
    '/.well-known/oauth-authorization-server': () => ({
      issuer: `${url}/`,
      authorization_endpoint: `${url}/oauth/authorize`,
      token_endpoint: `${url}/oauth/token`,
      revocation_endpoint: `${url}/oauth/revoke`,
      code_challenge_methods_supported: ['S256'],
    }),
    '/.well-known/webfinger': (query) => ({
      subject: query.get('resource') ?? '',
      links: [{ rel: 'self', type: 'application/activity+json', href: `${url}/users/customer` }],
    }),
    '/api/v2/instance': () => ({
      domain: mastodon.claims.domain,
      title: 'Lying Social',
      version: '4.4.3',
    }),
    '/api/v1/apps': () => ({ client_id: 'client', client_secret: 'secret-of-the-client' }),
    '/oauth/token': () => ({ access_token: 'token', token_type: 'Bearer', created_at: 1 }),
    '/api/v1/accounts/verify_credentials': () => account('customer', '1'),
    // Neither min_id nor max_id is heeded, and no link says so.
    '/api/v1/notifications': () =>
      Array.from({ length: Math.min(PAGE, mastodon.mentions) }, (_, back) =>
        mention(mastodon.mentions - back),
      ),
    '/api/v1/accounts/1/statuses': () => [],
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    const { pathname, searchParams } = new URL(`${url}${request.url ?? '/'}`)
    if (pathname === '/oauth/authorize') {
      const back = new URL(searchParams.get('redirect_uri') ?? url)
      back.searchParams.set('code', 'code')
      back.searchParams.set('state', searchParams.get('state') ?? '')
      response.writeHead(302, { location: back.href }).end()
      return
    }
    const page = pages[pathname]
    response
      .writeHead(page ? 200 : 404, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(page ? page(searchParams) : { error: 'Record not found' }))
  }
  return mastodon
}
