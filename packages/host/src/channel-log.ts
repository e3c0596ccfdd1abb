import type { Logger } from 'pino'
import type { ChannelNames } from './store/channels.ts'

/** The log of what concerns one Channel: every line names it, and the Customer whose it is. */
export function channelLog(
  { log }: { readonly log: Logger },
  { names }: { readonly names: ChannelNames },
): Logger {
  return log.child({ ...names })
}
