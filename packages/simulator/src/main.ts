#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander'
import { PortInUse, type Simulator, startSimulator } from './start.ts'
import { StateFileError } from './state/file.ts'

interface Options {
  port: number
  appPort: number
  json?: true
  state?: string
  legacyLabels?: true
  allowLoopbackHttp?: true
}

const command = new Command('simulator')
  .description('SocialHub on a laptop: its API, its pages, its webhooks, and faults to switch on.')
  .option('--port <port>', 'where the API listens; 0 is any free port', readPort, 0)
  .option('--app-port <port>', 'where the pages and control routes listen', readPort, 0)
  .option('--json', 'print one line of JSON when it listens')
  .option('--state <file>', 'keep the state in this file between starts')
  .option('--legacy-labels', 'also accept labels that are bare strings, as before API 1.12')
  .option('--allow-loopback-http', 'accept http instead of https for loopback addresses')
  .addHelpText(
    'after',
    '\nExample:\n  $ pnpm simulator --port 4100 --app-port 4101 --state socialhub.json',
  )
  .showHelpAfterError('Run it with --help to see what it takes.')
  .parse()

const options = command.opts<Options>()
try {
  const simulator = await startSimulator({
    port: options.port,
    appPort: options.appPort,
    ...(options.state !== undefined && { stateFile: options.state }),
    settings: {
      legacyLabels: options.legacyLabels === true,
      allowLoopbackHttp: options.allowLoopbackHttp === true,
    },
  })
  process.once('SIGINT', () => stop(simulator))
  process.once('SIGTERM', () => stop(simulator))
  tell(simulator)
} catch (error) {
  fail(error)
}

function tell({ apiUrl, appUrl, accountId, channelId, manifestId, accessToken }: Simulator): void {
  const start = { apiUrl, appUrl, accountId, channelId, manifestId, accessToken }
  if (options.json) {
    console.log(JSON.stringify(start))
    return
  }
  console.log(`SocialHub runs on this computer.

  Pages   ${appUrl}
  API     ${apiUrl}

A Custom Channel to begin with:

  Channel       ${channelId}
  Manifest      ${manifestId}
  Account       ${accountId}
  Access Token  ${accessToken}

Stop it with Ctrl-C.`)
}

async function stop(simulator: Simulator): Promise<void> {
  try {
    await simulator.close()
  } catch (error) {
    fail(error)
  }
}

/** A person reads a sentence; what nobody foresaw keeps its stack for whoever mends it. */
function fail(error: unknown): void {
  const foreseen = error instanceof PortInUse || error instanceof StateFileError
  console.error(foreseen ? error.message : error)
  process.exitCode = 1
}

function readPort(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}
