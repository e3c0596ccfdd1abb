import { openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Visitor } from '../../../host/test/fixtures/visitor.ts'
import { type Closing, closeAll } from '../../../quickstart/test/fixtures/email/close-all.ts'
import {
  type MailServers,
  startMailServers,
} from '../../../quickstart/test/fixtures/email/mail-servers.ts'
import { type Person, person } from '../../../quickstart/test/fixtures/email/person.ts'
import {
  openHostsOf,
  pluginSettings,
} from '../../../quickstart/test/fixtures/email/plugin-settings.ts'
import {
  type SmtpRelay,
  startSmtpRelay,
} from '../../../quickstart/test/fixtures/email/smtp-relay.ts'
import type { Found } from '../histories/histories.ts'
import { persist } from '../stage/customer.ts'
import { Front } from '../stage/front.ts'
import { Hosts } from '../stage/hosts.ts'
import { proveLedger } from '../stage/ledger.ts'
import { Notices } from '../stage/notices.ts'
import { settingsOf } from '../stage/operator.ts'
import { Postgres } from '../stage/postgres.ts'
import { publishAll } from '../stage/publish.ts'
import { SocialHub } from '../stage/socialhub.ts'
import type { MailPlan } from './plan.ts'

/** Short, as in every run: what a dead host held is taken over while the run lasts. */
const LEASE_MS = 4_000
const PASSWORD = 'open sesame'
/** The plugin as it is, but it does not wait for minutes. */
const PLUGIN = fileURLToPath(
  new URL('../../../quickstart/test/fixtures/email/quick-email.ts', import.meta.url),
)

/** Dovecot, exim, SocialHub, PostgreSQL and hosts, each in processes of its own. */
export interface MailWorld {
  readonly servers: MailServers
  /** Between the hosts and exim. */
  readonly relay: SmtpRelay
  readonly socialhub: SocialHub
  readonly postgres: Postgres
  readonly hosts: Hosts
  readonly notices: Notices
  readonly logFile: string
  /** For looking; it connects anew after PostgreSQL was away. */
  readonly pool: pg.Pool
  /** Who writes to all mailboxes, and is answered. */
  readonly ada: Person
  /** Addresses of the mailboxes, with SocialHub's ids of their Channels. */
  readonly channels: ReadonlyMap<string, string>
  /** Lays what came in beside what is stored. */
  proveLedger(): Promise<Found>
  end(): Promise<void>
}

export async function buildMailWorld(
  plan: MailPlan,
  { progress, signal }: { progress: (sentence: string) => void; signal: AbortSignal },
): Promise<MailWorld> {
  const names = Array.from({ length: plan.mailboxes }, (_, place) => `shop${place}`)
  const closing: Closing = []
  const end = () => closeAll(closing)
  try {
    const directory = await mkdtemp(join(tmpdir(), 'hubward-chaos-'))
    closing.push(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
    const users = Object.fromEntries([...names, 'ada'].map((name) => [name, PASSWORD]))
    const servers = await startMailServers(users)
    closing.push(() => servers.close())
    const relay = await startSmtpRelay(servers)
    closing.push(() => relay.close())
    const postgres = await Postgres.start(join(directory, 'postgres'))
    closing.push(() => postgres.end())
    const socialhub = await SocialHub.start()
    closing.push(() => socialhub.end())
    const { front, url: publicUrl } = await Front.start()
    closing.push(() => front.end())
    const notices = await Notices.start()
    closing.push(async () => notices.end())
    const pool = new pg.Pool({ connectionString: postgres.url, max: 3 })
    pool.on('error', () => undefined)
    closing.push(() => pool.end())

    const { apiUrl, appUrl } = socialhub.started
    const config = {
      databaseUrl: postgres.url,
      publicUrl,
      listen: { host: '127.0.0.1', port: 0 },
      keys: [{ id: 'chaos', key: 'c4'.repeat(32) }],
      socialhub: { apiUrl, origins: [appUrl] },
      operator: { name: 'Chaos Agency' },
      development: true,
      leaseMs: LEASE_MS,
      log: 'info',
      notices: { webhookUrl: notices.url },
      plugins: { isolation: plan.workers ? 'worker' : 'in-process' },
      openHosts: [...openHostsOf(servers), `localhost:${relay.port}`, new URL(appUrl).host],
      integrations: {
        email: { plugin: PLUGIN, settings: await pluginSettings(servers, undefined, relay.port) },
      },
    }
    const logFile = join(tmpdir(), `hubward-chaos-${process.pid}-mail-seed-${plan.seed}.log`)
    const hosts = new Hosts(
      plan.hosts,
      () => ({ config }),
      openSync(logFile, 'w', 0o600),
      (ports) => {
        front.ports = ports
      },
    )
    closing.push(() => hosts.end())
    progress('Starting the hosts …')
    await hosts.start()
    const manifestId = (await publishAll({ config }, socialhub, ['email'])).get('email') ?? ''
    progress(`Connecting ${names.length} mailboxes …`)
    const channels = new Map<string, string>()
    for (const name of names) {
      const mailbox = person(servers, name, PASSWORD)
      await connectMailbox({ socialhub, servers, relay }, manifestId, mailbox.address, signal)
      const [channel] = await socialhub.list('channels', `networkId=${mailbox.address}`)
      if (!channel) throw new Error(`SocialHub has no Channel of ${mailbox.address}`)
      channels.set(mailbox.address, channel.id)
    }
    const ada = person(servers, 'ada', PASSWORD)
    return {
      servers,
      relay,
      socialhub,
      postgres,
      hosts,
      notices,
      logFile,
      pool,
      ada,
      channels,
      proveLedger: () => proveLedger(settingsOf(config)),
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** "Add Channel", the address, its servers and the password, what to name it. */
async function connectMailbox(
  { socialhub, servers, relay }: Pick<MailWorld, 'socialhub' | 'servers' | 'relay'>,
  manifestId: string,
  address: string,
  signal: AbortSignal,
): Promise<void> {
  const { accountId } = socialhub.started
  await persist(signal, async () => {
    const { url } = await socialhub.act<{ url: string }>('creationLink', { accountId, manifestId })
    const customer = new Visitor()
    const form = await customer.submit(await customer.open(url), { address })
    const details = await customer.submit(form, {
      user: address,
      password: PASSWORD,
      ...{ imapHost: 'localhost', imapPort: String(servers.imap.secure), imapTls: 'implicit' },
      ...{ smtpHost: 'localhost', smtpPort: String(relay.port), smtpTls: 'implicit' },
    })
    return await customer.submit(details, { ':name.0': address, ':unique-name.0': address })
  })
}
