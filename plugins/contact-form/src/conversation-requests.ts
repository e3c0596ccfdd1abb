import { hasFeature, type Received } from '@hubward/plugin'
import { type Conversation, conversationIdOf, topicOf } from './conversation.ts'
import { type ConversationPage, conversationPage } from './pages/conversation-page.ts'
import { gonePage } from './pages/gone-page.ts'
import { seeOther } from './pages/page.ts'
import {
  emptyForm,
  type FormState,
  freshToken,
  heldOf,
  judge,
  record,
  shownAgain,
} from './sending.ts'
import type { Asked } from './submission.ts'
import type { Visit } from './visit.ts'

/** Far above what people write, and well below the 1,000 that a store lists at once. */
const ENTRY_LIMIT = 500

/** How a conversation looks, and where its visitor is led: on a page of its own, or in the bubble. */
export interface ConversationFace {
  page(view: ConversationPage): Received['response']
  written(): Received['response']
  gone(): Received['response']
}

export function ownPage(visit: Visit, token: string): ConversationFace {
  const { context, networkId, request } = visit
  return {
    page: conversationPage,
    written: () => seeOther(context.publicUrl(`/c/${networkId}/${token}#write`)),
    gone: () => gonePage(request.language),
  }
}

/** Whoever knows the address, which has the token in it, may read and write. */
export async function conversationRequest(
  visit: Visit,
  token: string,
  face: ConversationFace,
): Promise<Received> {
  const conversation = await visit.conversations.read(conversationIdOf(token))
  if (conversation === undefined) return { response: face.gone() }
  const asked = { conversation, token, face }
  return visit.request.method === 'POST'
    ? write(visit, asked)
    : { response: shown(visit, asked, emptyForm(visit, placeOf(conversation))) }
}

/** Which conversation, by which link, and how it looks. */
interface Asking {
  readonly conversation: Conversation
  readonly token: string
  readonly face: ConversationFace
}

async function write(visit: Visit, asked: Asking): Promise<Received> {
  const { words } = visit
  const { conversation, face } = asked
  const place = placeOf(conversation)
  // Who has the private link has been through the form: no time is taken here.
  const judged = await judge(visit, place, askedIn(visit), 0)
  if (judged.kind === 'refused') return again(visit, asked, judged.form)
  if (conversation.entries.length >= ENTRY_LIMIT) {
    const errors = { form: words.full }
    const form = shownAgain(visit, place, judged.message, freshToken(visit, place), errors)
    return again(visit, asked, form)
  }
  const result = await record(visit, place, judged.message, conversation.id, () => {
    return conversation.opening
  })
  if (result.kind === 'refused') return again(visit, asked, result.form)
  return { response: face.written(), pushes: result.pushes, keep: result.keep }
}

/** The page once more, with what was typed and the picture that came along. */
function again(visit: Visit, asked: Asking, form: FormState): Received {
  return { response: shown(visit, asked, form), keep: heldOf(form) }
}

/** Only a text, and a picture where the form has one: the rest is known. */
function askedIn({ settings }: Visit): Asked {
  return {
    askName: 'hidden',
    askEmail: 'hidden',
    askSubject: 'hidden',
    askMessage: 'optional',
    askPicture: settings.askPicture === 'hidden' ? 'hidden' : 'optional',
  }
}

function placeOf({ id }: Conversation): string {
  return `conversation ${id}`
}

function shown(
  visit: Visit,
  { conversation, token, face }: Asking,
  form: FormState,
): Received['response'] {
  const { settings, words, context } = visit
  return face.page({
    ...form,
    settings,
    words,
    conversation,
    mediaUrl: (reference) => context.mediaUrl(reference),
    eraseUrl: context.publicUrl(`/c/${visit.networkId}/${token}/erase`),
    liveUrl: hasFeature(context, 'live-pages')
      ? context.liveUrl(topicOf(conversation.id))
      : undefined,
  })
}
