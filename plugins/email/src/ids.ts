import { createHash } from 'node:crypto'
import { networkItemId } from '@hubward/plugin'

/** RFC 5322 allows a line of 998 characters; references that are longer are no ids. */
const ID = /<([^<>\s]{1,900})>/
const IDS = /<([^<>\s]{1,900})>/g
const HEADER_LIMIT_CHARACTERS = 64_000
/** Of a long thread the first and the latest are kept. */
const FIRST = 2
const LATEST = 18

/** As JSON, in which a control character is six bytes: notes of a mail keep it, and have their limits. */
const ID_LIMIT_BYTES = 1_000

/** The id in a header such as `Message-ID`, without brackets; undefined where there is none. */
export function readMessageId(header: string): string | undefined {
  const written = header.slice(0, 2_000)
  const id = ID.exec(written)?.[1] ?? written.trim()
  const isId = /^[^\s<>]{1,900}$/.test(id)
  return isId && Buffer.byteLength(JSON.stringify(id)) <= ID_LIMIT_BYTES ? id : undefined
}

/** The ids in `References`, the first and the latest of many. */
export function readReferences(header: string): readonly string[] {
  const written =
    header.length > HEADER_LIMIT_CHARACTERS
      ? header.slice(0, HEADER_LIMIT_CHARACTERS / 2) + header.slice(-HEADER_LIMIT_CHARACTERS / 2)
      : header
  const ids = [...written.matchAll(IDS)].flatMap(([, id]) => id ?? [])
  return shortened([...new Set(ids)])
}

/** The first, by which a thread is known, and the latest. */
export function shortened(ids: readonly string[]): readonly string[] {
  if (ids.length <= FIRST + LATEST) return ids
  return [...ids.slice(0, FIRST), ...ids.slice(-LATEST)]
}

/** What SocialHub knows a mail by. */
export function itemIdOf(messageId: string): string {
  return networkItemId(messageId)
}

/** So many characters are enough that nobody finds a second text with the same. */
export function digest(...texts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const text of texts) hash.update(text).update('\0')
  return hash.digest('hex').slice(0, 40)
}

const OURS = /^hubward-[0-9a-f]{40}@/

/** The Message-ID of a reply: the same for every attempt, so that it can be looked for. */
export function messageIdFor(idempotencyKey: string, address: string, asciiDomain: string): string {
  return `hubward-${digest(idempotencyKey, address)}@${asciiDomain}`
}

/** Whether a reply of a Channel's has this id. */
export function isOurs(messageId: string): boolean {
  return OURS.test(messageId)
}
