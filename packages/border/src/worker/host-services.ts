import type { ReadableStream } from 'node:stream/web'
import { PluginError, type PluginStore, type ReceivingChannel } from '@hubward/plugin'
import type { Services } from '../call.ts'
import { isRecord } from '../is-record.ts'
import type { SentChannel, Store, Wish } from './protocol.ts'
import { handOut, isStream, takeIn } from './streams.ts'

/** What is granted, and what of it is handed over and not copied. */
interface Granted {
  readonly value: unknown
  readonly transfer: readonly ReadableStream[]
}

/** On the host's side: does for one call of a worker what only the host's thread can do. */
export function createGrants(
  services: Services,
  over: AbortSignal,
): (wish: Wish) => Promise<Granted> {
  /** Those that `receive` found, whose stores it may use. */
  const found = new Map<string, ReceivingChannel>()

  function storeOf(whose: Store): PluginStore {
    const store =
      whose === 'integration'
        ? services.store
        : whose === 'channel'
          ? services.ofChannel?.store
          : found.get(whose.networkId)?.channelStore
    if (!store) throw notThere('store')
    return store
  }

  async function granted(wish: Wish): Promise<unknown> {
    switch (wish.do) {
      case 'store.get':
        return await storeOf(wish.whose).get(wish.key)
      case 'store.set': {
        const { whose, key, value, expectedVersion, options } = wish
        return await storeOf(whose).set(key, value, expectedVersion, options)
      }
      case 'store.delete':
        return await storeOf(wish.whose).delete(wish.key)
      case 'store.list':
        return await storeOf(wish.whose).list(wish.prefix)
      case 'files.put': {
        const content = isStream(wish.content) ? takeIn(wish.content, over) : wish.content
        return await services.files.put(content, wish.options)
      }
      case 'files.open': {
        const { stream, mimeType } = await services.files.open(wish.reference)
        return { stream: handOut(stream, over), mimeType }
      }
      case 'received.read':
        if (!services.ofChannel) throw notThere('push log')
        return await services.ofChannel.received.read(wish.after, wish.limit)
      case 'channelOf': {
        const channel = await services.channelOf?.(wish.networkId)
        if (!channel) return undefined
        found.set(wish.networkId, channel)
        const { channel: facts, channelSettings, mailState } = channel
        return {
          channel: facts,
          channelSettings,
          mails: mailState !== undefined,
        } satisfies SentChannel
      }
      case 'notify':
        return await services.notify(wish.id)
      case 'mailState': {
        const { whose, place } = wish
        const channel = whose === 'channel' ? services.ofChannel : found.get(whose.networkId)
        if (!channel?.mailState) throw notThere('Channel whose mail it could be')
        return await channel.mailState(place)
      }
      case 'listening.ring':
        if (!services.listening) throw notThere('Channel to ring')
        return await services.listening.ring(wish.networkId)
      case 'listening.append':
        if (!services.listening) throw notThere('push log to append to')
        return await services.listening.append(wish.networkId, wish.entries)
    }
  }

  return async (wish) => {
    const value = await granted(wish)
    const stream = isRecord(value) ? value.stream : undefined
    return { value, transfer: isStream(stream) ? [stream] : [] }
  }
}

function notThere(what: string): PluginError {
  return new PluginError('invalid', { message: `this call has no ${what}` })
}
