import type { FolderPage, Found } from './folder.ts'
import type { FolderName, Place, Position, RefusedMail } from './position.ts'

// A mail that the server refuses gets another look for a while, and nothing behind it waits.

/** So many wait for another look, of the folders that are read. While there is no room, no new mail is taken. */
const REFUSED_LIMIT = 50
/** Pages that follow each other closely don't ask again for the same mail. */
const PAUSE_MS = 60_000
/** One look takes no more than this much of large mails, and one mail at least. */
const LOOK_BYTES = 50_000_000
const HOUR_MS = 3_600_000
/** A server that says itself that it is for now is believed for longer. */
const LASTING_MS = { passing: 24 * HOUR_MS, silent: HOUR_MS }
/** Nobody looks into a folder that is read no more: what waits in one can't wait for ever. */
const CLOSED_MS = Math.max(...Object.values(LASTING_MS))

type Pages = Readonly<Record<FolderName, FolderPage | undefined>>

/** The server said no to this mail. */
export interface Refusal {
  readonly folder: FolderName
  readonly found: Found
  /** Whether it said, too, that this will pass. */
  readonly isPassing: boolean
}

/** What waits for another look: mails for which it is time, and others. */
export function waitingMails({ refused = [], inbox, sent }: Position, now: Date) {
  const places: Readonly<Record<FolderName, Place | null>> = { inbox, sent }
  // What is new in a folder that got other numbers is listed by its time.
  const known = refused.filter((mail) => places[mail.folder]?.validity === mail.validity)
  const isDue = ({ triedTime }: RefusedMail) => now.getTime() - Date.parse(triedTime) >= PAUSE_MS
  return { due: known.filter(isDue), later: known.filter((mail) => !isDue(mail)) }
}

/** Which of the refused mails get another look, and which were refused for too long. */
export function sorted(
  refusals: readonly Refusal[],
  looked: readonly RefusedMail[],
  { now, pages }: { readonly now: Date; readonly pages: Pages },
): { readonly again: readonly RefusedMail[]; readonly lasting: readonly Refusal[] } {
  const again: RefusedMail[] = []
  const lasting: Refusal[] = []
  const triedTime = now.toISOString()
  for (const refusal of refusals) {
    const { folder, found, isPassing } = refusal
    const before = looked.find((mail) => mail.folder === folder && mail.uid === found.uid)
    const refusedTime = before?.refusedTime ?? triedTime
    const lastsMs = now.getTime() - Date.parse(refusedTime)
    if (lastsMs >= LASTING_MS[isPassing ? 'passing' : 'silent']) lasting.push(refusal)
    else {
      const validity = pages[folder]?.place.validity ?? ''
      again.push({ ...found, folder, validity, refusedTime, triedTime })
    }
  }
  return { again, lasting }
}

export function isOf({ validity }: RefusedMail, page: FolderPage | undefined): boolean {
  return page?.place.validity === validity
}

/** A mail of a folder that was not opened this time waits on; of one with other numbers it is listed. */
function isKept(mail: RefusedMail, pages: Pages): boolean {
  const page = pages[mail.folder]
  return page === undefined || isOf(mail, page)
}

/** What goes on waiting, and what has waited too long for a folder that is not opened any more. */
export function stillWaiting(
  mails: readonly RefusedMail[],
  { now, pages }: { readonly now: Date; readonly pages: Pages },
): { readonly kept: readonly RefusedMail[]; readonly forgotten: readonly RefusedMail[] } {
  const isForgotten = ({ folder, refusedTime }: RefusedMail) =>
    pages[folder] === undefined && now.getTime() - Date.parse(refusedTime) >= CLOSED_MS
  return {
    kept: mails.filter((mail) => isKept(mail, pages) && !isForgotten(mail)),
    forgotten: mails.filter(isForgotten),
  }
}

/** For how many more there is room. A folder that is not opened takes none from the other. */
export function roomFor(waiting: readonly RefusedMail[], pages: Pages): number {
  const counted = waiting.filter(({ folder }) => pages[folder] !== undefined)
  return Math.max(0, REFUSED_LIMIT - counted.length)
}

/** As many as fit one look, the oldest first. */
export function firstOf(mails: readonly RefusedMail[], limit: number): readonly RefusedMail[] {
  let bytes = 0
  return mails
    .toSorted((one, other) => Date.parse(one.arrivedTime) - Date.parse(other.arrivedTime))
    .slice(0, limit)
    .filter(({ sizeBytes }) => {
      const fits = bytes < LOOK_BYTES
      bytes += sizeBytes
      return fits
    })
}
