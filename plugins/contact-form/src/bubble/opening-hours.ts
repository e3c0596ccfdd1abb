import { Temporal } from 'temporal-polyfill'
import type { ChannelSettings } from '../channel-settings.ts'

/** Whether somebody is there to answer, and since people ask: when somebody is again. */
export type Presence =
  /** The Customer has named no hours: nothing is promised. */
  | { readonly kind: 'unsaid' }
  | { readonly kind: 'open' }
  | { readonly kind: 'closed'; readonly opensAt: Temporal.ZonedDateTime }

/** By the number of ISO 8601: Monday is 1. */
const DAYS = [
  'openMonday',
  'openTuesday',
  'openWednesday',
  'openThursday',
  'openFriday',
  'openSaturday',
  'openSunday',
] as const

export type OpeningHours = Pick<ChannelSettings, (typeof DAYS)[number] | 'timeZone'>

/** In the time zone of the Channel, whatever the clocks do there that night. */
export function presenceAt(hours: OpeningHours, now: Date): Presence {
  const timeZone = hours.timeZone ?? 'UTC'
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  let opensAt: Temporal.ZonedDateTime | undefined
  // From yesterday, whose night may last until this morning, to this day of next week.
  for (let day = -1; day <= 7; day += 1) {
    const date = here.toPlainDate().add({ days: day })
    for (const { from, to } of timesOf(hours[DAYS[date.dayOfWeek - 1] ?? 'openMonday'])) {
      const opens = date.toZonedDateTime({ timeZone, plainTime: from })
      const overnight = Temporal.PlainTime.compare(to, from) <= 0
      const closes = date
        .add({ days: overnight ? 1 : 0 })
        .toZonedDateTime({ timeZone, plainTime: to })
      if (Temporal.ZonedDateTime.compare(closes, here) <= 0) continue
      if (Temporal.ZonedDateTime.compare(opens, here) <= 0) return { kind: 'open' }
      if (opensAt === undefined || Temporal.ZonedDateTime.compare(opens, opensAt) < 0) {
        opensAt = opens
      }
    }
  }
  return opensAt === undefined ? { kind: 'unsaid' } : { kind: 'closed', opensAt }
}

/** `9:00`, `09.00` and `9h00`, as people write it in the languages of the pages. */
const TIME = '(?:[01]?\\d|2[0-3])[:.h][0-5]\\d|24[:.h]00'
const SPAN = `\\s*(?:${TIME})\\s*[-–]\\s*(?:${TIME})\\s*`

/** One day: `9:00-12:00, 13:00-17:00`. */
export const HOURS_PATTERN = `^${SPAN}(,${SPAN})*$`

function timesOf(day = ''): readonly { from: Temporal.PlainTime; to: Temporal.PlainTime }[] {
  const spans = day.matchAll(new RegExp(`(${TIME})\\s*[-–]\\s*(${TIME})`, 'g'))
  return [...spans].map(([, from = '', to = '']) => ({ from: timeOf(from), to: timeOf(to) }))
}

/** 24:00 is the midnight at which a day ends, the next one's 0:00. */
function timeOf(text: string): Temporal.PlainTime {
  const [hour = 0, minute = 0] = text.split(/[:.h]/).map(Number)
  return new Temporal.PlainTime(hour % 24, minute)
}
