import { html } from 'ghtml'
import type { Db } from '../store/database.ts'
import { faultsOf, type PluginFault } from '../store/faults.ts'
import { type ListenerOverview, listenersOf } from '../store/listeners.ts'
import { type CountedMails, mailsOfChannel } from '../store/mail-overview.ts'
import type { ChannelOverview } from '../store/overview.ts'
import { type LastProof, lastProof } from '../store/proofs.ts'
import { type SetAsideItems, setAsideOf } from '../store/set-aside.ts'
import { type Fact, plain } from './facts.ts'
import type { CockpitFrame } from './frame.ts'
import { moment } from './moment.ts'

/** What stands beside a Channel's own row. */
interface Noted {
  readonly faults: readonly PluginFault[]
  readonly setAside: readonly SetAsideItems[]
  readonly listeners: readonly ListenerOverview[]
  readonly mails: readonly CountedMails[]
  readonly proof: LastProof | undefined
}

export async function notedOf(db: Db, channelId: string): Promise<Noted> {
  const [faults, setAside, listeners, mails, proof] = await Promise.all([
    faultsOf(db, channelId),
    setAsideOf(db, channelId),
    listenersOf(db, channelId),
    mailsOfChannel(db, channelId),
    lastProof(db, channelId),
  ])
  return { faults, setAside, listeners, mails, proof }
}

/** All that `hubward channel show` tells, in the reader's language. */
export function channelFacts(
  frame: CockpitFrame,
  channel: ChannelOverview,
  { faults, setAside, listeners, mails, proof }: Noted,
): readonly Fact[] {
  const { say, base } = frame
  const { now, state, kind, server, networkId, accountId, account, fetchFailure } = channel
  const when = (at: Date | null, otherwise: string) =>
    at ? moment(frame, at, now) : plain(otherwise)
  const waits = (count: number, oldest: Date | null) =>
    oldest ? html`${count}, !${moment(frame, oldest, now)}` : plain(count)
  const never = say('channel.never')
  const facts: (Fact | false)[] = [
    [
      say('channel.customer'),
      html`<a href="${base}/customers/${accountId}">${account ?? accountId}</a>`,
    ],
    [say('channel.integration'), plain(`${channel.integration} · ${say(`channel.${kind}`)}`)],
    [say('channel.network-id'), plain([networkId, server].filter(Boolean).join(' · '))],
    [say('channel.id'), html`<code>${channel.channelId}</code>`],
    [say('channel.expires'), when(channel.accessExpiresAt, say('channel.no-known-time'))],
    [say('channel.fetched'), when(channel.lastFetchedAt, never)],
    [
      say('channel.next-fetch'),
      state === 'active' ? moment(frame, channel.nextFetchAt, now) : plain(say('channel.not-now')),
    ],
    channel.fetchFailures > 0 &&
      fetchFailure !== null && [
        say('channel.fetch-fails'),
        plain(
          fetchFailure.sentence?.[frame.language] ??
            `${fetchFailure.code}: ${fetchFailure.message}`,
        ),
      ],
    ...listeners.flatMap((listener) => listening(frame, listener, now)),
    [say('channel.last-message'), when(channel.lastMessageAt, never)],
    [say('channel.last-ticket'), when(channel.lastDeliveredAt, never)],
    [say('channel.waiting'), waits(channel.waitingTickets, channel.oldestWaitingAt)],
    channel.unreadPushes > 0 && [
      say('channel.unread'),
      waits(channel.unreadPushes, channel.oldestUnreadAt),
    ],
    [say('channel.open-actions'), waits(channel.openActions, channel.oldestActionAt)],
    [say('channel.refused'), plain(channel.refusedInteractions)],
    [say('channel.unconfirmed'), plain(channel.unconfirmedActions)],
    proof !== undefined && [
      say('channel.proof'),
      html`${proof.unaccounted === null ? say('channel.not-counted') : say('channel.unaccounted', { count: proof.unaccounted })}, !${moment(frame, proof.provedAt, now)}`,
    ],
    channel.nextReconciliationAt !== null && [
      say('channel.compared'),
      html`!${when(channel.lastReconciledAt, never)}; ${say('channel.compared-found', {
        missing: channel.reconciledMissing,
        edited: channel.reconciledEdited,
        deleted: channel.reconciledDeleted,
      })}`,
    ],
    channel.reconciliationFailure !== null && [
      say('channel.compare-fails'),
      plain(channel.reconciliationFailure),
    ],
    channel.moving && [
      say('channel.moves-to'),
      plain(channel.movesTo ?? say('channel.moves-later')),
    ],
    ...faults.map(
      ({ call, field, reason, plugin, lastAt, count }): Fact => [
        say('channel.fault'),
        html`${[call, field].filter(Boolean).join(', ')}: ${reason} (${plugin}, ${count} ×, !${moment(frame, lastAt, now)})`,
      ],
    ),
    ...setAside.map(
      ({ call, reason, count, lastAt }): Fact => [
        say('channel.set-aside'),
        html`${say('channel.set-aside-count', { count })} (${call}: ${reason}), !${moment(frame, lastAt, now)}`,
      ],
    ),
    ...mails.map(
      ({ state: became, reason, count, lastAt }): Fact => [
        say('channel.mails'),
        html`${count} ${became}, !${moment(frame, lastAt, now)}${reason === null ? '' : `: ${reason}`}`,
      ],
    ),
  ]
  return facts.filter((fact) => fact !== false)
}

function listening(
  frame: CockpitFrame,
  { listens, host, since, lastFailure }: ListenerOverview,
  now: Date,
): Fact[] {
  const { say } = frame
  const who =
    listens && since
      ? html`${host ?? ''} !${moment(frame, since, now)}`
      : plain(say('channel.nobody-listens'))
  return [
    [say('channel.listens'), who],
    ...(lastFailure
      ? [
          [
            say('channel.listening-failed'),
            html`!${moment(frame, new Date(lastFailure.at), now)}: ${lastFailure.message}`,
          ] as const,
        ]
      : []),
  ]
}
