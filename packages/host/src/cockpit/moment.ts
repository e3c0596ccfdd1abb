import { html } from 'ghtml'
import type { CockpitFrame } from './frame.ts'

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** A moment as people say it, such as "3 hours ago"; exactly, of UTC, for whoever points at it. */
export function moment(
  { language }: Pick<CockpitFrame, 'language'>,
  at: Date,
  now = new Date(),
): string {
  const exact = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return html`<time datetime="${at.toISOString()}" title="${exact}">${said(language, at, now)}</time>`
}

/** A moment to the second, of UTC: where the order and the time themselves matter. */
export function exactMoment({ language }: Pick<CockpitFrame, 'language'>, at: Date): string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone: 'UTC',
  })
  return html`<time datetime="${at.toISOString()}">${format.format(at)}</time>`
}

function said(language: string, at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime()
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  if (Math.abs(ms) > 30 * 86_400_000) {
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
  }
  const [unit, size] = STEPS.find(([, length]) => Math.abs(ms) >= length) ?? ['minute', 60_000]
  return relative.format(Math.trunc(ms / size), unit)
}
