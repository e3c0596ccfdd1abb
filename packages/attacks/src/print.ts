import { styleText } from 'node:util'
import type { Measured, ServedFigures } from './measure.ts'

/** One attack, for people; colours on a terminal only. */
export function printed(measured: Measured): string {
  const { name, about, seconds, visitors, webhooks, memoryMib, stored, logLines, got } = measured
  const rows = Object.entries(stored.rows).map(([table, count]) => `${count} ${table}`)
  const kept = [`${stored.files} files (${mib(stored.fileBytes)} MiB)`, ...rows].join(', ')
  return [
    `${mark(measured.ok)}  ${name}: ${about}`,
    `      visitors   ${served(visitors)}`,
    `      webhooks   ${served(webhooks)}`,
    `      memory     ${whole(memoryMib.before)} MiB before, ${whole(memoryMib.most)} at most, ${whole(memoryMib.after)} after`,
    `      stored     ${kept}`,
    `      logged     ${logLines} lines in ${seconds.toFixed(1)} s`,
    `      got        ${got}`,
    ...measured.checks.filter(({ ok }) => !ok).map(({ what }) => `      not so:    ${what}`),
  ].join('\n')
}

function mark(ok: boolean): string {
  return styleText(ok ? 'green' : 'red', ok ? 'pass' : 'fail', { stream: process.stdout })
}

function served({ count, p50Ms, p99Ms, maxMs, failed, failure }: ServedFigures): string {
  const times = `p50 ${whole(p50Ms)} ms, p99 ${whole(p99Ms)} ms, longest ${whole(maxMs)} ms`
  const not = failed > 0 ? `, ${failed} not: ${failure}` : ''
  return `${count} asked: ${times}${not}`
}

const whole = (value: number) => Math.round(value).toLocaleString('en')
const mib = (bytes: number) => (bytes / 1_048_576).toFixed(1)
