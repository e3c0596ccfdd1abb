import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import t from 'tap'
import { openHouse } from './fixtures/house.ts'

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
    await page.keyboard.press('Tab')
    t.equal(await focused(page), 'user')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '2 entries need a change' }).waitFor()
    t.match(await page.title(), 'Error: Sign in')
    t.match(await focused(page), '2 entries need a change', 'the summary has the focus')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    t.equal(await focused(page), 'user', 'its links lead to the fields')
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
    const fits = async (what: string) => {
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
    await fits('the first form')
    await page.locator('[name=user]').fill('crew')
    await page.locator('[name=password]').fill('secret')
    await page.getByRole('button', { name: 'Anmelden' }).click()
    await fits('the choice of accounts')
    await page.getByRole('checkbox', { name: 'Ben verbinden' }).uncheck()
    await page.getByRole('button', { name: 'Weiter' }).click()
    await fits('the settings')
    await page.getByRole('button', { name: 'Verbinden' }).click()
    await page.getByRole('heading', { name: 'Ihre Kanäle sind aktiv' }).waitFor()
    await fits('the last page')
    t.equal(await page.getByRole('button', { name: 'Kopieren' }).count(), 0)
    await context.close()
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
    const examine = async (what: string) => t.same(await violations(page), [], what)
    await page.goto(await house.creationLink({ issuedAgoMs: 3_600_000 }))
    await examine('an expired link')
    await page.goto(await house.creationLink())
    await examine('a form')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await examine('a form to correct')
    await signIn(page, 'crew')
    await examine('accounts')
    for (const box of await page.getByRole('checkbox').all()) await box.uncheck()
    await page.getByRole('button', { name: 'Continue' }).click()
    await examine('accounts to correct')
    await page.getByRole('checkbox', { name: 'Connect Anna' }).check()
    await page.getByText('Change how it is called').first().click()
    await page.getByLabel('Unique name').first().fill('@other')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('Limit').fill('none')
    await page.getByRole('button', { name: 'Connect' }).click()
    await examine('settings to correct')
    await page.getByLabel('Limit').fill('3')
    house.simulator.faults.routes.add({ route: 'POST /channels', fault: 'lost-answer' })
    await page.getByRole('button', { name: 'Connect' }).click()
    await examine('an unknown outcome')
    await page.getByRole('button', { name: 'Try again' }).click()
    await examine('the last page')
    await page.close()
  })
})

async function signIn(page: Page, user: string): Promise<void> {
  await page.locator('[name=user]').fill(user)
  await page.locator('[name=password]').fill('secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
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
