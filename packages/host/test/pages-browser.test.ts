import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import t from 'tap'
import { harbour } from './fixtures/harbour.ts'
import { openHouse } from './fixtures/house.ts'
import { eventually } from './stage/stage.ts'

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

t.test('onboarding in a browser', needsChromium(), async (t) => {
  const [house, browser] = await Promise.all([openHouse(), launchChromium()])
  t.teardown(async () => {
    await browser.close()
    await house.close()
  })

  t.test('with the keyboard alone', async (t) => {
    const page = await browser.newPage()
    await page.goto(await house.creationLink())
    await page.keyboard.press('Tab')
    t.equal(await focused(page), 'Skip to the content')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#content$/)
    await page.keyboard.press('Tab')
    t.equal(await focused(page), 'user')
    await page.keyboard.press('Enter')
    const summary = '2 entries need a change'
    await page.getByRole('heading', { name: summary }).waitFor()
    t.match(await page.title(), 'Error: Sign in')
    t.match(await hasFocus(page, summary), summary, 'the summary has the focus')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.equal(await hasFocus(page, 'user'), 'user', 'its links lead to the fields')
    await page.keyboard.type('keys')
    await page.keyboard.press('Tab')
    await page.keyboard.type('secret')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Connect' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
    await page.getByRole('link', { name: 'Back to SocialHub' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(`${house.simulator.appUrl}/settings/channels`)
    await page.close()
  })

  t.test('without JavaScript, on a small phone', async (t) => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
      locale: 'de-DE',
    })
    const page = await context.newPage()
    await page.goto(await house.creationLink())
    const fits = async (what: string, heading: string) => {
      await isThere(page, heading)
      // With scripts off the page can't be asked; what it draws can be measured.
      const main = await page.locator('main').boundingBox()
      const widest = await Promise.all(
        (await page.locator('main *:visible').all()).map(async (element) => {
          const box = await element.boundingBox()
          return box ? box.x + box.width : 0
        }),
      )
      t.ok(main && Math.max(...widest) <= 320, `${what} fits`)
    }
    await fits('the first form', 'Am Hafen anmelden')
    const other = house.simulator.act.createAccount({ name: 'Eine andere' })
    await page.goto(await house.creationLink({ accountId: other.id }))
    await fits('the question which link goes on', 'Sie verbinden gerade schon einen Kanal')
    await page.getByRole('button', { name: 'Weiter mit dem Begonnenen' }).click()
    await isThere(page, 'Am Hafen anmelden')
    await page.locator('[name=user]').fill('crew')
    await page.locator('[name=password]').fill('secret')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await fits('the choice of accounts', 'Was möchten Sie verbinden?')
    await page.getByRole('checkbox', { name: 'Ben verbinden' }).uncheck()
    await page.getByRole('button', { name: 'Weiter' }).click()
    await fits('the settings', 'Ihre Kanäle einrichten')
    await page.getByRole('button', { name: 'Verbinden' }).click()
    await fits('the last page', 'Ihre Kanäle sind aktiv')
    t.equal(await page.getByRole('button', { name: 'Kopieren' }).count(), 0)
    const back = await page.getByRole('link', { name: 'Zurück zu SocialHub' }).boundingBox()
    t.ok(back && back.y + back.height <= 640, 'the way back is in view before anything is scrolled')
    await context.close()
  })

  t.test('with nothing left to do or read, the browser goes back by itself', async (t) => {
    harbour.instructs = false
    t.teardown(() => {
      harbour.instructs = true
    })
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await context.newPage()
      await page.goto(await house.creationLink())
      await signIn(page, `returns${javaScriptEnabled}`)
      await page.getByLabel('Also bring in the messages of the last 30 days').check()
      await page.getByRole('button', { name: 'Connect' }).click()
      await page.waitForURL(`${house.simulator.appUrl}/settings/channels`)
      await page.goto(await house.creationLink())
      await signIn(page, `stays${javaScriptEnabled}`)
      await page.getByRole('button', { name: 'Connect' }).click()
      await page.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
      await page.getByRole('button', { name: 'Also bring in the messages' }).click()
      await page.waitForURL(`${house.simulator.appUrl}/settings/channels`)
      t.pass(`${javaScriptEnabled ? 'with' : 'without'} JavaScript`)
      await context.close()
    }
  })

  t.test('a code is copied at a click', async (t) => {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] })
    const page = await context.newPage()
    await page.goto(await house.creationLink())
    await signIn(page, 'copied')
    await page.getByRole('button', { name: 'Connect' }).click()
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const text = await page.evaluate<string>('navigator.clipboard.readText()')
    t.equal(text, '<script src="https://harbour.example/embed.js" data-quay="7"></script>')
    await context.close()
  })

  t.test('cancelling leads back, though the policy watches where forms lead', async (t) => {
    const page = await browser.newPage()
    await page.goto(await house.creationLink())
    await page.getByRole('button', { name: 'Cancel and return to SocialHub' }).click()
    await page.waitForURL(`${house.simulator.appUrl}/settings/channels`)
    await page.goBack()
    await page.getByRole('heading', { name: 'Nothing was connected' }).waitFor()
    t.pass()
    await page.close()
  })

  t.test('nothing that axe finds', async (t) => {
    const page = await browser.newPage()
    const examine = async (what: string, heading: string) => {
      await isThere(page, heading)
      t.same(await violations(page), [], what)
    }
    await page.goto(await house.creationLink({ issuedAgoMs: 3_600_000 }))
    await examine('an expired link', 'This took longer than 30 minutes')
    await page.goto(await house.creationLink())
    await examine('a form', 'Sign in to your harbour')
    const other = house.simulator.act.createAccount({ name: 'Another' })
    await page.goto(await house.creationLink({ accountId: other.id }))
    await examine('the question which link goes on', 'You are already connecting a Channel')
    await page.getByRole('button', { name: 'Go on with what I had begun' }).focus()
    await page.keyboard.press('Enter')
    await isThere(page, 'Sign in to your harbour')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await examine('a form to correct', '2 entries need a change')
    await signIn(page, 'crew')
    await examine('accounts', 'What would you like to connect?')
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
    await page.getByRole('button', { name: 'Continue' }).click()
    await examine('accounts to correct', 'One entry needs a change')
    await page.getByRole('checkbox', { name: 'Connect Anna' }).check()
    await page.getByText('Change how it is called').first().click()
    await page.getByLabel('Unique name').first().fill('@other')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Limit').fill('none')
    await page.getByRole('button', { name: 'Connect' }).click()
    await examine('settings to correct', 'One entry needs a change')
    await page.getByLabel('Limit').fill('3')
    house.simulator.faults.routes.add({ route: 'POST /channels', fault: 'lost-answer' })
    await page.getByRole('button', { name: 'Connect' }).click()
    await examine('an unknown outcome', 'We don’t know yet whether this worked')
    await page.getByRole('button', { name: 'Try again' }).click()
    await examine('the last page', 'Your Channel is active')
    await page.close()
  })
})

async function signIn(page: Page, user: string): Promise<void> {
  await page.locator('[name=user]').fill(user)
  await page.locator('[name=password]').fill('secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Until the page with this heading is there as a whole: after a click the one before it may still be. */
async function isThere(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { name: heading }).waitFor()
  await page.waitForLoadState()
}

/** What has the focus, once it is what is named here: it moves a moment after a page or a link. */
function hasFocus(page: Page, name: string): Promise<string> {
  return eventually(
    () => focused(page),
    (found) => found.includes(name),
  )
}

/** The name, or else the text, of what has the focus. */
function focused(page: Page): Promise<string> {
  const element = 'document.activeElement'
  return page.evaluate<string>(`${element}.getAttribute('name') ?? ${element}.textContent.trim()`)
}

async function violations(page: Page): Promise<string[]> {
  // Evaluated, not inserted: our pages run no script but their own.
  await page.evaluate(axeSource)
  return page.evaluate<string[]>(
    `axe.run(document).then(({ violations }) => violations.map(
      ({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`,
  )
}
