import { createHmac, timingSafeEqual } from 'node:crypto'

/** The header by which hosts of this database know a request of their own checks. */
export const PROBE_HEADER = 'x-hubward-check'

/** What a host answers at a webhook's address that leads to no webhook. By it a check knows a host. */
export const NO_WEBHOOK = 'There is no webhook at this address.'

/** How far apart the clocks of the checking and the answering machine may be. */
const APART_MS = 300_000

/**
 * Proves that a request comes from our own check, without being what SocialHub would send: a check
 * that a webhook refuses what nobody signed must set off no alarm.
 *
 * @param secret the webhook's.
 * @param now milliseconds since 1970.
 */
export function probeProof(secret: string, now: number): string {
  return `${now}.${hashOf(secret, String(now)).toString('hex')}`
}

/** Whether one of the webhook's secrets made this proof, lately. */
export function isOwnProbe(header: unknown, secrets: readonly string[], now: number): boolean {
  const [, time = '', hash = ''] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(String(header)) ?? []
  if (time === '' || Math.abs(now - Number(time)) > APART_MS) return false
  const given = Buffer.from(hash, 'hex')
  return secrets.some((secret) => timingSafeEqual(hashOf(secret, time), given))
}

function hashOf(secret: string, time: string): Buffer {
  return createHmac('sha256', secret).update(`hubward-check ${time}`).digest()
}
