import { BlockList, isIPv4, isIPv6 } from 'node:net'

// IANA's special-purpose registries (RFC 6890), as far as an address in them is not one of the
// public internet: this host, private, shared (CGNAT), loopback, link-local (and with it the metadata
// services of clouds), protocol assignments, documentation, 6to4 relay, benchmarks, multicast,
// reserved, broadcast. The last is Azure's own service address, public in form only.
const CLOSED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['168.63.129.16', 32],
] as const

// Public IPv6 is 2000::/3. Inside of it: protocol assignments with Teredo, documentation, and 6to4,
// whose addresses carry an IPv4 address of anybody's choice.
const CLOSED_IPV6 = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

/** Prefixes whose last 32 bits are an IPv4 address: mapped (RFC 4291), and NAT64 (RFC 6052). */
const WITH_IPV4_INSIDE = ['::ffff:', '64:ff9b::'] as const

const closedIpv4 = new BlockList()
const closedIpv6 = new BlockList()
const ipv4Inside = new BlockList()
const closedIpv4Inside = new BlockList()

for (const [address, bits] of CLOSED_IPV4) closedIpv4.addSubnet(address, bits, 'ipv4')
for (const [address, bits] of CLOSED_IPV6) closedIpv6.addSubnet(address, bits, 'ipv6')
for (const prefix of WITH_IPV4_INSIDE) {
  ipv4Inside.addSubnet(`${prefix}0.0.0.0`, 96, 'ipv6')
  for (const [address, bits] of CLOSED_IPV4) {
    closedIpv4Inside.addSubnet(`${prefix}${address}`, 96 + bits, 'ipv6')
  }
}

/** Whether an IP address belongs to the public internet. What is no address never does. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closedIpv4.check(address, 'ipv4')
  // A zone (`fe80::1%eth0`) says which interface: nothing that is public needs one.
  if (!isIPv6(address) || address.includes('%')) return false
  if (ipv4Inside.check(address, 'ipv6')) return !closedIpv4Inside.check(address, 'ipv6')
  return !closedIpv6.check(address, 'ipv6')
}
