import { EventEmitter, once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Kept } from './kept.ts'
import type { LocalMessage } from './server.ts'

/**
 * This Network tells each message on a connection, as a line of JSON, until it hears by a line with the
 * message's id that it is kept. After that it doesn't tell it again, to nobody.
 */
export function addTelling(app: FastifyInstance, kept: Kept) {
  const waiting = kept.map<LocalMessage>('waiting')
  /** One connection for the account: a newer one takes the place of the older. */
  let listener: Duplex | undefined
  const heard = new EventEmitter().setMaxListeners(0)

  app.get('/api/stream', async (_, response) => response.status(204).send())
  app.server.on('upgrade', async (request, socket: Duplex) => {
    // Without this, a connection that breaks would end the process.
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    const { method = 'GET', url = '', headers } = request
    // Whoever may read the address above may listen.
    const { statusCode } = await app.inject({ method: method as 'GET', url, headers })
    if (statusCode !== 204) {
      socket.end(`HTTP/1.1 ${statusCode} Refused\r\n\r\n`)
      return
    }
    listener?.destroy()
    listener = socket
    socket.on('close', () => {
      if (listener === socket) listener = undefined
      heard.emit('left')
    })
    createInterface({ input: socket }).on('line', (id) => {
      waiting.delete(id)
      kept.save()
      heard.emit('kept')
    })
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
    for (const message of waiting.values()) socket.write(`${JSON.stringify(message)}\n`)
    heard.emit('listening')
  })
  app.addHook('preClose', async () => void listener?.destroy())

  /** Resolves when it is kept, or else when nobody listens: then it waits. */
  async function tell(message: LocalMessage): Promise<void> {
    waiting.set(String(message.id), message)
    listener?.write(`${JSON.stringify(message)}\n`)
    while (listener && waiting.has(String(message.id))) {
      await Promise.race([once(heard, 'kept'), once(heard, 'left')])
    }
  }

  return {
    tell,
    /** Resolves when somebody listens who did not before. */
    listening: async (): Promise<void> => void (await once(heard, 'listening')),
    /** Breaks the connection, as Networks do. */
    hangUp: (): void => void listener?.destroy(),
  }
}
