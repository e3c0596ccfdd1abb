import type { Received } from '@hubward/plugin'
import type { Place } from './addresses.ts'
import { conversationIdOf, conversationToken, type Opening } from './conversation.ts'
import { addressState } from './mail.ts'
import { formPage } from './pages/form-page.ts'
import { gonePage } from './pages/gone-page.ts'
import { seeOther } from './pages/page.ts'
import { thanksPage } from './pages/thanks-page.ts'
import { subnetOf } from './rate-limit.ts'
import { derive } from './secrets.ts'
import { emptyForm, type FormState, heldOf, judge, type Message, record } from './sending.ts'
import type { Visit } from './visit.ts'
import { typedVisitor } from './visitor-id.ts'

/** How the form looks, and where its visitor is led: on a page, in a frame, in the bubble. */
export interface FormFace {
  page(form: FormState): Received['response']
  /** @param token of the conversation that was begun. */
  sent(token: string): Received['response']
}

/** @param withMail whether visitors may have a lost link sent. */
export function pageFace(visit: Visit, place: Place, withMail: boolean): FormFace {
  const { settings, words, context, networkId } = visit
  const lostLinkUrl = withMail ? context.publicUrl(`/f/${networkId}/link`) : undefined
  return {
    page: (form) => formPage({ ...form, settings, words, embedded: place === 'e', lostLinkUrl }),
    sent: (token) => seeOther(context.publicUrl(`/${place}/${networkId}/thanks/${token}`)),
  }
}

export function showForm(visit: Visit, face: FormFace): Received {
  return { response: face.page(emptyForm(visit, visit.networkId)) }
}

/** A visitor sent the form: a new conversation, or one that this form has begun already. */
export async function sendForm(visit: Visit, face: FormFace): Promise<Received> {
  const { networkId, context, settings, key } = visit
  const judged = await judge(visit, networkId, settings, context.settings.minimumSeconds * 1_000)
  if (judged.kind === 'refused') return again(face, judged.form)

  const token = conversationToken(key, networkId, judged.message.nonce)
  const id = conversationIdOf(token)
  const result = await record(visit, networkId, judged.message, id, (rootEntry) =>
    openingOf(visit, judged.message, id, rootEntry),
  )
  if (result.kind === 'refused') return again(face, result.form)
  return { response: face.sent(token), pushes: result.pushes, keep: result.keep }
}

/** The form once more, with what was typed and the picture that came along. */
function again(face: FormFace, form: FormState): Received {
  return { response: face.page(form), keep: heldOf(form) }
}

/** Where the browser is sent after the form. */
export async function showThanks(visit: Visit, place: Place, token: string): Promise<Received> {
  const { context, networkId, settings, words, conversations, request } = visit
  const id = conversationIdOf(token)
  const opening = await conversations.opening(id)
  if (opening === undefined) return { response: gonePage(request.language) }
  return {
    response: thanksPage({
      settings,
      words,
      embedded: place === 'e',
      byMail: (await addressState(visit, id, opening)) !== undefined,
      formUrl: context.publicUrl(`/${place}/${networkId}`),
      conversationUrl: context.publicUrl(`/c/${networkId}/${token}`),
    }),
  }
}

/** The same address is the same person; without one, each conversation is its own. */
function openingOf(
  visit: Visit,
  { typed, nonce }: Message,
  id: string,
  rootEntry: string,
): Opening {
  const { name, email, subject } = typed
  const { key, request } = visit
  const known = { name, email, subject, rootEntry }
  if (email === '') return { ...known, interactorId: `visitor-${id}` }
  const typedBy = derive(key, 'typed by', subnetOf(request.remoteAddress))
  return { ...known, interactorId: typedVisitor(key, email), nonce, typedBy }
}
