import type {
  AuthenticationContext,
  ChannelContext,
  PluginContext,
  ReceiveContext,
} from '@hubward/plugin'
import type { Known, KnownChannel, KnownVisit, Services } from './asked.ts'
import type { WaysOut } from './guarded-http.ts'
import { channelMediaToken, channelMediaUrl, mediaUrl } from './media-url.ts'

/** What contexts are made of, on whichever side of the line they are built. */
export interface Ingredients {
  readonly services: Services
  readonly out: WaysOut
  readonly signal: AbortSignal
  /** Filled with what URLs are made for: the plugin's reference by the token in the URL. */
  readonly media: Map<string, string>
}

export function authenticationContext(
  known: KnownVisit,
  ingredients: Ingredients,
): AuthenticationContext {
  const { language, callback } = known
  return Object.assign(pluginContext(known, ingredients), { language, callback })
}

export function channelContext(known: KnownChannel, ingredients: Ingredients): ChannelContext {
  const { ofChannel } = ingredients.services
  if (!ofChannel) throw new TypeError('A call about a Channel needs what belongs to the Channel.')
  const { channelId, channel, channelSettings, credentials, mediaKey, publicUrl } = known
  return Object.assign(pluginContext(known, ingredients), {
    channel,
    channelSettings,
    credentials,
    channelStore: ofChannel.store,
    received: ofChannel.received,
    channelMediaUrl(reference: string): string {
      const token = channelMediaToken(mediaKey, channelId, reference)
      ingredients.media.set(token, reference)
      return channelMediaUrl(publicUrl, token)
    },
  })
}

export function receiveContext(known: Known, ingredients: Ingredients): ReceiveContext {
  return Object.assign(pluginContext(known, ingredients), {
    channelOf: async (networkId: string) => ingredients.services.channelOf?.(networkId),
  })
}

function pluginContext(known: Known, { services, out, signal }: Ingredients): PluginContext {
  const { integration, settings, publicUrl, mediaKey } = known
  return {
    integration,
    settings,
    get http() {
      return out.http
    },
    fetch: out.fetch,
    connect: out.connect,
    store: services.store,
    files: services.files,
    log: services.log,
    signal,
    now: () => new Date(),
    publicUrl: (path) => `${publicUrl}/p/${integration}${path.startsWith('/') ? '' : '/'}${path}`,
    mediaUrl: (reference) => mediaUrl(publicUrl, mediaKey, reference),
  }
}
