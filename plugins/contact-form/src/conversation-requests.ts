import { hasFeature, type Received } from '@hubward/plugin'
import { type Conversation, conversationIdOf, topicOf } from './conversation.ts'
import { conversationPage } from './pages/conversation-page.ts'
import { gonePage } from './pages/gone-page.ts'
import { seeOther } from './pages/page.ts'
import { emptyForm, type FormState, heldOf, judge, record } from './sending.ts'
import { type Asked, signPicture } from './submission.ts'
import type { Visit } from './visit.ts'

/** Far above what people write, and well below the 1,000 that a store lists at once. */
const ENTRY_LIMIT = 500

/** `/c/<networkId>/<token>`: whoever knows the address may read and write. */
export async function conversationRequest(visit: Visit, token: string): Promise<Received> {
  const conversation = await visit.conversations.read(conversationIdOf(token))
  if (conversation === undefined) return { response: gonePage(visit.request.language) }
  return visit.request.method === 'POST'
    ? write(visit, conversation, token)
    : { response: shown(visit, conversation, emptyForm(visit, placeOf(conversation))) }
}

async function write(visit: Visit, conversation: Conversation, token: string): Promise<Received> {
  const { context, networkId, words } = visit
  const place = placeOf(conversation)
  // Who has the private link has been through the form: no time is taken here.
  const judged = await judge(visit, place, askedIn(visit), 0)
  if (judged.kind === 'refused') return again(visit, conversation, judged.form)
  if (conversation.entries.length >= ENTRY_LIMIT) {
    const { typed, picture } = judged.message
    const kept = signPicture(picture, visit.key, place)
    const form = { ...emptyForm(visit, place), status: 422, errors: { form: words.full } }
    return again(visit, conversation, { ...form, typed, kept })
  }
  const result = await record(visit, place, judged.message, conversation.id, () => {
    return conversation.opening
  })
  if (result.kind === 'refused') return again(visit, conversation, result.form)
  return {
    response: seeOther(context.publicUrl(`/c/${networkId}/${token}#write`)),
    pushes: result.pushes,
    keep: result.keep,
  }
}

/** The page once more, with what was typed and the picture that came along. */
function again(visit: Visit, conversation: Conversation, form: FormState): Received {
  return { response: shown(visit, conversation, form), keep: heldOf(form) }
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

function shown(visit: Visit, conversation: Conversation, form: FormState): Received['response'] {
  const { settings, words, context } = visit
  return conversationPage({
    ...form,
    settings,
    words,
    conversation,
    mediaUrl: (reference) => context.mediaUrl(reference),
    ...(hasFeature(context, 'live-pages') && {
      liveUrl: context.liveUrl(topicOf(conversation.id)),
    }),
  })
}
