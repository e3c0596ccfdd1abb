import type { ClusterAct } from '../cluster/outages.ts'

/** What comes once, in the middle of everything else. */
export type Event =
  | { readonly what: 'update'; readonly host: number }
  | { readonly what: ClusterAct | 'crash' }

export interface Scheduled {
  /** So many messages. */
  readonly after: number
  readonly event: Event
}

/** The first host is updated at this part of all messages, and one more at each further step. */
const [UPDATE_FROM, UPDATE_STEP] = [0.3, 0.05]

export function scheduleOf(
  { hosts, cluster, goals }: { hosts: number; cluster: boolean; goals: { messages: number } },
  hasFormer: boolean,
): readonly Scheduled[] {
  const updates = Array.from({ length: hasFormer ? hosts : 0 }, (_, host) => ({
    share: UPDATE_FROM + host * UPDATE_STEP,
    event: { what: 'update', host } as const,
  }))
  const failovers = cluster
    ? ([
        { share: 0.15, event: { what: 'kill-member' } },
        { share: 0.5, event: { what: 'kill-leader' } },
        { share: 0.75, event: { what: 'switchover' } },
      ] as const)
    : ([{ share: 0.5, event: { what: 'crash' } }] as const)
  return [...updates, ...failovers]
    .toSorted((a, b) => a.share - b.share)
    .map(({ share, event }) => ({ after: Math.round(share * goals.messages), event }))
}
