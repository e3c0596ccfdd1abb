import { setTimeout as pause } from 'node:timers/promises'
import type { TicketId } from '../store/ids.ts'
import { textAt } from './api.ts'
import type { Delivered } from './listener.ts'
import { type Rehearsal, ticketOf } from './rehearsal.ts'

/** A reply whose event gets no answer, and then only refusals: how often is it brought again? */
export async function refusedReply(rehearsal: Rehearsal, token: string): Promise<void> {
  const { api, listener, person, say, found } = rehearsal
  const text = 'Rehearsal A: please answer this Ticket'
  const made = await api.call('POST /inbox/tickets', { token, body: ticketOf(text) })
  const ticketId = textAt(made.body, '_id')
  listener.refused.add(ticketId)
  const first = await person.does(
    { id: 'reply-a', text: `In SocialHub’s Inbox, answer the Ticket “${text}” with any reply.` },
    (signal) => listener.deliveries.next((event) => event.ticketId === ticketId, signal),
  )
  if (!first) return
  const { heldMs } = first
  found({
    id: 'webhook-timeout',
    asAssumed: heldMs !== undefined && Math.abs(heldMs - 10_000) < 2_000,
    seen:
      heldMs === undefined
        ? 'SocialHub waited for an answer as long as the rehearsal did.'
        : `SocialHub closed the connection after ${seconds(heldMs)}.`,
  })
  const all = await untilQuiet(rehearsal, ticketId)
  const waits = all.slice(1).map(({ at }, place) => at - (all[place]?.at ?? at))
  found({
    id: 'webhook-attempts',
    asAssumed: all.length === 4,
    seen: `The event came ${all.length} times, after ${waits.map(seconds).join(', ') || 'which it was not brought again'}; then nothing for ${seconds(rehearsal.quietMs)}.`,
  })
  const uuids = new Set(all.map(({ uuid }) => uuid))
  if (all.length > 1) {
    found({
      id: 'redelivery-uuid',
      asAssumed: uuids.size === 1,
      seen:
        uuids.size === 1
          ? 'Every delivery had the same uuid.'
          : `${all.length} deliveries had ${uuids.size} uuids.`,
    })
  }
  say('Nothing more came: SocialHub has given the event up.')
  const shown = await person.says({
    id: 'ticket-a',
    text: `Look at the Ticket “${text}”. What does SocialHub say of your reply?`,
    choices: {
      sending: 'It is still being sent',
      failed: 'It could not be sent',
      other: 'Something else',
    },
  })
  if (shown === undefined) return
  const SEEN = {
    sending: 'The agent sees the reply as being sent.',
    failed: 'The agent is told that the reply could not be sent.',
    other: 'The agent sees something else.',
  }
  found({
    id: 'undelivered-reply',
    asAssumed: shown === 'sending',
    seen: shown === 'sending' || shown === 'failed' ? SEEN[shown] : SEEN.other,
  })
}

/** Every delivery of a Ticket's event, once none has come for long enough. */
async function untilQuiet(
  { listener, quietMs, signal, say }: Rehearsal,
  ticketId: TicketId,
): Promise<readonly Delivered[]> {
  const seen = () => listener.deliveries.all.filter((event) => event.ticketId === ticketId)
  let told = 0
  for (;;) {
    const all = seen()
    if (all.length > told) {
      told = all.length
      say(`  delivery ${told} was refused; waiting ${seconds(quietMs)} for another one`)
    }
    const quietAt = (all.at(-1)?.at ?? 0) + (all.at(-1)?.heldMs ?? 0) + quietMs
    const leftMs = quietAt - Date.now()
    if (leftMs <= 0) return all
    const over = new AbortController()
    const either = AbortSignal.any([signal, over.signal])
    await Promise.race([
      listener.deliveries
        .next((event) => event.ticketId === ticketId, either)
        .catch(() => undefined),
      pause(leftMs, undefined, { signal: either }).catch(() => undefined),
    ])
    over.abort()
    signal.throwIfAborted()
  }
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
