import { createServer } from 'node:http'
import type { Browser, BrowserContext, Frame, Page } from '@hubward/browser'
import { startTestServer, TestHost } from '@hubward/testkit'
import contactForm from '../src/index.ts'
import { FORM } from './website.ts'

/** A website of another origin that shows the bubble of a form, and a visitor's browser in it. */

export interface Cleanup {
  teardown(after: () => Promise<void>): unknown
}

type Host = TestHost<
  typeof contactForm.settings,
  typeof contactForm.channelSettings,
  typeof contactForm.credentials,
  typeof contactForm.position
>
type Channel = ReturnType<Host['addChannel']>
type Answer = Awaited<ReturnType<Host['receive']>>

export interface ShopOptions {
  /** Whether the Customer has named the website. */
  readonly allowed?: boolean
  readonly language?: string
  /** The website's Content-Security-Policy, by the host's origin. */
  readonly policy?: (host: string) => string
  /** What becomes of the host's answers on the way. */
  readonly onTheWay?: (answer: Answer) => Answer
  /** Whether browsers take website and host for the same site, so that the frame is no stranger's. */
  readonly sameSite?: boolean
  /** More of the website, as markup. */
  readonly more?: string
  /** What the website makes of the snippet. */
  readonly pasted?: (snippet: string) => string
  readonly settings?: Partial<typeof FORM>
  readonly browser?: Parameters<Browser['newContext']>[0]
}

export interface Shop {
  /** An agent answers what came last. */
  answer(text: string): Promise<void>
  readonly channel: Channel
  readonly context: BrowserContext
  /** Of the website. */
  readonly origin: string
  /** Of the host. */
  readonly hostOrigin: string
  open(): Promise<ShopPage>
}

export interface ShopPage {
  readonly page: Page
  /** What the website heard of anybody, as JSON. */
  heard(): Promise<string[]>
  /** What browsers refused or scripts complained of. */
  readonly complaints: readonly string[]
  /** The frame, once it is there. */
  frame(): Promise<Frame>
}

/** All that the guide asks of a website. */
const STRICT = (host: string) => `default-src 'none'; script-src ${host}; frame-src ${host}`

export async function openShop(
  t: Cleanup,
  browser: Browser,
  options: ShopOptions = {},
): Promise<Shop> {
  const { allowed = true, language = 'en', policy = STRICT, more = '' } = options
  const { pasted = (snippet: string) => snippet } = options
  const server = await startTestServer()
  t.teardown(() => server.close())
  const host = new TestHost(contactForm, {
    publicUrl: server.publicUrl,
    settings: { minimumSeconds: 0 },
    time: new Date().toISOString(),
  })
  const { onTheWay = (answer: Answer) => answer } = options
  server.serve({
    followLive: (url, told) => host.followLive(url, told),
    openUrl: (url) => host.openUrl(url),
    receive: async (request) => onTheWay(await host.receive(request)),
    receiveFile: (...file) => host.receiveFile(...file),
  })
  const channel = host.addChannel({
    channelSettings: { ...FORM, title: 'Ask Northwind', ...options.settings, websites: [] },
    credentials: {},
    channel: { networkId: 'form-1' },
  })
  const hostOrigin = new URL(server.publicUrl).origin
  const snippet = pasted((await channel.instructions()).at(-1)?.value ?? '')
  const served = await serve(t, (path) => ({
    policy: policy(hostOrigin),
    body: `<!doctype html><html lang="${language}"><title>Northwind</title><main><h1>Northwind Ceramics</h1>
      <p>${path}</p>${more}</main>${snippet}</html>`,
  }))
  const origin = options.sameSite ? served.replace('localhost', '127.0.0.1') : served
  if (allowed) channel.channelSettings = { ...channel.channelSettings, websites: [origin] }
  const context = await browser.newContext({ locale: 'en-GB', ...options.browser })
  t.teardown(() => context.close())
  await context.addInitScript(`
    if (top === window) {
      globalThis.heard = []
      addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)))
    }`)
  const answer = async (text: string) => {
    // The clock stands still otherwise, and what was written at the same time has no order.
    host.clock.advance(1_000)
    await answerLast(channel, text)
    host.clock.advance(1_000)
  }
  return { answer, channel, context, origin, hostOrigin, open: () => openPage(context, origin) }
}

/** Another origin than that of the host, and another site: its cookies are a stranger's here. */
export async function serve(
  t: Cleanup,
  answer: (path: string) => { readonly policy: string; readonly body: string },
): Promise<string> {
  const website = createServer((request, response) => {
    const { policy, body } = answer(request.url ?? '/')
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.setHeader('content-security-policy', policy)
    response.end(body)
  })
  await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', resolve))
  t.teardown(
    () =>
      new Promise<void>((resolve) => {
        website.close(() => resolve())
        website.closeAllConnections()
      }),
  )
  const address = website.address()
  return `http://localhost:${typeof address === 'object' ? address?.port : ''}`
}

async function openPage(context: BrowserContext, origin: string): Promise<ShopPage> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(origin)
  return {
    page,
    complaints,
    heard: () => page.evaluate<string[]>('heard'),
    frame: async () => {
      const frame = await (await page.waitForSelector('iframe')).contentFrame()
      if (frame === null) throw new Error('the bubble has no frame')
      await frame.waitForLoadState()
      return frame
    },
  }
}

async function answerLast(channel: Channel, text: string): Promise<void> {
  const message = (await channel.fetch()).at(-1)
  if (message === undefined || !('interaction' in message)) throw new Error('nothing to answer')
  const { networkItemId } = message.interaction
  await channel.reply({
    inReplyTo: { networkItemId, reference: message.reference ?? null, rootId: null },
    text,
    idempotencyKey: `answer to ${networkItemId}`,
  })
}

/** What a website can see of itself, with all that its scripts have put there. */
export const ALL_MARKUP = `(() => {
  const roots = [...document.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? [])
  return [document.documentElement.outerHTML, ...roots.map(({ innerHTML }) => innerHTML)].join()
})()`

/** How much is stored under an origin, by a page or a frame of it. */
export const STORED = `(async () => {
  // Where a browser refuses a frame its storage, nothing is stored.
  const counted = (count) => Promise.resolve().then(count).catch(() => 0)
  return [
    await counted(() => localStorage.length), await counted(() => sessionStorage.length),
    await counted(async () => (await indexedDB.databases()).length),
    await counted(async () => (await caches.keys()).length), document.cookie,
  ].join()
})()`
export const NOTHING_STORED = '0,0,0,0,'
