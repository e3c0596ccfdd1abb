import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { liveIdOf, liveUrl } from '../../border/src/live-url.ts'
import { mediaKeyOf } from '../src/plugins/media-key.ts'
import { notifyLive } from '../src/store/live.ts'
import { measure, signRequests } from './load.ts'
import { type Bench, quantile } from './report.ts'
import { openWebhookStage, type WebhookStage } from './webhook-stage.ts'

const CHANNELS = 200
const PAGES = 3_000
/** A host takes 200 pages of one address: these come from several of this machine. */
const PAGES_OF_ONE_ADDRESS = 150
const OPENED_AT_ONCE = 50
/** Pages that are told something meanwhile. */
const TOLD_EVERY_MS = 20
const CONNECTIONS = 32
const REQUESTS = 4_000
const WARM_UP = 500
const PLUGIN = fileURLToPath(new URL('./quiet-plugin.ts', import.meta.url))

/** What open pages cost SocialHub's webhook: the same host and load, without and with them. */
export const livePages: Bench = async ({ rounds, progress }) => {
  const stage = await openWebhookStage(CHANNELS)
  const found = new Map<string, number[]>()
  const note = (what: string, value: number) => found.set(what, [...(found.get(what) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    for (const pages of [0, PAGES]) {
      const { perSecond, latenciesMs } = await load(stage, pages)
      const p99 = quantile(latenciesMs, 0.99)
      progress(`round ${round + 1}: ${pages} pages: ${Math.round(perSecond)}/s, p99 ${p99} ms`)
      const name = pages === 0 ? 'no page' : `${pages} pages`
      note(`${name}: accepted|1/s`, perSecond)
      note(`${name}: p99|ms`, p99)
    }
  }
  await stage.close()
  return {
    name: 'Live pages',
    about: `Webhooks on ${CONNECTIONS} connections, without and with ${PAGES} open pages, one of which is told something every ${TOLD_EVERY_MS} ms. Load generator, pages and PostgreSQL on the same machine.`,
    rows: [...found].map(([key, values]) => {
      const [what = '', unit = ''] = key.split('|')
      const against = what.replace(`${PAGES} pages`, 'no page')
      return { what, unit, values, ...(against !== what && { against }) }
    }),
  }
}

async function load(stage: WebhookStage, pages: number) {
  const server = await stage.startServer('host with turns', {
    integrations: { bench: { plugin: PLUGIN } },
  })
  const key = mediaKeyOf(stage.sealer, 'bench')
  const ids = Array.from({ length: pages }, (_, number) => liveIdOf(key, `topic ${number}`))
  const open: IncomingMessage[] = []
  for (let from = 0; from < pages; from += OPENED_AT_ONCE) {
    const some = ids.slice(from, from + OPENED_AT_ONCE)
    const address = `127.0.1.${1 + Math.floor(from / PAGES_OF_ONE_ADDRESS)}`
    const urls = some.map((id) => liveUrl(server.url, 'bench', key, id))
    open.push(...(await Promise.all(urls.map((url) => openPage(url, address)))))
  }
  let told = 0
  const telling = setInterval(() => {
    const id = ids[told++ % ids.length]
    if (id !== undefined) void notifyLive(stage.db, 'bench', id)
  }, TOLD_EVERY_MS)
  await measure(server.url, signRequests(stage.target, WARM_UP), CONNECTIONS)
  const measured = await measure(server.url, signRequests(stage.target, REQUESTS), CONNECTIONS)
  clearInterval(telling)
  if (open.some(({ closed }) => closed)) throw new Error('pages were closed meanwhile')
  for (const page of open) page.destroy()
  await server.end(REQUESTS + WARM_UP)
  return measured
}

async function openPage(url: string, localAddress: string): Promise<IncomingMessage> {
  const request = get(url, { agent: false, localAddress })
  const [page]: IncomingMessage[] = await once(request, 'response')
  if (page?.statusCode !== 200) throw new Error(`a page was answered ${page?.statusCode}`)
  return page.on('error', () => undefined).resume()
}
