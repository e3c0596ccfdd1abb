import { EventEmitter } from 'node:events'

/** One request to the API. `status` is missing where the connection was reset instead. */
export interface ApiRequest {
  time: string
  /** As in `POST /inbox/tickets/:ticketId/replies/:followupId/success`. */
  route: string
  /** Without the query, which holds the token. */
  path: string
  channelId?: string
  status?: number
  fault?: string
}

/** One delivery of an event, or of a test request (which has no `uuid`). */
export interface Delivery {
  time: string
  channelId: string
  url: string
  uuid?: string
  status?: number
  challengeSolved?: boolean
  error?: string
  fault?: string
}

/** How often a route was called, in all and by the status that it answered. */
export interface RouteCount {
  total: number
  byStatus: Record<string, number>
}

const KEPT = 1000

/** What went in and out: tests count here, and people look. */
export interface Journal {
  /** Emits `entry` after each. */
  changes: EventEmitter<{ entry: [] }>
  request(entry: ApiRequest): void
  delivery(entry: Delivery): void
  /** The last thousand, oldest first. */
  requests(): readonly ApiRequest[]
  deliveries(): readonly Delivery[]
  /** By route, since the start or the last `clear`. `RESET` counts the answers never given. */
  counts(channelId?: string): Record<string, RouteCount>
  clear(): void
}

export function createJournal(): Journal {
  const changes = new EventEmitter<{ entry: [] }>()
  changes.setMaxListeners(0)
  const requests: ApiRequest[] = []
  const deliveries: Delivery[] = []
  const tally = new Map<string, { entry: ApiRequest; count: number }>()

  function keep<T>(list: T[], entry: T): void {
    list.push(entry)
    if (list.length > KEPT) list.shift()
    changes.emit('entry')
  }

  return {
    changes,
    request(entry) {
      const key = `${entry.route} ${entry.channelId} ${entry.status}`
      const counted = tally.get(key)
      if (counted) counted.count += 1
      else tally.set(key, { entry, count: 1 })
      keep(requests, entry)
    },
    delivery: (entry) => keep(deliveries, entry),
    requests: () => requests,
    deliveries: () => deliveries,
    counts(channelId) {
      const counts: Record<string, RouteCount> = {}
      for (const { entry, count } of tally.values()) {
        if (channelId !== undefined && entry.channelId !== channelId) continue
        const route = counts[entry.route] ?? { total: 0, byStatus: {} }
        counts[entry.route] = route
        const status = String(entry.status ?? 'RESET')
        route.total += count
        route.byStatus[status] = (route.byStatus[status] ?? 0) + count
      }
      return counts
    },
    clear() {
      requests.length = 0
      deliveries.length = 0
      tally.clear()
    },
  }
}
