import type { DestinationStream } from 'pino'
import { logFile } from './log-file.ts'

const WARN = 40
/** Of the fields of a line, these say nothing to somebody who looks at one plugin. */
const USUAL = ['level', 'time', 'process', 'msg', 'integration', 'plugin', 'channel', 'call']

/**
 * Where the host logs to: everything into a file, and what needs attention also to the terminal. That
 * a plugin's function threw stands in the block of its call already.
 */
export function hostLog(file: string, print: (text: string) => void): DestinationStream {
  const kept = logFile(file)
  return {
    write(line) {
      kept.write(line)
      const { level, msg, ...fields } = JSON.parse(line)
      if (level < WARN || 'thrown' in fields) return
      const rest = Object.entries(fields).filter(([name]) => !USUAL.includes(name))
      const call = fields.call ? `${fields.call}: ` : ''
      const more = rest.length > 0 ? ` ${JSON.stringify(Object.fromEntries(rest))}` : ''
      print(`  ${level > WARN ? 'error' : 'warn'} ${call}${msg}${more}\n`)
    },
  }
}
