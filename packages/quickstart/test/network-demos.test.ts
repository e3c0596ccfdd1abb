import { launchChromium, needsChromium } from '@hubward/browser'
import { createTestDatabase } from '@hubward/postgres'
import t from 'tap'
import { freePort } from '../../host/test/stage/free-port.ts'
import { DEMO_NETWORKS, startDemo } from '../src/network-demos/demos.ts'
import { answerInInbox, channelIsActive, followSteps } from '../src/network-demos/play.ts'
import { startWithDemo } from '../src/network-demos/start-with-demo.ts'

// A host and a browser for each.
t.setTimeout(600_000)

let launched: ReturnType<typeof launchChromium> | undefined
/** One for all, from the first demo on. */
const theBrowser = () => {
  launched ??= launchChromium()
  return launched
}
t.teardown(async () => (await launched)?.close())

for (const network of DEMO_NETWORKS) {
  t.test(
    `${network}: connected as the demo says, answered from the Inbox`,
    needsChromium(),
    async (t) => {
      const empty = { name: 'demo', version: 'empty', prepare: async () => undefined }
      const database = await createTestDatabase(empty)
      t.teardown(database.drop)
      const started = await startWithDemo(network, {
        databaseUrl: database.url,
        ports: { host: await freePort(), api: 0, app: 0 },
        websitePort: 0,
      })
      t.teardown(() => started.close())
      const context = await (await theBrowser()).newContext({ locale: 'en-GB' })
      context.setDefaultTimeout(120_000)
      const customer = await context.newPage()
      await customer.goto(started.channelsSettingsUrl)
      await customer.getByRole('link', { name: `Add Channel on ${started.networkName}` }).click()
      await followSteps(customer, started.demo.connect)
      await channelIsActive(customer)

      const person = await context.newPage()
      await person.goto(started.personUrl)
      await person
        .getByLabel(`What ${started.demo.person} writes`)
        .fill('When do you open on <Sundays>?')
      await person.getByRole('button', { name: 'Write' }).click()
      await person.getByText('When do you open on <Sundays>?').waitFor()

      const answer = 'At nine, as on every other day.'
      await answerInInbox(started, network, 'When do you open on <Sundays>?', answer)
      t.ok((await started.demo.standing()).some(({ text }) => text.includes(answer)))
      await person.getByRole('link', { name: 'Look again' }).click()
      await person.getByText(answer).waitFor()
    },
  )
}

t.test('a Network without a demo is told with those that have one', async (t) => {
  await t.rejects(startDemo('carrier-pigeon'), {
    name: 'NoSuchDemo',
    message: /no demo of "carrier-pigeon".*mastodon/,
  })
  await t.rejects(startDemo('toString'), { name: 'NoSuchDemo' })
})
