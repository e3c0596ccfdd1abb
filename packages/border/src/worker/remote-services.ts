import type { ReadableStream } from 'node:stream/web'
import type {
  MailPlace,
  MailState,
  PlainData,
  PluginLog,
  PluginStore,
  PushEntry,
  SetAside,
  StoredFile,
  StoredValue,
} from '@hubward/plugin'
import type { Services } from '../call.ts'
import { plainFields } from '../log-fields.ts'
import type { FromWorker, SentChannel, Store, ToWorker, Wish } from './protocol.ts'
import { handOut, takeIn } from './streams.ts'

/** More lines than this in one call are a loop's work; the host would drown in them. */
const LOG_LINES_LIMIT = 1_000

/** Asks the host's thread, and waits for what it grants. */
export type WishFor = <Granted>(
  wish: Wish,
  transfer?: readonly ReadableStream[],
) => Promise<Granted>

/** On the worker's side: what a context offers that only the host's thread can do. */
export function remoteServices(
  wishFor: WishFor,
  tell: (line: Omit<Extract<FromWorker, { kind: 'log' }>, 'kind' | 'id'>) => void,
  tellSetAside: (items: readonly SetAside[]) => void,
  { levels, mails }: Pick<Extract<ToWorker, { kind: 'call' }>, 'levels' | 'mails'>,
  over: AbortSignal,
): Services {
  let left = SET_ASIDE_LIMIT
  return {
    log: remoteLog(tell, levels),
    noteSetAside(items) {
      const named = items.slice(0, left).map(sayableItem)
      left -= named.length
      if (named.length > 0) tellSetAside(named)
    },
    store: remoteStore(wishFor, 'integration'),
    files: {
      put(content, options) {
        if (content instanceof Uint8Array) {
          // As it is: the whole buffer that a part belongs to would be copied.
          const bytes = new Uint8Array(content)
          return wishFor<StoredFile>({ do: 'files.put', content: bytes, options })
        }
        const stream = handOut(content, over)
        return wishFor<StoredFile>({ do: 'files.put', content: stream, options }, [stream])
      },
      async open(reference) {
        const wish = { do: 'files.open', reference } as const
        const opened = await wishFor<{ stream: ReadableStream; mimeType: string }>(wish)
        return { stream: takeIn(opened.stream, over), mimeType: opened.mimeType }
      },
    },
    ofChannel: {
      store: remoteStore(wishFor, 'channel'),
      ...(mails && {
        mailState: (place) => wishFor<MailState>({ do: 'mailState', whose: 'channel', place }),
      }),
      received: {
        read: (after, limit) =>
          wishFor<readonly PushEntry[]>({ do: 'received.read', after, limit }),
      },
    },
    notify: (id) => wishFor<void>({ do: 'notify', id }),
    listening: {
      ring: (networkId) => wishFor<void>({ do: 'listening.ring', networkId }),
      append: (networkId, entries) => wishFor<void>({ do: 'listening.append', networkId, entries }),
    },
    async channelOf(networkId) {
      const wish = { do: 'channelOf', networkId } as const
      const found = await wishFor<SentChannel | undefined>(wish)
      if (!found) return undefined
      const { mails, ...channel } = found
      const whose = { networkId }
      return {
        ...channel,
        channelStore: remoteStore(wishFor, whose),
        ...(mails && {
          mailState: (place: MailPlace) => wishFor<MailState>({ do: 'mailState', whose, place }),
        }),
      }
    },
  }
}

/** Items named in one call; the log tells how many more there are. */
const SET_ASIDE_LIMIT = 100

/** What a plugin in JavaScript hands in need not be what the types say. */
function sayableItem({ index, id, reason }: SetAside): SetAside {
  const named = id === undefined ? {} : { id: String(id).slice(0, 200) }
  return { index: Number(index), ...named, reason: String(reason).slice(0, 500) }
}

function remoteStore(wishFor: WishFor, whose: Store): PluginStore {
  return {
    get: (key) => wishFor<StoredValue | undefined>({ do: 'store.get', whose, key }),
    set: (key, value, expectedVersion, options) =>
      wishFor<number | undefined>({
        do: 'store.set',
        whose,
        key,
        value,
        expectedVersion,
        options,
      }),
    delete: (key) => wishFor<void>({ do: 'store.delete', whose, key }),
    list: (prefix) =>
      wishFor<readonly ({ readonly key: string } & StoredValue)[]>({
        do: 'store.list',
        whose,
        prefix,
      }),
  }
}

function remoteLog(
  tell: Parameters<typeof remoteServices>[1],
  levels: readonly (keyof PluginLog)[],
): PluginLog {
  let lines = 0
  const at =
    (level: keyof PluginLog) =>
    (message: string, fields?: Record<string, PlainData>): void => {
      if (!levels.includes(level) || lines > LOG_LINES_LIMIT) return
      lines += 1
      if (lines > LOG_LINES_LIMIT) {
        tell({ level: 'warn', message: 'Further lines of this call are left out.' })
        return
      }
      // Whatever is handed in is said somehow: a line of log must never make a call fail.
      const said = fields === undefined ? undefined : plainFields(fields)
      tell({ level, message: String(message), ...(said !== undefined && { fields: said }) })
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
