import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import { proves } from '@hubward/testkit'
import t from 'tap'
import { startFakeTelegram, TOKEN } from '../../../plugins/telegram/test/fake-telegram.ts'
import { PRIVATE } from '../../../plugins/telegram/test/trial.ts'
import { freePort } from '../../host/test/stage/free-port.ts'
import { startQuickstart } from '../src/index.ts'
import { until } from './fixtures/matrix/live.ts'

// A grant is doubted for ten seconds before it ends.
t.setTimeout(600_000)
const PATIENCE = { timeoutMs: 240_000 }
const plugin = fileURLToPath(new URL('./fixtures/quick-telegram.ts', import.meta.url))

t.test(
  'a bot: connected, written to, answered, and back with a new token after a revoked one',
  needsChromium(),
  async (t) => {
    proves(t, {
      network: 'telegram',
      capabilities: ['connect', 'read', 'edits', 'media', 'reply', 'actions', 'revoke'],
      by: 'documentation',
    })
    const network = await startFakeTelegram()
    t.teardown(() => network.close())
    network.chat(PRIVATE)
    const directory = await mkdtemp(join(tmpdir(), 'hubward-telegram-'))
    t.teardown(() => rm(directory, { recursive: true, maxRetries: 5 }))
    const empty = { name: 'telegram', version: 'empty', prepare: async () => undefined }
    const database = await createTestDatabase(empty)
    t.teardown(database.drop)
    const quickstart = await startQuickstart({
      directory,
      databaseUrl: database.url,
      ports: { host: await freePort(), api: 0, app: 0 },
      openHosts: [new URL(network.url).host],
      integrations: { telegram: { plugin, settings: { server: network.url } } },
    })
    t.teardown(async () => {
      await quickstart.close()
      if (!t.passing()) t.comment((await readFile(quickstart.logFile, 'utf8')).slice(-8_000))
    })
    const { simulator, channelsSettingsUrl, inboxUrl } = quickstart
    const ticket = (says: string) =>
      simulator.until(
        () =>
          Object.values(simulator.state.data.tickets).find(({ interaction }) =>
            interaction.message?.includes(says),
          ),
        { ...PATIENCE, what: `a Ticket "${says}"` },
      )
    const browser = await launchChromium()
    t.teardown(() => browser.close())
    const open = async () => {
      const context = await browser.newContext({ locale: 'en-GB' })
      context.setDefaultTimeout(120_000)
      return context.newPage()
    }

    // The Customer connects: a wrong token is told at its field.
    const customer = await open()
    await customer.goto(channelsSettingsUrl)
    await customer.getByRole('link', { name: 'Add Channel on Telegram' }).click()
    await giveToken(customer, `${TOKEN.slice(0, -1)}x`)
    await customer.locator('#field-token-problem').waitFor()
    await giveToken(customer, TOKEN)
    await customer.getByRole('button', { name: 'Connect' }).click()
    await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
    const row = customer.locator('.channel').filter({ hasText: '@northwind_bot' })
    await row.getByText('Active', { exact: true }).waitFor()

    // A message becomes a Ticket, follows its edit, and shows its picture.
    const question = network.write(PRIVATE, { text: 'When do you open?' })
    const asked = await ticket('When do you open?')
    network.edit(question, { text: 'When do you open on Sundays?' })
    t.equal((await ticket('on Sundays?')).id, asked.id, 'the same Ticket')
    const picture = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3])
    network.addFile('door', picture)
    network.write(PRIVATE, {
      caption: 'This door?',
      photo: [{ file_id: 'door', file_unique_id: 'd', width: 400, height: 300 }],
    })
    const shown = await ticket('This door?')
    const opened = await fetch(shown.interaction.pictures?.[0]?.large ?? '')
    t.same(Buffer.from(await opened.arrayBuffer()), picture, 'through the host')
    t.notMatch(JSON.stringify(simulator.state.data.tickets), TOKEN, 'no Ticket holds the token')

    // The answer stands below its question.
    const agent = await open()
    await agent.goto(inboxUrl)
    await agent.locator('#list').getByRole('link', { name: 'on Sundays?' }).click()
    await agent.getByRole('textbox', { name: 'Reply' }).fill('At ten, on Sundays.')
    await agent.getByRole('button', { name: 'Send' }).click()
    await agent.locator('.followup').getByText('Published').waitFor()
    const answers = () =>
      network.standing.filter(({ message }) => message.text === 'At ten, on Sundays.')
    t.match(answers(), [{ message: { reply_to_message: { message_id: question.message_id } } }])

    // It is deleted from its Ticket.
    const reply = await ticket('At ten, on Sundays.')
    simulator.act.deleteInteraction({ ticketId: reply.id, actionId: 'delete' })
    await until(() => answers().length === 0)

    // The token is taken back; what is written meanwhile waits for the new one.
    network.revokeToken(`${TOKEN.slice(0, -3)}new`)
    await simulator.until(
      () => Object.values(simulator.state.data.channels).some(({ status }) => status !== 'active'),
      { ...PATIENCE, what: 'SocialHub to know that the grant is gone' },
    )
    network.write(PRIVATE, { text: 'Are you still there?' })
    await customer.goto(channelsSettingsUrl)
    await row.getByRole('link', { name: /Reactivate/ }).click()
    await customer.getByRole('button', { name: 'Reconnect' }).click()
    await giveToken(customer, `${TOKEN.slice(0, -3)}new`)
    await customer.getByRole('link', { name: 'Back to SocialHub' }).click()
    await row.getByText('Active', { exact: true }).waitFor()
    t.ok(await ticket('Are you still there?'))
  },
)

async function giveToken(page: Page, token: string) {
  await page.getByLabel('Token of the bot').fill(token)
  await page.getByRole('button', { name: 'Continue' }).click()
}
