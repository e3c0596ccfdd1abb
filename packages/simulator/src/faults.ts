import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import Type from 'typebox'

const closed = { additionalProperties: false } as const

const common = {
  times: Type.Optional(Type.Integer({ minimum: 1, description: 'How often. Default: 1.' })),
  channelId: Type.Optional(Type.String({ description: 'Only for this Channel. Default: any.' })),
  delayMs: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'How long a slow one takes. Default: until the fault is removed.',
    }),
  ),
}

/** Something that goes wrong with requests to a route of the API. */
export const RouteFault = Type.Object(
  {
    route: Type.String({ description: 'As in `POST /inbox/tickets`.' }),
    fault: Type.Union([
      Type.Literal('too-many-requests', { description: '429 with Retry-After' }),
      Type.Literal('server-error', { description: '`status`, 500 by default; no effect' }),
      Type.Literal('slow', { description: 'waits before the effect' }),
      Type.Literal('slow-answer', { description: 'waits after the effect' }),
      Type.Literal('connection-reset', { description: 'no answer and no effect' }),
      Type.Literal('lost-answer', { description: 'the effect, but no answer' }),
    ]),
    status: Type.Optional(Type.Integer({ minimum: 500, maximum: 599 })),
    retryAfterMs: Type.Optional(Type.Integer({ minimum: 0 })),
    ...common,
  },
  closed,
)
export type RouteFault = Type.Static<typeof RouteFault>

/** Something that goes wrong with the delivery of an event. */
export const WebhookFault = Type.Object(
  {
    fault: Type.Union([
      Type.Literal('twice', { description: 'the same event again, same uuid' }),
      Type.Literal('new-uuid', { description: 'the same event again under another uuid' }),
      Type.Literal('late', { description: 'later events overtake it' }),
      Type.Literal('out-of-order', {
        description: "held until the Channel's next event is through",
      }),
      Type.Literal('wrong-signature', { description: 'the first delivery does not verify' }),
      Type.Literal('stale', { description: 'the first delivery is signed for ten minutes ago' }),
    ]),
    ...common,
  },
  closed,
)
export type WebhookFault = Type.Static<typeof WebhookFault>

type Fault = RouteFault | WebhookFault

/** A fault as it stands, with how often it will still happen. */
export type Standing<F extends Fault> = F & { id: number; remaining: number }

/** Faults in the order they were added; the first that fits happens. */
export interface FaultList<F extends Fault> {
  add(fault: F): Standing<F>
  list(): Standing<F>[]
  /** Also lets go what the fault keeps waiting. Without an id: all of them. */
  remove(id?: number): void
  /** Uses a fault up by one. */
  take(fits: (fault: F) => boolean): Standing<F> | undefined
  /** Waits as long as the fault says, or until it is removed. */
  wait(fault: Standing<F>): Promise<void>
}

export interface Faults {
  routes: FaultList<RouteFault>
  webhooks: FaultList<WebhookFault>
}

/** @param signal ends all waiting, when the simulator stops */
export function createFaults(signal: AbortSignal): Faults {
  return { routes: createFaultList(signal), webhooks: createFaultList(signal) }
}

function createFaultList<F extends Fault>(signal: AbortSignal): FaultList<F> {
  const standing = new Map<number, Standing<F>>()
  const removals = new Map<number, AbortController>()
  let lastId = 0
  return {
    add(fault) {
      lastId += 1
      const added = { ...fault, id: lastId, remaining: fault.times ?? 1 }
      standing.set(lastId, added)
      removals.set(lastId, new AbortController())
      return added
    },
    list: () => [...standing.values()],
    remove(id) {
      for (const one of id === undefined ? [...standing.keys()] : [id]) {
        standing.delete(one)
        removals.get(one)?.abort()
        removals.delete(one)
      }
    },
    take(fits) {
      const found = [...standing.values()].find((fault) => fault.remaining > 0 && fits(fault))
      if (found) found.remaining -= 1
      return found
    },
    async wait({ id, delayMs }) {
      const removed = removals.get(id)?.signal
      if (!removed) return
      const over = AbortSignal.any([signal, removed])
      if (over.aborted) return
      // Rejects when it is cut short, which is as good as over.
      const end =
        delayMs === undefined ? once(over, 'abort') : wait(delayMs, undefined, { signal: over })
      await end.catch(() => undefined)
    },
  }
}

/** Whether a fault is meant for this Channel. */
export function concerns(fault: Fault, channelId: string | undefined): boolean {
  return fault.channelId === undefined || fault.channelId === channelId
}
