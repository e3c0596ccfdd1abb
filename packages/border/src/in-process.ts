import type { NetworkPlugin } from '@hubward/plugin'
import { type PluginRunner, runningCall } from './call.ts'
import { createGuard } from './guard.ts'
import { createGuardedHttp } from './guarded-http.ts'
import { invoke } from './invoke.ts'
import { PluginThrew, readThrown } from './thrown.ts'

/**
 * Runs a plugin in the host's own thread: for tests, and where memory is scarcer than safety. A plugin
 * that loops stops the whole host.
 */
export function inProcess(plugin: NetworkPlugin, openHosts: readonly string[]): PluginRunner {
  // Connections are kept per integration, which the guard is for as well.
  const http = createGuardedHttp(createGuard({ hosts: plugin.declaration.hosts, openHosts }))
  return {
    async run(call) {
      const { name, input, known, services, over } = call
      call.begun()
      try {
        return await runningCall.run(call, () =>
          // A copy, as between threads: nothing that the plugin changes is anybody else's.
          invoke(plugin, structuredClone({ name, input, known }), {
            services,
            out: http.forCall(over),
            signal: over,
            media: new Map(),
          }),
        )
      } catch (error) {
        throw new PluginThrew(readThrown(error, new Date()))
      }
    },
    stalled: () => 0,
    close: () => http.close(),
  }
}
