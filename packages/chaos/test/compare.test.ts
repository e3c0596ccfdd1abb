import t from 'tap'
import { compareActions } from '../src/histories/actions.ts'
import type { Found, Histories } from '../src/histories/histories.ts'
import { compareMails } from '../src/histories/mails.ts'
import { compareMessages } from '../src/histories/messages.ts'
import { compareOrder } from '../src/histories/order.ts'
import { compareOverlaps } from '../src/histories/overlaps.ts'
import { goodHistories } from './fixtures/good-histories.ts'

const UNCERTAIN = 'The Network did not say whether this was published. Please look.'

/** What all comparisons say after something was changed in good histories. */
function compared(change: (histories: Histories) => void = () => undefined): Found {
  const histories = structuredClone(goodHistories)
  change(histories)
  const comparisons = [compareMessages, compareActions, compareOrder, compareOverlaps, compareMails]
  const found = comparisons.map((compare) => compare(histories))
  return {
    faults: found.flatMap(({ faults }) => faults),
    counts: Object.assign({}, ...found.map(({ counts }) => counts)),
  }
}
const faultsOf = (change: (histories: Histories) => void) =>
  compared(change).faults.map(({ what }) => what)
/** Histories are read only for those who compare them. */
const set = (object: object | undefined, values: object) => Object.assign(object ?? {}, values)
const ticket = ({ socialhub }: Histories, id: string) =>
  socialhub.tickets.find(({ interaction }) => interaction.networkItemId === id)
const drop = <Value>(list: readonly Value[], unwanted: (value: Value) => boolean) => {
  const kept = list.filter((value) => !unwanted(value))
  ;(list as Value[]).splice(0, list.length, ...kept)
}

t.test('good histories agree, and are counted', async (t) => {
  const { faults, counts } = compared()
  t.same(faults, [])
  t.match(counts, {
    'messages that became Tickets': 3,
    'edited messages': 1,
    'deleted messages': 1,
    'replies that became Reply-Tickets': 1,
    'replies published once': 1,
    'buttons with one effect': 1,
    'mails sent once: notice': 1,
    'mails sent once: answer': 1,
  })
})

t.test('whatever happens to a message is found, with its life', async (t) => {
  const lost = compared(({ socialhub }) =>
    drop(socialhub.tickets, ({ interaction }) => interaction.networkItemId === 'message-1'),
  )
  t.match(lost.faults, [{ what: 'message-1: no Ticket', life: [/^Network: .*message-1/] }])
  t.match(
    faultsOf((all) => set(ticket(all, 'message-1')?.interaction, { message: 'the first text' })),
    ['message-1: it says “the first text”, not “the second text”'],
  )
  t.match(
    faultsOf((all) => set(ticket(all, 'message-3')?.interaction, { message: 'still there' })),
    [/message-3: it says “still there”, not “\[This message was deleted/],
  )
  t.match(
    faultsOf((all) => set(ticket(all, 'message-2')?.interaction, { rootId: 'message-9' })),
    ['message-2: its thread is message-9, not message-1'],
  )
  t.match(
    faultsOf((all) => {
      const twice = ticket(all, 'message-2')
      if (twice) (all.socialhub.tickets as unknown[]).push({ ...twice, id: 'again' })
    }),
    ['message-2: 2 Tickets'],
  )
  t.match(
    faultsOf((all) => drop(all.interactions, ({ networkItemId }) => networkItemId === 'message-2')),
    ['message-2: the hosts never stored it'],
  )
  t.match(
    faultsOf((all) => set(ticket(all, 'message-2')?.interaction, { networkItemId: 'stranger' })),
    ['message-2: no Ticket', 'stranger: a Ticket without a message'],
  )
})

t.test('an edit that could not be sent is held, and counted apart', async (t) => {
  const { faults, counts } = compared((all) => {
    set(ticket(all, 'message-1')?.interaction, { message: 'the first text' })
    set(all.interactions[0], { ticketId: null, revisions: [{ kind: 'edited', state: 'stored' }] })
  })
  t.same(faults, [])
  t.equal(counts['held: changed messages whose ticketId SocialHub never told'], 1)
})

t.test('a reply of ours that became a Ticket is found', async (t) => {
  t.match(
    faultsOf((all) => {
      const { followupToId: _, ...plain } = ticket(all, 'reply-1') ?? {}
      drop(all.socialhub.tickets, ({ interaction }) => interaction.networkItemId === 'reply-1')
      ;(all.socialhub.tickets as unknown[]).push(plain)
    }),
    ['reply-1: our own reply became a Ticket'],
  )
})

t.test('an action without effect, with two, or with an effect and a reset is found', async (t) => {
  t.match(
    faultsOf((all) => drop(all.accounts[0]?.replies ?? [], () => true)),
    [/.*/, /told that it was published, and it was not/],
  )
  t.match(
    faultsOf((all) => {
      for (const { replies } of all.accounts) {
        replies.push(...replies.map((reply) => ({ ...reply, id: 'reply-2' })))
      }
    }),
    ['reply followup-1: 2 effects, 1 told as published, 0 as unknown'],
  )
  const reset = (reason?: string) => (all: Histories) =>
    set(all.socialhub.actions[0], { status: 'failed', ...(reason && { reason }) })
  t.match(faultsOf(reset('Too late.')), [
    'reply followup-1: 1 effects, 0 told as published, 0 as unknown',
  ])
  t.match(faultsOf(reset()), ['reply followup-1: it was reset without a reason'])
  t.equal(compared(reset(UNCERTAIN)).counts['… of which were published'], 1)
  t.same(faultsOf(reset(UNCERTAIN)), [])
  t.match(
    faultsOf((all) => drop(all.accounts[0]?.actions ?? [], () => true)),
    ['count uuid-2: no effect, and no reset'],
  )
  t.match(
    faultsOf((all) => set(all.actions[0], { state: 'sending' })),
    ['action 1 of the host is sending'],
  )
})

t.test('a wrong order is found', async (t) => {
  t.match(
    faultsOf(({ socialhub }) => (socialhub.seen as unknown[]).reverse()),
    ['ada: message-2 became a Ticket before message-1'],
  )
  t.match(
    faultsOf(({ interactions }) => {
      const [first, second] = interactions
      ;(interactions as unknown[]).splice(0, 2, second, first)
    }),
    ['ada: message-1 was taken in before message-2', /became a Ticket/],
  )
})

t.test('two calls at once are a fault, unless one host stood still', async (t) => {
  const at = (call: string, client: string, startedTime: string) => ({ call, client, startedTime })
  const first = at('fetch', '11', '2026-01-01T00:00:00.000Z')
  const overlap = (call: string) => (all: Histories) => {
    const second = at(call, '12', '2026-01-01T00:00:10.000Z')
    ;(all.watch.overlaps as unknown[]).push({ account: 'ada', first, second })
  }
  const stopped = (pid: number, time: string) => (all: Histories) => {
    const from = Date.parse(`2026-01-01T${time}.000Z`)
    ;(all.frozen as unknown[]).push({ pid, from, to: from + 5_000 })
  }
  t.match(faultsOf(overlap('fetch')), ['two calls for ada at once'])
  t.same(
    faultsOf((all) => {
      overlap('reply')(all)
      stopped(11, '00:00:01')(all)
    }),
    [],
    'its call was open when it was stopped',
  )
  t.match(
    faultsOf((all) => {
      overlap('reply')(all)
      stopped(12, '00:00:01')(all)
    }),
    ['two calls for ada at once'],
    'it called after it had woken up',
  )
})

t.test('whatever happens to a mail is found', async (t) => {
  const arrived = { id: 'mail-2', to: 'ada@visitor.example' }
  const push = (all: Histories) => (all.delivered as (typeof arrived)[]).push(arrived)
  const lose = (all: Histories) => drop(all.delivered, ({ id }) => id === arrived.id)
  t.match(faultsOf(push), ['mail mail-2 to ada@visitor.example: taken 2 times'])
  t.match(faultsOf(lose), ['mail mail-2: it counts as sent, and did not arrive'])
  t.match(
    faultsOf((all) => drop(all.mails, ({ id }) => id === 'mail-1')),
    ['mail mail-1 to ada@visitor.example: no host knows it'],
  )
  t.match(
    faultsOf((all) => {
      drop(all.mails, ({ kind }) => kind === 'answer')
      lose(all)
    }),
    ['reply followup-1: published, and no mail tells of it'],
  )
  for (const [state, wrong] of [
    ['unknown', 'nobody was told that its outcome is unknown'],
    ['failed', 'it counts as failed, and arrived'],
    ['waiting', 'it waits for a confirmation, and arrived'],
    ['suppressed', 'it was not to be sent (null), and arrived'],
    ['sending', 'it is sending'],
  ] as const) {
    t.match(
      faultsOf((all) => set(all.mails[1], { state })),
      [`mail mail-2: ${wrong}`],
    )
  }
  t.match(
    faultsOf((all) => {
      set(all.mails[1], { state: 'waiting' })
      lose(all)
    }),
    ['mail mail-2: its visitor confirmed, and it waits'],
  )
  for (const [reason, permitted] of [
    ['a later answer took its place', true],
    ['the notice before it failed', true],
    ['the notice before it bounced', false],
    ['nobody confirmed the address', false],
    ['erased', false],
    [null, false],
  ] as const) {
    const suppressed = compared((all) => {
      set(all.mails[1], { state: 'suppressed', reason })
      lose(all)
    })
    t.match(
      suppressed.faults.map(({ what }) => what),
      permitted
        ? []
        : [`mail mail-2: it was not to be sent (${reason}), which nothing here causes`],
    )
    t.equal(suppressed.counts['mails that were not to be sent'], permitted ? 1 : undefined)
  }
  const honest = compared((all) => set(all.mails[1], { state: 'unknown', told: true }))
  t.same(honest.faults, [])
  t.match(honest.counts, { 'mails of unknown outcome': 1, '… of which had arrived': 1 })
})
