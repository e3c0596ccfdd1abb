import { isIPv6 } from 'node:net'
import rateLimit from '@fastify/rate-limit'
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

/** Who counts as one visitor: with IPv6 the network of 64 bits, of which everybody has a whole one. */
export function visitorOf(ip: string): string {
  if (!isIPv6(ip) || ip.includes('.')) return ip
  const [before = '', after] = ip.split('%', 1)[0]?.split('::') ?? []
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
