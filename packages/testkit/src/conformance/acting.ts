import { type DeclaredAction, toPluginError } from '@hubward/plugin'
import { PROXY } from './absence.ts'
import { answerable, publications, publishes } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { FORBIDDEN } from './proxies.ts'
import { expect, type Rule, skip } from './rule.ts'
import { actedOn, type Scene, type Stage, written } from './stage.ts'

/** Buttons and deletions: each does at the Network what it says. */
export function actingRules(stage: Stage): Rule[] {
  return stage.plugin.declaration.ticketActions
    .filter(({ type }) => type === 'button' || type === 'delete')
    .flatMap((action) => [performing(stage, action), failing(stage, action)])
}

const performs = ({ id, repeatable }: DeclaredAction) =>
  `"${id}" can be performed${repeatable ? ', and once more where that is declared harmless' : ''}`

function performing(stage: Stage, action: DeclaredAction): Rule {
  const { plugin } = stage
  // What people delete is a reply of their own.
  const replies = plugin.declaration.ticketActions.flatMap((one) =>
    action.type === 'delete' && one.type === 'reply' ? publishes(one.id) : [],
  )
  return {
    name: performs(action),
    why: 'the Ticket says that it is done; and what is declared repeatable is called again after a crash',
    guide: 'Capabilities',
    needs: [FETCHES, ...replies],
    async run() {
      const acted = await actable(stage, action)
      const { scene } = acted
      const before = tracesOf(scene)
      await perform(acted, action)
      expect(tracesOf(scene) !== before, 'something that is asked of the Network', 'nothing is')
      await expectDone(stage, acted, action, 'done at the Network')
      if (!action.repeatable) return
      await perform(acted, action)
      await expectDone(stage, acted, action, 'still done after the second time')
    },
  }
}

function failing(stage: Stage, action: DeclaredAction): Rule {
  return {
    name: `"${action.id}" is not called done while the Network is down`,
    why: 'the community manager believes it, and nobody tries again',
    guide: 'Errors',
    needs: [performs(action)],
    async run() {
      const { scene, on } = await actable(stage, action)
      const { faults } = scene.host
      let met = 0
      const downs: [string, () => void][] = [
        ['a refused connection', () => faults.unreachable()],
        ['an answer with the status 503', () => faults.answer({ status: 503 })],
        ...[...PROXY, FORBIDDEN].map((answer): [string, () => void] => [
          `a proxy’s page with the status ${answer.status}`,
          () => faults.answer(answer),
        ]),
      ]
      for (const [what, goDown] of downs) {
        goDown()
        const before = faults.requests.length
        const failure = await stage.failureOf(scene, () => scene.channel.perform(action.id, on))
        // No answer of HTTP befalls another protocol, and a connection that is kept needs no new one.
        const isMet = faults.requests.slice(before).some((request) => faults.reaches(request))
        faults.none()
        if (!isMet) continue
        met++
        expect(failure !== undefined, `an error after ${what}`, 'success')
        const { code, message } = failure
        expect(code === 'unavailable', `“unavailable” after ${what}`, `“${code}”: ${message}`)
      }
      if (met === 0) skip('it asks nobody')
    },
  }
}

/** What an action is performed on. */
interface Acted {
  readonly scene: Scene
  readonly on: ReturnType<typeof actedOn>
  /** Of our own reply, where it is one. */
  readonly text: string | undefined
}

/**
 * What people delete is their own, by the id that `reply` answered; everything else they do to somebody
 * else's message.
 */
async function actable(stage: Stage, { type }: DeclaredAction): Promise<Acted> {
  const action = stage.plugin.declaration.ticketActions.find((one) => one.type === 'reply')
  if (type === 'delete' && action !== undefined) {
    const { scene, reply } = await answerable(stage, action.id)
    const { networkItemId, reference = null } = await scene.channel.reply(reply)
    const { inReplyTo } = reply
    const rootId = inReplyTo.rootId ?? inReplyTo.networkItemId
    return { scene, on: { networkItemId, reference, rootId }, text: reply.text }
  }
  const scene = await stage.arranged()
  const message = written(await stage.fetchAll(scene)).findLast(({ own }) => own !== true)
  expect(message !== undefined, 'a message that can be acted on', 'none after “arrange”')
  return { scene, on: actedOn(message), text: undefined }
}

async function perform({ scene, on }: Acted, { id }: DeclaredAction): Promise<void> {
  try {
    await scene.channel.perform(id, on)
  } catch (thrown) {
    const { code, sentence } = toPluginError(thrown, scene.host.clock.now())
    if (code !== 'rejected' || sentence === undefined) throw thrown
    skip(`not with a message of the trial: ${sentence.en}`)
  }
}

/** Looks at the Network, as far as the trial can. */
async function expectDone(
  stage: Stage,
  { scene, on, text }: Acted,
  { id }: DeclaredAction,
  wanted: string,
): Promise<void> {
  const { channel, host } = scene
  if (text !== undefined) {
    const count = (await publications(stage, scene, text)) ?? 0
    expect(count === 0, 'the reply gone from the Network', 'it is there')
  }
  const { networkItemId } = on
  const isDone = await stage.trial.performed?.(channel, { actionId: id, networkItemId }, host)
  expect(isDone !== false, `“${id}” ${wanted}`, 'it is not')
}

/** Whoever does something at a Network asks for it there, or writes it down. */
function tracesOf({ host, channel }: Scene): string {
  const { requests, sockets } = host.faults
  return [requests.length, sockets.bytes, host.store.writes, channel.store.writes].join(' ')
}
