import type { MailServer } from './credentials.ts'
import type { Servers } from './providers.ts'

/** The files that are published have two thousand characters. */
const LIMIT_CHARACTERS = 65_536

/**
 * The servers in the file that a domain publishes for mail programs
 * (https://www.bucksch.org/1/projects/thunderbird/autoconfiguration/). The first with TLS of each kind is
 * the one that its administrators prefer.
 */
export function readAutoconfig(xml: string): Servers | undefined {
  if (xml.length > LIMIT_CHARACTERS) return undefined
  const imap = firstServer(xml, 'incomingServer', 'imap')
  const smtp = firstServer(xml, 'outgoingServer', 'smtp')
  return imap && smtp ? { imap, smtp } : undefined
}

function firstServer(xml: string, element: string, type: string): MailServer | undefined {
  // Split, not matched: however the file is written, each sign is looked at once.
  for (const part of xml.split(`<${element}`).slice(1, 20)) {
    const [content = ''] = part.split(`</${element}>`)
    const [attributes = ''] = content.split('>')
    if (!attributes.includes(`"${type}"`) && !attributes.includes(`'${type}'`)) continue
    const host = contentOf(content, 'hostname').toLowerCase()
    const port = Number(contentOf(content, 'port'))
    const secured = contentOf(content, 'socketType').toUpperCase()
    const tls = secured === 'SSL' ? 'implicit' : secured === 'STARTTLS' ? 'starttls' : undefined
    const isHost = /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}$/.test(host)
    if (tls && isHost && Number.isInteger(port) && port > 0 && port < 65_536) {
      return { host, port, tls }
    }
  }
  return undefined
}

function contentOf(content: string, name: string): string {
  const [, after = ''] = content.split(`<${name}>`)
  const [value = ''] = after.split('<')
  return value.slice(0, 300).trim()
}
