import { domainToASCII } from 'node:url'
import type { AuthenticationContext, FoundServer, PluginContext } from '@hubward/plugin'
import { readAutoconfig } from './autoconfig.ts'
import type { MailServer, OAuthProvider } from './credentials.ts'
import { providerAt, providerOf, type Servers } from './providers.ts'
import { knownFor } from './servers.ts'
import type { Settings } from './settings.ts'

type Looking = Pick<AuthenticationContext<Settings>, 'settings' | 'log' | 'resolve' | 'signal'> &
  Pick<PluginContext, 'http'>

/** Where a mailbox seems to be, and by which provider's login it may be opened. */
export interface FoundServers {
  readonly servers: Servers | undefined
  readonly oauth: OAuthProvider | undefined
}

/** A Customer waits for this. */
const ANSWER_MS = 4_000

/**
 * Looks for the servers of an address: what the operator says, what is known by heart, what the domain
 * publishes (its autoconfig file, its SRV records), and whose servers take its mail.
 */
export async function findServers(context: Looking, address: string): Promise<FoundServers> {
  const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1)).toLowerCase()
  const known = knownFor(context.settings, domain)
  const isOwn = context.settings.oauth?.generic?.domains.includes(domain)
  if (known) return { servers: known, oauth: isOwn ? 'generic' : undefined }
  const provider = providerOf(domain)
  if (provider) return { servers: provider, oauth: isOwn ? 'generic' : provider.oauth }
  const [published, named, exchangers] = await Promise.all([
    autoconfig(context, domain),
    srv(context, domain),
    resolved(context, domain, 'MX'),
  ])
  const taker = exchangers.map(({ host }) => providerAt(host)).find((one) => one !== undefined)
  return {
    // Whose login it is decides where the mailbox is.
    servers: taker?.oauth ? taker : (published ?? named ?? taker),
    oauth: isOwn ? 'generic' : taker?.oauth,
  }
}

/** By https alone: whoever could change it on its way would be sent the password. */
async function autoconfig(context: Looking, domain: string): Promise<Servers | undefined> {
  const places = [
    `https://autoconfig.${domain}/mail/config-v1.1.xml`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ]
  const answers = await Promise.all(
    places.map(async (url) => {
      try {
        const { body } = await context.http(url, {
          signal: context.signal,
          timeout: { request: ANSWER_MS },
          retry: { limit: 0 },
          hooks: {
            beforeRedirect: [
              ({ url: next }) => {
                if (String(next).startsWith('http:')) throw new Error('it leads away from https')
              },
            ],
          },
        })
        return readAutoconfig(body)
      } catch (thrown) {
        context.log.debug('no autoconfig file', { url, reason: String(thrown).slice(0, 200) })
        return undefined
      }
    }),
  )
  return answers.find((found) => found !== undefined)
}

/** RFC 6186 and RFC 8314. */
async function srv(context: Looking, domain: string): Promise<Servers | undefined> {
  const first = async (service: string, tls: MailServer['tls']) => {
    const [found] = await resolved(context, `_${service}._tcp.${domain}`, 'SRV')
    return found && { host: found.host, port: found.port, tls }
  }
  const [imaps, imap, submissions, submission] = await Promise.all([
    first('imaps', 'implicit'),
    first('imap', 'starttls'),
    first('submissions', 'implicit'),
    first('submission', 'starttls'),
  ])
  const [reading, sending] = [imaps ?? imap, submissions ?? submission]
  return reading && sending && { imap: reading, smtp: sending }
}

async function resolved(
  { resolve, log }: Looking,
  name: string,
  type: 'SRV' | 'MX',
): Promise<readonly FoundServer[]> {
  try {
    return await resolve(name, type)
  } catch (thrown) {
    log.debug('a look into DNS failed', { name, type, reason: String(thrown).slice(0, 200) })
    return []
  }
}
