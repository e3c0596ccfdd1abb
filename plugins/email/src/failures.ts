import { PluginError } from '@hubward/plugin'

/** What a failure of imapflow means. Only the server's own refusal of a login ends a grant. */
export function imapFailure(thrown: unknown): unknown {
  if (thrown instanceof PluginError || !(thrown instanceof Error)) return thrown
  if (isRefusedLogin(thrown)) {
    return new PluginError('authentication', { message: `the server refused the login` })
  }
  return thrown
}

function isRefusedLogin(thrown: Error): boolean {
  return 'authenticationFailed' in thrown && thrown.authenticationFailed === true
}
