/**
 * | address | what it is |
 * | --- | --- |
 * | `/f/<form>` | the form's own page |
 * | `/e/<form>` | the same for a frame in the Customer's website |
 * | `/f/<form>/thanks/<token>`, `/e/…` | after sending |
 * | `/f/<form>/link` | sends a link that was lost |
 * | `/c/<form>/<token>` | the private conversation |
 * | `/c/<form>/<token>/erase` | erases it |
 * | `/embed.js` | lets the frame grow with its content |
 * | `/bubble.js` | makes a link of the Customer's website the chat bubble |
 * | `/b/<form>` | what the bubble opens: the form, or the conversation that the browser knows |
 * | `/b/<form>/c/<token>` | the conversation in the bubble |
 * | `/b/<form>/c/<token>/leave` | ends it in this browser |
 */
export type Address =
  | { readonly kind: 'embed' }
  | { readonly kind: 'bubble-script' }
  | { readonly kind: 'bubble'; readonly networkId: string }
  | {
      readonly kind: 'bubble-conversation' | 'bubble-leave'
      readonly networkId: string
      readonly token: string
    }
  | { readonly kind: 'form'; readonly networkId: string; readonly place: Place }
  | {
      readonly kind: 'thanks'
      readonly networkId: string
      readonly place: Place
      readonly token: string
    }
  | { readonly kind: 'lost-link'; readonly networkId: string }
  | { readonly kind: 'erase'; readonly networkId: string; readonly token: string }
  | { readonly kind: 'conversation'; readonly networkId: string; readonly token: string }

/** `/f/…` is the form's own page, `/e/…` the one for frames. */
export type Place = 'f' | 'e'

/** Undefined: it leads nowhere, whatever forms there are. */
export function readAddress(path: string): Address | undefined {
  if (path === '/embed.js') return { kind: 'embed' }
  if (path === '/bubble.js') return { kind: 'bubble-script' }
  const [, place = '', networkId = '', third = '', fourth = '', ...rest] = path.split('/')
  if (networkId === '') return undefined
  if (place === 'b') return inBubble(networkId, third, fourth, rest.join('/'))
  if (rest.length > 0) return undefined
  if (place === 'c' && third !== '' && fourth === '') {
    return { kind: 'conversation', networkId, token: third }
  }
  if (place === 'c' && third !== '' && fourth === 'erase') {
    return { kind: 'erase', networkId, token: third }
  }
  if (place === 'f' && third === 'link' && fourth === '') return { kind: 'lost-link', networkId }
  if (place !== 'f' && place !== 'e') return undefined
  if (third === '') return { kind: 'form', networkId, place }
  if (third === 'thanks' && fourth !== '')
    return { kind: 'thanks', networkId, place, token: fourth }
  return undefined
}

function inBubble(
  networkId: string,
  third: string,
  token: string,
  rest: string,
): Address | undefined {
  if (third === '' && token === '' && rest === '') return { kind: 'bubble', networkId }
  if (third !== 'c' || token === '') return undefined
  if (rest === '') return { kind: 'bubble-conversation', networkId, token }
  return rest === 'leave' ? { kind: 'bubble-leave', networkId, token } : undefined
}

const POSTABLE: ReadonlySet<Address['kind']> = new Set([
  'form',
  'conversation',
  'bubble',
  'bubble-conversation',
  'bubble-leave',
  'lost-link',
  'erase',
])

/** Whether it is shown in the bubble's frame. */
export function isInBubble(
  address: Address,
): address is Extract<Address, { readonly kind: `bubble${'' | '-conversation' | '-leave'}` }> {
  const { kind } = address
  return kind === 'bubble' || kind === 'bubble-conversation' || kind === 'bubble-leave'
}

/** Whether anything is ever sent there. */
export function isPostable({ kind }: Address): boolean {
  return POSTABLE.has(kind)
}
