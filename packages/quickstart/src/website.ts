import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type ChannelId, type Host, loadCallChannel, updateChannelSettings } from '@hubward/host'
import { type Instruction, LANGUAGES, type Language } from '@hubward/plugin'
import Negotiator from 'negotiator'
import type { CaughtMail } from './mail-catcher.ts'
import { mailboxPage } from './mailbox-page.ts'

/** Plain files, as a website has them. */
const FOLDER = new URL('../website/', import.meta.url)

/** How this computer calls itself. */
const OWN_NAMES = ['localhost', '127.0.0.1']

const PAGE = 'text/html; charset=utf-8'
const MAILBOX = '/mailbox'
const ABOUT_MAILBOX = `<p class="demo">You may give any e-mail address: nothing leaves this computer. Once you are answered in the Inbox, what is sent to you is in <a href="${MAILBOX.slice(1)}">the mailbox of this demo</a>.</p>`

const FILES: Readonly<Record<string, { name: string; type: string }>> = {
  '/': { name: 'index.html', type: PAGE },
  '/style.css': { name: 'style.css', type: 'text/css; charset=utf-8' },
}

export interface Website {
  readonly url: string
  /** Where the mails to its visitors are read; absent: they are sent for real, or not at all. */
  readonly mailboxUrl: string | undefined
  close(): Promise<void>
}

/**
 * A Customer's website, on an origin of its own, with the form and the bubble of one Channel: it pastes
 * what the Channel's page tells the Customer to paste, and permits in its policy what the guide says.
 * The host is at 127.0.0.1; to browsers localhost is another site.
 *
 * @param port where it is free; otherwise any, for nothing depends on it.
 * @param mails to visitors, where they are caught.
 */
export async function startWebsite(
  port: number,
  hostUrl: string,
  instructions: readonly Instruction[],
  mails: readonly CaughtMail[] | undefined,
): Promise<Website> {
  const snippets = instructions.filter(({ kind }) => kind === 'code').map(({ value }) => value)
  const [form = '', bubble = ''] = snippets
  const ours = new URL(hostUrl).origin
  const policy = [
    "default-src 'none'",
    "style-src 'self' 'unsafe-inline'",
    `script-src ${ours}`,
    `frame-src ${ours}`,
  ].join('; ')
  const server = createServer(async (request, response) => {
    // Not by `new URL`, which throws for what some scanners ask, such as `//`.
    const [path = '/', query = ''] = (request.url ?? '/').split('?')
    if (mails && path === MAILBOX) {
      if (refusesStranger(request, response)) return
      response
        .writeHead(200, {
          'content-type': PAGE,
          'content-security-policy': policy,
          'cache-control': 'no-store',
        })
        .end(mailboxPage(mails, languageOf(request, query)))
      return
    }
    const file = FILES[path]
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such page.')
      return
    }
    const content = await readFile(new URL(file.name, FOLDER), 'utf8')
    response.writeHead(200, { 'content-type': file.type, 'content-security-policy': policy }).end(
      content
        .replace('<!-- form -->', () => form)
        .replace('<!-- bubble -->', () => bubble)
        .replace('<!-- mailbox -->', () => (mails ? ABOUT_MAILBOX : '')),
    )
  })
  await listen(server, port).catch(() => listen(server, 0))
  const url = `http://localhost:${portOf(server)}`
  return { url, mailboxUrl: mails && `${url}${MAILBOX}`, close: () => close(server) }
}

/**
 * For what only this computer may read: answers 421 where the request asks for another name. That may be a
 * stranger's page, whose name leads here and which would read along.
 */
export function refusesStranger(
  { headers: { host = '' } }: IncomingMessage,
  response: ServerResponse,
): boolean {
  if (OWN_NAMES.includes(host.replace(/:\d*$/, '').toLowerCase())) return false
  response
    .writeHead(421, { 'content-type': 'text/plain' })
    .end('This page is at localhost and 127.0.0.1 only.')
  return true
}

/** What `?lang=` asks for, or else what the browser prefers. */
function languageOf(request: IncomingMessage, query: string): Language {
  const asked = new URLSearchParams(query).get('lang')
  const preferred = new Negotiator(request).language([...LANGUAGES])
  const known = (language: string | null | undefined) => LANGUAGES.find((one) => one === language)
  return known(asked) ?? known(preferred) ?? LANGUAGES[0]
}

/** What a Customer does in the Channel's settings: names the website that may show the form. */
export async function allowWebsite(
  { context }: Host,
  channelId: ChannelId,
  { url }: Website,
): Promise<void> {
  const channel = await loadCallChannel(context.db, context.sealer, channelId)
  const settings = channel?.channelSettings
  if (typeof settings !== 'object' || settings === null || !('websites' in settings)) return
  const { websites } = settings
  if (!Array.isArray(websites) || websites.includes(url)) return
  const allowed = { ...settings, websites: [...websites, url] }
  await context.db
    .transaction()
    .execute((trx) => updateChannelSettings(trx, context.sealer, channelId, allowed))
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
