import {
  type AuthenticationContext,
  type ChannelContext,
  FEATURES,
  type Language,
  type ListenContext,
  type ListenForAllContext,
  type PlainData,
  type PluginChannel,
  type PluginContext,
  type ReceiveContext,
} from '@hubward/plugin'
import type { Listening, Services } from './call.ts'
import type { WaysOut } from './guarded-http.ts'
import { liveIdOf, liveUrl } from './live-url.ts'
import { channelMediaToken, channelMediaUrl, mediaUrl } from './media-url.ts'

/** What a context says, as plain data. */
export interface Known {
  readonly integration: string
  readonly settings: unknown
  readonly publicUrl: string
  /** Signs the URLs of this integration's files, and of nothing else. */
  readonly mediaKey: string
  /** Of a call about one Channel. */
  readonly channel?: KnownChannel
  /** Of a Customer who authenticates. */
  readonly visit?: KnownVisit
}

export interface KnownChannel {
  /** The host's own. */
  readonly id: string
  readonly channel: PluginChannel
  readonly channelSettings: unknown
  readonly credentials: unknown
}

export interface KnownVisit {
  readonly language: Language
  readonly callback: { readonly url: string; readonly state: string }
}

/** What contexts are made of, on whichever side of the border they are built. */
export interface Ingredients {
  readonly services: Services
  readonly out: WaysOut
  readonly signal: AbortSignal
  /** The time, in place of the system's. */
  readonly now?: () => Date
  readonly session: ChannelContext['session']
  /** Filled with what URLs are made for: the plugin's reference by the token in the URL. */
  readonly media: Map<string, string>
}

export function authenticationContext(
  known: Known,
  ingredients: Ingredients,
): AuthenticationContext {
  if (!known.visit) throw new TypeError('A call of a Customer needs what belongs to the visit.')
  const { language, callback } = known.visit
  return Object.assign(pluginContext(known, ingredients), { language, callback })
}

export function channelContext(known: Known, ingredients: Ingredients): ChannelContext {
  const { ofChannel } = ingredients.services
  if (!ofChannel || !known.channel) {
    throw new TypeError('A call about a Channel needs what belongs to the Channel.')
  }
  const { mediaKey, publicUrl } = known
  const { id, channel, channelSettings, credentials } = known.channel
  return Object.assign(pluginContext(known, ingredients), {
    channel,
    channelSettings,
    credentials,
    channelStore: ofChannel.store,
    received: ofChannel.received,
    ...(ofChannel.mailState && { mailState: ofChannel.mailState }),
    session: ingredients.session,
    channelMediaUrl(reference: string): string {
      const token = channelMediaToken(mediaKey, id, reference)
      ingredients.media.set(token, reference)
      return channelMediaUrl(publicUrl, token)
    },
  })
}

export function listenContext(known: Known, ingredients: Ingredients): ListenContext {
  const { ring, append } = listeningOf(ingredients)
  return Object.assign(channelContext(known, ingredients), {
    ring: () => ring(undefined),
    append: (entries: readonly PlainData[]) => append(undefined, entries),
  })
}

export function listenForAllContext(known: Known, ingredients: Ingredients): ListenForAllContext {
  const { ring, append } = listeningOf(ingredients)
  return Object.assign(receiveContext(known, ingredients), { ring, append })
}

function listeningOf({ services: { listening } }: Ingredients): Listening {
  if (listening) return listening
  throw new TypeError('A call that listens needs somebody to tell.')
}

export function receiveContext(known: Known, ingredients: Ingredients): ReceiveContext {
  return Object.assign(pluginContext(known, ingredients), {
    channelOf: async (networkId: string) => ingredients.services.channelOf?.(networkId),
  })
}

function pluginContext(
  known: Known,
  { services, out, signal, now = () => new Date() }: Ingredients,
): PluginContext {
  const { integration, settings, publicUrl, mediaKey } = known
  return {
    integration,
    features: FEATURES,
    settings,
    get http() {
      return out.http
    },
    fetch: out.fetch,
    connect: out.connect,
    startTls: out.startTls,
    resolve: out.resolve,
    store: services.store,
    files: services.files,
    log: services.log,
    ...(services.noteSetAside && { noteSetAside: services.noteSetAside }),
    signal,
    now,
    publicUrl: (path) => `${publicUrl}/p/${integration}${path.startsWith('/') ? '' : '/'}${path}`,
    notify: async (topic) => services.notify(liveIdOf(mediaKey, topic)),
    liveUrl: (topic) => liveUrl(publicUrl, integration, mediaKey, liveIdOf(mediaKey, topic)),
    mediaUrl: (reference) => mediaUrl(publicUrl, mediaKey, reference),
  }
}
