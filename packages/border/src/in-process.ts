import type { NetworkPlugin } from '@hubward/plugin'
import { type PluginRunner, runningCall } from './call.ts'
import { createGuard } from './guard.ts'
import { createGuardedHttp, type GuardedHttp } from './guarded-http.ts'
import { invoke } from './invoke.ts'
import { Sessions } from './sessions.ts'
import { PluginThrew, readThrown } from './thrown.ts'

interface InProcessOptions {
  /** Hosts that the plugin may reach beyond what it declares, and although they are private. */
  readonly openHosts?: readonly string[]
  /** The ways out, in place of guarded ones: a test puts its faults there. */
  readonly http?: GuardedHttp
  /** The time, in place of the system's. */
  readonly now?: () => Date
}

/**
 * Runs a plugin in the host's own thread: for tests, and where memory is scarcer than safety. A plugin
 * that loops stops the whole host.
 */
export function inProcess(
  plugin: NetworkPlugin,
  {
    openHosts = [],
    http = guardedHttp(plugin, openHosts),
    now = () => new Date(),
  }: InProcessOptions,
): PluginRunner {
  const sessions = new Sessions(http)
  return {
    async run(call) {
      const { name, input, known, services, over } = call
      call.begun()
      const { session, answered } = sessions.forCall(call, over)
      try {
        const answer = await runningCall.run(call, () =>
          // A copy, as between threads: nothing that the plugin changes is anybody else's.
          invoke(plugin, structuredClone({ name, input, known }), {
            services,
            out: http.forCall(over),
            signal: over,
            now,
            session,
            media: new Map(),
          }),
        )
        if ('stream' in answer) answer.stream.once('end', answered)
        else answered()
        return answer
      } catch (error) {
        throw new PluginThrew(readThrown(error, now()), { cause: error })
      }
    },
    stalled: () => 0,
    async close() {
      sessions.close()
      await http.close()
    },
  }
}

/** Connections are kept per integration, which the guard is for as well. */
function guardedHttp(plugin: NetworkPlugin, openHosts: readonly string[]): GuardedHttp {
  return createGuardedHttp(createGuard({ hosts: plugin.declaration.hosts, openHosts }))
}
