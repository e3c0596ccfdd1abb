import { AsyncLocalStorage } from 'node:async_hooks'
import { type BeforeRequestHook, type HandlerFunction, Options } from 'got'
import { RefusedConnection } from './guard.ts'
import type { GuardedAgents } from './guarded-agents.ts'

/**
 * Options of got that say how a connection is made: the host's. All others are a plugin's to choose.
 * What a plugin set in a call, in `extend`, in a default, in a handler or in a hook is looked at when
 * got turns its options into Node's, after the last hook and for each redirect and retry anew: whatever
 * was set before that, and in whichever way, is seen.
 */
const HOSTS_OPTIONS = [
  'request',
  'createConnection',
  'dnsLookup',
  'dnsCache',
  'http2',
  'h2session',
  'enableUnixSockets',
] as const satisfies readonly (keyof Options)[]

type Agents = Pick<GuardedAgents, 'http' | 'https'>

/** Through which agents the request goes that is being made now. */
const current = new AsyncLocalStorage<Agents>()
/** The same by a hook, which got hands on from request to request. */
const byHook = new WeakMap<BeforeRequestHook, Agents>()

const { createNativeRequestOptions } = Options.prototype

Options.prototype.createNativeRequestOptions = function (this: Options) {
  const agents = agentsFor(this)
  if (agents) refuseHostsOptions(this, agents)
  return createNativeRequestOptions.call(this)
}

/** What makes a got instance, and whatever is made of it, go through these agents only. */
export function throughAgents(agents: Agents) {
  const hook: BeforeRequestHook = () => undefined
  byHook.set(hook, agents)
  const handler: HandlerFunction = (options, next) => current.run(agents, () => next(options))
  return {
    agent: { http: agents.http, https: agents.https },
    hooks: { beforeRequest: [hook] },
    handlers: [handler],
  }
}

function agentsFor(options: Options): Agents | undefined {
  const [ofHook] = options.hooks.beforeRequest.flatMap((hook) => byHook.get(hook) ?? [])
  return ofHook ?? current.getStore()
}

function refuseHostsOptions(options: Options, agents: Agents): void {
  const set = HOSTS_OPTIONS.find((name) => options[name])
  if (set) throw hostsOption(set)
  const { http, https, http2 } = options.agent
  if (http !== agents.http || https !== agents.https || http2) throw hostsOption('agent')
}

/** @param name as the plugin wrote it. */
export function hostsOption(name: string): RefusedConnection {
  return new RefusedConnection(
    'ERR_HOSTS_OPTION',
    `The plugin sets the option "${name}", which says how a connection is made and is the host's. Its author leaves it out; for a host or an address that is refused otherwise, the operator adds it to openHosts.`,
  )
}
