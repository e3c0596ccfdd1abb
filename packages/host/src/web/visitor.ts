import rateLimit from '@fastify/rate-limit'
import { visitorOf } from '@hubward/border'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'

/**
 * Whose X-Forwarded-For is believed, as fastify takes it. fastify's own `true` would believe whatever
 * stands in it, and a visitor could write any address there: here it means one proxy.
 */
export function trustedProxies({
  trustProxy,
}: Pick<Config, 'trustProxy'>): string[] | ((address: string, hop: number) => boolean) {
  if (Array.isArray(trustProxy)) return trustProxy
  return (_address, hop) => hop < Number(trustProxy)
}

/** Lets each visitor send so many requests a minute, before anything else is done for them. */
export async function limitVisitors(scope: FastifyInstance, perMinute: number): Promise<void> {
  await scope.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    keyGenerator: ({ ip }) => visitorOf(ip),
  })
}
