import { startStubNetwork } from '@hubward/testkit/stub-network'

// The stub Network in a process of its own. Everything else goes by its HTTP routes for tests.
process.once('disconnect', () => process.exit(0))
const { CHAOS_PORT, CHAOS_FILE } = process.env
const { url } = await startStubNetwork({
  port: Number(CHAOS_PORT ?? 0),
  ...(CHAOS_FILE && { file: CHAOS_FILE }),
})
process.send?.({ url })
