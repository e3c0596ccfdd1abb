/**
 * | address | what it is |
 * | --- | --- |
 * | `/f/<form>` | the form's own page |
 * | `/e/<form>` | the same for a frame in the Customer's website |
 * | `/f/<form>/thanks/<token>`, `/e/…` | after sending |
 * | `/c/<form>/<token>` | the private conversation |
 * | `/embed.js` | lets the frame grow with its content |
 */
export type Address =
  | { readonly kind: 'embed' }
  | { readonly kind: 'form'; readonly networkId: string; readonly place: Place }
  | {
      readonly kind: 'thanks'
      readonly networkId: string
      readonly place: Place
      readonly token: string
    }
  | { readonly kind: 'conversation'; readonly networkId: string; readonly token: string }

/** `/f/…` is the form's own page, `/e/…` the one for frames. */
export type Place = 'f' | 'e'

/** Undefined: it leads nowhere, whatever forms there are. */
export function readAddress(path: string): Address | undefined {
  if (path === '/embed.js') return { kind: 'embed' }
  const [, place = '', networkId = '', third = '', fourth = '', ...rest] = path.split('/')
  if (networkId === '' || rest.length > 0) return undefined
  if (place === 'c' && third !== '' && fourth === '') {
    return { kind: 'conversation', networkId, token: third }
  }
  if (place !== 'f' && place !== 'e') return undefined
  if (third === '') return { kind: 'form', networkId, place }
  if (third === 'thanks' && fourth !== '')
    return { kind: 'thanks', networkId, place, token: fourth }
  return undefined
}

/** Whether anything is ever sent there. */
export function isPostable(address: Address | undefined): boolean {
  return address?.kind === 'form' || address?.kind === 'conversation'
}
