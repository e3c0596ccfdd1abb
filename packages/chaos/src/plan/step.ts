import { fileURLToPath } from 'node:url'
import type { CrashPoint } from '@hubward/host'
import type { RouteFault, WebhookFault } from '@hubward/simulator'
import type { StubFault } from '@hubward/testkit/stub-network'
import type { ClusterAct } from '../cluster/outages.ts'

/** The integrations of a run: one plugin of the stub Network each. */
export const INTEGRATIONS = {
  /** Can look up what became of a reply, and has its visitors told of it by mail. */
  finding: fileURLToPath(new URL('../../../host/test/fixtures/mailing-plugin.ts', import.meta.url)),
  /** Can not. */
  blind: '@hubward/testkit/stub-network/plugin-without-find',
  /** Access tokens that run out, refresh tokens that work once. */
  granted: '@hubward/testkit/stub-network/plugin-with-grants',
} as const
export type IntegrationName = keyof typeof INTEGRATIONS

/** One account of the Network, and the Channel that a Customer makes of it. */
export interface PlannedAccount {
  readonly name: string
  readonly integration: IntegrationName
  /** Among those of its integration. */
  readonly place: number
  /** Whether the Network may list its pages in another order than things happened. */
  readonly disorderly: boolean
}

/**
 * What the operator's mail server does for a while: refuses recipients or texts, for now or for good; takes
 * a mail and breaks off before it says so; breaks off whatever is under way.
 */
export type MailFault =
  | { recipient: 451 | 550 }
  | { text: 451 | 554 | 'taken-without-answer' }
  | 'hang-up'

/** Points into a list that is only known when the step is done: 0 is its first, 1 beyond its last. */
type Share = number

/** What happens once, to whom. */
export type Act =
  // What people do on the Network.
  | { kind: 'message'; account: Share; thread: Share | null; pushed: boolean }
  | { kind: 'burst'; account: Share; messages: number }
  | { kind: 'own-post'; account: Share; thread: Share | null }
  | { kind: 'edit'; account: Share; message: Share }
  | { kind: 'delete'; account: Share; message: Share }
  // What community managers do in SocialHub.
  | { kind: 'reply'; ticket: Share; actionId: 'reply' | 'reply-once' }
  | { kind: 'press'; ticket: Share; actionId: 'like' | 'count' | 'hide' }
  | { kind: 'retry'; followup: Share }
  // What Customers do.
  | { kind: 'disable'; account: Share }
  | { kind: 'new-token'; account: Share }
  // What goes wrong on either side.
  | { kind: 'network-fault'; account: Share; fault: Omit<StubFault, 'account'> }
  | { kind: 'refuse'; account: Share; times: number }
  | { kind: 'network-clock'; aheadMs: number }
  | { kind: 'socialhub-fault'; account: Share | null; fault: Omit<RouteFault, 'channelId'> }
  | { kind: 'webhook-fault'; fault: WebhookFault }
  | { kind: 'mail-fault'; fault: MailFault; forMs: number }
  // What goes wrong in the middle.
  | { kind: 'kill'; host: number }
  | { kind: 'arm'; point: CrashPoint }
  | { kind: 'freeze'; host: number; forMs: number }
  | { kind: 'restart-postgres'; how: 'fast' | 'crash' }
  // What goes wrong with PostgreSQL where it is a cluster.
  | { kind: ClusterAct }
export type Step = Act & { readonly atMs: number }

export interface Plan {
  readonly seed: number
  readonly durationMs: number
  readonly hosts: number
  /** Those that are there from the beginning. */
  readonly accounts: readonly PlannedAccount[]
  readonly steps: readonly Step[]
  /** Whether plugins run in workers of their own, as in production; otherwise hosts start sooner. */
  readonly workers: boolean
  /** Whether PostgreSQL is a cluster. */
  readonly cluster: boolean
  /** Whether a refresh token that comes a second time costs the grant. */
  readonly strictGrants: boolean
}
