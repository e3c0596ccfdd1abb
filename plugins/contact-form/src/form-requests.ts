import type { Received } from '@hubward/plugin'
import type { Place } from './addresses.ts'
import { conversationIdOf, conversationToken, type Opening } from './conversation.ts'
import { formPage } from './pages/form-page.ts'
import { gonePage } from './pages/gone-page.ts'
import { seeOther } from './pages/page.ts'
import { thanksPage } from './pages/thanks-page.ts'
import { derive } from './secrets.ts'
import { emptyForm, type FormState, heldOf, judge, type Message, record } from './sending.ts'
import type { Visit } from './visit.ts'

/** How the form looks, and where its visitor is led: on a page, in a frame, in the bubble. */
export interface FormFace {
  page(form: FormState): Received['response']
  /** @param token of the conversation that was begun. */
  sent(token: string): Received['response']
}

export function pageFace(visit: Visit, place: Place): FormFace {
  const { settings, words, context, networkId } = visit
  return {
    page: (form) => formPage({ ...form, settings, words, embedded: place === 'e' }),
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
    openingOf(judged.message, id, rootEntry, key),
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
  if ((await conversations.opening(conversationIdOf(token))) === undefined) {
    return { response: gonePage(request.language) }
  }
  return {
    response: thanksPage({
      settings,
      words,
      embedded: place === 'e',
      formUrl: context.publicUrl(`/${place}/${networkId}`),
      conversationUrl: context.publicUrl(`/c/${networkId}/${token}`),
    }),
  }
}

/** The same address is the same person; without one, each conversation is its own. */
function openingOf({ typed }: Message, id: string, rootEntry: string, key: string): Opening {
  const { name, email, subject } = typed
  const person = email === '' ? id : derive(key, 'visitor', email.toLowerCase())
  return { name, email, subject, interactorId: `visitor-${person}`, rootEntry }
}
