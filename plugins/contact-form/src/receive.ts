import type { ReceiveContext, Received, ReceivedRequest } from '@hubward/plugin'
import type { ChannelSettings } from './channel-settings.ts'
import { conversationRequest } from './conversation-requests.ts'
import { EMBED_SCRIPT } from './embedding.ts'
import { sendForm, showForm, showThanks } from './form-requests.ts'
import { gonePage } from './pages/gone-page.ts'
import type { Settings } from './settings.ts'
import { visitOf } from './visit.ts'
import { wordsFor } from './words/words.ts'

/**
 * | address | what it is |
 * | --- | --- |
 * | `/f/<form>` | the form's own page |
 * | `/e/<form>` | the same for a frame in the Customer's website |
 * | `/f/<form>/thanks/<token>`, `/e/…` | after sending |
 * | `/c/<form>/<token>` | the private conversation |
 * | `/embed.js` | lets the frame grow with its content |
 */
export async function receive(
  context: ReceiveContext<Settings, ChannelSettings>,
  request: ReceivedRequest,
): Promise<Received> {
  const gone: Received = { response: gonePage(request.language) }
  const posted = request.method === 'POST'
  if (!posted && request.method !== 'GET' && request.method !== 'HEAD') {
    return notAllowed(request.language)
  }
  if (request.path === '/embed.js') return embedScript()

  const [, place = '', networkId = '', third = '', fourth = '', ...rest] = request.path.split('/')
  if (networkId === '' || rest.length > 0) return gone
  const visit = await visitOf(context, request, networkId)
  if (visit === undefined) return gone

  if (place === 'c' && third !== '' && fourth === '') return conversationRequest(visit, third)
  if (place !== 'f' && place !== 'e') return gone
  if (third === '') return posted ? sendForm(visit, place) : showForm(visit, place)
  if (third === 'thanks' && fourth !== '' && !posted) return showThanks(visit, place, fourth)
  return gone
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

function notAllowed(language: string): Received {
  return {
    response: {
      status: 405,
      headers: { allow: 'GET, HEAD, POST', 'content-type': 'text/plain; charset=utf-8' },
      body: wordsFor(language).notAllowed,
    },
  }
}
