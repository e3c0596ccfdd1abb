/**
 * Named points between two steps that must both survive a crash. In production passing one costs
 * nothing; the tests end a host there with SIGKILL, and assert that the point was reached.
 */
export const CRASH_POINTS = [
  'webhook.received',
  'webhook.committed',
  'action.accepted',
  'action.sending-stored',
  'action.performed',
  'action.published-stored',
  'action.confirmed',
  'action.confirmed-stored',
  'refresh.recorded',
  'refresh.exchanged',
  'refresh.stored',
  'fetch.returned',
  'fetch.stored',
  'reconcile.listed',
  'reconcile.stored',
  'ticket.created',
  'ticket.stored',
  'channel.recorded',
  'channel.answered',
  'channel.stored',
  'mail.claimed',
  'mail.sending-stored',
  'mail.handed-over',
  'mail.sent-stored',
  'turn.ending',
  'notice.sent',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]
