import { hasFeature, type Received } from '@hubward/plugin'
import { conversationIdOf } from './conversation.ts'
import { erasePage } from './pages/erase-page.ts'
import { gonePage } from './pages/gone-page.ts'
import { pushFor } from './push.ts'
import type { Visit } from './visit.ts'

/**
 * `/c/<form>/<token>/erase`: whoever has the link erases the conversation, after a question. What is
 * left is which messages there were, so that a second try tells SocialHub again what the first may not
 * have told.
 */
export async function eraseRequest(visit: Visit, token: string): Promise<Received> {
  const { request, conversations, context, networkId, settings, words } = visit
  const id = conversationIdOf(token)
  const conversationUrl = context.publicUrl(`/c/${networkId}/${token}`)
  const formUrl = context.publicUrl(`/f/${networkId}`)
  if (request.method !== 'POST') {
    const known = (await conversations.opening(id)) !== undefined
    return known
      ? { response: erasePage({ settings, words }, { kind: 'asking', conversationUrl }) }
      : { response: gonePage(request.language) }
  }
  const erased = await conversations.erase(id, context.now().toISOString())
  if (erased === undefined) return { response: gonePage(request.language) }
  const { time, entries, files } = erased
  return {
    response: erasePage({ settings, words }, { kind: 'erased', formUrl }),
    pushes: entries.map((entry) => pushFor(networkId, { conversation: id, entry, erased: time })),
    ...(hasFeature(context, 'visitor-mail') && {
      forgotten: [{ networkId, thread: id, files: [...files] }],
    }),
  }
}
