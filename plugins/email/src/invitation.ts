/** What an invitation says, as far as a Ticket shows it (RFC 5545). */
export interface Invitation {
  readonly summary: string
  readonly begins: string
  readonly place: string
  readonly cancelled: boolean
}

const LIMIT_CHARACTERS = 64_000

/** Reads the first event of a calendar file; undefined where there is none. */
export function readInvitation(calendar: string): Invitation | undefined {
  const lines = calendar
    .slice(0, LIMIT_CHARACTERS)
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
  const at = lines.indexOf('BEGIN:VEVENT')
  if (at < 0) return undefined
  const event = lines.slice(at, lines.indexOf('END:VEVENT', at) + 1 || undefined)
  const fieldOf = (name: string, among: readonly string[]) => {
    const line = among.find((one) => one.startsWith(`${name}:`) || one.startsWith(`${name};`))
    return line === undefined ? '' : readable(line.slice(line.indexOf(':') + 1))
  }
  return {
    summary: fieldOf('SUMMARY', event),
    begins: readableTime(fieldOf('DTSTART', event)),
    place: fieldOf('LOCATION', event),
    cancelled: fieldOf('METHOD', lines).toUpperCase() === 'CANCEL',
  }
}

function readable(value: string): string {
  return value
    .replace(/\\n/gi, ' ')
    .replace(/\\([\\,;])/g, '$1')
    .slice(0, 300)
    .trim()
}

/** `20261130T140000Z` is 2026-11-30 14:00 UTC; a local time stays one. */
function readableTime(value: string): string {
  const [, year, month, day, hour, minute, zone] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z)?)?$/.exec(value) ?? []
  if (year === undefined) return value
  const date = `${year}-${month}-${day}`
  return hour === undefined ? date : `${date} ${hour}:${minute}${zone ? ' UTC' : ''}`
}
