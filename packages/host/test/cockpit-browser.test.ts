import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import { sql } from 'kysely'
import t from 'tap'
import { changeState } from '../src/store/channel-state.ts'
import { createOperatorLink } from '../src/store/operators.ts'
import { openCockpit } from './fixtures/cockpit.ts'

t.setTimeout(600_000)

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

t.test('a morning in the cockpit', needsChromium(), async (t) => {
  const { house, provider, url, addChannel } = await openCockpit(t)
  const { db } = house.context
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  // A Customer who has connected a Channel, and one whose Channel is quiet.
  const customer = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  const signIn = async () => {
    await customer.locator('[name=user]').fill('keys')
    await customer.locator('[name=password]').fill('secret')
    await customer.getByRole('button', { name: 'Sign in' }).click()
  }
  await customer.goto(await house.creationLink())
  await signIn()
  await customer.getByRole('button', { name: 'Connect' }).click()
  await customer.getByRole('heading', { name: 'Your Channel is active' }).waitFor()
  await addChannel({ name: 'Quiet' })
  const channel = await db
    .selectFrom('channels')
    .select(['id', 'name', 'socialhub_channel_id'])
    .where('unique_name', '=', '@keys')
    .executeTakeFirstOrThrow()
  const { id, name, socialhub_channel_id: channelId } = channel

  // At night its grant dies.
  await db
    .transaction()
    .execute((trx) =>
      changeState(trx, { id, tokenGeneration: 1 }, 'grant refused', 'The password was changed.'),
    )

  provider.person = { sub: 'olga', claims: { name: 'Olga Muster' } }
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  await page.goto(url)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'One Channel needs somebody' }).waitFor()
  t.match(await page.locator('.me').textContent(), 'Olga Muster')
  const first = page.locator('.need').first()
  t.match(await first.textContent(), name)
  t.match(await first.textContent(), 'The Network no longer accepts the grant.')
  t.match(await first.textContent(), 'Customer’s turn')

  await t.test('anybody can use its pages', async (t) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const path of [
        '/',
        '/channels',
        '/integrations',
        '/integrations/harbour',
        '/alerts',
        '/audit',
        `/channels/${channelId}`,
        `/channels/${channelId}/pause`,
        `/customers/${house.accountId}`,
        `/customers/${house.accountId}/paper`,
      ]) {
        await page.goto(url + path)
        t.same(await violations(page), [], `${path}, ${colorScheme}`)
        await page.setViewportSize({ width: 320, height: 640 })
        const width = await page.evaluate('document.documentElement.scrollWidth')
        t.ok(Number(width) <= 320, `${path} fits a small phone: ${width}`)
        await page.setViewportSize({ width: 1280, height: 800 })
      }
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto(url)
    await page.keyboard.press('Tab')
    t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the content')
  })

  await page.goto(url)
  await page.getByRole('link', { name: /Send a link to reconnect/ }).click()
  t.match(await page.locator('main').textContent(), 'on SocialHub’s Channels Settings Page')
  await page.getByRole('button', { name: 'Link to reconnect' }).click()
  t.match(await page.locator('#text').textContent(), `Your Channel “${name}”`)
  await page.goto(url)
  const cell = page.getByRole('table').getByRole('link', { name: /harbour/ })
  t.match(await cell.textContent(), '1 broken')

  // The Customer does so, in a browser of their own.
  await customer.goto(await house.simulator.act.reactivationLink({ channelId }))
  await customer.getByRole('button', { name: 'Reconnect' }).click()
  await signIn()
  await customer.getByRole('heading', { name: /active/ }).waitFor()
  const { rows } = await sql<{ state: string }>`
    select state from channels where id = ${id}`.execute(db)
  t.same(rows, [{ state: 'active' }], 'it works again')

  // Nobody has touched the page.
  await page.getByRole('heading', { name: 'Nobody needs you' }).waitFor()
  t.match(await cell.textContent(), '2 well')

  await t.test('the audit log tells what happened', async (t) => {
    const log = await page.context().newPage()
    await log.goto(`${url}/channels/${channelId}`)
    const life = await log.locator('.timeline').last().locator('li').allTextContents()
    const told = [
      /^\s*A Customer connected a Channel again/,
      /^\s*A Channel’s grant ended/,
      /^\s*A Customer connected a Channel\s/,
    ]
    t.match(life, told, 'the latest first')
    await log.getByRole('link', { name: 'All of it in the audit log' }).click()
    t.equal(await log.getByLabel('Channel (SocialHub’s id)').inputValue(), channelId)
    t.match(await log.locator('.log').textContent(), 'The password was changed.')
    await log.getByLabel('By whom').selectOption('the Customer')
    await log.getByRole('button', { name: 'Show' }).click()
    t.notMatch(await log.locator('.log').textContent(), 'The password was changed.')
    await log.getByRole('button', { name: 'Verify now' }).click()
    await log.getByText('nobody changed anything').waitFor()
    t.same(await violations(log), [])
    await log.close()
  })

  // Put off for asking too often, it keeps what it shows, and asks again later.
  await page.evaluate('globalThis.isTheSamePage = true')
  let isPutOff = true
  await page.route(`${url}/`, async (route) =>
    isPutOff ? await route.fulfill({ status: 429, body: 'Too many' }) : await route.continue(),
  )
  const refused = page.waitForResponse((response) => response.status() === 429)
  await sql`update channels set state = 'paused' where name = 'Quiet'`.execute(db)
  await refused
  isPutOff = false
  await page.getByText('One is paused').waitFor({ timeout: 120_000 })
  t.equal(await page.evaluate('globalThis.isTheSamePage'), true, 'it was not loaded anew')

  await t.test('an administrator removes the Customer, and has a record', async (t) => {
    const admin = await (await browser.newContext({ locale: 'en-GB' })).newPage()
    const made = { name: 'Ada', role: 'administrator' } as const
    const token = await createOperatorLink(db, house.context.sealer, made, 60_000)
    await admin.goto(`${url}/enter/${token}`)
    await admin.getByRole('button', { name: 'Sign in' }).click()
    await admin.goto(`${url}/customers/${house.accountId}`)
    await admin.getByRole('link', { name: 'Remove this Customer' }).click()
    const fits = async (what: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await admin.emulateMedia({ colorScheme })
        t.same(await violations(admin), [], `${what}, ${colorScheme}`)
      }
      await admin.setViewportSize({ width: 320, height: 640 })
      const width = await admin.evaluate('document.documentElement.scrollWidth')
      t.ok(Number(width) <= 320, `${what} fits a small phone: ${width}`)
      await admin.setViewportSize({ width: 1280, height: 800 })
    }
    await fits('the question')
    await admin.getByLabel('The Account’s id').fill(house.accountId)
    await admin.getByRole('button', { name: 'Remove this Customer' }).click()
    await admin.getByRole('heading', { name: 'Record of erasure' }).waitFor()
    t.match(await admin.locator('main').textContent(), channelId)
    await fits('the record')
    await admin.emulateMedia({ media: 'print' })
    t.equal(await admin.getByRole('navigation').first().isVisible(), false, 'printed alone')
  })
})

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target).join(' ')))`,
  )
  return Array.isArray(found) ? found.map(String) : [String(found)]
}
