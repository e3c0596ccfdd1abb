import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { concerns, type Faults, type Standing, type WebhookFault } from '../faults.ts'
import type { Journal } from '../journal.ts'
import { settle } from '../state/followups.ts'
import { removeWebhook } from '../state/manifests.ts'
import { manifestOf } from '../state/read.ts'
import type { State } from '../state/state.ts'
import { type OutgoingEvent, webhookBody } from './events.ts'
import { sendSigned } from './request.ts'

/** Brings events to Integrations. */
export interface Delivering {
  /** Sends an event as soon as the Channel's earlier ones had their first try. */
  send(event: OutgoingEvent): void
  /** Resolves when nothing is on its way or waiting for another try. */
  idle(): Promise<void>
}

type Outcome = 'accepted' | 'failed' | 'webhook-removed'

const STALE_MS = 10 * 60 * 1000

export function createDelivering(options: {
  state: State
  faults: Faults
  journal: Journal
  signal: AbortSignal
}): Delivering {
  const { state, faults, journal, signal } = options
  const lines = new Map<string, Promise<void>>()
  const held = new Map<string, (() => void)[]>()
  const underWay = new Set<Promise<void>>()

  function track(work: Promise<void>): void {
    underWay.add(work)
    // A failure that nobody foresaw is not caught here: it ends the process with its stack.
    void work.finally(() => underWay.delete(work))
  }

  async function attempt(event: OutgoingEvent, fault?: WebhookFault): Promise<Outcome> {
    const channel = state.data.channels[event.channelId]
    const manifest = channel && manifestOf(state, channel)
    if (!channel || !manifest?.webhook) return 'webhook-removed'
    const { url, secret } = manifest.webhook
    const now = state.now()
    const answer = await sendSigned({
      method: 'POST',
      url,
      secret,
      rawBody: webhookBody(channel, event),
      timestamp: now.getTime() - (fault?.fault === 'stale' ? STALE_MS : 0),
      timeoutMs: state.settings.webhook.timeoutMs,
      signal,
      wrongSignature: fault?.fault === 'wrong-signature',
    })
    const succeeded = 'status' in answer && answer.status >= 200 && answer.status < 300
    const solved = succeeded && answer.challengeSolved
    if (succeeded && !solved) {
      removeWebhook(state, manifest.id, 'It answered 2xx without solving the challenge.')
    }
    journal.delivery({
      time: now.toISOString(),
      channelId: channel.id,
      url,
      uuid: event.event.uuid,
      ...(fault && { fault: fault.fault }),
      ...('status' in answer
        ? { status: answer.status, challengeSolved: answer.challengeSolved }
        : { error: answer.error }),
    })
    if (!succeeded) return 'failed'
    return solved ? 'accepted' : 'webhook-removed'
  }

  async function retry(event: OutgoingEvent): Promise<void> {
    let { retryDelayMs } = state.settings.webhook
    for (let tries = 1; tries < state.settings.webhook.attempts; tries += 1) {
      await wait(retryDelayMs, undefined, { signal })
      retryDelayMs *= 2
      const outcome = await attempt(event)
      if (outcome !== 'failed') return conclude(event, outcome)
    }
    conclude(event, 'failed')
  }

  function conclude(event: OutgoingEvent, outcome: Outcome): void {
    const action = state.data.ticketActions[event.ticketActionId ?? '']
    if (action?.status !== 'sending') return
    settle(state, action, outcome === 'accepted' ? 'accepted' : 'dropped')
  }

  async function deliver(event: OutgoingEvent, fault?: WebhookFault): Promise<void> {
    const outcome = await attempt(event, fault)
    if (outcome === 'failed') track(unlessStopped(retry(event)))
    else conclude(event, outcome)
    if (fault?.fault === 'twice') await attempt(event, fault)
    if (fault?.fault === 'new-uuid') {
      await attempt({ ...event, event: { ...event.event, uuid: randomUUID() } }, fault)
    }
  }

  /** A try is cut short when the simulator stops; nothing else may fail here unseen. */
  async function unlessStopped(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  function line(event: OutgoingEvent, fault?: WebhookFault): Promise<void> {
    const before = lines.get(event.channelId) ?? Promise.resolve()
    const mine = before.then(() => unlessStopped(deliver(event, fault)))
    lines.set(event.channelId, mine)
    return mine
  }

  async function late(event: OutgoingEvent, fault: Standing<WebhookFault>): Promise<void> {
    await faults.webhooks.wait(fault)
    await unlessStopped(deliver(event, fault))
  }

  return {
    send(event) {
      const { channelId } = event
      const fault = faults.webhooks.take((one) => concerns(one, channelId))
      if (fault?.fault === 'late') return track(late(event, fault))
      if (fault?.fault === 'out-of-order') {
        held.set(channelId, [...(held.get(channelId) ?? []), () => track(line(event, fault))])
        return
      }
      track(line(event, fault))
      const waiting = held.get(channelId) ?? []
      held.delete(channelId)
      for (const release of waiting) release()
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
