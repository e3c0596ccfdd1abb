import { once } from 'node:events'
import { ROOT } from '../docs/pages.ts'
import { configuredRegistry } from './configured-registry.ts'
import { startRegistry } from './registry.ts'

// A process of its own: what compiles and packs must not run under the runner of the tests.

const withNext = process.argv.includes('--with-next')
const registry = await startRegistry(ROOT, await configuredRegistry(), withNext)
console.log(`The registry: ${registry.url}`)
await once(process, 'SIGINT')
await registry.close()
process.exit()
