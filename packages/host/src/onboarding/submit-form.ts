import type { FastifyReply } from 'fastify'
import { type Session, saveSession } from '../store/onboarding-sessions.ts'
import type { SessionState } from '../store/session-state.ts'
import { fieldsOf } from '../web/form/fields.ts'
import { problemsOf } from '../web/form/problems.ts'
import { readSubmitted } from '../web/form/submitted.ts'
import type { Content } from '../web/frame.ts'
import { formOf } from '../web/page-scope.ts'
import { sendPage } from '../web/send-page.ts'
import { wordsOf } from '../web/words/index.ts'
import { authenticate } from './authenticate.ts'
import { reopened } from './channel-creator.ts'
import { type Chosen, chooseAccounts, chooseDetails } from './channel-form.ts'
import { isBusy } from './current-page.ts'
import { isOver } from './errand.ts'
import { accountsPage, detailsPage } from './pages/channel-form.ts'
import { formPage } from './pages/steps.ts'
import { frameOf, redirectToPage, type Visit } from './visit.ts'

/**
 * A form of ours was posted. One of an older page, or posted twice, changes nothing: the browser is
 * shown where the session stands.
 */
export async function submitForm(visit: Visit, session: Session): Promise<FastifyReply> {
  const { state } = session
  const { view } = state
  const body = formOf(visit.request.body)
  if (!('id' in view) || body.get(':step') !== view.id || isBusy(session)) {
    return redirectToPage(visit)
  }
  switch (view.kind) {
    case 'form':
      return submitPluginForm(visit, session, body)
    case 'stopped':
    case 'failed':
      return isOver(state.errand)
        ? redirectToPage(visit)
        : save(visit, session, { ...state, view: { kind: 'start' } })
    case 'accounts':
    case 'details':
      return submitChoice(visit, session, view, body)
    case 'create':
      return create(visit, session)
    // Nothing is posted from these; what claims to be is shown the page.
    case 'redirect':
    case 'wait':
      return redirectToPage(visit)
  }
}

/** After the plugin's last step: makes the Channel at once where nothing is left to ask. */
export async function follow(visit: Visit, session: Session): Promise<FastifyReply> {
  const { view } = session.state
  if (view.kind === 'create') return create(visit, session)
  return redirectToPage(visit, view.kind === 'redirect' ? '?go=1' : '')
}

async function submitPluginForm(
  visit: Visit,
  session: Session,
  body: URLSearchParams,
): Promise<FastifyReply> {
  const { view, language } = session.state
  if (view.kind !== 'form') return redirectToPage(visit)
  const { step, schema, state } = view.step
  const fields = fieldsOf(schema)
  const values = readSubmitted(fields, body)
  const problems = problemsOf(asSchema(schema), fields, values, wordsOf(language))
  if (problems.size > 0) {
    return correct(
      visit,
      session,
      formPage(await frameOf(visit, session), view, { values, problems }),
    )
  }
  const input = { kind: 'form', step, values, state } as const
  return follow(visit, await authenticate(visit.context, session, input))
}

async function submitChoice(
  visit: Visit,
  session: Session,
  view: { readonly kind: 'accounts' | 'details'; readonly id: string },
  body: URLSearchParams,
): Promise<FastifyReply> {
  const { plugin } = visit.integration
  const words = wordsOf(session.state.language)
  const [choose, page] =
    view.kind === 'accounts'
      ? ([chooseAccounts, accountsPage] as const)
      : ([chooseDetails, detailsPage] as const)
  const chosen: Chosen = choose(session.state, plugin, body, words)
  if (chosen.problems.size > 0) {
    const frame = await frameOf(visit, session)
    return correct(visit, session, page(frame, chosen.state, view.id, chosen.problems))
  }
  const saved = await saveSession(visit.context.db, visit.context.sealer, session, chosen.state)
  return saved ? follow(visit, saved) : redirectToPage(visit)
}

async function create(visit: Visit, session: Session): Promise<FastifyReply> {
  const { context, creator } = visit
  const open = await saveSession(context.db, context.sealer, session, reopened(session.state))
  if (open) await creator.create(open)
  return redirectToPage(visit)
}

async function save(visit: Visit, session: Session, state: SessionState): Promise<FastifyReply> {
  await saveSession(visit.context.db, visit.context.sealer, session, state)
  return redirectToPage(visit)
}

/** The same page once more, with what was typed and what is wrong beside the fields. */
async function correct(visit: Visit, session: Session, content: Content): Promise<FastifyReply> {
  return sendPage(visit.reply, visit.context.config, await frameOf(visit, session), content, 422)
}

/** A form's schema is JSON in the session; `fieldsOf` has found it to be an object schema. */
function asSchema(schema: unknown): object {
  return typeof schema === 'object' && schema !== null ? schema : {}
}
