import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { isIP, isIPv6, type LookupFunction } from 'node:net'
import { isPublicAddress } from '@hubward/plugin'

/** Why a plugin's connection was refused. `toPluginError` knows each: nothing left this host. */
type RefusalCode = 'ERR_NON_PUBLIC_ADDRESS' | 'ERR_UNDECLARED_HOST' | 'ERR_HOSTS_OPTION'

export class RefusedConnection extends Error {
  override readonly name = 'RefusedConnection'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Decides where an integration's plugin may connect to, whatever the protocol. */
export interface Guard {
  /** What can be said before a name is resolved. Undefined: nothing against it. */
  refusal(host: string, port: number): RefusedConnection | undefined
  /** A name lookup that answers only such addresses as may be reached on that port. */
  lookupFor(port: number): LookupFunction
}

export interface GuardOptions {
  /** The plugin's `declaration.hosts`. */
  readonly hosts: readonly string[]
  /** What the operator opened: `host` or `host:port`. Counts more than what the plugin declared. */
  readonly openHosts: readonly string[]
  readonly lookup?: typeof systemLookup
}

export function createGuard(options: GuardOptions): Guard {
  const { lookup = systemLookup } = options
  const opened = options.openHosts.map(readOpenHost)
  const declared = options.hosts.map((host) => host.toLowerCase())
  const isOpen = (host: string, port: number) =>
    opened.some((open) => open.host === host && (open.port ?? port) === port)
  const isDeclared = (host: string) =>
    declared.some(
      (name) =>
        name === '*' || name === host || (name.startsWith('*.') && host.endsWith(name.slice(1))),
    )

  return {
    refusal(given, port) {
      const host = plainHost(given)
      if (isOpen(host, port)) return undefined
      if (isIP(host) && !isPublicAddress(host)) return nonPublic(host, port, host)
      return isDeclared(host) ? undefined : undeclared(host)
    },

    lookupFor:
      (port) =>
      (hostname, { all, ...rest }, callback) => {
        const host = plainHost(hostname)
        lookup(hostname, { ...rest, all: true }, (error, addresses) => {
          if (error) return callback(error, [])
          const allowed = addresses.filter(
            ({ address }) =>
              isOpen(host, port) || isOpen(address, port) || isPublicAddress(address),
          )
          const [first] = allowed
          if (!first) return callback(nonPublic(host, port, addressesOf(addresses)), [])
          if (all) callback(null, allowed)
          else callback(null, first.address, first.family)
        })
      },
  }
}

/** As names and addresses are compared here: no brackets, no dot at the end, lower case. */
function plainHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
}

function readOpenHost(text: string): { host: string; port: number | undefined } {
  const port = isIPv6(text) ? undefined : /:(\d{1,5})$/.exec(text)?.[1]
  const host = port === undefined ? text : text.slice(0, -port.length - 1)
  return { host: plainHost(host), port: port === undefined ? undefined : Number(port) }
}

function addressesOf(addresses: readonly LookupAddress[]): string {
  return addresses.map(({ address }) => address).join(', ') || 'no address'
}

function nonPublic(host: string, port: number, address: string): RefusedConnection {
  const which = host === address ? host : `${host} (${address})`
  return new RefusedConnection(
    'ERR_NON_PUBLIC_ADDRESS',
    `${which} is no public address, and plugins may not connect to it. If it is meant, the operator adds "${host}:${port}" to openHosts.`,
  )
}

function undeclared(host: string): RefusedConnection {
  return new RefusedConnection(
    'ERR_UNDECLARED_HOST',
    `The plugin does not declare that it contacts ${host}. Its author adds the name to declaration.hosts.`,
  )
}
