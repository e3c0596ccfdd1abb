import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import { loadCallChannel } from '@hubward/host'
import { createTestDatabase } from '@hubward/postgres'
import type { Ticket } from '@hubward/simulator'
import { proves } from '@hubward/testkit'
import t, { type Test } from 'tap'
import Type from 'typebox'
import Value from 'typebox/value'
import { freePort } from '../../host/test/stage/free-port.ts'
import { type Quickstart, startQuickstart } from '../src/index.ts'
import { needsSnac, type Snac, startSnac } from './fixtures/snac.ts'

// A real server delivers when it likes, and a grant is doubted for ten seconds before it ends.
t.setTimeout(600_000)
const PATIENCE = { timeoutMs: 240_000 }

const quick = fileURLToPath(new URL('./fixtures/quick-mastodon.ts', import.meta.url))

t.test(
  'on a real server: connect, mention, reply, edit, delete, buttons, and back after a lost grant',
  needsSnac().skip ? needsSnac() : needsChromium(),
  async (t) => {
    proves(t, {
      network: 'mastodon',
      capabilities: ['connect', 'read', 'edits', 'reply', 'actions', 'revoke'],
      by: 'live',
      against: 'snac2',
    })
    const snac = await startSnac(['customer', 'alice'])
    t.teardown(() => snac.stop())
    const quickstart = await start(t, snac)
    const { simulator } = quickstart
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const open = async () => {
      const context = await browser.newContext({ locale: 'en-GB' })
      context.setDefaultTimeout(60_000)
      return await context.newPage()
    }
    const ticket = (says: string) =>
      simulator.until(() => find(quickstart, says), { ...PATIENCE, what: `a Ticket "${says}"` })

    // The Customer connects through the server's own page.
    const customer = await open()
    await customer.goto(quickstart.channelsSettingsUrl)
    await customer.getByRole('link', { name: 'Add Channel on Mastodon' }).click()
    await connect(customer, snac)
    await customer.getByRole('button', { name: 'Connect' }).click()
    await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
    const row = customer.locator('.channel').filter({ hasText: `@customer@${snac.domain}` })
    await row.getByText('Active', { exact: true }).waitFor()

    // A mention becomes a Ticket, and its answer a post.
    const question = await post(snac, 'alice', '@customer When do you open?')
    const asked = await ticket('When do you open?')
    t.match(asked.interaction, {
      message: /^@customer\S* When do you open\?$/,
      type: 'MENTION',
    })
    const agent = await open()
    await agent.goto(quickstart.inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'When do you open?' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill('At nine, every day.')
    await agent.getByLabel('How to reply').selectOption({ label: 'Visible to the same people' })
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
    const thread = await context(snac, question.id)
    t.equal(thread.length, 1, 'it stands on the server once')
    t.match(thread[0]?.text, /^@alice\S* At nine, every day\.$/)

    // Buttons, each twice.
    for (const actionId of ['favourite', 'boost', 'bookmark', 'favourite']) {
      simulator.act.pressButton({ ticketId: asked.id, actionId })
    }
    await eventually('the buttons', async () => {
      const now = await snac.as('customer', 'GET', `/api/v1/statuses/${question.id}`)
      return Value.Check(Pressed, now) && now.favourited && now.reblogged && now.bookmarked
    })

    // An edit reaches the Ticket.
    await snac.as('alice', 'PUT', `/api/v1/statuses/${question.id}`, {
      status: '@customer When do you open on Sundays?',
    })
    const edited = await ticket('on Sundays?')
    t.equal(edited.id, asked.id, 'the same Ticket')

    // Our own reply is deleted from its Ticket.
    const reply = await ticket('At nine, every day.')
    simulator.act.deleteInteraction({ ticketId: reply.id, actionId: 'delete' })
    await eventually(
      'the reply to be gone from the server',
      async () => (await context(snac, question.id)).length === 0,
    )

    // The Customer removes the app; what is said meanwhile is not lost.
    await revoke(quickstart, snac)
    await simulator.until(() => channelOf(quickstart, snac)?.status !== 'active', {
      ...PATIENCE,
      what: 'SocialHub to know that the grant is gone',
    })
    await post(snac, 'alice', '@customer Are you still there?')
    await customer.goto(quickstart.channelsSettingsUrl)
    await row.getByRole('link', { name: /Reactivate/ }).click()
    await customer.getByRole('button', { name: 'Reconnect' }).click()
    await connect(customer, snac)
    await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
    await row.getByText('Active', { exact: true }).waitFor()
    t.ok(await ticket('Are you still there?'))
  },
)

const Post = Type.Object({ id: Type.String(), text: Type.String() })
const Thread = Type.Object({ descendants: Type.Array(Post) })
const Pressed = Type.Object({
  favourited: Type.Boolean(),
  reblogged: Type.Boolean(),
  bookmarked: Type.Boolean(),
})
const Grant = Type.Object({
  accessToken: Type.String(),
  clientId: Type.String(),
  clientSecret: Type.String(),
})

/** `npm start` with a Mastodon in a hurry, and nothing else. */
async function start(t: Test, snac: Snac): Promise<Quickstart> {
  const directory = await mkdtemp(join(tmpdir(), 'hubward-mastodon-'))
  t.teardown(() => rm(directory, { recursive: true }))
  const empty = { name: 'mastodon', version: 'empty', prepare: async () => undefined }
  const database = await createTestDatabase(empty)
  t.teardown(database.drop)
  const quickstart = await startQuickstart({
    directory,
    databaseUrl: database.url,
    ports: { host: await freePort(), api: 0, app: 0 },
    openHosts: [snac.domain],
    integrations: { mastodon: { plugin: quick } },
  })
  t.teardown(async () => {
    await quickstart.close()
    // What the host had to say of a story that went wrong.
    if (!t.passing()) t.comment((await readFile(quickstart.logFile, 'utf8')).slice(-8_000))
  })
  return quickstart
}

/** From the first page of ours to the page after the server's. */
async function connect(customer: Page, snac: Snac): Promise<void> {
  await customer.getByLabel('Server or handle').fill(`@customer@${snac.domain}`)
  await customer.getByRole('button', { name: 'Continue' }).click()
  await customer.getByRole('button', { name: `Continue to ${snac.domain}` }).click()
  await customer.waitForURL(`${snac.url}/**`)
  await customer.locator('input[name=login]').fill('customer')
  await customer.locator('input[name=passwd]').fill(snac.passwords.customer ?? '')
  await customer.locator('input[type=submit]').click()
  await customer.waitForURL((url) => url.host !== snac.domain)
}

function find({ simulator }: Quickstart, says: string): Ticket | undefined {
  return Object.values(simulator.state.data.tickets).find(({ interaction }) =>
    interaction.message?.includes(says),
  )
}

function channelOf({ simulator }: Quickstart, { domain }: Snac) {
  return Object.values(simulator.state.data.channels).find(
    ({ networkId }) => networkId === `customer@${domain}`,
  )
}

async function post(snac: Snac, user: string, status: string) {
  const body = { status, visibility: 'public' }
  return Value.Parse(Post, await snac.as(user, 'POST', '/api/v1/statuses', body))
}

async function context(snac: Snac, id: string) {
  const answer = await snac.as('customer', 'GET', `/api/v1/statuses/${id}/context`)
  return Value.Parse(Thread, answer).descendants
}

/** What the Customer does who removes the app from the account. */
async function revoke({ host }: Quickstart, snac: Snac): Promise<void> {
  const { db, sealer } = host.context
  const { id } = await db.selectFrom('channels').select('id').executeTakeFirstOrThrow()
  const channel = await loadCallChannel(db, sealer, id)
  const status = await snac.revoke(Value.Parse(Grant, channel?.credentials))
  if (status !== 200) throw new Error(`the server answered ${status}`)
}

/** For what no event tells: looks until it is so. snac doesn't know a status while it writes it. */
async function eventually(what: string, look: () => Promise<boolean>): Promise<void> {
  let failure: unknown
  for (const began = performance.now(); performance.now() - began < PATIENCE.timeoutMs; ) {
    const isSo = await look().catch((error) => {
      failure = error
      return false
    })
    if (isSo) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`waited in vain for ${what}`, { cause: failure })
}
