import { LocalizedText, type PluginError, type PluginErrorCode } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import { answerable } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show, skip } from './rule.ts'
import type { Scene, Stage } from './stage.ts'
import type { Refusal } from './trial.ts'

const JSON_BODY = { headers: { 'content-type': 'application/json' }, body: '{}' }
const RETRY_AFTER_MS = 7_000

/** What most Networks say by the status alone. A trial's `refusals` take their place. */
const USUAL: Readonly<Partial<Record<PluginErrorCode, Refusal>>> = {
  authentication: { status: 401, ...JSON_BODY },
  'rate-limited': {
    status: 429,
    body: '{}',
    headers: { 'content-type': 'application/json', 'retry-after': '7' },
    retryAfterMs: RETRY_AFTER_MS,
  },
  unavailable: { status: 503, ...JSON_BODY },
}

const WHY: Readonly<Record<PluginErrorCode, string>> = {
  authentication: 'only this code makes the host refresh, and then ask the Customer to reconnect',
  operator: 'only this code tells the operator, and ends no Channel for it',
  'rate-limited': 'the host waits that long and not less; who asks sooner is locked out for longer',
  unavailable: 'with this code the host tries again, and nobody has to do anything',
  'not-found': 'the community manager has to know that the message is gone',
  rejected: 'the community manager has to know that the Network does not allow it',
  invalid: 'the community manager has to change the text',
}

/** What a call makes of a Network that refuses or is silent. */
export function failureRules(stage: Stage): Rule[] {
  const { trial } = stage
  const refusals = Object.entries({ ...USUAL, ...trial.refusals }) as [PluginErrorCode, Refusal][]
  return [
    ...refusals.map(
      ([code, refusal]): Rule => ({
        name: `an answer that means “${code}” is understood as that`,
        why: WHY[code],
        guide: 'Errors',
        needs: [FETCHES],
        async run() {
          await eachCall(stage, async (scene, name, call) => {
            const { faults } = scene.host
            const before = faults.requests.length
            // What a Network shows to everybody stays open to those whose grant is lost.
            faults.answer(refusal, { onlySigned: code === 'authentication' })
            let failure = await stage.failureOf(scene, call)
            if (!faults.requests.slice(before).some(({ signed }) => signed)) {
              faults.answer(refusal)
              failure = await stage.failureOf(scene, call)
            }
            expectCode(name, failure, code, `an answer with the status ${refusal.status}`)
            expectSentence(failure)
            if (refusal.retryAfterMs !== undefined) expectWait(failure, refusal.retryAfterMs)
          })
        },
      }),
    ),
    {
      name: 'a Network that can’t be reached is unavailable',
      why: 'a cable that was pulled must not end a Customer’s grant',
      guide: 'Errors',
      needs: [FETCHES],
      async run() {
        await eachCall(stage, async (scene, name, call) => {
          scene.host.faults.unreachable()
          const failure = await stage.failureOf(scene, call)
          expectCode(name, failure, 'unavailable', 'a refused connection')
          expectSentence(failure)
        })
      },
    },
    {
      name: 'a call that is aborted ends',
      why: 'a community manager’s reply interrupts a fetch, and a host that stops waits for all calls',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        await eachCall(stage, async (scene, name, _call, withSignal) => {
          scene.host.faults.stall()
          const controller = new AbortController()
          const before = scene.host.faults.requests.length
          const ended = withSignal(controller.signal).then(
            () => undefined,
            () => undefined,
          )
          await asked(scene, before, ended)
          controller.abort()
          await stage.within(ended).catch(() => {
            expect(false, `${name} ends soon after context.signal aborts`, 'it goes on')
          })
        })
      },
    },
  ]
}

type EachCall = (
  scene: Scene,
  name: string,
  call: () => Promise<unknown>,
  withSignal: (signal: AbortSignal) => Promise<unknown>,
) => Promise<void>

/** Tries a fetch and a reply; what asks nobody can't be refused. */
async function eachCall(stage: Stage, attempt: EachCall): Promise<void> {
  const { plugin } = stage
  const action = plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
  let tried = 0

  const scene = await stage.arranged()
  const { channel } = scene
  const request = { position: null, limit: stage.pageSize, since: channel.channel.createdTime }
  tried += await counted(scene, () =>
    attempt(
      scene,
      'fetchMessages',
      () => channel.fetchPage(null),
      (signal) => stage.direct(() => plugin.fetchMessages(channel.context(signal), request)),
    ),
  )
  if (action !== undefined) {
    const { scene: other, reply } = await answerable(stage, action.id)
    const whole = { attachments: [], actionId: action.id, option: null, ...reply }
    tried += await counted(other, () =>
      attempt(
        other,
        'reply',
        () => other.channel.reply(reply),
        (signal) =>
          stage.direct(() => plugin.reply(other.channel.context(signal), structuredClone(whole))),
      ),
    )
  }
  if (tried === 0) skip('neither fetchMessages nor reply asks anybody')
}

/** 1 where the Network was asked; what a call that asks nobody says doesn't count. */
async function counted({ host }: Scene, attempt: () => Promise<void>): Promise<number> {
  const { faults } = host
  const before = faults.requests.length
  // No answer of HTTP can be given to whoever speaks another protocol.
  const asked = () => faults.requests.slice(before).some((request) => faults.reaches(request))
  let has = false
  try {
    await attempt()
  } catch (thrown) {
    if (asked()) throw thrown
  } finally {
    has = asked()
    faults.none()
  }
  return has ? 1 : 0
}

/** Waits until the Network is asked, or until the call has ended without asking. */
async function asked({ host }: Scene, before: number, ended: Promise<unknown>): Promise<void> {
  let over = false
  const end = ended.then(() => {
    over = true
  })
  while (!over && host.faults.requests.length === before) {
    await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 5))])
  }
}

function expectCode(
  name: string,
  failure: PluginError | undefined,
  code: PluginErrorCode,
  fault: string,
): asserts failure is PluginError {
  expect(failure !== undefined, `an error of ${name} after ${fault}`, 'success')
  const found = `“${failure.code}”: ${failure.message}`
  expect(failure.code === code, `the code “${code}” from ${name} after ${fault}`, found)
}

function expectSentence({ sentence }: PluginError): void {
  if (sentence === undefined) return
  const whole = check(LocalizedText, sentence).ok
  expect(whole, 'a sentence in English, German and French, or none', show(sentence))
}

function expectWait({ retryAfterMs }: PluginError, wanted: number): void {
  const waits = retryAfterMs !== undefined && retryAfterMs >= wanted && retryAfterMs < wanted * 10
  expect(waits, `retryAfterMs: ${wanted}, in milliseconds`, show(retryAfterMs))
}
