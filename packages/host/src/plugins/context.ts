import type {
  AuthenticationContext,
  ChannelContext,
  Language,
  PluginContext,
  ReceiveContext,
} from '@hubward/plugin'
import type { Parts } from '../parts.ts'
import { findChannel, loadCallChannel } from '../store/channels.ts'
import { createPluginStore } from '../store/plugin-store.ts'
import type { Call } from './call.ts'
import { withDefaults } from './defaults.ts'
import { createPluginFiles } from './files.ts'
import { createGuard } from './guard.ts'
import { createGuardedHttp, type GuardedHttp } from './guarded-http.ts'
import type { Integration } from './integration.ts'
import type { CallChannel } from './line.ts'
import { mediaUrl } from './media-route.ts'
import { createReceived } from './received.ts'
import { createPluginLog } from './redaction.ts'

/** Builds what plugins' functions are called with: anew for each call, nothing in common with others. */
export class Contexts {
  readonly #parts: Omit<Parts, 'line' | 'at' | 'counters'>
  /** Connections are kept per integration, which the guard is for as well. */
  readonly #http = new Map<string, GuardedHttp>()

  constructor(parts: Omit<Parts, 'line' | 'at' | 'counters'>) {
    this.#parts = parts
  }

  forAuthentication(
    integration: Integration,
    call: Call,
    signal: AbortSignal,
    given: {
      readonly language: Language
      readonly callback: { readonly url: string; readonly state: string }
    },
  ): AuthenticationContext {
    const { language, callback } = given
    return Object.assign(this.#forPlugin(integration, call, signal), {
      language,
      callback: { ...callback },
    })
  }

  /** Also answers how far `received` was read in the call. */
  forChannel(
    integration: Integration,
    call: Call,
    signal: AbortSignal,
    given: CallChannel,
  ): { context: ChannelContext; pushesRead: () => number } {
    const { config, db, sealer } = this.#parts
    const received = createReceived(db, given.id)
    const context = Object.assign(this.#forPlugin(integration, call, signal), {
      channel: structuredClone(given.channel),
      channelSettings: structuredClone(given.channelSettings),
      credentials: structuredClone(given.credentials),
      channelStore: createPluginStore(db, sealer, integration.name, given.id),
      files: createPluginFiles(db, integration.name, config.fileQuotaBytes, given.id),
      received: received.log,
    })
    return { context, pushesRead: received.lastRead }
  }

  forReceiving(integration: Integration, call: Call, signal: AbortSignal): ReceiveContext {
    const { db, sealer } = this.#parts
    return Object.assign(this.#forPlugin(integration, call, signal), {
      channelOf: async (networkId: string) => {
        const found = await findChannel(db, integration.name, networkId)
        const channel = found && (await loadCallChannel(db, sealer, found.id))
        return (
          channel && {
            channel: channel.channel,
            channelSettings: withDefaults(
              integration.plugin.channelSettings,
              channel.channelSettings,
            ),
            channelStore: createPluginStore(db, sealer, integration.name, channel.id),
          }
        )
      },
    })
  }

  #forPlugin(integration: Integration, call: Call, signal: AbortSignal): PluginContext {
    const { config, db, sealer } = this.#parts
    const { name, settings } = integration
    const out = this.#httpOf(integration).forCall(signal)
    return {
      integration: name,
      settings: structuredClone(settings),
      get http() {
        return out.http
      },
      fetch: out.fetch,
      connect: out.connect,
      store: createPluginStore(db, sealer, name),
      files: createPluginFiles(db, name, config.fileQuotaBytes),
      log: createPluginLog(call.log, call.redact),
      signal,
      now: () => new Date(),
      publicUrl: (path) => `${config.publicUrl}/p/${name}${path.startsWith('/') ? '' : '/'}${path}`,
      mediaUrl: (reference) => mediaUrl(config.publicUrl, sealer, reference),
    }
  }

  #httpOf({ name, plugin }: Integration): GuardedHttp {
    let http = this.#http.get(name)
    if (!http) {
      const { openHosts } = this.#parts.config
      http = createGuardedHttp(createGuard({ hosts: plugin.declaration.hosts, openHosts }))
      this.#http.set(name, http)
    }
    return http
  }
}
