import { PluginError } from '@hubward/plugin'
import type { FetchMessageObject, ImapFlow } from 'imapflow'
import type { Place } from './position.ts'

/** A mail as the server has it. */
export interface Found {
  readonly uid: number
  readonly arrivedTime: string
  readonly sizeBytes: number
  /** True where it had another UID before: when it arrived may be when it was moved. */
  readonly renumbered: boolean
}

/** What is new in a folder, and where it stands then. */
export interface FolderPage {
  readonly path: string
  readonly found: readonly Found[]
  /** The place after all of what was found. */
  readonly place: Place
  /** Whether there is more than was asked for. */
  readonly more: boolean
}

/** So many mails are listed at once. */
const LISTED = 200
const DAY_MS = 86_400_000
/** After renumbering, mail of the last days is looked at again; the host knows most of it. */
const OVERLAP_MS = 7 * DAY_MS
/** A mail that somebody moved here is older than this; a server's clock is not so wrong. */
const CLOCK_MS = DAY_MS

/** What of a folder has not been read, oldest first. The folder stays open for reading. */
export async function readFolder(
  client: ImapFlow,
  path: string,
  { place, since, limit }: { place: Place | null; since: string; limit: number },
): Promise<FolderPage> {
  const mailbox = await client.mailboxOpen(path, { readOnly: true })
  const validity = String(mailbox.uidValidity)
  const isSame = place !== null && place.validity === validity
  const from = isSame ? Date.parse(since) - CLOCK_MS : fromTime(place, since)
  const uids = isSame
    ? (await search(client, { uid: `${place.next}:*` })).filter((uid) => uid >= place.next)
    : await search(client, { since: new Date(from - DAY_MS) })
  const uidNext = Number(mailbox.uidNext || 1)
  const renumbered = isSame ? (place.renumbered ?? 0) : place === null ? 0 : uidNext
  const sorted = uids.toSorted((one, other) => one - other)
  const found: Found[] = []
  let read = 0
  // Old mail is passed without counting: of a folder that is renumbered it may be most.
  while (found.length <= limit && read < sorted.length) {
    const wanted = sorted.slice(read, read + LISTED)
    read += wanted.length
    found.push(...(await list(client, wanted, { from, renumbered })))
  }
  const taken = found.slice(0, limit)
  const left = found[limit]
  const isAll = left === undefined && read === sorted.length
  const next =
    left?.uid ?? Math.max((sorted[read - 1] ?? 0) + 1, isAll ? uidNext : 1, isSame ? place.next : 1)
  // Times in one form: as texts they sort like times.
  const newest = [place?.newest ?? since, ...taken.map(({ arrivedTime }) => arrivedTime)]
    .toSorted()
    .at(-1)
  const after = {
    validity,
    next,
    newest: newest ?? since,
    // Kept for good: a page that is taken in part goes back below it.
    ...(renumbered > 0 && { renumbered }),
  }
  return { path, found: taken, place: after, more: !isAll }
}

function fromTime(place: Place | null, since: string): number {
  const begin = Date.parse(since)
  return place === null ? begin : Math.max(begin, Date.parse(place.newest) - OVERLAP_MS)
}

async function search(
  client: ImapFlow,
  query: { uid: string } | { since: Date },
): Promise<number[]> {
  const found = await client.search(query, { uid: true })
  if (!found) throw new PluginError('unavailable', { message: 'the server did not search' })
  return found
}

/** What is said of mails without reading them. */
async function list(
  client: ImapFlow,
  uids: readonly number[],
  { from, renumbered }: { readonly from: number; readonly renumbered: number },
): Promise<Found[]> {
  const found: Found[] = []
  const wanted = { uid: true, flags: true, internalDate: true, size: true }
  for await (const mail of client.fetch([...uids], wanted, { uid: true })) {
    const arrived = new Date(mail.internalDate ?? 0)
    if (isWanted(mail) && arrived.getTime() >= from) {
      const { uid, size = 0 } = mail
      found.push({
        uid,
        arrivedTime: arrived.toISOString(),
        sizeBytes: size,
        renumbered: uid < renumbered,
      })
    }
  }
  stillThere(client)
  return found.toSorted((one, other) => one.uid - other.uid)
}

/** A list that ends with the connection looks like a shorter one. */
export function stillThere(client: ImapFlow): void {
  if (client.usable) return
  throw new PluginError('unavailable', { message: 'the connection ended within a list' })
}

/** What its owner deleted, has not sent, or the server calls spam is nobody's message. */
function isWanted({ flags }: FetchMessageObject): boolean {
  return !['\\Deleted', '\\Draft', '$Junk', 'Junk'].some((flag) => flags?.has(flag))
}
