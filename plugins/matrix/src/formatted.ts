/** https://spec.matrix.org/latest/appendices/#user-identifiers, where nothing else joins on. */
const MENTION = /(?<![\w@.:/-])@[a-z0-9._=/+-]{1,200}:[A-Za-z0-9.-]{1,200}(?::\d{1,5})?/g
const MENTIONS = 50
/** Of the 65,536 bytes of a whole event. */
const FORMATTED_BYTES = 25_000

/**
 * What a text becomes: as it was written, and, where it names people by their addresses, with links that
 * programs show as their names. `m.mentions` says who is to be told:
 * https://spec.matrix.org/latest/client-server-api/#user-and-room-mentions
 *
 * @param answered who wrote what is answered: they are told, too.
 */
export function formatted(text: string, answered: string | undefined) {
  const named = [...text.matchAll(MENTION)].map(([address]) => trimmed(address))
  const people = [...new Set([...named, ...(answered ? [answered] : [])])].slice(0, MENTIONS)
  const html = named.length === 0 ? '' : linked(text)
  return {
    body: text,
    ...(html !== '' &&
      Buffer.byteLength(html) <= FORMATTED_BYTES && {
        format: 'org.matrix.custom.html',
        formatted_body: html,
      }),
    'm.mentions': people.length > 0 ? { user_ids: people } : {},
  }
}

/** The full stop behind an address ends the sentence. */
const trimmed = (address: string) => address.replace(/\.+$/, '')

function linked(text: string): string {
  let html = ''
  let at = 0
  for (const match of text.matchAll(MENTION)) {
    const address = trimmed(match[0])
    const url = `https://matrix.to/#/${encodeURIComponent(address)}`
    html += `${escaped(text.slice(at, match.index))}<a href="${url}">${escaped(address)}</a>`
    at = match.index + address.length
  }
  return html + escaped(text.slice(at))
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>')
}
