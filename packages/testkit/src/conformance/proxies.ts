import type { Message, PluginError, PluginErrorCode } from '@hubward/plugin'
import type { CannedAnswer } from '../answer-on-the-way.ts'
import { answerable, publications, publishes } from './answering.ts'
import { granted, REFRESHES } from './capabilities.ts'
import { FETCHES } from './fetching.ts'
import { threeNew } from './foreign.ts'
import { GRANTED } from './login.ts'
import { expect, type Rule, skip } from './rule.ts'
import { expectEachOnce, type Scene, type Stage } from './stage.ts'

/** Whatever stands before a server takes somebody for a robot now and then. */
export const FORBIDDEN: CannedAnswer = {
  status: 403,
  headers: { 'content-type': 'text/html' },
  body: '<html><h1>Please wait while we look at your browser</h1></html>',
}
/** What is tried again, and ends neither a grant nor a reply. */
const PASSING: readonly PluginErrorCode[] = ['unavailable', 'rate-limited']
/** So many requests of one call are refused, one at a time: a longer call repeats itself. */
const REQUESTS_LIMIT = 8

/** A proxy that refuses one request of a call, and lets the others pass: each is refused once. */
export function proxyRules(stage: Stage): Rule[] {
  const { plugin } = stage
  const reply = plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
  return [
    {
      name: 'a proxy’s “403” in the middle of a fetch ends nothing, and loses no message',
      why: 'it is gone a minute later; a grant that is called lost has to be given once more',
      guide: 'Errors',
      needs: [FETCHES],
      async run() {
        const { scene, texts } = await threeNew(stage)
        const { channel } = scene
        const before = channel.position
        const count = await requestsOf(scene, () => stage.fetchPage(scene))
        if (count === 0) skip('fetchMessages asks nobody by HTTP')
        for (let which = 0; which < count; which++) {
          channel.position = before
          const seen: Message[] = []
          await refused(stage, scene, which, 'fetchMessages', async () => {
            seen.push(...(await stage.fetchPage(scene)).messages)
          })
          expectEachOnce([...seen, ...(await stage.fetchAll(scene))], texts)
        }
      },
    },
    ...(reply ? [replying(stage, reply.id)] : []),
    ...(plugin.refresh ? [refreshing(stage)] : []),
  ]
}

function replying(stage: Stage, id: string): Rule {
  return {
    name: `a proxy’s “403” in the middle of "${id}" ends nothing`,
    why: 'with “rejected” the reply is given up, though the Network has not said a word',
    guide: 'Errors',
    needs: [publishes(id)],
    async run() {
      const { scene, reply } = await answerable(stage, id)
      const count = await requestsOf(scene, () => scene.channel.reply(reply))
      if (count === 0) skip(`"${id}" asks nobody by HTTP`)
      for (let which = 0; which < count; which++) {
        const { scene: other, reply: wanted } = await answerable(stage, id)
        const failure = await refused(stage, other, which, id, () => other.channel.reply(wanted))
        const published = await publications(stage, other, wanted.text)
        if (published === undefined) continue
        const told = failure === undefined ? 'success' : `“effect: ${failure.effect}”`
        expect(failure !== undefined || published === 1, 'an error, or a reply that is there', told)
        const honest = failure?.effect !== 'none' || published === 0
        expect(honest, '“effect: unknown”: it was published', told)
      }
    },
  }
}

function refreshing(stage: Stage): Rule {
  return {
    name: 'a proxy’s “403” in the middle of a refresh ends nothing',
    why: 'the Customer would have to reconnect, though the Network still knows the grant',
    guide: 'Errors',
    needs: [FETCHES, GRANTED, REFRESHES],
    async run() {
      const scene = await granted(stage)
      const count = await requestsOf(scene, () => scene.channel.refresh())
      if (count === 0) skip('refresh asks nobody by HTTP')
      for (let which = 0; which < count; which++) {
        const other = await granted(stage)
        await refused(stage, other, which, 'refresh', () => other.channel.refresh())
        await other.channel.refresh()
        await other.channel.fetchPage(null)
      }
    },
  }
}

/** How many requests a call makes, up to a limit. */
async function requestsOf({ host }: Scene, call: () => Promise<unknown>): Promise<number> {
  const { requests } = host.faults
  const before = requests.length
  await call()
  const asked = requests.slice(before).filter(({ method }) => method !== 'CONNECT')
  return Math.min(asked.length, REQUESTS_LIMIT)
}

/** One request of the call is refused. What the call says of it. */
async function refused(
  stage: Stage,
  scene: Scene,
  which: number,
  name: string,
  call: () => Promise<unknown>,
): Promise<PluginError | undefined> {
  scene.host.faults.answer(FORBIDDEN, { which })
  const failure = await stage.failureOf(scene, call)
  scene.host.faults.none()
  if (failure === undefined) return undefined
  const { code, message } = failure
  expect(PASSING.includes(code), `“unavailable” from ${name}`, `“${code}”: ${message}`)
  return failure
}
