import type { Refreshed } from '@hubward/plugin'
import { endSession, refreshSession } from './app-password.ts'
import type { Context, Credentials } from './credentials.ts'
import { endLogin, refreshLogin } from './oauth.ts'

/** New credentials from old, of whichever kind. */
export async function refresh(context: Context): Promise<Refreshed<Credentials>> {
  const { credentials } = context
  return credentials.kind === 'oauth'
    ? refreshLogin(context, credentials)
    : refreshSession(context, credentials)
}

/** The Channel is gone: its session or login ends with it. */
export async function revoke(context: Context): Promise<void> {
  const { credentials } = context
  if (credentials.kind === 'oauth') await endLogin(context, credentials)
  else await endSession(context, credentials)
}
