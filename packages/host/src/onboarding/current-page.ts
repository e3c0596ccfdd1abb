import { PluginError } from '@hubward/plugin'
import type { FastifyReply } from 'fastify'
import { channelLog } from '../channel-log.ts'
import { loadCallChannel } from '../store/channels.ts'
import { readFrom } from '../store/fetching.ts'
import type { Session } from '../store/onboarding-sessions.ts'
import type { Content } from '../web/frame.ts'
import { sendPage } from '../web/send-page.ts'
import { authenticate } from './authenticate.ts'
import { chosenDrafts } from './channel-draft.ts'
import { returningChannel } from './errand.ts'
import { accountsPage, detailsPage } from './pages/channel-form.ts'
import type { OnboardingFrame } from './pages/frame.ts'
import {
  createPage,
  donePage,
  endedPage,
  failedPage,
  isNothingLeft,
  type Told,
} from './pages/outcome.ts'
import { busyPage, formPage, redirectPage, stoppedPage, waitPage } from './pages/steps.ts'
import { frameOf, parameter, type Visit } from './visit.ts'

/** A call for this session may be running: nothing else may begin. */
export function isBusy({ state, now }: Session): boolean {
  return state.busyUntil !== null && state.busyUntil > now.getTime()
}

/**
 * The page of where a session stands. Takes the plugin's first step, and asks again while waiting.
 * Where all is done and nothing is left to do or read, the browser goes back to SocialHub by itself.
 */
export async function showCurrentPage(visit: Visit, session: Session): Promise<FastifyReply> {
  const arrived = await goOn(visit, session)
  const frame = await frameOf(visit, arrived)
  const { state } = arrived
  const isDone = state.view.kind === 'done'
  const told = isDone ? await tell(visit, arrived) : []
  if (isDone && frame.returnUrl !== undefined && isNothingLeft(frame, state, told)) {
    return visit.reply.header('cache-control', 'no-store').redirect(frame.returnUrl, 303)
  }
  const content = await contentOf(visit, frame, arrived, told)
  return sendPage(visit.reply, visit.context.config, frame, content)
}

async function goOn({ context }: Visit, session: Session): Promise<Session> {
  const { view } = session.state
  if (isBusy(session)) return session
  if (view.kind === 'start') {
    const { channelId: _, ...reactivation } = returningChannel(session.state.errand) ?? {}
    const comesBack = 'uniqueName' in reactivation
    return authenticate(context, session, { kind: 'start', ...(comesBack && { reactivation }) })
  }
  if (view.kind === 'wait' && session.now.getTime() >= view.pollAt) {
    const { step, state } = view.step
    return authenticate(context, session, { kind: 'poll', step, state })
  }
  return session
}

async function contentOf(
  visit: Visit,
  frame: OnboardingFrame,
  session: Session,
  told: readonly Told[],
): Promise<Content> {
  const { state } = session
  const { view } = state
  // The picture or code of a step that waits stays in sight while the Network is asked.
  if (isBusy(session) && view.kind !== 'wait') return busyPage(frame)
  switch (view.kind) {
    case 'stopped':
      return stoppedPage(frame, view, returningChannel(state.errand))
    case 'start':
      return busyPage(frame)
    case 'form':
      return formPage(frame, view)
    case 'redirect':
      return redirectPage(frame, view, parameter(visit.request.query, 'go') !== undefined)
    case 'wait':
      return waitPage(frame, view)
    case 'failed':
      return failedPage(frame, state, view.id, view.failure)
    case 'accounts':
      return accountsPage(frame, state, view.id)
    case 'details':
      return detailsPage(frame, state, view.id)
    case 'create':
      return (await visit.creator.running(session))
        ? busyPage(frame)
        : createPage(frame, state, view.id)
    case 'done':
      return donePage(frame, state, told)
    case 'ended':
      return endedPage(frame, state)
  }
}

/** What the Customer needs to know of each Channel that was made, as far as the plugin can say. */
async function tell({ context, integration }: Visit, { state }: Session): Promise<Told[]> {
  const { db, sealer, plugins } = context
  const { instructions, declaration } = integration.plugin
  const told: Told[] = []
  for (const draft of chosenDrafts(state)) {
    if (draft.outcome?.kind !== 'created') continue
    const { channelId } = draft.outcome
    const channel = await loadCallChannel(db, sealer, channelId)
    const from = await readFrom(db, channelId, declaration.backfill?.days ?? 0)
    if (!channel || !from) continue
    try {
      told.push({
        draft,
        from,
        instructions: instructions ? await plugins.instructions(channel) : [],
      })
    } catch (error) {
      if (!(error instanceof PluginError)) throw error
      channelLog(context, channel).warn(
        { err: error },
        'the instructions of a Channel can’t be shown',
      )
      told.push({ draft, from, instructions: undefined })
    }
  }
  return told
}
