import dns from 'node:dns'
import { Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { FoundServer } from '@hubward/plugin'
import type { Guard } from './guard.ts'

const TRY_TIMEOUT_MS = 2_000
const TRIES = 2
/** More than a domain has; what is left out is what would be tried last. */
const RECORD_LIMIT = 20
/** RFC 1035, 2.3.4. */
const NAME_LIMIT_CHARACTERS = 253
/** There is no such name, or it has no such record. */
const NOTHING = new Set(['ENOTFOUND', 'ENODATA'])
const NAME = /^(?=.*[a-z])[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i

/**
 * Where DNS says that a domain's service or mail is. Whether a plugin may connect there is decided when
 * it does: by the name, and by the address that the name has then.
 */
export async function resolve(
  guard: Guard,
  name: string,
  type: 'SRV' | 'MX',
  signal: AbortSignal,
): Promise<readonly FoundServer[]> {
  if (!isName(name)) throw new TypeError(`"${name.slice(0, NAME_LIMIT_CHARACTERS)}" is no domain.`)
  const refusal = guard.refusal(withoutService(name), 53)
  if (refusal) throw refusal
  signal.throwIfAborted()
  const resolver = new Resolver({ timeout: TRY_TIMEOUT_MS, tries: TRIES })
  // Looked up there: `dns.setServers` puts another function in its place.
  resolver.setServers(dns.getServers())
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel, { once: true })
  try {
    const found =
      type === 'SRV'
        ? inOrder((await resolver.resolveSrv(name)).map((one) => ({ ...one, host: one.name })))
        : inOrder(
            (await resolver.resolveMx(name)).map(({ exchange, priority }) => ({
              host: exchange,
              port: 25,
              priority,
              weight: 0,
            })),
          )
    // The name "." says that there is no such service (RFC 2782, RFC 7505).
    return found.filter(({ host }) => isName(host)).slice(0, RECORD_LIMIT)
  } catch (error) {
    if (error instanceof Error && 'code' in error && NOTHING.has(String(error.code))) return []
    throw error
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

interface Ranked extends FoundServer {
  readonly priority: number
  readonly weight: number
}

/** As RFC 2782 has it: the lowest priority first, within it by lot, in which weight counts. */
function inOrder(records: readonly Ranked[]): readonly FoundServer[] {
  return records
    .map((record) => ({ record, lot: Math.random() ** (1 / Math.max(record.weight, 0.01)) }))
    .sort((a, b) => a.record.priority - b.record.priority || b.lot - a.lot)
    .map(({ record: { host, port } }) => ({ host, port }))
}

/** "_imaps._tcp.example.org" belongs to "example.org", which is what a plugin declares. */
function withoutService(name: string): string {
  return name.replace(/^(_[^.]+\.)+/, '')
}

function isName(name: string): boolean {
  return name.length <= NAME_LIMIT_CHARACTERS && NAME.test(name) && isIP(name) === 0
}
