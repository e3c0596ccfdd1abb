import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium, needsChromium, type Page } from '@hubward/browser'
import t from 'tap'
import { freePort } from '../../host/test/stage/free-port.ts'
import { linksOf } from '../src/checks/markdown.ts'
import { ROOT } from './docs/pages.ts'
import { configuredRegistry, needsRegistry } from './tutorial/configured-registry.ts'
import { npmEnvironment } from './tutorial/npm-environment.ts'
import { Terminal } from './tutorial/terminal.ts'

t.setTimeout(900_000)

const REGISTRY = 'packages/quickstart/test/tutorial/registry-process.ts'

const options = needsChromium().skip
  ? needsChromium()
  : await needsRegistry(await configuredRegistry())

t.test('the tutorial leads from nothing to a reply from the Inbox', options, async (t) => {
  const closing: (() => Promise<unknown>)[] = []
  t.teardown(async () => {
    for (const end of closing.splice(0).reverse()) await end()
  })
  const home = await mkdtemp(join(tmpdir(), 'hubward-tutorial-'))
  closing.push(() => rm(home, { recursive: true }))
  const packing = new Terminal(ROOT, process.env)
  closing.push(() => packing.close())
  const started = await packing.startUntil(`exec node ${REGISTRY}`, /The registry: http\S+\n/)
  const work = join(home, 'work')
  await mkdir(work)
  const environment = await npmEnvironment(addressAfter(started, /The registry: /), home)
  const terminal = new Terminal(work, environment)
  closing.push(() => terminal.close())

  // What the tutorial says to type, in its order, and what it says to see.
  const printed = new Map<string, string>()
  for (const command of await tutorialCommands()) {
    t.comment(command)
    if (command === 'npm run network') await chooseFreePort(terminal.folder)
    const ready = GOES_ON[command]
    printed.set(
      command,
      ready ? await terminal.startUntil(command, ready) : await terminal.run(command),
    )
  }
  t.match(printed.get('npm test'), /pass [1-9]\d*\n.*fail 0\n/, 'the written tests pass')
  for (const page of ['README.md', 'AGENTS.md']) {
    for (const { target } of linksOf(await readFile(join(terminal.folder, page), 'utf8'))) {
      await t.resolves(access(join(terminal.folder, target)), `${page}: ${target} is installed`)
    }
  }
  const network = addressAfter(printed.get('npm run network'), /The local Network: /)
  const onboarding = addressAfter(printed.get('npm run dev'), /Onboarding +/)
  const inbox = addressAfter(printed.get('npm run dev'), /Inbox +/)

  const browser = await launchChromium()
  closing.push(() => browser.close())
  const open = async (url: string): Promise<Page> => {
    const context = await browser.newContext({ locale: 'en-GB' })
    context.setDefaultTimeout(60_000)
    const opened = await context.newPage()
    await opened.goto(url)
    return opened
  }

  const customer = await open(onboarding)
  await customer.getByLabel('Token').fill('secret')
  await customer.getByRole('button', { name: 'Continue' }).click()
  await customer.getByRole('button', { name: 'Connect' }).click()
  await customer.getByText('Northwind Ceramics').first().waitFor()

  const anybody = await open(network)
  await anybody.getByLabel('Message').fill('Do you sell cups?')
  await anybody.getByRole('button', { name: 'Write' }).click()

  const manager = await open(inbox)
  await manager.getByRole('link', { name: 'Do you sell cups?' }).click()
  await manager.getByRole('textbox', { name: 'Reply' }).fill('We do, in four colours.')
  await manager.getByRole('button', { name: 'Send' }).click()
  await manager.locator('.followup').getByText('Published').waitFor()

  await anybody.reload()
  const [asked, answered] = await anybody.getByRole('listitem').allTextContents()
  t.match(asked, 'Anna: Do you sell cups?')
  t.match(answered, '↳ Northwind Ceramics: We do, in four colours.', 'the reply is on the Network')
})

/** Commands that don't end, and what they print when they can be used. */
const GOES_ON: Readonly<Record<string, RegExp>> = {
  'npm run network': /Ctrl-C stops it/,
  'npm run dev': /Inbox +http\S+\n/,
}

async function tutorialCommands(): Promise<readonly string[]> {
  const page = await readFile(join(ROOT, 'docs/guides/write-a-plugin.md'), 'utf8')
  return [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => line !== ''),
  )
}

function addressAfter(printed: string | undefined, words: RegExp): string {
  const [, address] = new RegExp(`${words.source}(http\\S+)`).exec(printed ?? '') ?? []
  if (address === undefined) throw new Error(`there is no ${words} in:\n${printed}`)
  return address
}

/** Somebody else may listen on the port of the tutorial while its test runs. */
async function chooseFreePort(folder: string): Promise<void> {
  const file = join(folder, 'hubward.dev.yaml')
  const settings = await readFile(file, 'utf8')
  await writeFile(file, settings.replace('127.0.0.1:4200', `127.0.0.1:${await freePort()}`))
}
