import type { FastifyReply } from 'fastify'
import { html } from 'ghtml'
import { databaseTime } from '../store/database.ts'
import { reusableManifest } from '../store/manifests.ts'
import type { SessionState } from '../store/session-state.ts'
import { answerFailure } from '../web/error-reply.ts'
import { isFailureCode, PageFailure } from '../web/failure.ts'
import { negotiateLanguage, readLanguage } from '../web/language.ts'
import { wordsOf } from '../web/words/index.ts'
import { arrive } from './arrive.ts'
import { type Arrival, enter, returnUrlOf } from './enter.ts'
import { stoppedView } from './stopped.ts'
import { parameter, redirectToPage, type Visit } from './visit.ts'

/**
 * A browser comes with SocialHub's token in the address. Whatever becomes of it, the answer leads to
 * an address without it.
 */
export async function begin(
  visit: Visit,
  callback: Arrival['callback'],
  token: string,
): Promise<FastifyReply> {
  const { context, integration, request } = visit
  const { db, log, config } = context
  const entered = enter(
    {
      token,
      callback,
      now: await databaseTime(db),
      language: negotiateLanguage(request.headers['accept-language']),
      manifest: await reusableManifest(db, integration.name),
    },
    config.socialhub,
  )
  if (!entered.ok) {
    const { failure, reason, returnUrl } = entered
    log.warn({ integration: integration.name, failure, reason }, 'a link to onboarding was refused')
    const from = config.socialhub.origins.findIndex(
      (origin) => returnUrl !== undefined && returnUrlOf(origin, config.socialhub) === returnUrl,
    )
    return redirectToPage(visit, `?problem=${failure}${from < 0 ? '' : `&from=${from}`}`)
  }
  return await arrive(visit, atTheStart(entered.state))
}

function atTheStart(state: SessionState): SessionState {
  return state.reactivation ? { ...state, view: stoppedView() } : state
}

/** Why a link was refused, at an address that no longer has the token. */
export function showProblem(visit: Visit, problem: string): FastifyReply {
  const { context, request, reply } = visit
  const { socialhub } = context.config
  const origin = socialhub.origins[Number(parameter(request.query, 'from') ?? -1)]
  const returnUrl = origin === undefined ? undefined : returnUrlOf(origin, socialhub)
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
