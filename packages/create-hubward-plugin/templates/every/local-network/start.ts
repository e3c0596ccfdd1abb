import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { HINT } from './access.ts'
import { startNetwork } from './server.ts'

// What "npm run network" runs, at the address that hubward.dev.yaml gives to the plugin.
const settings = await readFile(new URL('../hubward.dev.yaml', import.meta.url), 'utf8')
const [, port = '4200'] = /server: http:\/\/127\.0\.0\.1:(\d+)/.exec(settings) ?? []
// Beside what "hubward dev" keeps: what was written and granted is there again after a restart.
const file = fileURLToPath(new URL('../.hubward/local-network.json', import.meta.url))
const { url } = await startNetwork(Number(port), file)
console.log(
  `The local Network: ${url}\n${HINT}\nCtrl-C stops it. What it knows stays in .hubward/local-network.json.`,
)
