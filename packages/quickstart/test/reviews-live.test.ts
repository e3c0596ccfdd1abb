import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import type { Ticket } from '@hubward/simulator'
import t, { type Test } from 'tap'
import { startFakeAppStore } from '../../../plugins/app-store/test/fake-app-store.ts'
import { credentialsFor } from '../../../plugins/app-store/test/trial.ts'
import { PACKAGE, startFakeGooglePlay } from '../../../plugins/google-play/test/fake-google-play.ts'
import { freePort } from '../../host/test/stage/free-port.ts'
import { eventually } from '../../host/test/stage/stage.ts'
import { type Quickstart, startQuickstart } from '../src/index.ts'

// A grant is doubted for ten seconds before it ends.
t.setTimeout(600_000)
const PATIENCE = { timeoutMs: 240_000 }

const quick = (id: string) => fileURLToPath(new URL(`./fixtures/quick-${id}.ts`, import.meta.url))

/** What the story needs of a Network with reviews. */
interface Store {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly settings: Record<string, unknown>
  /** What its one Channel is called. */
  readonly app: string
  fillIn(page: Page): Promise<void>
  /** Somebody writes a review. */
  write(text: string): Review
  is(state: 'granted' | 'key-gone'): void
  /** Whether answers can be taken away. */
  readonly deletes: boolean
}
interface Review {
  edit(text: string): void
  /** The answer that stands there. */
  answer(): string | undefined
}

async function googlePlay(t: Test): Promise<Store> {
  const network = await startFakeGooglePlay({ readsClock: true })
  t.teardown(() => network.close())
  return {
    id: 'google-play',
    name: 'Google Play',
    url: network.url,
    settings: network.settings,
    app: PACKAGE,
    async fillIn(page) {
      await page.getByLabel('Key of the service account (JSON)').fill(network.keyFile)
      await page.getByLabel(/^Apps/).fill(PACKAGE)
    },
    write(text) {
      const review = network.write(text)
      return {
        edit: (now) => network.edit(review, now),
        answer: () => review.comments[1]?.developerComment.text,
      }
    },
    is: (state) => network.is(state === 'granted' ? 'granted' : 'key-deleted'),
    deletes: false,
  }
}

async function appStore(t: Test): Promise<Store> {
  const network = await startFakeAppStore()
  t.teardown(() => network.close())
  const { issuerId, keyId, privateKey } = credentialsFor(network)
  return {
    id: 'app-store',
    name: 'App Store',
    url: network.url,
    settings: { server: network.url },
    app: 'Northwind Shop',
    async fillIn(page) {
      await page.getByLabel('Issuer ID').fill(issuerId)
      await page.getByLabel('Key ID').fill(keyId)
      await page.getByLabel('Key file (.p8)').fill(privateKey)
    },
    write(text) {
      const review = network.write(text)
      return {
        edit: (now) => {
          review.body = now
        },
        answer: () => review.response?.body,
      }
    },
    is: (state) => network.is(state === 'granted' ? 'granted' : 'key-revoked'),
    deletes: true,
  }
}

for (const opened of [googlePlay, appStore]) {
  t.test(
    `${opened.name}: connect, review, answer, edit, replace, delete, and back after a lost grant`,
    needsChromium(),
    async (t) => {
      const store = await opened(t)
      const quickstart = await start(t, store)
      const { simulator } = quickstart
      const browser = await launchChromium()
      t.teardown(() => browser.close())
      const open = async () => {
        const context = await browser.newContext({ locale: 'en-GB' })
        context.setDefaultTimeout(120_000)
        return await context.newPage()
      }
      const ticket = (says: string): Promise<Ticket> =>
        simulator.until(
          () =>
            Object.values(simulator.state.data.tickets).find(({ interaction }) =>
              interaction.message?.includes(says),
            ),
          { ...PATIENCE, what: `a Ticket "${says}"` },
        )
      const settled = (id: string) =>
        simulator.until(
          () => {
            const found = simulator.state.data.followups[id]
            return found?.status === 'sending' ? undefined : found
          },
          { ...PATIENCE, what: 'the end of an answer' },
        )

      // The Customer connects with a key; a wrong one shows the form again.
      const customer = await open()
      await customer.goto(quickstart.channelsSettingsUrl)
      await customer.getByRole('link', { name: `Add Channel on ${store.name}` }).click()
      store.is('key-gone')
      await store.fillIn(customer)
      await customer.getByRole('button', { name: 'Continue' }).click()
      await customer
        .getByText(/does not accept this key/)
        .first()
        .waitFor()
      store.is('granted')
      await store.fillIn(customer)
      await customer.getByRole('button', { name: 'Continue' }).click()
      await customer.getByRole('button', { name: 'Connect' }).click()
      const row = customer.locator('.channel').filter({ hasText: store.app })
      await row.getByText('Active', { exact: true }).waitFor()

      // A review becomes a Ticket, and its answer stands at the store.
      const review = store.write('The cups leak.')
      const asked = await ticket('The cups leak.')
      t.match(asked.interaction, { type: 'REVIEW', rating: { value: 3, scale: 5 } })
      const agent = await open()
      await agent.goto(quickstart.inboxUrl)
      await agent.locator('#list').getByRole('link', { name: 'The cups leak.' }).click()
      await agent.getByRole('textbox', { name: 'Answer' }).fill('We send new ones.')
      const choice = agent.getByLabel('How to reply')
      await choice.selectOption({ label: 'Answer, if there is no answer yet' })
      await agent.getByRole('button', { name: 'Send' }).click()
      await agent.locator('.followup').getByText('Published').waitFor()
      t.equal(review.answer(), 'We send new ones.')

      // Nobody replaces it by accident; who says so does.
      const act = { ticketId: asked.id, actionId: 'reply' }
      const second = { ...act, text: 'They are on their way.' }
      const refused = simulator.act.reply({ ...second, option: 'answer' })
      t.not((await settled(refused.id)).status, 'published')
      t.equal(review.answer(), 'We send new ones.')
      const replaced = simulator.act.reply({ ...second, option: 'replace' })
      t.equal((await settled(replaced.id)).status, 'published')
      t.equal(review.answer(), 'They are on their way.')

      // An edit reaches the Ticket.
      review.edit('The new cups are fine.')
      t.equal((await ticket('The new cups are fine.')).id, asked.id, 'the same Ticket')

      if (store.deletes) {
        const answer = await ticket('They are on their way.')
        simulator.act.deleteInteraction({ ticketId: answer.id, actionId: 'delete' })
        await eventually(review.answer, (standing) => standing === undefined, PATIENCE.timeoutMs)
      }

      // The key is taken away; what is said meanwhile is not lost.
      store.is('key-gone')
      await simulator.until(
        () =>
          Object.values(simulator.state.data.channels).find(({ status }) => status !== 'active'),
        { ...PATIENCE, what: 'SocialHub to know that the grant is gone' },
      )
      store.write('Are you still there?')
      store.is('granted')
      await customer.goto(quickstart.channelsSettingsUrl)
      await row.getByRole('link', { name: /Reactivate/ }).click()
      await customer.getByRole('button', { name: 'Reconnect' }).click()
      await store.fillIn(customer)
      await customer.getByRole('button', { name: 'Continue' }).click()
      await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
      await row.getByText('Active', { exact: true }).waitFor()
      t.ok(await ticket('Are you still there?'))
    },
  )
}

/** `npm start` with one store in a hurry, and nothing else. */
async function start(t: Test, { id, url, settings }: Store): Promise<Quickstart> {
  const directory = await mkdtemp(join(tmpdir(), `hubward-${id}-`))
  t.teardown(() => rm(directory, { recursive: true }))
  const empty = { name: 'reviews', version: 'empty', prepare: async () => undefined }
  const database = await createTestDatabase(empty)
  t.teardown(database.drop)
  const quickstart = await startQuickstart({
    directory,
    databaseUrl: database.url,
    ports: { host: await freePort(), api: 0, app: 0 },
    openHosts: [new URL(url).host],
    integrations: { [id]: { plugin: quick(id), settings } },
  })
  t.teardown(async () => {
    await quickstart.close()
    // What the host had to say of a story that went wrong.
    if (!t.passing()) t.comment((await readFile(quickstart.logFile, 'utf8')).slice(-8_000))
  })
  return quickstart
}
