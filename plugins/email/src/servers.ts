import { defined, type TlsOptions } from '@hubward/plugin'
import type { Credentials, MailServer } from './credentials.ts'
import type { KnownServers, Settings } from './settings.ts'

/** What of the credentials opens a server. */
export type Login = Pick<Credentials, 'user' | 'password' | 'accessToken'>

/** How a server's certificate is checked: as the operator says, otherwise as everybody's. */
export function tlsOf({ providers = [] }: Settings, { host, port }: MailServer): TlsOptions {
  const isMeant = (server: MailServer) => server.host === host && server.port === port
  const known = providers.find(({ imap, smtp }) => isMeant(imap) || isMeant(smtp))
  return defined({ ca: known?.ca, servername: known?.servername })
}

/** The operator's own entry for the domain of an address. */
export function knownFor({ providers = [] }: Settings, domain: string): KnownServers | undefined {
  return providers.find(({ domains }) => domains.includes(domain.toLowerCase()))
}
