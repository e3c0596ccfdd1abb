import type { MailServer, OAuthProvider } from './credentials.ts'

/** Where the mailboxes of one provider are. */
export interface Servers {
  readonly imap: MailServer
  readonly smtp: MailServer
}

/** A provider whose servers are known by heart, because its domains publish none, or many use it. */
interface Provider extends Servers {
  /** Of addresses. */
  readonly domains: readonly string[]
  /** What the names of its mail exchangers end with, for domains of its customers. */
  readonly exchangers?: readonly string[]
  readonly oauth?: OAuthProvider
}

const tls = (host: string, port: number): MailServer => ({ host, port, tls: 'implicit' })
const starttls = (host: string, port = 587): MailServer => ({ host, port, tls: 'starttls' })
const usual = (imapHost: string, smtpHost: string): Servers => ({
  imap: tls(imapHost, 993),
  smtp: tls(smtpHost, 465),
})

/** As commonly known; none of them was tried. A Customer sees them and may change them. */
const PROVIDERS: readonly Provider[] = [
  {
    domains: ['gmail.com', 'googlemail.com'],
    exchangers: ['.google.com', '.googlemail.com'],
    oauth: 'google',
    ...usual('imap.gmail.com', 'smtp.gmail.com'),
  },
  {
    domains: [
      'outlook.com',
      'outlook.de',
      'outlook.fr',
      'hotmail.com',
      'hotmail.de',
      'hotmail.fr',
      'live.com',
      'live.de',
      'live.fr',
      'msn.com',
    ],
    oauth: 'microsoft',
    imap: tls('outlook.office365.com', 993),
    smtp: starttls('smtp-mail.outlook.com'),
  },
  {
    domains: [],
    exchangers: ['.mail.protection.outlook.com', '.mx.microsoft'],
    oauth: 'microsoft',
    imap: tls('outlook.office365.com', 993),
    smtp: starttls('smtp.office365.com'),
  },
  {
    domains: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch'],
    ...usual('imap.gmx.net', 'mail.gmx.net'),
  },
  { domains: ['gmx.com', 'gmx.fr'], ...usual('imap.gmx.com', 'mail.gmx.com') },
  { domains: ['web.de'], ...usual('imap.web.de', 'smtp.web.de') },
  {
    domains: ['t-online.de', 'magenta.de'],
    ...usual('secureimap.t-online.de', 'securesmtp.t-online.de'),
  },
  { domains: ['freenet.de'], ...usual('mx.freenet.de', 'mx.freenet.de') },
  {
    domains: ['yahoo.com', 'yahoo.de', 'yahoo.fr', 'ymail.com'],
    exchangers: ['.yahoodns.net'],
    ...usual('imap.mail.yahoo.com', 'smtp.mail.yahoo.com'),
  },
  { domains: ['aol.com'], ...usual('imap.aol.com', 'smtp.aol.com') },
  {
    domains: ['icloud.com', 'me.com', 'mac.com'],
    exchangers: ['.mail.icloud.com'],
    imap: tls('imap.mail.me.com', 993),
    smtp: starttls('smtp.mail.me.com'),
  },
  { domains: ['orange.fr', 'wanadoo.fr'], ...usual('imap.orange.fr', 'smtp.orange.fr') },
  { domains: ['free.fr'], ...usual('imap.free.fr', 'smtp.free.fr') },
  { domains: ['laposte.net'], ...usual('imap.laposte.net', 'smtp.laposte.net') },
  { domains: ['sfr.fr', 'neuf.fr'], ...usual('imap.sfr.fr', 'smtp.sfr.fr') },
  { domains: ['posteo.de', 'posteo.net'], ...usual('posteo.de', 'posteo.de') },
  {
    domains: ['mailbox.org'],
    exchangers: ['.mailbox.org'],
    ...usual('imap.mailbox.org', 'smtp.mailbox.org'),
  },
  {
    domains: ['fastmail.com', 'fastmail.fm'],
    exchangers: ['.messagingengine.com'],
    ...usual('imap.fastmail.com', 'smtp.fastmail.com'),
  },
  {
    domains: [],
    exchangers: ['.kundenserver.de', '.ionos.de'],
    ...usual('imap.ionos.de', 'smtp.ionos.de'),
  },
  { domains: [], exchangers: ['.ionos.fr'], ...usual('imap.ionos.fr', 'smtp.ionos.fr') },
  { domains: [], exchangers: ['.rzone.de'], ...usual('imap.strato.de', 'smtp.strato.de') },
  {
    domains: [],
    exchangers: ['.mail.ovh.net'],
    ...usual('ssl0.ovh.net', 'ssl0.ovh.net'),
  },
  { domains: [], exchangers: ['.gandi.net'], ...usual('mail.gandi.net', 'mail.gandi.net') },
  {
    domains: [],
    exchangers: ['.infomaniak.ch'],
    ...usual('mail.infomaniak.com', 'mail.infomaniak.com'),
  },
]

/** The provider of a domain. */
export function providerOf(domain: string): Provider | undefined {
  return PROVIDERS.find(({ domains }) => domains.includes(domain))
}

/** The provider that takes mail for somebody's own domain. */
export function providerAt(exchanger: string): Provider | undefined {
  const name = exchanger.toLowerCase()
  return PROVIDERS.find(({ exchangers = [] }) => exchangers.some((end) => name.endsWith(end)))
}

/** Those that put what their SMTP server takes into the folder for sent mail by themselves. */
const KEEP_COPIES = /(^|\.)(gmail\.com|googlemail\.com|office365\.com|outlook\.com)$/

/** Whether a provider keeps a copy of sent mail: a second one would stand beside it. */
export function keepsCopies({ host }: Pick<MailServer, 'host'>): boolean {
  return KEEP_COPIES.test(host.toLowerCase())
}
