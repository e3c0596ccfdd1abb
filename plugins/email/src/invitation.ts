/** What an invitation says, as far as a Ticket shows it (RFC 5545). */
export interface Invitation {
  readonly summary: string
  readonly begins: string
  readonly place: string
  readonly cancelled: boolean
}

const LIMIT_CHARACTERS = 64_000
/** A name and its parameters, of which one in quotes may hold a colon. */
const NAME = /^(?:[^":]|"[^"]*")*:/

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
    if (line === undefined) return ''
    const begin = NAME.exec(line)?.[0].length ?? line.indexOf(':') + 1
    return readable(line.slice(begin))
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
