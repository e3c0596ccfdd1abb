import type {
  AuthenticationContext,
  AuthenticationInput,
  AuthenticationStep,
} from '@hubward/plugin'
import { testPlugin } from '@hubward/testkit'
import t from 'tap'
import mastodon from '../src/index.ts'
import { at, credentialsFor } from './fixtures/channel.ts'
import { startStubServer } from './fixtures/server.ts'

const server = await startStubServer()
t.teardown(() => server.close())

/** Signs in on the server's page wherever the plugin sends a browser there. */
const signedIn: typeof mastodon.authenticate = async (context, input) => {
  const step = await mastodon.authenticate(context, input)
  return step.kind === 'redirect'
    ? await mastodon.authenticate(context, await follow(context, step))
    : step
}

/** By the context's own way: whatever leaves the process otherwise counts as the plugin's. */
async function follow(
  context: AuthenticationContext,
  step: Extract<AuthenticationStep, { kind: 'redirect' }>,
): Promise<AuthenticationInput> {
  const answer = await context.fetch(step.url, { redirect: 'manual' })
  const { state: _, ...query } = Object.fromEntries(
    new URL(answer.headers.get('location') ?? '').searchParams,
  )
  return { kind: 'callback', step: step.step, query, state: step.state }
}

/** The token differs each time; everything else must not. */
const steady: typeof mastodon.authenticate = async (context, input) => {
  const step = await signedIn(context, input)
  if (step.kind !== 'complete') return step
  const accounts = step.accounts.map((account) => ({
    ...account,
    credentials: { ...Object(account.credentials), accessToken: 'token' },
  }))
  return { ...step, accounts }
}

let writing = 0
testPlugin(
  (name, run) => t.test(name, run),
  { ...mastodon, authenticate: steady },
  {
    answers: { server: { server: server.domain }, confirm: {} },
    channelSettings: { wholeThreads: true },
    refusals: {
      authentication: {
        status: 401,
        headers: { 'content-type': 'application/json' },
        body: '{"error":"The access token is invalid"}',
      },
    },
    credentials: credentialsFor(server),
    arrange: async () => {
      server.world.statuses.length = 0
      server.world.notifications.length = 0
      server.world.account('customer')
      for (const text of ['One', 'Two', 'Three']) {
        server.world.write('ada', `@customer ${text}`, { createdAt: at(++writing) })
      }
      const post = server.world.write('customer', 'Our own post', { createdAt: at(++writing) })
      server.world.write('bob', 'Nice', { inReplyTo: post, createdAt: at(++writing) })
    },
  },
)
