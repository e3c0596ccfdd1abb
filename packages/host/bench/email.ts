import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import {
  type MailServers,
  startMailServers,
} from '../../quickstart/test/fixtures/email/mail-servers.ts'
import {
  openHostsOf,
  pluginSettings,
  serversOf,
} from '../../quickstart/test/fixtures/email/plugin-settings.ts'
import { eventually, type Stage } from '../test/stage/stage.ts'
import { openStage } from './inbound.ts'
import type { Bench } from './report.ts'

/** How many wait in the mailbox; fewer for a first look at this part itself. */
const MAILS = Number(process.env.BENCH_MAILS ?? 10_000)
const ADDRESS = 'info@post.test'
const PASSWORD = 'open sesame'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const PLUGIN = here('../../../plugins/email/src/index.ts')

/**
 * Mails per second from a mailbox on Dovecot to Tickets in the simulator, and the memory that it takes;
 * beside a plain script that reads one mail after another, posts it and stores nothing.
 */
export const email: Bench = async ({ rounds, progress }) => {
  const rows = new Map<string, number[]>()
  const note = (what: string, value: number) => rows.set(what, [...(rows.get(what) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    const servers = await startMailServers({ info: PASSWORD })
    const stage = await openStage(0, {
      plugin: PLUGIN,
      config: {
        integrations: { stub: { plugin: PLUGIN, settings: await pluginSettings(servers) } },
      },
    })
    try {
      const host = await throughHost(stage, servers)
      const script = await plainScript(stage, servers)
      for (const [what, value] of Object.entries({ ...script, ...host })) note(what, value)
      progress(`round ${round + 1}: ${JSON.stringify({ ...script, ...host })}`)
    } finally {
      await stage.close()
      await servers.close()
    }
  }
  return {
    name: 'E-mail',
    about: `${MAILS.toLocaleString('en')} mails of 2 to 60 kB wait in a mailbox on Dovecot, each a thread of its own. The script reads one after another, posts it and stores nothing; its time begins with its mailbox open. Memory is the most that the process held, and for the host what it grew by: the two are not compared. Dovecot, simulator, PostgreSQL and host share the machine.`,
    rows: [...rows].map(([what, values]) => ({
      what,
      unit: what.includes('memory') ? 'MB' : 'mails/s',
      values,
      ...(what === 'host: Tickets' && { against: 'script: Tickets' }),
    })),
  }
}

/** A running host finds them all at its next look. */
async function throughHost(stage: Stage, servers: MailServers) {
  const { db } = stage
  await stage.addChannel(ADDRESS, {
    credentials: { address: ADDRESS, user: ADDRESS, password: PASSWORD, ...serversOf(servers) },
    server: 'localhost',
  })
  const openHosts = [...stage.config.openHosts, ...openHostsOf(servers)]
  const host = await stage.startHost({ config: { openHosts } })
  // The first look finds nothing, and loads what is loaded once.
  await eventually(
    () => counted(stage, sql`select count(*) from channels where fetched_at is not null`),
    (count) => count === 1,
  )
  const before = await peakMb(host.child)
  await fillMailbox(servers)
  const began = performance.now()
  const perSecond = () => MAILS / ((performance.now() - began) / 1_000)
  await sql`update channels set fetch_due_at = now()`.execute(db)
  await sql`update turns set due_at = now() where holder is null`.execute(db)
  const all = (count: number) => count === MAILS
  const stored = eventually(
    () => counted(stage, sql`select count(*) from interactions`),
    all,
    3_600_000,
  ).then(perSecond)
  await eventually(
    () => counted(stage, sql`select count(*) from interactions where state = 'delivered'`),
    all,
    3_600_000,
  )
  const delivered = perSecond()
  const memory = (await peakMb(host.child)) - before
  await host.stop()
  return { 'host: stored': await stored, 'host: Tickets': delivered, 'host: memory': memory }
}

/** What somebody would write first, in a process of its own. */
async function plainScript(stage: Stage, { place, imap }: MailServers) {
  const { simulator } = stage
  const channel = simulator.act.createCustomChannel({
    accountId: simulator.accountId,
    name: 'scripted',
  })
  const task = {
    ...{ apiUrl: simulator.apiUrl, port: imap.secure, user: ADDRESS, password: PASSWORD },
    accessToken: await simulator.act.showToken({ channelId: channel.id }),
    ca: await readFile(place.cert, 'utf8'),
  }
  const child = fork(here('./email-script.ts'), [JSON.stringify(task)])
  const [{ count, tookMs }] = (await once(child, 'message')) as [{ count: number; tookMs: number }]
  const perSecond = count / (tookMs / 1_000)
  if (count !== MAILS) throw new Error(`the script found ${count} mails`)
  const memory = await peakMb(child)
  child.kill()
  await once(child, 'exit')
  return { 'script: Tickets': perSecond, 'script: memory': memory }
}

/** As if they had come in while nobody looked. */
async function fillMailbox({ place }: MailServers): Promise<void> {
  const folder = join(place.maildir('info'), 'new')
  await mkdir(folder, { recursive: true })
  const began = Math.floor(Date.now() / 1_000)
  for (let number = 0; number < MAILS; number++) {
    await writeFile(join(folder, `${began}.${number}.bench`), aMail(number))
  }
  execFileSync('chown', ['-R', `${place.owner.uid}:${place.owner.gid}`, folder])
}

/** Text and HTML; every tenth with a file. */
function aMail(number: number): string {
  const text = `Good day, this is mail ${number}. ${'All work and no play. '.repeat(20 + (number % 60))}`
  const file =
    number % 10 === 0
      ? `--out\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="a.pdf"\r\n\r\n${`${'QUJD'.repeat(19)}\r\n`.repeat(700)}`
      : ''
  return `From: Person ${number % 500} <p${number % 500}@customer.example>\r\nTo: ${ADDRESS}\r\nSubject: Question ${number}\r\nDate: Mon, 16 Nov 2026 09:30:00 +0100\r\nMessage-ID: <${number}@bench.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n--in\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>${text}</p>\r\n--in--\r\n${file}--out--\r\n`
}

async function counted({ db }: Stage, query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: string }>`${query}`.execute(db)
  return Number(rows[0]?.count)
}

/** The most that a process has held at any time. */
async function peakMb({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_024)
}
