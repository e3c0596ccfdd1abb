import {
  failedAnswer,
  type LocalizedText,
  type PluginContext,
  PluginError,
  type PluginErrorCode,
  parse,
  toPluginError,
  withoutEffect,
} from '@hubward/plugin'
import { grantByJwt, signJwt } from '@hubward/plugin/jwt'
import Type from 'typebox'
import Value from 'typebox/value'
import { SENTENCES } from './sentences.ts'
import type { Context, Credentials, Settings } from './settings.ts'

export const PUBLISHER = 'https://www.googleapis.com/auth/androidpublisher'
export const REPORTING = 'https://www.googleapis.com/auth/playdeveloperreporting'
/** A token is used until so long before its end. */
const MARGIN_MS = 60_000

export type Asking = Pick<PluginContext<Settings>, 'http' | 'fetch' | 'settings' | 'signal' | 'now'>

/** How Google's APIs refuse (https://google.aip.dev/193), and how its older ones do: by `errors`. */
const Refusal = Type.Object({
  error: Type.Object({
    status: Type.Optional(Type.String()),
    message: Type.Optional(Type.String()),
    details: Type.Optional(Type.Array(Type.Unknown())),
    errors: Type.Optional(Type.Array(Type.Unknown())),
  }),
})
const ErrorInfo = Type.Object({ reason: Type.String() })

/** A new access token: "Using OAuth 2.0 for Server to Server Applications", HTTP/REST. */
export async function grant(context: Asking, credentials: Credentials, scopes: readonly string[]) {
  const { tokenEndpoint } = context.settings
  const assertion = await signJwt(context, {
    algorithm: 'RS256',
    privateKey: credentials.privateKey,
    keyId: credentials.keyId,
    claims: { iss: credentials.email, aud: tokenEndpoint, scope: scopes.join(' ') },
    lifetimeS: 3_600,
  })
  const { tokens, expirationTime } = await grantByJwt(context, tokenEndpoint, assertion)
  return { token: tokens.accessToken, expirationTime: expirationTime ?? '' }
}

/** Asks once with a token. What could not be read changed nothing. */
export async function askWith<Schema extends Type.TSchema>(
  { http, signal, now }: Asking,
  token: string,
  url: URL,
  schema: Schema,
  json?: object,
): Promise<Type.Static<Schema>> {
  const options = { headers: { authorization: `Bearer ${token}` }, signal }
  try {
    const answer = await (json ? http.post(url, { ...options, json }) : http(url, options))
    return parse(schema, JSON.parse(answer.body), `the answer to ${url.pathname.split('/').at(-1)}`)
  } catch (thrown) {
    const error = refusalIn(thrown, json !== undefined) ?? toPluginError(thrown, now())
    throw json === undefined ? withoutEffect(error, now()) : error
  }
}

/** With the key that it came of: who reconnects the Channel brings another. */
const KeptToken = Type.Object({
  token: Type.String(),
  expirationTime: Type.String(),
  keyId: Type.String(),
})

/** Asks with the Channel's token, which lasts an hour; a new one where Google has ended it. */
export async function ask<Schema extends Type.TSchema>(
  context: Context,
  path: string,
  schema: Schema,
  json?: object,
): Promise<Type.Static<Schema>> {
  const url = new URL(path, context.settings.server)
  const kept = await context.channelStore.get('token')
  const isValid =
    Value.Check(KeptToken, kept?.value) &&
    kept.value.keyId === context.credentials.keyId &&
    Date.parse(kept.value.expirationTime) - MARGIN_MS > context.now().getTime()
  if (isValid) {
    try {
      return await askWith(context, kept.value.token, url, schema, json)
    } catch (thrown) {
      const isOver = thrown instanceof PluginError && thrown.code === 'authentication'
      if (!isOver) throw thrown
    }
  }
  const fresh = await grant(context, context.credentials, [PUBLISHER])
  const { keyId } = context.credentials
  await context.channelStore.set('token', { ...fresh, keyId }, kept?.version ?? 0)
  return await askWith(context, fresh.token, url, schema, json)
}

/** What may be mended, and by whom, by the `reason` or the `status` of a refusal. */
const MEANINGS: Readonly<Record<string, { code: PluginErrorCode; sentence: LocalizedText }>> = {
  SERVICE_DISABLED: { code: 'authentication', sentence: SENTENCES.apiDisabled },
  PERMISSION_DENIED: { code: 'authentication', sentence: SENTENCES.noPermission },
  permissionDenied: { code: 'authentication', sentence: SENTENCES.noPermission },
  forbidden: { code: 'authentication', sentence: SENTENCES.noPermission },
}

/** A refusal in Google's own words. Who may not write may still read. */
function refusalIn(thrown: unknown, isWriting: boolean): PluginError | undefined {
  const answer = failedAnswer(thrown)
  if (!answer || !Value.Check(Refusal, answer.json)) return undefined
  const { status = '', message = '', details = [], errors = [] } = answer.json.error
  const reasons = [...details, ...errors].flatMap((it) =>
    Value.Check(ErrorInfo, it) ? it.reason : [],
  )
  const known = [...reasons, status].find((name) => Object.hasOwn(MEANINGS, name))
  const meaning = known === undefined ? undefined : MEANINGS[known]
  if (!meaning) return undefined
  return new PluginError(isWriting ? 'rejected' : meaning.code, {
    message: `${known}: ${message.slice(0, 200)}`,
    sentence: meaning.sentence,
    effect: 'none',
    cause: thrown,
  })
}
