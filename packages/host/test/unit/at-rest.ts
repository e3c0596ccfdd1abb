import type { DescribedPlugin } from '@hubward/border'
import Type from 'typebox'
import { type Mailbox, mailboxOf } from '../../src/mailbox.ts'
import type { LoadedChannel } from '../../src/store/channels.ts'
import type { Grant } from '../../src/store/grants.ts'
import type { OpenAction } from '../../src/store/ticket-actions.ts'

export const NOW = new Date('2026-11-29T12:00:00.000Z')
export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE

/** So many milliseconds from now; before now if negative. */
export const at = (inMs: number) => new Date(NOW.getTime() + inMs)

/** A Network that can do everything, and whose Channels are at rest. */
export const PLUGIN: DescribedPlugin = {
  apiVersion: 1,
  id: 'harbour',
  name: 'Harbour',
  settings: Type.Object({}),
  channelSettings: Type.Object({}),
  credentials: Type.Object({}),
  position: Type.Integer(),
  declaration: {
    summary: { en: 'Ships.', de: 'Schiffe.', fr: 'Navires.' },
    branding: {
      icon: 'https://a.example/i.svg',
      fallback: 'https://a.example/f.png',
      color: '#333',
    },
    ticketActions: [
      {
        id: 'answer',
        repeatable: false,
        type: 'reply',
        label: { en: 'Answer', de: 'Antworten', fr: 'Répondre' },
        lifetimeMs: 10 * MINUTE,
      },
      {
        id: 'hide',
        type: 'button',
        repeatable: false,
        label: { en: 'Hide', de: 'Ausblenden', fr: 'Masquer' },
      },
    ],
    fetch: { minIntervalMs: MINUTE, maxIntervalMs: HOUR, pageSize: 50 },
    ownMessages: false,
    hosts: [],
  },
  refresh: {},
  subscribe: {},
  listRecent: {},
}

const GRANT: Grant = {
  generation: 1,
  since: at(-HOUR),
  expireAt: null,
  refreshWanted: false,
  refreshAfter: new Date(0),
  refreshFailures: 0,
  openRefresh: null,
  expirationTold: true,
  expirationAfter: new Date(0),
  expirationFailures: 0,
  subscribeDueAt: null,
  subscribeFailures: 0,
  networkAfter: new Date(0),
  socialhubAfter: new Date(0),
  trouble: null,
  troubleSince: null,
}

const CHANNEL: LoadedChannel = {
  id: '1',
  integration: 'harbour',
  channel: {
    networkId: 'ada',
    name: 'Ada',
    uniqueName: '@ada',
    server: null,
    language: 'en',
    createdTime: at(-24 * HOUR).toISOString(),
  },
  channelSettings: {},
  credentials: {},
  socialhubChannelId: 'a'.repeat(24),
  names: {
    integration: 'stub',
    channel: '1',
    socialhubChannelId: 'a'.repeat(24),
    customer: 'Sample & Sons',
  },
  accountId: 'b'.repeat(24),
  manifest: '00000000-0000-7000-8000-000000000001',
  manifestKind: 'reusable',
  state: 'active',
  stateCause: null,
  accessToken: 'token',
  tokenGeneration: 1,
  now: NOW,
  rung: '0',
  position: 0,
  fetchSince: at(-24 * HOUR),
  fetchDueAt: at(HOUR),
  fetchIntervalMs: HOUR,
  fetchFailures: 0,
  fetchedAt: at(-MINUTE),
  reconcileDueAt: at(6 * HOUR),
  deliverAfter: new Date(0),
  deliverFailures: 0,
  pushCount: '0',
  checkAccess: false,
  tokenCheckAt: at(12 * HOUR),
  grantFailures: 0,
  toldAt: null,
  grant: GRANT,
  movesTo: null,
  withoutWebhookSince: null,
}

const ACTION: OpenAction = {
  id: '1',
  type: 'reply',
  actionId: 'answer',
  ticketId: 'c'.repeat(24),
  networkItemId: 'message-1',
  followupId: 'd'.repeat(24),
  payload: {},
  state: 'accepted',
  attempts: 0,
  attemptedAt: null,
  published: null,
  failure: null,
  reason: null,
  acceptedAt: at(-SECOND),
  sendingDeadline: null,
  outcomeUnknown: false,
  givenUpAt: null,
  givenUpReason: null,
  resentAt: null,
  traceparent: null,
  retryAt: new Date(0),
  dueInMs: 0,
}

export const grant = (given: Partial<Grant> = {}): Grant => ({ ...GRANT, ...given })
export const action = (given: Partial<OpenAction> = {}): OpenAction => ({ ...ACTION, ...given })
export const channel = (
  given: Partial<Omit<LoadedChannel, 'grant'>> = {},
  ofGrant: Partial<Grant> = {},
): LoadedChannel => ({ ...CHANNEL, ...given, grant: grant(ofGrant) })

/** A mailbox of a Channel at rest, but for what is given. */
export function mailbox(
  given: Partial<Omit<LoadedChannel, 'grant'>> & {
    readonly grant?: Partial<Grant>
    readonly actions?: readonly OpenAction[]
    readonly waiting?: boolean
    readonly plugin?: Partial<DescribedPlugin>
  } = {},
): Mailbox {
  const { grant: ofGrant, actions = [], waiting = false, plugin: ofPlugin, ...ofChannel } = given
  const loaded = { channel: channel(ofChannel, ofGrant), actions, waiting, heldUntil: null }
  return mailboxOf(loaded, { ...PLUGIN, ...ofPlugin })
}
