import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that systems hand out by themselves, and above those that browsers refuse. */
const FIRST = 12_000
const COUNT = 20_000
/** Other tests run beside this one: each process begins elsewhere. */
let next = process.pid * 20

/**
 * A port that nobody listens on; for what has to be known before anything listens. Nobody is handed it
 * by chance until its host listens, nor while one host ends and the next one starts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + (next++ % COUNT)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
