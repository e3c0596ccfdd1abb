import { readPasted } from '@hubward/plugin'

/** What a Customer typed, read as a server: where its API probably is, and the handle, if it was one. */
export type ReadServer =
  | { readonly ok: true; readonly origin: string; readonly handle?: string }
  | { readonly ok: false; readonly suggestion?: string }

/** Large servers, for a word that was mistyped or lacks its ending. */
const WELL_KNOWN = [
  'mastodon.social',
  'mastodon.online',
  'mastodon.world',
  'mas.to',
  'mstdn.social',
  'social.bund.de',
  'social.tchncs.de',
  'bonn.social',
  'chaos.social',
  'det.social',
  'fosstodon.org',
  'hachyderm.io',
  'infosec.exchange',
  'nrw.social',
  'piaille.fr',
  'ruhr.social',
  'troet.cafe',
]

const HOST = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+([a-z][a-z0-9-]*[a-z0-9])(:\d{1,5})?$/
/** Servers of a laptop and of tests; the host's guard lets nobody reach them unless they are opened. */
const LOOPBACK = /^(localhost|127\.0\.0\.1)(:\d{1,5})?$/

/** The longest name of a server has 253 characters. */
const LENGTH_LIMIT = 300

/**
 * Reads `mastodon.social`, `@name@server`, `name@server` and any address copied from a browser.
 * What is no name of a server comes back with the one that was probably meant.
 */
export function readServer(typed: string): ReadServer {
  if (typed.length > LENGTH_LIMIT) return { ok: false }
  const text = readPasted(typed, LENGTH_LIMIT)
    // What thumbs do: a comma for a dot, a blank after it, a scheme with a slip in it.
    .replace(/^(https?)[:;]?\/{1,3}/i, '$1://')
    .replace(/\s*[.,]\s*/g, '.')
  const handle = /^@?([\w.-]+)@([^@/\s]+)$/.exec(text)
  const host = hostOf(handle?.[2] ?? text)
  if (host === undefined) return { ok: false }
  if (!LOOPBACK.test(host) && !HOST.test(host)) return { ok: false, ...suggestionFor(host) }
  return { ok: true, origin: originOf(host), ...handleOf(handle, host) }
}

/** A domain as it is compared: in lower case and ASCII. Undefined for what is no name of a server. */
export function readDomain(text: string): string | undefined {
  if (text.length > LENGTH_LIMIT || /[/?#@\\\s]/.test(text)) return undefined
  const host = hostOf(text)
  return host !== undefined && (HOST.test(host) || LOOPBACK.test(host)) ? host : undefined
}

/** Where a server or a domain of that name is asked. */
export function originOf(host: string): string {
  return `${LOOPBACK.test(host) ? 'http' : 'https'}://${host}`
}

/** The server that was probably meant, where what was typed is a slip away from a large one. */
export function suggestionFor(host: string): { readonly suggestion?: string } {
  const meant =
    WELL_KNOWN.find((name) => name.split('.')[0] === host) ??
    WELL_KNOWN.find((name) => [1, 2].includes(distance(host, name)))
  return meant === undefined ? {} : { suggestion: meant }
}

function hostOf(text: string): string | undefined {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`)
  if (url === null || !/^https?:$/.test(url.protocol) || url.host === '') return undefined
  return url.host.replace(/\.(?=:|$)/, '')
}

function handleOf(handle: RegExpExecArray | null, host: string): { handle?: string } {
  return handle === null ? {} : { handle: `${handle[1]}@${host}` }
}

/** Levenshtein's: how many letters were left out, added or exchanged. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
