import { definePlugin, PluginError } from '@hubward/plugin'
import stub from '@hubward/testkit/stub-network/plugin'
import Type from 'typebox'

/** Each way to talk the host's HTTP client into a private address. */
type Reach = (url: string, context: Context) => Promise<unknown>
interface Context {
  // biome-ignore lint/suspicious/noExplicitAny: what is tried here has no type on purpose.
  readonly http: any
  // biome-ignore lint/suspicious/noExplicitAny: likewise.
  readonly fetch: any
}

const localhost = (
  _name: string,
  options: { all?: boolean },
  done: (...given: unknown[]) => void,
) => (options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4))

const named = (url: string) => url.replace('127.0.0.1', 'public.example')
const { Agent: HttpAgent, request } = await import('node:http')

const WAYS: Readonly<Record<string, Reach>> = {
  plain: (url, { http }) => http(url),
  agent: (url, { http }) => http(url, { agent: { http: new HttpAgent() } }),
  extend: (url, { http }) => http.extend({ agent: { http: new HttpAgent() } })(url),
  lookup: (url, { http }) => http(named(url), { dnsLookup: localhost }),
  'agent and lookup': (url, { http }) =>
    http(named(url), { agent: { http: new HttpAgent() }, dnsLookup: localhost }),
  request: (url, { http }) => http(url, { request }),
  'create connection': (url, { http }) =>
    http(url, { createConnection: new HttpAgent().createConnection }),
  hook: (url, { http }) =>
    http(named(url), {
      hooks: {
        beforeRequest: [
          (options: { agent: object; url: URL }) => {
            options.agent = { http: new HttpAgent() }
            options.url = new URL(url)
          },
        ],
      },
    }),
  defaults: (url, { http }) => {
    http.defaults.options.agent = { http: new HttpAgent() }
    return http(url)
  },
  stream: async (url, { http }) => {
    for await (const _chunk of http.stream(url, { agent: { http: new HttpAgent() } })) break
  },
  fetch: (url, { fetch }) => fetch(url),
  dispatcher: (url, { fetch }) => fetch(url, { dispatcher: undefined }),
}

/** Nobody connects a Channel of it. */
async function notHere(): Promise<never> {
  throw new PluginError('rejected')
}

async function attempt(reach: () => Promise<unknown>): Promise<string> {
  try {
    await reach()
    return 'reached'
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 120) : 'failed'
  }
}

/** A plugin that passes options of its own to `context.http`: nobody private may be reached so. */
export default definePlugin({
  apiVersion: 1,
  id: 'reaching',
  name: 'Reaching Network',
  settings: Type.Object({ private: Type.String() }),
  channelSettings: Type.Object({}),
  credentials: Type.Object({}),
  position: Type.Null(),
  declaration: { ...stub.declaration, ticketActions: [], hosts: ['*'] },
  authenticate: notHere,
  fetchMessages: notHere,
  reply: notHere,
  async receive({ http, fetch, settings }) {
    const tried: Record<string, string> = {}
    for (const [way, reach] of Object.entries(WAYS)) {
      const url = `${settings.private}/${encodeURIComponent(way)}`
      tried[way] = await attempt(() => reach(url, { http, fetch }))
    }
    const headers = { 'content-type': 'application/json' }
    return { response: { status: 200, headers, body: JSON.stringify(tried) } }
  },
})
