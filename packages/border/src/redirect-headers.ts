import type { BeforeRedirectHook } from 'got'
import type { Dispatcher } from 'undici'

/**
 * A server that sends a request on to another must not hand over what was meant for it alone. got and
 * `fetch` keep back `Authorization` and cookies only; a key in a header of the Network's own goes along.
 * So what goes along is listed here, and nothing else does.
 */
const GOES_ALONG = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'connection',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'range',
  'sec-fetch-mode',
  'transfer-encoding',
  'user-agent',
])

/** For got, which calls it before each redirect. */
export const keepHeadersBack: BeforeRedirectHook = (options, { url }) => {
  if (new URL(String(options.url)).origin === new URL(url).origin) return
  for (const name of Object.keys(options.headers)) {
    if (!GOES_ALONG.has(name.toLowerCase())) delete options.headers[name]
  }
}

/** For one call of `fetch`: the same for whatever it is sent on to. */
export function keepingHeadersBack(dispatcher: Dispatcher): Dispatcher {
  let first: string | undefined
  return dispatcher.compose((dispatch) => (options, handler) => {
    const origin = String(options.origin)
    first ??= origin
    return dispatch(origin === first ? options : { ...options, headers: kept(options) }, handler)
  })
}

/** `fetch` gives its headers by name. */
function kept({ headers }: Dispatcher.DispatchOptions): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter(([name]) => GOES_ALONG.has(name.toLowerCase())),
  )
}
