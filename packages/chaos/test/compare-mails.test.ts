import type { Ticket, TicketAction } from '@hubward/simulator'
import t from 'tap'
import { compareMails, type MailHistories } from '../src/mailboxes/compare-mails.ts'

const TIME = '2026-01-01T00:00:00.000Z'
const UNCERTAIN = 'The Network did not say whether this was published. Please look.'
const owned = { accountId: 'account', channelId: 'channel', createdTime: TIME, updatedTime: TIME }

const ticket = (message: string, id: string, more: Partial<Ticket> = {}, rootId?: string) =>
  ({
    ...owned,
    id: `ticket of ${id}`,
    interaction: { networkItemId: id, message, ...(rootId !== undefined && { rootId }) },
    hidden: false,
    ...more,
  }) as Ticket
const attempt = (status: TicketAction['status'], reason?: string) =>
  ({
    ...owned,
    id: `action, ${status}`,
    ticketId: 'ticket of one',
    followupId: 'followup',
    type: 'reply',
    actionId: 'reply',
    status,
    ...(reason !== undefined && { reason }),
  }) as TicketAction
const mail = (word: string, root: string | null = null) => {
  return { word, root, address: 'shop@post.test', messageId: `<${word}@post.test>` }
}

const good: MailHistories = {
  mails: [mail('mail-1-end'), mail('mail-2-end', 'mail-1-end')],
  received: ['To: Ada\n\nreply-1-end'],
  channels: [{ id: 'channel', networkId: 'shop@post.test' }],
  tickets: [
    ticket('This is mail-1-end.', 'one'),
    ticket('This is mail-2-end.', 'two', {}, 'one'),
    ticket('reply-1-end', 'three', { followupToId: 'followup' }, 'one'),
  ],
  followups: [{ id: 'followup', text: 'reply-1-end' }],
  actions: [attempt('published')],
}
const faultsOf = (change: Partial<MailHistories>) =>
  compareMails({ ...good, ...change }).faults.map(({ what }) => what)

t.test('mailboxes that agree with their Tickets are counted', async (t) => {
  const { faults, counts } = compareMails(good)
  t.same(faults, [])
  t.match(counts, { 'mails that became one Ticket each': 2, 'replies published once': 1 })
})

t.test('whatever happens to a mail is found', async (t) => {
  const [one, two, three] = good.tickets as [Ticket, Ticket, Ticket]
  t.match(faultsOf({ tickets: [one, three] }), ['mail-2-end: no Ticket'])
  t.match(faultsOf({ tickets: [one, two, three, { ...two, id: 'again' }] }), [
    'mail-2-end: 2 Tickets',
  ])
  t.match(faultsOf({ tickets: [one, ticket('This is mail-2-end.', 'two'), three] }), [
    'mail-2-end: its thread is undefined, not one',
  ])
  const elsewhere = { id: 'channel', networkId: 'other@post.test' }
  t.match(faultsOf({ channels: [elsewhere] }), [
    /mail-1-end: it is a Ticket of other@post\.test/,
    /mail-2-end/,
  ])
  t.match(faultsOf({ tickets: [...good.tickets, ticket('Who is that?', 'four')] }), [
    'ticket of four: a Ticket without a mail',
  ])
})

t.test('whatever happens to a reply is found', async (t) => {
  const [raw = ''] = good.received
  t.match(faultsOf({ received: [] }), [/reply-1-end: .* published, and it was not/])
  t.match(faultsOf({ received: [raw, raw] }), [
    'reply-1-end: 2 effects, 1 told as published, 0 as unknown',
  ])
  t.match(faultsOf({ actions: [attempt('failed', 'Try again.')] }), [
    'reply-1-end: 1 effects, 0 told as published, 0 as unknown',
  ])
  t.match(faultsOf({ actions: [attempt('accepted')] }), ['reply-1-end: it never ended'])
  t.same(faultsOf({ actions: [attempt('failed', UNCERTAIN)] }), [], 'nobody knows, and says so')
  const own = [...good.tickets.slice(0, 2), ticket('reply-1-end', 'three')]
  t.match(faultsOf({ tickets: own }), ['reply-1-end: our own reply became a Ticket'])
  t.same(faultsOf({ tickets: own, actions: [attempt('failed', UNCERTAIN)] }), [])
})
