import { PluginError, type PluginErrorCode } from '@hubward/plugin'
import { type FailureCode, PageFailure } from './failure.ts'

const FAILURE_OF: Readonly<Record<PluginErrorCode, FailureCode>> = {
  authentication: 'plugin-authentication',
  operator: 'plugin-operator',
  'rate-limited': 'too-many-requests',
  unavailable: 'temporarily-unavailable',
  'not-found': 'not-found',
  rejected: 'plugin-rejected',
  invalid: 'plugin-invalid',
}

/** A plugin's refusal, as the sender of a request reads it. */
export async function pageFailures<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PluginError)) throw error
    const { code, message, sentence, retryAfterMs, cause } = error
    throw new PageFailure(FAILURE_OF[code], { message, sentence, retryAfterMs, cause })
  }
}
