import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { type Tracing, untraced } from './tracing.ts'

/** Off unless it is configured: then nothing of OpenTelemetry is even loaded. */
export async function openTracing({ tracing }: Config, log: Logger): Promise<Tracing> {
  const { endpoint, disabled } = tracing
  if (endpoint === undefined || disabled) return untraced
  const { traceTo } = await import('./otlp.ts')
  return traceTo({ ...tracing, endpoint }, log)
}
