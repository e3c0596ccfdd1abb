import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, get, type IncomingMessage } from 'node:http'
import { type Download, type Frame, needsChromium, type Page } from '@hubward/browser'
import { rootOf } from '@hubward/simulator'
import axe from 'axe-core'
import t from 'tap'
import { eventually } from '../../host/test/stage/stage.ts'
import type { Demo } from '../src/network-demos/demo.ts'
import { startPersonPage } from '../src/network-demos/person-page.ts'
import { startWebsite } from '../src/website.ts'
import { openStory, type Story } from './fixtures/story.ts'

t.setTimeout(400_000)

let started: Promise<Story> | undefined
const world = () => {
  started ??= openStory()
  return started
}
t.teardown(async () => (await started)?.close())

const opener = (page: Page) => page.getByRole('button', { name: /^Contact us/ })

/** Opens the bubble of the website that a page shows. */
async function open(page: Page): Promise<Frame> {
  await opener(page).click()
  const frame = await (await page.waitForSelector('dialog iframe')).contentFrame()
  if (frame === null) throw new Error('the bubble has no frame')
  await frame.waitForLoadState()
  return frame
}

async function write(frame: Frame, text: string): Promise<void> {
  await frame.getByRole('textbox', { name: /message/ }).fill(text)
  await frame.getByRole('button', { name: 'Send message' }).click()
  await frame.locator('.entry').filter({ hasText: text }).waitFor()
}

/** What keeps somebody from using a page. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found: { violations: axe.Result[] } = await page.evaluate(
    'axe.run({ resultTypes: ["violations"], iframes: false })',
  )
  return found.violations.map(({ id }) => id)
}

/** All that a page and its browser keep. */
const STORED = `(async () => [
  localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie,
].join())()`

/** By the time that the host wrote beside the answer: both run on the same clock. */
const NOTE_WHEN_SHOWN = `new MutationObserver(() => {
  globalThis.shownAfterMs = Date.now() - Date.parse([...document.querySelectorAll('.agent time')].at(-1).dateTime)
}).observe(document.getElementById('thread'), { childList: true })`

t.test(
  'a visitor writes in the bubble of a website, goes, comes back, and talks with an agent',
  needsChromium(),
  async (t) => {
    const { open: openBrowser, websiteUrl = '', inboxUrl, simulator, formUrl = '' } = await world()
    t.not(new URL(websiteUrl).hostname, new URL(formUrl).hostname, 'the website is another site')
    const [visitor, agent] = await Promise.all([openBrowser(), openBrowser()])
    const browser = visitor.context()
    await browser.addInitScript(`
      // Without its look every 15 seconds, only the stream of events can bring an answer.
      setInterval = () => 0
      globalThis.heard = []
      if (top === window) addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)))`)
    const complaints: string[] = []
    visitor.on('console', (said) => said.type() === 'error' && complaints.push(said.text()))

    await visitor.goto(websiteUrl)
    await opener(visitor).waitFor()
    t.same(await browser.cookies(), [], 'no cookie of anybody before it is opened')
    t.equal(await visitor.evaluate(STORED), '0,0,0,')
    const inside = await open(visitor)
    t.same(await browser.cookies(), [])
    await write(inside, 'Do you ship cups to Norway?')
    const token = /\/c\/([\w-]{43})/.exec(inside.url())?.[1] ?? 'none'
    t.match(await browser.cookies(), [{ name: 'conversation', httpOnly: true }])
    const heard = await visitor.evaluate<string[]>('heard')
    await visitor.close()

    await agent.goto(inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'Norway' }).click()
    const reply = async (text: string, file?: { name: string; content: string }) => {
      await agent.getByRole('textbox', { name: 'Reply' }).fill(text)
      if (file) {
        const { name, content } = file
        const buffer = Buffer.from(content)
        await agent
          .locator('#attachment-reply')
          .setInputFiles({ name, mimeType: 'text/plain', buffer })
      }
      await agent.getByRole('button', { name: 'Send' }).click()
      await agent.locator('.followup').filter({ hasText: text }).getByText('Published').waitFor()
    }
    await reply('We do, within a week.')

    const later = await browser.newPage()
    await later.goto(websiteUrl)
    const back = await open(later)
    await back.locator('.entry.agent').filter({ hasText: 'We do, within a week.' }).waitFor()
    await write(back, 'And to Iceland?')
    await agent.locator('#thread li').filter({ hasText: 'Iceland' }).waitFor()
    await agent.locator('#list').getByRole('link', { name: 'Iceland' }).click()
    await back.waitForLoadState()
    await back.evaluate(NOTE_WHEN_SHOWN)
    await reply('There as well.', { name: 'prices.txt', content: 'Four cups: 18 euros' })
    await back.locator('.entry.agent').filter({ hasText: 'There as well.' }).waitFor()
    t.comment(`shown ${await back.evaluate('shownAfterMs')} ms after it was published`)

    // The frame is in a sandbox: what an agent attached must leave it all the same.
    const saved = new Promise<Download>((resolve) => {
      later.on('download', resolve)
      browser.on('page', (tab) => tab.on('download', resolve))
    })
    await back.getByRole('link', { name: 'prices.txt' }).click()
    t.equal(await readFile(await (await saved).path(), 'utf8'), 'Four cups: 18 euros')

    const tickets = Object.values(simulator.state.data.tickets)
    const asked = tickets.find(({ interaction }) => interaction.message?.includes('Norway'))
    if (asked === undefined) throw new Error('there is no Ticket')
    const thread = tickets.filter((ticket) => rootOf(simulator.state, ticket).id === asked.id)
    t.same(
      thread.map(({ interaction }) => interaction.message),
      ['Do you ship cups to Norway?', 'We do, within a week.', 'And to Iceland?', 'There as well.'],
      'one thread, whichever page it was written on',
    )
    heard.push(...(await later.evaluate<string[]>('heard')))
    const bubble = heard.filter((message) => message.includes('bubble'))
    t.ok(bubble.length > 1)
    t.notMatch(heard.join(), token)
    t.notMatch(await later.content(), token)
    t.equal(await later.evaluate(STORED), '0,0,0,', 'the website itself never keeps anything')
    t.same(complaints, [], 'its policy refuses nothing that is needed')
    await Promise.all([later, agent].map((page) => page.context().close()))
  },
)

t.test(
  'whoever tries the demo reads in its mailbox what a visitor is sent, and confirms',
  needsChromium(),
  async (t) => {
    const { open: openBrowser, websiteUrl = '', mailboxUrl, inboxUrl } = await world()
    const visitor = await openBrowser()
    await visitor.goto(websiteUrl)
    const bubble = await open(visitor)
    await bubble.getByLabel('Your name').fill('Grace <b>Hopper</b>')
    await bubble.getByLabel('Your e-mail address').fill('grace@visitor.example')
    await write(bubble, 'Is Moss dishwasher safe?')
    const agent = await openBrowser()
    await agent.goto(inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'dishwasher' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill('It is, at <60 °C> & below.')
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()

    // Without JavaScript.
    const reader = await openBrowser({ javaScriptEnabled: false })
    await reader.goto(websiteUrl)
    await reader.getByRole('link', { name: 'the mailbox of this demo' }).click()
    t.equal(reader.url(), mailboxUrl)
    t.match(await reader.textContent('main'), 'none leaves this computer')
    const mails = reader.getByRole('article')
    const mailsAre = (count: number) =>
      eventually(
        async () => {
          await reader.getByRole('link', { name: 'Look again' }).click()
          return await mails.count()
        },
        (found) => found >= count,
      )
    t.equal(await mailsAre(1), 1)
    const notice = (await mails.textContent()) ?? ''
    t.match(notice, 'To: grace@visitor.example')
    t.notMatch(notice, /Hopper|dishwasher|60 °C/, 'the notice is neutral')
    await mails.getByRole('link', { name: '/mail/confirm/' }).click()
    await reader.getByRole('button', { name: 'Yes, it is mine' }).click()
    await reader.locator('.entry.agent').filter({ hasText: 'at <60 °C> & below' }).waitFor()

    await reader.goto(`${mailboxUrl}`)
    t.equal(await mailsAre(2), 2)
    t.match(await mails.first().textContent(), 'It is, at <60 °C> & below.', 'the newest is first')
    for (const [language, title] of [
      ['Deutsch', 'Postfach der Demo'],
      ['Français', 'Boîte aux lettres de la démo'],
      ['English', 'Mailbox of the demo'],
    ] as const) {
      await reader.getByRole('link', { name: language }).click()
      await reader.getByRole('heading', { level: 1, name: title }).waitFor()
    }
    await reader.setViewportSize({ width: 320, height: 640 })
    t.ok(await reader.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'on a phone')
    await visitor.goto(`${mailboxUrl}`)
    t.same(await violations(visitor), [])
    await Promise.all([visitor, agent, reader].map((page) => page.context().close()))
  },
)

t.test('a host sends the script as a browser may keep it', async (t) => {
  const { formUrl = '' } = await world()
  const address = formUrl.replace(/\/f\/.*/, '/bubble.js')
  const script = await fetch(address)
  t.equal(script.headers.get('cache-control'), 'public, max-age=3600, stale-while-revalidate=86400')
  t.equal(script.headers.get('cross-origin-resource-policy'), 'cross-origin')
  t.equal(script.headers.get('set-cookie'), null)
  t.ok((await script.bytes()).length < 15_000)
  const tag = script.headers.get('etag') ?? ''
  const again = await fetch(address, { headers: { 'if-none-match': tag } })
  t.equal(again.status, 304)
})

t.test('no odd address ends the demo', async (t) => {
  const { websiteUrl = '' } = await world()
  for (const odd of ['//', '//[', '/%']) {
    t.equal((await fetch(`${websiteUrl}${odd}`)).status, 404, odd)
  }
  t.equal((await fetch(`${websiteUrl}/?from=a-mail`)).status, 200)
})

t.test('the mailbox is shown to nobody who came by another name', async (t) => {
  const website = await startWebsite(0, 'http://127.0.0.1', [], [])
  t.teardown(() => website.close())
  const { port } = new URL(website.url)
  const asked = async (host: string, at = port, path = '/mailbox') => {
    // fetch sets the Host header by itself.
    const sent = get({ port: at, host: '127.0.0.1', path, headers: { host } })
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode
  }
  t.equal(await asked(`localhost:${port}`), 200)
  t.equal(await asked(`127.0.0.1:${port}`), 200)
  t.equal(await asked(`rebound.example:${port}`), 421)
  t.equal(await asked(`localhost.rebound.example:${port}`), 421)

  const demo: Demo = {
    settings: {},
    openHosts: [],
    shows: 'nothing',
    connect: [],
    person: 'Ada',
    write: () => undefined,
    standing: () => [],
    close: async () => undefined,
  }
  const person = await startPersonPage('Nowhere', demo, async () => undefined)
  t.teardown(() => person.close())
  const its = new URL(person.url).port
  t.equal(await asked(`127.0.0.1:${its}`, its, '/'), 200, 'nor the page of a demo’s person')
  t.equal(await asked(`rebound.example:${its}`, its, '/'), 421)
})

t.test('everybody can use the website', needsChromium(), async (t) => {
  const { open: openBrowser, websiteUrl = '' } = await world()
  const visitor = await openBrowser()
  await visitor.goto(websiteUrl)
  await opener(visitor).waitFor()
  for (const colorScheme of ['light', 'dark'] as const) {
    await visitor.emulateMedia({ colorScheme })
    for (const width of [1280, 320]) {
      await visitor.setViewportSize({ width, height: 800 })
      t.same(await violations(visitor), [], `${colorScheme}, ${width} pixels`)
      t.ok(await visitor.evaluate('document.documentElement.scrollWidth <= innerWidth'))
    }
  }
  await visitor.context().close()
})

t.test(
  'the same lines in a website that nobody has named show nothing',
  needsChromium(),
  async (t) => {
    const { open: openBrowser, websiteUrl = '' } = await world()
    const copied = await fetch(websiteUrl)
    const page = await copied.text()
    const policy = copied.headers.get('content-security-policy') ?? ''
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy })
      response.end(page)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.teardown(() => {
      server.close()
      server.closeAllConnections()
    })
    const address = server.address()
    const origin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
    const visitor = await openBrowser()
    await visitor.goto(origin)
    const inside = await open(visitor)
    t.match(await inside.textContent('body'), `For whoever runs ${origin}`)
    t.equal(await inside.locator('form').count(), 0)
    const form = visitor.frameLocator('iframe[data-hubward-form]')
    t.equal(await form.locator('form').count(), 0, 'neither the bubble nor the form')
    t.same(await visitor.context().cookies(), [])
    await visitor.context().close()
  },
)
