import { gzipSync } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** Sends JSON gzipped, as `GET /` and `PATCH /manifest` were recorded, to clients that take it. */
export function sendGzipped(request: FastifyRequest, reply: FastifyReply, body: object) {
  const json = JSON.stringify(body)
  reply.type('application/json; charset=utf-8').header('vary', 'Accept-Encoding')
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return reply.send(json)
  return reply.header('content-encoding', 'gzip').send(gzipSync(json))
}
