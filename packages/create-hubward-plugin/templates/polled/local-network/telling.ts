import type { FastifyInstance } from 'fastify'
import type { Kept } from './kept.ts'
import type { LocalMessage } from './server.ts'

/** This Network tells nobody that there is something new: it waits to be asked. */
export function addTelling(_app: FastifyInstance, _kept: Kept) {
  return { tell: async (_message: LocalMessage): Promise<void> => undefined }
}
