import type { PluginErrorCode } from '@hubward/plugin'
import type { SocialHubErrorCode } from '@hubward/socialhub'
import { Counter, Gauge, Registry } from 'prom-client'

/**
 * What one host process counts from its start. Whoever reads /metrics adds the hosts up. prom-client
 * writes Prometheus' format, and measures the process itself: event loop, memory, garbage.
 */
export class Counters {
  readonly registry = new Registry()
  readonly #socialhub = this.#counter(
    'hubward_socialhub_errors_total',
    'Calls of SocialHub that failed, by code.',
    ['code'],
  )
  readonly #network = this.#counter(
    'hubward_network_errors_total',
    'Calls of a plugin that failed, by integration, function and code.',
    ['integration', 'call', 'code'],
  )
  readonly #webhook = this.#counter(
    'hubward_webhook_refused_total',
    'Webhook requests that were refused, by integration and reason.',
    ['integration', 'reason'],
  )
  readonly #putOff = new Counter({
    name: 'hubward_webhook_put_off_total',
    help: 'Webhook requests answered with 503 since too many were waiting to be stored.',
    registers: [this.registry],
  })
  readonly #requestsPutOff = this.#counter(
    'hubward_requests_put_off_total',
    'Requests answered with 503 since what requests hold in memory had reached http.heldBytes, by whether they came to a known webhook.',
    ['kind'],
  )
  readonly #connectionsClosed = new Counter({
    name: 'hubward_connections_closed_total',
    help: 'Connections closed since there were more than http.connections, or too many requests on one.',
    registers: [this.registry],
  })
  readonly #budgetWaits = this.#counter(
    'hubward_call_budget_waits_total',
    'Calls of a Network that were put off since a budget was spent, by integration and what they are for: people, or reading.',
    ['integration', 'purpose'],
  )
  readonly #healed = this.#counter(
    'hubward_reconciled_total',
    'What listing again found: messages that fetching had not brought, edits, deletions.',
    ['integration', 'kind'],
  )
  readonly #setAside = this.#counter(
    'hubward_items_set_aside_total',
    'Items of a Network’s lists that a plugin could not read and passed over, by integration and function; an item counts each time that it is met.',
    ['integration', 'call'],
  )
  readonly #givenUp = this.#counter(
    'hubward_workers_given_up_total',
    'Workers of plugins that did not end when they were told to, by integration.',
    ['integration'],
  )
  readonly #unended = new Gauge({
    name: 'hubward_workers_unended',
    help: 'Of these, how many go on in native code and take a processor each, by integration.',
    labelNames: ['integration'],
    registers: [this.registry],
  })
  readonly #turns = new Gauge({
    name: 'hubward_turns',
    help: 'Turns of Channels in progress in this process.',
    registers: [this.registry],
  })

  readonly #listeners = new Gauge({
    name: 'hubward_listeners',
    help: 'Calls in which plugins listen, held by this process, by integration.',
    labelNames: ['integration'],
    registers: [this.registry],
  })
  readonly #listenersEnded = this.#counter(
    'hubward_listeners_ended_total',
    'Calls in which plugins listened that ended by themselves and are made again, by integration and code (none: without an error).',
    ['integration', 'code'],
  )
  readonly #livePages = new Gauge({
    name: 'hubward_live_pages',
    help: 'Open pages that hear of changes, of at most http.livePages.',
    registers: [this.registry],
  })

  socialhubError(code: SocialHubErrorCode): void {
    this.#socialhub.inc({ code })
  }

  networkError(integration: string, call: string, code: PluginErrorCode): void {
    this.#network.inc({ integration, call, code })
  }

  webhookRefused(integration: string, reason: string): void {
    this.#webhook.inc({ integration, reason })
  }

  healed(integration: string, kind: 'missing' | 'edited' | 'deleted', count: number): void {
    this.#healed.inc({ integration, kind }, count)
  }

  itemsSetAside(integration: string, call: string, count: number): void {
    this.#setAside.inc({ integration, call }, count)
  }

  budgetWait(integration: string, purpose: 'people' | 'reading'): void {
    this.#budgetWaits.inc({ integration, purpose })
  }

  webhookPutOff(): void {
    this.#putOff.inc()
  }

  requestPutOff(kind: 'webhooks' | 'others'): void {
    if (kind === 'webhooks') this.webhookPutOff()
    this.#requestsPutOff.inc({ kind })
  }

  connectionClosed(): void {
    this.#connectionsClosed.inc()
  }

  workerGivenUp(integration: string): void {
    this.#givenUp.inc({ integration })
  }

  workersUnended(integration: string, count: number): void {
    this.#unended.set({ integration }, count)
  }

  turns(inProgress: number): void {
    this.#turns.set(inProgress)
  }

  listenerBegan(integration: string): void {
    this.#listeners.inc({ integration })
  }

  listenerEnded(integration: string): void {
    this.#listeners.dec({ integration })
  }

  /** A listener of its own accord, which costs time. */
  listenerGaveUp(integration: string, code: PluginErrorCode | 'none'): void {
    this.#listenersEnded.inc({ integration, code })
  }

  livePages(open: number): void {
    this.#livePages.set(open)
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] })
  }
}
