import type { Config } from '../src/config.ts'
import { createHost } from '../src/host.ts'
import { createServer } from '../src/server.ts'

/** A host's web server without its turns, so that the same work is compared: accepting. */
export async function startWebSide(config: Config): Promise<string> {
  const { context } = await createHost({ config })
  const server = await createServer(context)
  return await server.listen({ host: '127.0.0.1', port: 0 })
}
