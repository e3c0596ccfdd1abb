import { startStubNetwork } from '@hubward/testkit/stub-network'

// The stub Network in a process of its own. Everything else goes by its HTTP routes for tests.
process.once('disconnect', () => process.exit(0))
const { url } = await startStubNetwork()
process.send?.({ url })
