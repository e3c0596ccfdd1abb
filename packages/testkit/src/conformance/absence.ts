import { PluginError, type PluginErrorCode } from '@hubward/plugin'
import type { CannedAnswer } from '../answer-on-the-way.ts'
import { answerable } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { goneIn, idsOf } from './foreign.ts'
import { emptied } from './oddities.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import type { Scene, Stage } from './stage.ts'

/** What a proxy, a login page or a maintenance says in a Network’s place. */
export const PROXY: readonly CannedAnswer[] = [404, 401, 410].map((status) => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<html><h1>Not here</h1></html>',
}))
/** What a call tells of what is gone. */
interface Look {
  readonly gone: readonly string[]
  /** That there is nothing at all any more. */
  readonly claims: boolean
}

/** What ends a Ticket or a grant. */
const FINAL: readonly PluginErrorCode[] = ['authentication', 'not-found']

/** What is missing is not gone, and who answers is not always the Network. */
export function absenceRules(stage: Stage): Rule[] {
  const { plugin } = stage
  return [
    {
      name: 'a proxy’s “404” is not taken for the Network’s word',
      why: 'one wrong line in a server’s configuration would delete every Ticket, or end the grant',
      guide: 'Errors',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        const ids = idsOf(await stage.fetchAll(scene))
        const { faults } = scene.host
        const before = faults.requests.length
        for (const answer of PROXY) {
          faults.answer(answer)
          for (const [name, call] of looks(scene)) await expectDoubt(scene, name, ids, call, false)
        }
        faults.none()
        const action = plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
        if (action) {
          const { scene: other, reply } = await answerable(stage, action.id)
          other.host.faults.answer(PROXY[0] as CannedAnswer)
          const failure = await stage.failureOf(other, () => other.channel.reply(reply))
          const final = failure !== undefined && FINAL.includes(failure.code)
          expect(!final, 'an error of reply that ends nothing', `“${failure?.code}”`)
          other.host.faults.none()
        }
        if (faults.requests.length === before) skip('it asks nobody')
      },
    },
    {
      name: 'what is missing all at once is not called deleted, one by one',
      why: 'a list that is empty for a minute is a fault of the Network’s more often than a great clean-up',
      guide: 'Fetching',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        const ids = idsOf(await stage.fetchAll(scene))
        const { faults } = scene.host
        const before = faults.requests.length
        faults.rewrite(emptied)
        // That a list is empty may be true: the host doubts it, and looks again.
        for (const [name, call] of looks(scene)) await expectDoubt(scene, name, ids, call, true)
        faults.none()
        if (faults.requests.length === before) skip('it asks nobody')
      },
    },
  ]

  /** Who tells the host of what is gone. */
  function looks({ channel }: Scene): [string, () => Promise<Look>][] {
    const { createdTime } = channel.channel
    const fetch = async () => {
      const { messages } = await channel.fetchPage(channel.position)
      return { gone: goneIn(messages), claims: false }
    }
    const list = async () => {
      const { messages, completeSince } = await channel.listRecent(createdTime)
      return {
        gone: goneIn(messages),
        claims: messages.length === 0 && completeSince !== undefined,
      }
    }
    return [
      ['fetchMessages', fetch],
      ...(plugin.listRecent ? [['listRecent', list] as [string, typeof list]] : []),
    ]
  }

  /** It fails, or it calls nothing gone that was there. */
  async function expectDoubt(
    scene: Scene,
    name: string,
    ids: readonly string[],
    call: () => Promise<Look>,
    mayClaim: boolean,
  ): Promise<void> {
    let look: Look = { gone: [], claims: false }
    const failure = await stage.failureOf(scene, async () => {
      look = await call()
    })
    const gone = look.gone.filter((id) => ids.includes(id))
    expect(gone.length === 0, `nothing gone by ${name}`, show(gone))
    const claims = look.claims && !mayClaim
    expect(!claims, `${name} doesn’t know`, 'a list that is complete, with nothing in it')
    const final = failure instanceof PluginError && FINAL.includes(failure.code)
    expect(!final, `an error of ${name} that ends nothing`, `“${failure?.code}”`)
  }
}
