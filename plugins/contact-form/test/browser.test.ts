import { createServer } from 'node:http'
import { type Browser, launchChromium, needsChromium, type Page } from '@hubward/browser'
import { startTestServer, TestHost } from '@hubward/testkit'
import axe from 'axe-core'
import t from 'tap'
import contactForm from '../src/index.ts'
import { FORM, PNG } from './website.ts'

let browser: Browser | undefined
t.teardown(() => browser?.close())

interface Cleanup {
  teardown(after: () => Promise<void>): unknown
}

async function openForm(t: Cleanup, settings: Partial<typeof FORM> = {}, javaScriptEnabled = true) {
  const server = await startTestServer()
  t.teardown(() => server.close())
  const host = new TestHost(contactForm, {
    publicUrl: server.publicUrl,
    settings: { minimumSeconds: 0 },
    time: new Date().toISOString(),
  })
  server.serve(host)
  const channel = host.addChannel({
    channelSettings: { ...FORM, title: 'Contact Northwind Ceramics', ...settings },
    credentials: {},
    channel: { networkId: 'form-1' },
  })
  browser ??= await launchChromium()
  const context = await browser.newContext({ javaScriptEnabled })
  t.teardown(() => context.close())
  return { channel, clock: host.clock, page: await context.newPage(), url: host.publicUrl('') }
}

async function answerLast(channel: Awaited<ReturnType<typeof openForm>>['channel'], text: string) {
  const message = (await channel.fetch()).at(-1)
  if (message === undefined || !('interaction' in message)) throw new Error('nothing to answer')
  const { networkItemId } = message.interaction
  await channel.reply({
    inReplyTo: { networkItemId, reference: message.reference ?? null, rootId: null },
    text,
  })
}

t.test(
  'without JavaScript a visitor writes, reads the answer and writes again',
  needsChromium(),
  async (t) => {
    const { channel, clock, page, url } = await openForm(t, { askEmail: 'required' }, false)
    await page.goto(`${url}/f/form-1`)
    await page.fill('#name', 'Ada')
    // What a browser takes for an address and we do not: the server has to say so.
    await page.fill('#email', 'ada@nowhere')
    await page.fill('#message', 'My cup is broken.')
    await page.setInputFiles('#picture', { name: 'cup.png', mimeType: 'image/png', buffer: PNG })
    await page.click('button')
    t.match(await page.textContent('#email-error'), 'Please enter an e-mail address')
    t.equal(await page.inputValue('#message'), 'My cup is broken.')

    await page.fill('#email', 'ada@example.org')
    await page.click('button')
    t.match(await page.textContent('h1'), 'Thank you for your message')
    await page.click('text=Open the conversation')
    // With its pictures.
    await page.waitForLoadState()
    t.match(await page.locator('.entry img').boundingBox(), { width: 1, height: 1 })

    await answerLast(channel, 'A new one is on its way.')
    await page.reload()
    t.match(await page.textContent('.entry.agent'), 'A new one is on its way.')
    // The clock stands still otherwise, and what was written at the same time has no order.
    clock.advance(1_000)
    await page.fill('#message', 'Thank you!')
    await page.click('button')
    await page.locator('.entry').filter({ hasText: 'Thank you!' }).waitFor()
    t.match(await page.locator('.entry').last().textContent(), 'Thank you!')
    t.equal((await channel.fetch()).length, 1)
  },
)

t.test('an answer appears at once, without reloading', needsChromium(), async (t) => {
  const { channel, page, url } = await openForm(t)
  // Without its look every 15 seconds, only the stream of events can bring it.
  await page.addInitScript('setInterval = () => 0')
  const refused: string[] = []
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()))
  await page.goto(`${url}/f/form-1`)
  await page.fill('#message', 'Hello')
  await page.click('button')
  await page.click('text=Open the conversation')
  // With what its script does.
  await page.waitForLoadState()
  t.notMatch(await page.textContent('time'), 'UTC', 'times are the visitor’s own')
  await page.fill('#message', 'What I am writing')
  await answerLast(channel, 'Good morning!')
  await page.waitForSelector('.entry.agent')
  t.match(await page.textContent('.entry.agent'), 'Good morning!')
  t.equal(await page.inputValue('#message'), 'What I am writing')
  t.same(refused, [], 'the policy refuses nothing that the page needs')
})

t.test(
  'a frame grows with its content, on the websites that the Customer allowed',
  needsChromium(),
  async (t) => {
    const { channel, page } = await openForm(t)
    const [, snippet] = await channel.instructions()
    const website = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(`<!doctype html><body>${snippet?.value}</body>`)
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
    // Another origin than that of the form, as it is in life.
    const origin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`

    await page.goto(origin)
    t.equal(
      await page.frameLocator('iframe').locator('form').count(),
      0,
      'nobody was allowed it yet',
    )

    channel.channelSettings = { ...channel.channelSettings, websites: [origin] }
    await page.goto(origin)
    await page.waitForFunction('document.querySelector("iframe").style.height !== ""')
    const fits = 'document.documentElement.scrollHeight <= innerHeight'
    const inside = page.frameLocator('iframe')
    // The frame has its new height a moment after the website has given it.
    await page.frames().at(-1)?.waitForFunction(fits)
    t.equal(await inside.locator('html').evaluate(fits), true, 'nothing needs scrolling')
    await inside.locator('#message').fill('Hello from a website')
    await inside.locator('button').click()
    await inside.locator('text=Thank you for your message').waitFor()
    t.match(await channel.fetch(), [{ interaction: { message: 'Hello from a website' } }])
  },
)

t.test('everybody can use every page, on any screen', needsChromium(), async (t) => {
  const { channel, page, url } = await openForm(t, {
    title: 'Contact us about anythingwhatsoeverthatisquitelong',
  })
  const look = async (name: string) => {
    await page.evaluate(axe.source)
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 })
      t.strictSame(await violations(page), [], `${name} at ${width} pixels`)
      const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth')
      t.ok(fits, `${name} needs no scrolling sideways at ${width} pixels`)
    }
  }
  await page.goto(`${url}/f/form-1`)
  await look('the form')
  await page.evaluate('document.querySelector("form").noValidate = true')
  await page.fill('#email', 'nobody')
  await page.setInputFiles('#picture', { name: 'cup.png', mimeType: 'image/png', buffer: PNG })
  await page.click('button')
  await page.waitForSelector('.errors:focus')
  t.equal(await page.evaluate('document.activeElement.id'), 'errors', 'the errors are read first')
  await look('a refused form')
  await page.fill('#email', 'ada@example.org')
  await page.fill('#message', `A long word: ${'x'.repeat(200)}`)
  await page.click('button')
  await page.waitForSelector('.done')
  await look('the thank-you page')
  await page.click('text=Open the conversation')
  await answerLast(channel, 'Good morning!')
  await page.reload()
  await look('the conversation')
  await page.goto(`${url}/f/none`)
  await look('an address that leads nowhere')
})

/** What axe-core finds wrong, as `rule: element`. */
async function violations(page: Page): Promise<string[]> {
  const found: { violations: axe.Result[] } = await page.evaluate(
    'axe.run({ resultTypes: ["violations"] })',
  )
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
