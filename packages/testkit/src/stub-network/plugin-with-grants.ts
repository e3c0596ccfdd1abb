import { type AuthenticationStep, definePlugin, PluginError } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import { HTTPError } from 'got'
import Type from 'typebox'
import * as stub from './functions.ts'
import { listRecent } from './listing.ts'
import { StubGrant } from './wire.ts'

/** The stub Network with access tokens that expire, and refresh tokens that work once. */
export default definePlugin({
  apiVersion: 1,
  id: 'stub-with-grants',
  name: 'Stub Network with grants',
  settings: stub.Settings,
  channelSettings: stub.ChannelSettings,
  credentials: StubGrant,
  position: stub.Position,
  declaration: stub.declaration,
  async authenticate(context, input): Promise<AuthenticationStep> {
    const step = await stub.authenticate(context, input)
    if (step.kind !== 'complete') return step
    const accounts = step.accounts.map(async (account) => {
      const grant = read(
        await context.http
          .post(`${context.settings.url}/accounts/${account.networkId}/grant`)
          .json(),
      )
      return { ...account, credentials: grant, expirationTime: grant.expiresAt }
    })
    return { ...step, accounts: await Promise.all(accounts) }
  },
  fetchMessages: stub.fetchMessages,
  listRecent,
  reply: stub.reply,
  findReply: stub.findReply,
  actions: stub.actions,
  receive: stub.receive,

  async refresh(context) {
    try {
      const answer = await context.http
        .post(stub.urlOf(context, 'token'), {
          ...stub.clientOf(context),
          json: { refreshToken: context.credentials.refreshToken },
          retry: { limit: 0 },
        })
        .json()
      const grant = read(answer)
      return { credentials: grant, expirationTime: grant.expiresAt }
    } catch (error) {
      throw refusalOf(error) ?? error
    }
  },

  async subscribe(context) {
    const answer = check(
      Type.Object({ expiresAt: Type.String() }),
      await context.http
        .post(stub.urlOf(context, 'subscription'), {
          ...stub.clientOf(context),
          retry: { limit: 0 },
        })
        .json(),
    )
    return answer.ok ? answer.value : {}
  },
})

/** RFC 6749, 5.2: `invalid_grant` is this Channel's matter, `invalid_client` the operator's. */
function refusalOf(error: unknown): PluginError | undefined {
  if (!(error instanceof HTTPError)) return undefined
  const text = String(error.response.body)
  if (text.includes('invalid_grant')) {
    return new PluginError('authentication', { message: 'the refresh token was refused' })
  }
  if (text.includes('invalid_client')) {
    return new PluginError('operator', { message: 'the client secret was refused' })
  }
  return undefined
}

function read(answer: unknown): StubGrant {
  const checked = check(StubGrant, answer)
  if (checked.ok) return checked.value
  throw new PluginError('unavailable', { message: 'not a grant' })
}
