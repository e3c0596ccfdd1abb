import type { FastifyRequest } from 'fastify'
import type { NewFile } from '../../act.ts'
import { Refusal } from '../../state/refusal.ts'

/** An agent's attachment may be this large. */
export const ATTACHMENT_BYTES = 10_000_000

const limits = { fileSize: ATTACHMENT_BYTES, fieldSize: 1_000_000 }

/** What the reply box sent. */
export interface SentReply {
  text?: string
  option?: string
  attachments?: NewFile[]
}

/** Reads the multipart form of the reply box. Fields left empty are left out. */
export async function readReply(request: FastifyRequest): Promise<SentReply> {
  const reply: SentReply = {}
  if (!request.isMultipart())
    throw new Refusal('BadRequestError', 'The reply box sends a multipart form.')
  for await (const part of request.parts({ limits })) {
    if (part.type === 'file') {
      const content = await part.toBuffer().catch(refuseLargeFile)
      if (!part.filename || content.length === 0) continue
      reply.attachments = [{ name: part.filename, mimetype: part.mimetype, content }]
    } else if (typeof part.value === 'string') {
      // A form sends line breaks as CRLF; the Network and the length count get what was typed.
      const value = part.value.replaceAll('\r\n', '\n')
      if (part.fieldname === 'text' && value.trim()) reply.text = value
      if (part.fieldname === 'option' && value) reply.option = value
    }
  }
  return reply
}

function refuseLargeFile(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'FST_REQ_FILE_TOO_LARGE') {
    throw new Refusal('BadRequestError', 'An attachment has at most 10 MB.')
  }
  throw error
}
