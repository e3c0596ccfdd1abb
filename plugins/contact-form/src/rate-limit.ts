import { type PluginStore, updateStored } from '@hubward/plugin'
import { derive } from './secrets.ts'

const HOUR_MS = 3_600_000
/** Before the keys, so that whatever hour a key is from can be read without opening its value. */
const PREFIX = 'rate/'
const CLEANED = 'rate-cleaned'

/**
 * Takes one message from what an address may send this hour. Costs one read and one write. Addresses
 * are stored as keyed hashes, and are forgotten with the first message of a later hour.
 *
 * @returns false when nothing is left.
 */
export async function takeFromAllowance(
  store: PluginStore,
  key: string,
  address: string,
  now: Date,
  limit: number,
): Promise<boolean> {
  const hour = String(Math.floor(now.getTime() / HOUR_MS))
  const counter = `${PREFIX}${hour}/${derive(key, 'address', subnetOf(address))}`
  let taken = false
  await updateStored(store, counter, (value) => {
    const count = typeof value === 'number' ? value : 0
    taken = count < limit
    return taken ? count + 1 : undefined
  })
  await forgetEarlierHours(store, hour)
  return taken
}

/** Once an hour, by whoever comes first. */
async function forgetEarlierHours(store: PluginStore, hour: string): Promise<void> {
  const cleaned = await store.get(CLEANED)
  if (cleaned?.value === hour) return
  if ((await store.set(CLEANED, hour, cleaned?.version ?? 0)) === undefined) return
  for (const { key } of await store.list(PREFIX)) {
    if (!key.startsWith(`${PREFIX}${hour}/`)) await store.delete(key)
  }
}

/** One household has a whole /64 of IPv6: its first four groups. An IPv4 address stays as it is. */
export function subnetOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [before = '', after] = address.toLowerCase().split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length)
  const groups = [...head, ...Array<string>(zeros).fill('0'), ...tail]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
