import { HINT } from './access.ts'
import { startNetwork } from './server.ts'

// What "npm run network" runs. hubward.dev.yaml leads to this port.
const { url } = await startNetwork(4200)
console.log(`The local Network: ${url}\n${HINT}\nCtrl-C stops it.`)
