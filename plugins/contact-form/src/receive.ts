import type { ReceiveContext, Received, ReceivedRequest } from '@hubward/plugin'
import { isInBubble, isPostable, readAddress } from './addresses.ts'
import { bubbleRequest, framedGonePage } from './bubble/requests.ts'
import { websiteScript } from './bubble/scripts.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { conversationRequest, ownPage } from './conversation-requests.ts'
import { EMBED_SCRIPT } from './embedding.ts'
import { eraseRequest } from './erasing.ts'
import { pageFace, sendForm, showForm, showThanks } from './form-requests.ts'
import { lostLinkRequest } from './lost-link.ts'
import { gonePage } from './pages/gone-page.ts'
import type { Settings } from './settings.ts'
import { visitOf } from './visit.ts'
import { wordsFor } from './words/words.ts'

/** Answers a request to any of the addresses; see `addresses.ts`. */
export async function receive(
  context: ReceiveContext<Settings, ChannelSettings>,
  request: ReceivedRequest,
): Promise<Received> {
  // What nobody names is let go, also where a form was removed while it was filled in.
  return { keep: [], ...(await answered(context, request)) }
}

async function answered(
  context: ReceiveContext<Settings, ChannelSettings>,
  request: ReceivedRequest,
): Promise<Received> {
  const gone: Received = { response: gonePage(request.language) }
  const posted = request.method === 'POST'
  if (!posted && request.method !== 'GET' && request.method !== 'HEAD') {
    return { response: notAllowed(request.language) }
  }
  const address = readAddress(request.path)
  if (address === undefined || (posted && !isPostable(address))) return gone
  if (address.kind === 'embed') return embedScript()
  if (address.kind === 'bubble-script') return { response: websiteScript(request) }
  const visit = await visitOf(context, request, address.networkId)
  if (visit === undefined) {
    return isInBubble(address) ? { response: framedGonePage(request.language) } : gone
  }
  switch (address.kind) {
    case 'conversation':
      return conversationRequest(visit, address.token, ownPage(visit, address.token))
    case 'form': {
      const face = pageFace(visit, address.place, visit.mailState !== undefined)
      return posted ? sendForm(visit, face) : showForm(visit, face)
    }
    case 'bubble':
    case 'bubble-conversation':
    case 'bubble-leave':
      return bubbleRequest(visit, address)
    case 'lost-link':
      return lostLinkRequest(visit)
    case 'erase':
      return eraseRequest(visit, address.token)
    case 'thanks':
      return showThanks(visit, address.place, address.token)
  }
}

function embedScript(): Received {
  return {
    response: {
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=3600',
        // Any website may load it: it holds nothing.
        'cross-origin-resource-policy': 'cross-origin',
      },
      body: EMBED_SCRIPT,
    },
  }
}

export function notAllowed(language: string): Received['response'] {
  return {
    status: 405,
    headers: { allow: 'GET, HEAD, POST', 'content-type': 'text/plain; charset=utf-8' },
    body: wordsFor(language).notAllowed,
  }
}
