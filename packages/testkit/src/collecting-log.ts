import type { PlainData, PluginLog } from '@hubward/plugin'

/** One line that the plugin logged. */
export interface LoggedLine {
  readonly level: keyof PluginLog
  readonly message: string
  readonly fields: Record<string, PlainData>
}

/** Keeps what a plugin logs as it said it: a real host takes secrets out, a test has to see them. */
export function collectingLog(lines: LoggedLine[]): PluginLog {
  const write =
    (level: keyof PluginLog) =>
    (message: string, fields: Record<string, PlainData> = {}) => {
      lines.push({ level, message, fields: structuredClone(fields) })
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
}
