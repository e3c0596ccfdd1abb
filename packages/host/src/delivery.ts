/**
 * What becomes of an Interaction on its way to a Ticket.
 *
 *   stored ──▶ delivered        SocialHub has it (201, or 409: it had it already)
 *   stored ──▶ refused          SocialHub, or our own check, won't take it: set aside and reported
 *   refused ──▶ stored          the operator has it sent again
 *   stored ──▶ own-reply        it is a reply that this host published: its Ticket is the Reply-Ticket
 *   part                        it stands in the Ticket of another, which leads its group
 */
export const INTERACTION_STATES = {
  stored: { to: ['delivered', 'refused', 'own-reply'], meaning: 'Waits to become a Ticket.' },
  delivered: { to: [], meaning: 'Is a Ticket.' },
  refused: { to: ['stored'], meaning: 'Can’t become a Ticket; the reason is kept with it.' },
  'own-reply': { to: [], meaning: 'Is a reply that was published from the Inbox.' },
  part: { to: [], meaning: 'Is shown in the Ticket of the message that leads its group.' },
} as const satisfies Record<string, { to: readonly string[]; meaning: string }>
export type InteractionState = keyof typeof INTERACTION_STATES

/** Why a message is no Ticket, where neither SocialHub nor a check has refused it. */
export const REFUSALS = {
  deleted: 'deleted on the Network',
  erased: 'erased on request',
  stoodStill: 'the Channel stood still for 90 days',
} as const

/**
 * What becomes of a Ticket Action. `sending` is stored before the Network is asked, so whoever finds
 * it later knows that something may have happened there.
 */
export const TICKET_ACTION_STATES = {
  accepted: { to: ['sending', 'failed'], meaning: 'Committed; the Network has not been asked.' },
  sending: {
    to: ['accepted', 'published', 'confirmed', 'failed'],
    meaning: 'The Network was, or may have been, asked; the outcome is not stored.',
  },
  published: {
    to: ['confirmed', 'unconfirmed'],
    meaning: 'On the Network; SocialHub has not been told.',
  },
  failed: { to: ['reset'], meaning: 'Not done; SocialHub has not been told.' },
  confirmed: { to: [], meaning: 'Done, and SocialHub knows.' },
  unconfirmed: { to: ['published'], meaning: 'Done, but SocialHub refused to hear of it.' },
  reset: { to: [], meaning: 'Not done, and the community manager knows why.' },
} as const satisfies Record<string, { to: readonly string[]; meaning: string }>
export type TicketActionState = keyof typeof TICKET_ACTION_STATES

/**
 * What becomes of a mail to a visitor. `sending` is stored when the mail server has taken the envelope and
 * waits for the text: before that, a host may die and the mail is sent by another; after it, nobody
 * sends it again.
 */
export const VISITOR_MAIL_STATES = {
  waiting: {
    to: ['due', 'suppressed'],
    meaning: 'An answer for an address that nobody has confirmed yet.',
  },
  due: {
    to: ['sending', 'failed', 'suppressed'],
    meaning: 'To be sent, now or when it is tried again.',
  },
  sending: {
    to: ['due', 'sent', 'failed', 'unknown', 'bounced', 'suppressed'],
    meaning: 'The mail server is getting the text; its answer is not stored.',
  },
  sent: { to: ['bounced'], meaning: 'The mail server has it.' },
  unknown: {
    to: ['sent', 'bounced'],
    meaning: 'May have been sent. It is not sent again, and the agent is told.',
  },
  bounced: { to: [], meaning: 'It came back, and the agent is told.' },
  failed: { to: [], meaning: 'The mail server refused it for good, and the agent is told.' },
  suppressed: {
    to: [],
    meaning:
      'Never sent: a limit, nobody confirmed the address, its owner wants no mail, it was erased, or mail was switched off.',
  },
} as const satisfies Record<string, { to: readonly string[]; meaning: string }>
export type VisitorMailState = keyof typeof VISITOR_MAIL_STATES

/** From which states a mail may get into this one. */
export function mailStatesBefore(state: VisitorMailState): VisitorMailState[] {
  const all = Object.entries(VISITOR_MAIL_STATES) as [VisitorMailState, { to: readonly string[] }][]
  return all.flatMap(([before, { to }]) => (to.includes(state) ? [before] : []))
}

/** Whether the Network is still to be asked for it, or to be asked what became of it. */
export function isUnperformed(state: TicketActionState): boolean {
  return state === 'accepted' || state === 'sending'
}

/** How long after its acceptance an action may still be performed, unless declared otherwise. */
export const DEFAULT_LIFETIME_MS = 3_600_000

/** What a call may take beyond its time-out before its outcome counts as settled. */
export const SENDING_MARGIN_MS = 2_000
