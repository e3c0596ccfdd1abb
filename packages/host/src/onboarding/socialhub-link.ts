import { readToken } from '@hubward/socialhub'
import type { FastifyReply } from 'fastify'
import { html } from 'ghtml'
import type { Config } from '../config.ts'
import { noteOwnPromotionOf } from '../manifests/own-promotion.ts'
import { databaseTime } from '../store/database.ts'
import type { ManifestId } from '../store/ids.ts'
import { reusableManifest } from '../store/manifests.ts'
import type { SessionErrand } from '../store/session-state.ts'
import { answerFailure } from '../web/error-reply.ts'
import { type FailureCode, isFailureCode, PageFailure } from '../web/failure.ts'
import { negotiateLanguage, readLanguage } from '../web/language.ts'
import { webOrigin } from '../web/origin.ts'
import { wordsOf } from '../web/words/index.ts'
import { beginning, LEEWAY_MS } from './errand.ts'
import { startSession } from './start-session.ts'
import { parameter, redirectToPage, type Visit } from './visit.ts'

/**
 * A browser comes from SocialHub, with a token in the address. Whatever becomes of it, the answer
 * leads to an address without it.
 */
export async function beginFromSocialHub(
  visit: Visit,
  kind: 'create' | 'reactivate',
  token: string,
): Promise<FastifyReply> {
  const { context, integration, request } = visit
  const { db, log, config } = context
  const now = await databaseTime(db)
  const readWith = async () =>
    readLink(
      { token, kind, now, manifest: await reusableManifest(db, integration.name) },
      config.socialhub,
    )
  let read = await readWith()
  // A Custom Channel's own Manifest may have been promoted: SocialHub itself is asked.
  if (!read.ok && read.otherManifest !== undefined) {
    const noted = await noteOwnPromotionOf(context, integration.name, read.otherManifest)
    if (noted) read = await readWith()
  }
  if (!read.ok) {
    const { failure, reason, returnUrl } = read
    log.warn({ integration: integration.name, failure, reason }, 'a link to onboarding was refused')
    const from = config.socialhub.origins.findIndex(
      (origin) => returnUrl !== undefined && settingsPageOf(origin, config.socialhub) === returnUrl,
    )
    return redirectToPage(visit, `?problem=${failure}${from < 0 ? '' : `&from=${from}`}`)
  }
  const language = negotiateLanguage(request.headers['accept-language'])
  return await startSession(visit, beginning(read.errand, language))
}

interface Link {
  readonly token: string
  /** Which callback it was. */
  readonly kind: 'create' | 'reactivate'
  /** The database's clock. */
  readonly now: Date
  /** The integration's Reusable Manifest, where it has one; its SocialHub id, once known. */
  readonly manifest: { readonly manifestId: ManifestId | null } | undefined
}

type ReadLink =
  | { readonly ok: true; readonly errand: SessionErrand }
  | {
      readonly ok: false
      readonly failure: FailureCode
      /** For the log: why, without any of the token. */
      readonly reason: string
      /** SocialHub's page, where the origin was one that we know. */
      readonly returnUrl?: string
      /** The Manifest that it names, where that is not the integration's Reusable one. */
      readonly otherManifest?: string
    }

/**
 * Reads SocialHub's link. Nothing in the token can be verified here: it decides where the browser may
 * go only after comparing with the configured origins, and what it says of Account and Channel counts
 * only once SocialHub has accepted it.
 */
function readLink({ token, kind, now, manifest }: Link, socialhub: Config['socialhub']): ReadLink {
  const refused = (failure: FailureCode, reason: string, returnUrl?: string) => ({
    ok: false as const,
    failure,
    reason,
    ...(returnUrl !== undefined && { returnUrl }),
  })
  const read = readToken(token, now.getTime() - LEEWAY_MS)
  if (!read.ok) return refused('unreadable-token', read.reason)
  if (read.kind !== 'creation') {
    const reason = 'it is a Channel’s Access Token, which belongs into no link'
    return refused('unreadable-token', reason)
  }
  const { accountId, userId, origin, manifestId, uniqueName, networkId, channelId } = read.token
  const returnUrl = settingsPageOf(origin, socialhub)
  if (returnUrl === undefined) {
    const reason = `origin ${JSON.stringify(origin)} is not in socialhub.origins`
    return refused('foreign-origin', reason)
  }
  if (!manifest) {
    const reason = 'the integration has no Reusable Manifest yet; publish it first'
    return { ...refused('not-published', reason, returnUrl), otherManifest: manifestId }
  }
  if (manifest.manifestId !== null && manifest.manifestId !== manifestId) {
    const reason = `the token is for Manifest ${manifestId}, this is ${manifest.manifestId}`
    return { ...refused('wrong-manifest', reason, returnUrl), otherManifest: manifestId }
  }
  if (read.expired) return refused('expired-token', 'the token has expired', returnUrl)
  const sent = { accountId, userId, token, expiresAt: read.expiresAt, returnUrl }
  // Without a name there is nothing that could come back.
  if (kind === 'create' || uniqueName === undefined) {
    return { ok: true, errand: { kind: 'create', ...sent } }
  }
  const channel = {
    uniqueName,
    ...(networkId !== undefined && { networkId }),
    ...(channelId !== undefined && { channelId }),
  }
  return { ok: true, errand: { kind, ...sent, channel } }
}

/** Why a link was refused, at an address that no longer has the token. */
export function showProblem(visit: Visit, problem: string): FastifyReply {
  const { context, request, reply } = visit
  const { socialhub } = context.config
  const origin = socialhub.origins[Number(parameter(request.query, 'from') ?? -1)]
  const returnUrl = origin === undefined ? undefined : settingsPageOf(origin, socialhub)
  const language =
    readLanguage(parameter(request.query, 'lang')) ??
    negotiateLanguage(request.headers['accept-language'])
  const words = wordsOf(language)
  // A callback that is not ours to read leaves the session where it was.
  const [url, label] =
    problem === 'foreign-callback'
      ? [visit.path, words('action.again')]
      : [returnUrl, words('action.back')]
  const actions = url
    ? html`<div class="actions"><a class="button" href="${url}">${label}</a></div>`
    : ''
  const code = isFailureCode(problem) ? problem : 'not-found'
  return answerFailure(context, request, reply, new PageFailure(code), actions)
}

/**
 * The Channels Settings Page of an origin, if that is on the configured list. Built from the parsed
 * address, so that what was compared is also what the browser gets.
 */
function settingsPageOf(origin: string, socialhub: Config['socialhub']): string | undefined {
  const url = URL.parse(origin)
  const found = webOrigin(origin)
  if (!url || found === undefined) return undefined
  if (!socialhub.origins.some((allowed) => webOrigin(allowed) === found)) return undefined
  return `${found}${url.pathname.replace(/\/+$/, '')}${socialhub.settingsPath}`
}
