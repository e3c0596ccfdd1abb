import {
  type Browser,
  type Frame,
  launchChromium,
  needsChromium,
  type Page,
} from '@hubward/browser'
import axe from 'axe-core'
import t from 'tap'
import {
  ALL_MARKUP,
  type Cleanup,
  NOTHING_STORED,
  openShop,
  type ShopOptions,
  STORED,
  serve,
} from './shop.ts'

t.setTimeout(240_000)

let browser: Browser | undefined
t.teardown(() => browser?.close())

async function shop(t: Cleanup, options?: ShopOptions) {
  browser ??= await launchChromium()
  return openShop(t, browser, options)
}

const opener = (page: Page) => page.getByRole('button', { name: /^Ask Northwind/ })

/** A script that asks the bubble's dialog, which lies in a tree of its own. */
const ofDialog = (asked: string) => `(() => {
  const { shadowRoot } = [...document.querySelectorAll('div')].find((one) => one.shadowRoot)
  return shadowRoot.querySelector('dialog').${asked}
})()`

async function write(frame: Frame, text: string): Promise<void> {
  await frame.fill('#message', text)
  await frame.click('form button[type=submit]:not(.plain)')
  await frame.locator('.entry').filter({ hasText: text }).waitFor()
}

t.test(
  'a visitor of a website with a strict policy writes, comes back another day and reads on',
  needsChromium(),
  async (t) => {
    const { answer, channel, context, hostOrigin, open } = await shop(t)
    const asked: string[] = []
    context.on('request', (request) => asked.push(request.url()))
    const { page, complaints, frame, heard } = await open()
    await opener(page).waitFor()
    const ours = asked.filter((url) => url.startsWith(hostOrigin))
    t.same(ours, [`${hostOrigin}/p/contact-form/bubble.js`], 'no frame before it is opened')
    t.same(await context.cookies(), [])
    t.equal(await page.evaluate(STORED), NOTHING_STORED)

    await opener(page).click()
    const inside = await frame()
    t.same(await context.cookies(), [], 'nothing is kept by opening it')
    t.equal(await page.evaluate(STORED), NOTHING_STORED)
    t.equal(await inside.evaluate(STORED), NOTHING_STORED)
    await write(inside, 'My cup is broken.')
    t.match(await context.cookies(), [{ name: 'conversation', httpOnly: true, secure: true }])
    t.equal((await context.cookies()).length, 1)
    const token = inside.url().match(/\/c\/([\w-]{43})/)?.[1] ?? ''
    t.equal(token.length, 43)
    t.notMatch(await page.evaluate(ALL_MARKUP), token, 'the website does not learn the address')
    const messages = [...(await heard())]
    await page.close()

    await answer('A new one is on its way.')
    const later = await open()
    await opener(later.page).click()
    const back = await later.frame()
    t.match(await back.textContent('.entry.agent'), 'A new one is on its way.')
    await write(back, 'Thank you!')
    t.match(await channel.fetch(), [{ interaction: { message: 'Thank you!' } }])

    messages.push(...(await later.heard()))
    t.ok(messages.length > 1)
    for (const message of messages) {
      t.match(
        message,
        /^\{"type":"hubward-bubble","close":(true|false),"height":\d+,"unread":\d+\}$/,
        'a website hears three facts and nothing else',
      )
    }
    t.notMatch(await later.page.evaluate(ALL_MARKUP), token)
    t.equal(await later.page.evaluate(STORED), NOTHING_STORED, 'in the website: never anything')
    t.same([...complaints, ...later.complaints], [], 'the policies refuse nothing that is needed')
  },
)

t.test(
  'an answer comes while it is open; while it is closed it is counted',
  needsChromium(),
  async (t) => {
    const { answer, open } = await shop(t)
    const { page, frame } = await open()
    // Without its look every 15 seconds, only the stream of events can bring it.
    await page.addInitScript('setInterval = () => 0')
    await opener(page).click()
    const inside = await frame()
    await write(inside, 'Hello')
    await inside.waitForLoadState()
    await inside.evaluate('document.querySelector("#thread > *").marked = true')
    await answer('Good morning!')
    await inside.waitForSelector('.entry.agent')
    t.equal(await inside.getAttribute('#thread', 'aria-live'), 'polite', 'it is read out')
    t.ok(
      await inside.evaluate('document.querySelector("#thread > *").marked'),
      'and what was there before is left alone, so that it is not read again',
    )
    t.equal(await page.getByRole('status').textContent(), '')

    await write(inside, 'One more question')
    await inside.waitForLoadState()
    await page.getByRole('button', { name: 'Close' }).click()
    await answer('And one more answer')
    await page.getByRole('button', { name: 'Ask Northwind, new answers: 1' }).waitFor()
    t.equal(await page.getByRole('status').textContent(), 'new answers: 1')
    await opener(page).click()
    t.match(await inside.textContent('.entry.agent:last-child'), 'And one more answer')
    await page.getByRole('button', { name: 'Ask Northwind', exact: true }).waitFor()
  },
)

t.test(
  'a keyboard opens it, Escape closes it, and the focus returns',
  needsChromium(),
  async (t) => {
    const { open } = await shop(t)
    const { page, frame } = await open()
    const focus = () =>
      page.evaluate(`(() => {
      const { activeElement } = document
      return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.localName
    })()`)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    const inside = await frame()
    t.equal(await opener(page).getAttribute('aria-expanded'), 'true')
    t.equal(await focus(), 'iframe')
    await inside.focus('#message')
    await page.keyboard.type('Half a sentence')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    t.equal(await opener(page).getAttribute('aria-expanded'), 'false')
    t.equal(await focus(), 'button')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    t.equal(await inside.inputValue('#message'), 'Half a sentence')
    await page.getByRole('button', { name: 'Close' }).focus()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    t.equal(await focus(), 'button')
  },
)

t.test(
  'on a phone it fills the screen, and the page behind it waits',
  needsChromium(),
  async (t) => {
    const { open } = await shop(t, {
      browser: { viewport: { width: 390, height: 844 } },
      more: '<a href="/elsewhere">Elsewhere</a>',
    })
    const { page, frame } = await open()
    await opener(page).click()
    await (await frame()).waitForSelector('#message')
    const dialog = page.getByRole('dialog')
    t.equal(await page.evaluate(ofDialog("matches(':modal')")), true)
    const link = page.getByText('Elsewhere')
    await page.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await link.click()
  },
)

t.test('who wants no motion sees none', needsChromium(), async (t) => {
  const { page } = await (await shop(t)).open()
  await opener(page).click()
  for (const [reducedMotion, moves] of [
    ['reduce', 'none'],
    ['no-preference', 'rise'],
  ] as const) {
    await page.emulateMedia({ reducedMotion })
    t.equal(
      await page.evaluate(ofDialog('computedStyleMap().get("animation-name").toString()')),
      moves,
    )
  }
})

t.test('nobody but its own frame tells the bubble anything', needsChromium(), async (t) => {
  const forged = `{ type: 'hubward-bubble', close: true, height: 7, unread: 5 }`
  const stranger = await serve(t, () => ({
    policy: '',
    body: `<script>parent.postMessage(${forged}, '*')</script>`,
  }))
  const { page, frame, heard } = await (await shop(t, { policy: () => '' })).open()
  await opener(page).click()
  const inside = await frame()
  await inside.waitForSelector('#message')
  await page.evaluate(`postMessage(${forged}, '*')`)
  await page.evaluate(`(() => {
    const other = Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(stranger)} })
    document.body.append(other)
  })()`)
  await page.waitForFunction(`heard.filter((data) => data.includes('"unread":5')).length === 2`)
  // From the right window, and still nothing that the bubble takes.
  for (const wrong of [
    `{ type: 'other', close: true, height: 1, unread: 1 }`,
    `{ type: 'hubward-bubble', close: 'yes', height: 1, unread: 1 }`,
    `{ type: 'hubward-bubble', close: true, height: 1, unread: -1 }`,
    `{ type: 'hubward-bubble', close: true, height: '1px', unread: 1 }`,
    'null',
  ]) {
    const before = (await heard()).length
    await inside.evaluate(`parent.postMessage(${wrong}, '*')`)
    await page.waitForFunction(`heard.length > ${before}`)
  }
  t.ok(await page.getByRole('dialog').isVisible())
  t.equal(await page.getByRole('status').textContent(), '')

  // Nor does the frame believe anybody but the website: it goes on telling that one, and no other.
  await inside.evaluate(`new Promise((heard) => {
    addEventListener('message', heard, { once: true })
    postMessage({ type: 'hubward-bubble', open: false }, '*')
  })`)
  await inside.focus('#message')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
})

t.test(
  'a website leads its frame into no conversation that it knows',
  needsChromium(),
  async (t) => {
    const { channel, hostOrigin, open } = await shop(t)
    const first = await open()
    await opener(first.page).click()
    const known = await first.frame()
    await write(known, 'I know this one')
    const address = known.url()
    await first.page.context().clearCookies()

    const { page, frame } = await open()
    await opener(page).click()
    const inside = await frame()
    await Promise.all([
      inside.waitForNavigation(),
      page.evaluate(ofDialog(`querySelector('iframe').src = ${JSON.stringify(address)}`)),
    ])
    t.equal(inside.url(), `${hostOrigin}/p/contact-form/b/form-1?site=en`)
    t.equal(await inside.locator('.entry').count(), 0)
    t.equal((await channel.fetch()).length, 1)
  },
)

t.test(
  'where cookies are refused it keeps what it can, and says how to come back',
  needsChromium(),
  async (t) => {
    const { answer, context, open } = await shop(t, {
      sameSite: true,
      onTheWay: (sent) => {
        const { 'set-cookie': _refused, ...headers } = sent.headers ?? {}
        return { ...sent, headers }
      },
    })
    const { page, frame } = await open()
    await opener(page).click()
    const inside = await frame()
    await write(inside, 'Hello')
    t.match(await inside.textContent('.note'), 'Your browser keeps no cookie')
    t.same(await context.cookies(), [])
    await page.close()
    await answer('Good morning!')
    const later = await open()
    await opener(later.page).click()
    const back = await later.frame()
    await back.waitForSelector('.entry.agent')
    await back.click('.plain')
    await back.waitForSelector('text=no longer in this browser')
    t.equal(await back.evaluate(STORED), NOTHING_STORED)
  },
)

t.test('without JavaScript in the frame all goes on, by reloading', needsChromium(), async (t) => {
  const { answer, open } = await shop(t, {
    onTheWay: (answer) => ({
      ...answer,
      ...(answer.body?.startsWith('<!doctype') && {
        body: answer.body.replaceAll(/<script>.*?<\/script>/gs, ''),
      }),
    }),
  })
  const { page, frame } = await open()
  await opener(page).click()
  const inside = await frame()
  await write(inside, 'Hello')
  await answer('Good morning!')
  await page.reload()
  await opener(page).click()
  t.match(await (await frame()).textContent('.entry.agent'), 'Good morning!')
})

t.test('it opens also where the website adds to the link', needsChromium(), async (t) => {
  const { hostOrigin, open } = await shop(t, {
    pasted: (snippet) => snippet.replace('/f/form-1"', '/f/form-1?utm_source=shop#top"'),
  })
  const { page, frame } = await open()
  await opener(page).click()
  const inside = await frame()
  await inside.waitForSelector('#message')
  t.equal(inside.url(), `${hostOrigin}/p/contact-form/b/form-1?site=en`)
})

t.test('no link leads its frame to another host', needsChromium(), async (t) => {
  // As text that is read as an address, this path is another host.
  let other = ''
  const { context, hostOrigin, open } = await shop(t, {
    policy: () => "script-src http: 'unsafe-inline'; frame-src http:",
    pasted: (snippet) =>
      snippet.replace(/"(http:\/\/[^/"]+)[^"]*\/f\/form-1"/, '"$1//other.example/f/form-1"'),
  })
  context.on('request', (request) => {
    if (new URL(request.url()).hostname === 'other.example') other = request.url()
  })
  const { page } = await open()
  await opener(page).click()
  const leadsTo = await page.evaluate<string>(`(() => {
    const { shadowRoot } = [...document.querySelectorAll('div')].find((one) => one.shadowRoot)
    return shadowRoot.querySelector('iframe').src
  })()`)
  t.equal(leadsTo, `${hostOrigin}//other.example/b/form-1?site=en`)
  t.equal(other, '')
})

t.test('without the script it is a link to the form', needsChromium(), async (t) => {
  for (const options of [
    { browser: { javaScriptEnabled: false } },
    { policy: () => `default-src 'none'` },
  ]) {
    const { hostOrigin, open } = await shop(t, options)
    const { page } = await open()
    await page.getByRole('link', { name: 'Ask Northwind' }).click()
    t.equal(page.url(), `${hostOrigin}/p/contact-form/f/form-1`)
    await page.waitForSelector('#message')
  }
})

t.test(
  'a website that is not on the list shows why, and nothing else',
  needsChromium(),
  async (t) => {
    const { context, origin, hostOrigin, open } = await shop(t, { allowed: false })
    const { page, complaints, frame, heard } = await open()
    await opener(page).click()
    const inside = await frame()
    t.match(await inside.textContent('#owner'), `For whoever runs ${origin}`)
    t.equal(await inside.locator('form').count(), 0)
    t.match(
      await inside.getByRole('link').getAttribute('href'),
      `${hostOrigin}/p/contact-form/f/form-1`,
    )
    t.match(complaints.join(), `For whoever runs ${origin}`, 'the console says it, too')
    t.same(await heard(), [])

    // A frame that hides where it is: what then keeps it out is the browser.
    const address = `${hostOrigin}/p/contact-form/b/form-1`
    const hidden = await serve(t, () => ({
      policy: '',
      body: `<iframe referrerpolicy="no-referrer" src="${address}"></iframe>`,
    }))
    const other = await context.newPage()
    const [answer] = await Promise.all([
      other.waitForResponse(address),
      other.goto(hidden, { waitUntil: 'load' }),
    ])
    t.equal(answer.status(), 200)
    t.equal(await other.frameLocator('iframe').locator('form').count(), 0)
  },
)

t.test('everybody can use it, on any screen, by day and by night', needsChromium(), async (t) => {
  const { answer, open } = await shop(t, {
    settings: {
      title: 'Ask Northwind about anythingwhatsoeverthatisquitelong',
      openMonday: '09:00-09:01',
    },
  })
  const { page, frame } = await open()
  await page.evaluate(axe.source)
  await opener(page).waitFor()
  const look = async (name: string, inside?: Frame) => {
    await inside?.waitForLoadState()
    await inside?.evaluate(axe.source)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      // A computer, a phone, and a computer's page at 400 %.
      for (const [width, height] of [
        [1280, 800],
        [390, 844],
        [320, 256],
      ] as const) {
        await page.setViewportSize({ width, height })
        const where = `${name}, ${colorScheme}, ${width} × ${height}`
        t.strictSame(await violations(page), [], `the website: ${where}`)
        if (inside === undefined) continue
        t.strictSame(await violations(inside), [], `the frame: ${where}`)
        const fits = 'document.documentElement.scrollWidth <= innerWidth'
        t.ok(await inside.evaluate(fits), `no scrolling sideways: ${where}`)
        const box = await page.getByRole('dialog').boundingBox()
        if (width < 480) t.match(box, { x: 0, y: 0, width, height }, `all of the screen: ${where}`)
        else t.ok((box?.width ?? 0) <= 400 && (box?.y ?? 0) >= 0, `beside the page: ${where}`)
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  await look('closed')
  await opener(page).click()
  const inside = await frame()
  await look('the form', inside)
  await inside.evaluate('document.querySelector("form").noValidate = true')
  await inside.fill('#email', 'nobody')
  await inside.click('form button')
  await inside.waitForSelector('.errors')
  await look('a refused form', inside)
  await inside.fill('#email', 'ada@example.org')
  await write(inside, 'Hello')
  await inside.waitForLoadState()
  await answer('x'.repeat(200))
  await inside.waitForSelector('.entry.agent')
  await look('the conversation', inside)
})

/** What axe-core finds wrong, as `rule: element`. */
async function violations(where: Page | Frame): Promise<string[]> {
  const found: { violations: axe.Result[] } = await where.evaluate(
    'axe.run({ resultTypes: ["violations"], iframes: false })',
  )
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
