import { once } from 'node:events'
import { join } from 'node:path'
import { sentenceFor } from '@hubward/dev'
import { containStrayFailures } from '@hubward/host'
import { Command, InvalidArgumentError } from 'commander'
import { fillDemo } from './demo.ts'
import { sentencesFor } from './network-demos/demo.ts'
import { DEMO_NETWORKS, DEMOS_NOTE, NoSuchDemo } from './network-demos/demos.ts'
import { type DemoQuickstart, startWithDemo } from './network-demos/start-with-demo.ts'
import { startQuickstart } from './quickstart.ts'
import { DATA_FOLDER } from './repository-folders.ts'

/** What there is to know without a demo. */
const TOLD = `Every command works on it from this folder, such as: pnpm hubward channel list, pnpm hubward doctor
(other folders: --config ${join(DATA_FOLDER, 'hubward.yaml')}). Ctrl-C stops it. What you did is kept; "npm run reset" removes it.
${DEMOS_NOTE}. `

/** What `npm start` runs once everything is installed. */
const command = new Command('npm start --')
  .description(
    'Shows Hubward at work on this computer: a Customer, a visitor, a community manager.',
  )
  .option('--host-port <port>', 'where Customers and visitors go (8080 at the first start)', port)
  .option('--api-port <port>', 'SocialHub’s API (4100 at the first start)', port)
  .option('--app-port <port>', 'SocialHub’s pages (4101 at the first start)', port)
  .option('--website-port <port>', 'the demo website (8090)', port)
  .option('--cockpit-port <port>', 'the cockpit (8091)', port)
  .option(
    '--demo [network]',
    'show a Network in memory, without an account anywhere; without a name, fill the cockpit with Customers in every state',
    demo,
  )
  .addHelpText(
    'after',
    `
Networks that have a demo: ${DEMO_NETWORKS.join(', ')}.
What is made is kept in .hubward between starts; "npm run reset" removes it. Of a demo nothing is kept.
DATABASE_URL takes the place of the embedded PostgreSQL; for a demo, name an empty database.`,
  )
  .parse()

const given = command.opts<{
  hostPort?: number
  apiPort?: number
  appPort?: number
  websitePort?: number
  cockpitPort?: number
  demo?: true | string
}>()
const COCKPIT_PORT = 8091
const began = performance.now()
// Also while it starts: what has begun is ended in order, and a second Ctrl-C ends it at once.
const stop = Promise.race([
  once(process, 'SIGINT'),
  once(process, 'SIGTERM'),
  // The wrapper that started us is gone.
  ...(process.channel ? [once(process, 'disconnect')] : []),
])
void stop.then(() => {
  console.log('\nStopping …')
  process.once('SIGINT', () => process.exit(130))
})
try {
  const options = {
    ports: {
      ...(given.hostPort !== undefined && { host: given.hostPort }),
      ...(given.apiPort !== undefined && { api: given.apiPort }),
      ...(given.appPort !== undefined && { app: given.appPort }),
    },
    ...(given.websitePort !== undefined && { websitePort: given.websitePort }),
    cockpitPort: given.cockpitPort ?? COCKPIT_PORT,
    databaseUrl: process.env.DATABASE_URL,
    progress: report(),
    startNote: DEMOS_NOTE,
  }
  const shown =
    typeof given.demo === 'string' ? await startWithDemo(given.demo, options) : undefined
  const quickstart = shown ?? (await startQuickstart(options))
  containStrayFailures(quickstart.host.context.log)
  if (given.demo === true) await fillDemo(quickstart.host, quickstart.simulator)
  const cockpit = await quickstart.host.operatorLink({ name: 'You', role: 'administrator' })
  for (const { name, problems } of quickstart.host.failures) {
    console.log(
      `The integration ${name} can’t run: ${problems.map(({ where, rule }) => `${where} ${rule}`).join('; ')}`,
    )
  }
  console.log(`
Hubward is running. Open in a browser:

  Channels Settings Page  ${quickstart.channelsSettingsUrl}
                          add a Channel, as a Customer does
  A first contact form    ${quickstart.formUrl ?? '(none)'}
                          write to the Customer, as a visitor of a website does
  A demo website          ${quickstart.websiteUrl ?? '(none)'}
                          another origin, with that form and its chat bubble
  The demo's mailbox      ${quickstart.mailboxUrl ?? '(none)'}
                          read what visitors are sent once they were answered; none of it goes out
  Inbox                   ${quickstart.inboxUrl}
                          answer, as a community manager does
  Cockpit                 ${cockpit ?? '(none)'}
                          look after Channels, as an agency does; the link works once, within ten
                          minutes, and "pnpm hubward operator link" prints another

${shown ? toldOfDemo(shown) : TOLD}Log: ${quickstart.logFile}`)
  await stop
  await quickstart.close()
  process.exit(0)
} catch (error) {
  console.error(`\n${sentenceFor(error, { command: 'npm start --', reset: 'npm run reset' })}`)
  process.exit(1)
}

/** What to type and to click, and where. */
function toldOfDemo({ networkName, demo, personUrl, channelsSettingsUrl }: DemoQuickstart): string {
  // A key of many lines is copied from the page.
  const steps = sentencesFor(demo.connect).map((step) =>
    step.length > 150 || step.includes('\n')
      ? `${step.slice(0, 40)}… (whole on the page below)`
      : step,
  )
  return `${networkName}, in memory: ${demo.shows}.

  1. ${channelsSettingsUrl}, “Add Channel on ${networkName}”:
${steps.map((step) => `     ${step}`).join('\n')}
  2. ${personUrl} is ${demo.person} on ${networkName}: write something there.
  3. Answer it in the Inbox, and look again at ${demo.person}’s page.

Ctrl-C stops it; nothing of it is kept. `
}

/** One line for each step, with the time it took. */
function report(): (step: string, done: boolean) => void {
  let since = began
  return (step, done) => {
    if (!done) {
      since = performance.now()
      if (process.stdout.isTTY) process.stdout.write(`  … ${step}`)
      return
    }
    const seconds = ((performance.now() - since) / 1_000).toFixed(1)
    process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}  ✓ ${step} (${seconds} s)\n`)
  }
}

function demo(text: string): string {
  if (DEMO_NETWORKS.includes(text)) return text
  throw new InvalidArgumentError(new NoSuchDemo(text).message)
}

function port(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw new InvalidArgumentError('A port is a number between 1 and 65535.')
}
