import { isConnected, Visitor } from '../../../host/test/fixtures/visitor.ts'
import { type Attack, saidOf } from '../attack.ts'
import { fillIn } from '../stage/customer.ts'
import { hiddenFields } from '../stage/form.ts'
import { added, lookAtStored } from '../stage/stored.ts'
import { postHead, type Wire } from '../stage/wire.ts'
import type { World } from '../stage/world.ts'
import { until } from '../until.ts'

/** Marks of two classes, in turn: to put them in their order takes time with the square of their number. */
const MARKS = '\u0301\u0323'
const COUNT = 100_000

/** Longer than any honest person waits. */
const WAIT_MS = 60_000

async function marksTo(
  world: World,
  small: boolean,
  { withToken, connections }: { withToken: boolean; connections: number },
): Promise<Wire> {
  const hidden = withToken ? await hiddenFields(world.url + world.forms[0]) : {}
  const fields = new URLSearchParams({ ...hidden, name: 'Carla' }).toString()
  const marks = MARKS.repeat((small ? COUNT / 20 : COUNT) / 2)
  const body = `${fields}&message=a${marks}`
  const head = postHead(world.forms[0], {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  })
  return { port: world.port, connections, head, tail: body, waitMs: WAIT_MS }
}

function formAttack(
  name: string,
  about: string,
  how: { withToken: boolean; connections: number },
): Attack {
  return {
    name,
    about,
    async run(world, small) {
      const before = await lookAtStored(world.pool)
      const result = await world.attacker.send(await marksTo(world, small, how))
      const after = await lookAtStored(world.pool)
      return {
        got: saidOf(result),
        checks: [
          { what: 'each was answered', ok: result.stillOpen === 0 },
          { what: 'no message came of it', ok: added(before, after).rows.pushes === undefined },
        ],
      }
    },
  }
}

function hasTicket({ simulator }: World, networkItemId: string): boolean {
  return Object.values(simulator.state.data.tickets).some(
    ({ interaction }) => interaction.networkItemId === networkItemId,
  )
}

export const marks: readonly Attack[] = [
  formAttack(
    'marks-without-token',
    'one POST of 100,000 alternating combining marks to a contact form, with no token',
    { withToken: false, connections: 1 },
  ),
  formAttack('marks-with-token', 'the same with the token that the page gave', {
    withToken: true,
    connections: 1,
  }),
  formAttack('marks-at-once', 'twenty of them at the same moment', {
    withToken: false,
    connections: 20,
  }),
  {
    name: 'marks-from-a-network',
    about: 'messages of 100,000 alternating marks on a Network, fetched by the host',
    async prepare(world) {
      const visitor = new Visitor()
      const link = await world.customLink('stub')
      const answers = { account: 'marked', ':name.0': 'Marked', ':unique-name.0': '@marked' }
      const page = await fillIn(await visitor.open(link), answers, visitor)
      if (!isConnected(page)) throw new Error(`no Channel: ${page.words}`)
      const { id } = world.network.addMessage('marked', { text: 'the first message' })
      // By then the workers of this Network have started.
      await until(() => hasTicket(world, id))
    },
    async run(world, small) {
      const text = `a${MARKS.repeat((small ? COUNT / 20 : COUNT) / 2)}`
      for (let number = 0; number < 5; number++) world.network.addMessage('marked', { text })
      const { id } = world.network.addMessage('marked', { text: 'an honest message' })
      const began = performance.now()
      const arrived = await until(() => hasTicket(world, id))
      const seconds = ((performance.now() - began) / 1_000).toFixed(1)
      return {
        got: arrived
          ? `the message behind them arrived after ${seconds} s`
          : 'it stopped a Channel',
        checks: [{ what: 'the message behind them became a Ticket', ok: arrived }],
      }
    },
  },
]
