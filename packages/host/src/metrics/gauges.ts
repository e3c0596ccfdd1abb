import { Gauge, type Registry } from 'prom-client'
import type { Db } from '../store/database.ts'
import { type Figures, readFigures } from '../store/figures.ts'

/** However often it is asked, PostgreSQL counts at most this often. */
const FRESH_MS = 10_000

/**
 * Adds what the database knows, the same in every host: take the maximum over hosts, not the sum.
 *
 * @param now milliseconds, as `performance.now()` gives them.
 */
export function addGauges(registry: Registry, db: Db, now: () => number): void {
  let known: { readonly figures: Promise<Figures>; readonly at: number } | undefined
  const figures = (): Promise<Figures> => {
    if (known && now() - known.at < FRESH_MS) return known.figures
    const asked = readFigures(db)
    known = { figures: asked, at: now() }
    asked.catch(() => {
      known = undefined
    })
    return asked
  }
  const gauge = (
    name: string,
    help: string,
    labelNames: readonly string[],
    fill: (gauge: Gauge, figures: Figures) => void,
  ) => {
    const added: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      async collect() {
        added.reset()
        fill(added, await figures())
      },
    })
  }

  gauge(
    'hubward_channels',
    'Channels, by integration and state.',
    ['integration', 'state'],
    (all, { channels }) => {
      for (const { integration, state, count } of channels) all.set({ integration, state }, count)
    },
  )
  gauge(
    'hubward_fetch_age_seconds',
    'Since the last successful fetch of the active Channel that waits longest, by integration.',
    ['integration'],
    (all, { channels }) => {
      for (const { integration, fetchAgeS } of channels) {
        if (fetchAgeS !== null) all.set({ integration }, fetchAgeS)
      }
    },
  )
  gauge(
    'hubward_push_backlog',
    'Entries of the push log that are not read yet, of Networks that only push.',
    ['integration'],
    (all, { channels }) => {
      for (const { integration, pushBacklog } of channels) all.inc({ integration }, pushBacklog)
    },
  )
  gauge(
    'hubward_waiting_messages',
    'Messages that were received and are no Tickets yet, by integration and state of the Channel; also what a form received whose Channel is switched off.',
    ['integration', 'state'],
    (all, { channels }) => {
      for (const { integration, state, waiting } of channels)
        all.set({ integration, state }, waiting)
    },
  )
  gauge(
    'hubward_failing_channels',
    'Active Channels whose last fetch or last delivery failed, by integration.',
    ['integration'],
    (all, { channels }) => {
      for (const { integration, failing } of channels) all.inc({ integration }, failing)
    },
  )
  gauge(
    'hubward_unaccounted',
    'Messages and Ticket Actions that came in and can’t be accounted for, by integration: "hubward prove" names them.',
    ['integration'],
    (all, { proofs }) => {
      for (const { integration, unaccounted } of proofs) all.set({ integration }, unaccounted)
    },
  )
  gauge(
    'hubward_proof_age_seconds',
    'Since the Channel was last proved that waits longest for it, by integration.',
    ['integration'],
    (all, { proofs }) => {
      for (const { integration, ageS } of proofs) all.set({ integration }, ageS)
    },
  )
  gauge(
    'hubward_visitor_mails',
    'Mails to visitors of the last 24 hours, by kind (notice, answer, link) and state (waiting, due, sending, sent, suppressed, failed, bounced, unknown).',
    ['kind', 'state'],
    (all, { visitorMails }) => {
      for (const { kind, state, count } of visitorMails) all.set({ kind, state }, count)
    },
  )
  const perIntegration = (
    name: string,
    help: string,
    of: (figures: Figures['integrations'][number]) => number,
  ) =>
    gauge(name, help, ['integration'], (all, { integrations }) => {
      for (const one of integrations) all.set({ integration: one.integration }, of(one))
    })
  perIntegration(
    'hubward_integration_overdue_channels',
    'Channels that are due and wait for their turn, by integration.',
    ({ overdue }) => overdue,
  )
  perIntegration(
    'hubward_integration_overdue_seconds',
    'How long the Channel that is longest due has been waiting, by integration.',
    ({ overdueS }) => overdueS,
  )
  perIntegration(
    'hubward_integration_ticket_action_oldest_seconds',
    'Age of the oldest Ticket Action of an active Channel that is not settled, by integration.',
    ({ oldestActionS }) => oldestActionS,
  )
  perIntegration(
    'hubward_integration_ticket_oldest_seconds',
    'Age of the oldest message of an active Channel that is not delivered, by integration.',
    ({ oldestTicketS }) => oldestTicketS,
  )
  const single = (name: string, help: string, of: (figures: Figures) => number) =>
    gauge(name, help, [], (all, figures) => all.set(of(figures)))
  single(
    'hubward_ticket_action_oldest_seconds',
    'Age of the oldest Ticket Action of an active Channel that is not settled.',
    ({ oldestActionS }) => oldestActionS,
  )
  single(
    'hubward_ticket_oldest_seconds',
    'Age of the oldest message of an active Channel that is not delivered.',
    ({ oldestTicketS }) => oldestTicketS,
  )
  single(
    'hubward_turn_overdue_seconds',
    'How long the Channel that is longest due has been waiting for its turn.',
    ({ overdueS }) => overdueS,
  )
  single(
    'hubward_visitor_mail_oldest_seconds',
    'Age of the oldest mail to a visitor that is to be sent.',
    ({ oldestMailS }) => oldestMailS,
  )
  single(
    'hubward_visitor_mail_late_addresses',
    'Addresses of visitors with a mail that has been due for over an hour.',
    ({ lateMailAddresses }) => lateMailAddresses,
  )
  single('hubward_notices_due', 'Notices for the operator that are not sent.', (figures) => {
    return figures.noticesDue
  })
}

/** What this process alone knows: which of its configured integrations run here. */
export function addIntegrationGauge(
  registry: Registry,
  known: () => { readonly running: readonly string[]; readonly missing: readonly string[] },
): void {
  const up: Gauge = new Gauge({
    name: 'hubward_integration_up',
    help: 'Of each configured integration whether it runs in this process: 1, or 0.',
    labelNames: ['integration'],
    registers: [registry],
    collect() {
      up.reset()
      const { running, missing } = known()
      for (const integration of running) up.set({ integration }, 1)
      for (const integration of missing) up.set({ integration }, 0)
    },
  })
}
