import { styleText } from 'node:util'
import { type ChannelState, isChannelState } from '../channel.ts'

const COLOURS = {
  active: 'green',
  paused: 'yellow',
  'needs-authentication': 'red',
  disabled: 'red',
  revoked: 'red',
  ended: 'red',
} as const satisfies Record<ChannelState, Parameters<typeof styleText>[0]>

/** A state in its colour; without colour where nobody would see it. */
export function colouredState(state: string): string {
  const colour = isChannelState(state) ? COLOURS[state] : 'yellow'
  return styleText(colour, state, { stream: process.stdout })
}

/** A heading, or what else should catch the eye. */
export function bold(text: string): string {
  return styleText('bold', printable(text), { stream: process.stdout })
}

/**
 * Lines whose columns stand beneath each other.
 *
 * @param coloured what to print in place of a cell; its width is the cell's.
 */
export function columns(
  rows: readonly (readonly string[])[],
  coloured: (cell: string, column: number) => string = (cell) => cell,
): string {
  const shown = rows.map((row) => row.map(printable))
  const widths = shown.reduce<number[]>(
    (known, row) => row.map((cell, at) => Math.max(known[at] ?? 0, cell.length)),
    [],
  )
  return shown
    .map((row) =>
      row
        .map((cell, at) => {
          const last = at === row.length - 1
          return coloured(cell, at) + ' '.repeat(last ? 0 : (widths[at] ?? 0) - cell.length)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** What a Network or a Customer wrote must not move a terminal's cursor, nor look like another line. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}

/** A moment as people compare it, with how long ago it was or how soon it will be. */
export function moment(at: Date, now: Date): string {
  const text = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `${text} (${relative(at.getTime() - now.getTime())})`
}

function relative(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000)
  if (seconds < 5) return 'now'
  const [amount, unit] =
    seconds < 90
      ? [seconds, 'second']
      : seconds < 5_400
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 129_600
          ? [Math.round(seconds / 3_600), 'hour']
          : [Math.round(seconds / 86_400), 'day']
  const span = `${amount} ${unit}${amount === 1 ? '' : 's'}`
  return ms < 0 ? `${span} ago` : `in ${span}`
}
