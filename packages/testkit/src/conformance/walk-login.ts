import type {
  AuthenticationInput,
  AuthenticationStep,
  CompleteStep,
  RedirectStep,
  WaitStep,
} from '@hubward/plugin'
import { TEST_CALLBACK_URL } from '../follow-redirects.ts'
import { TEST_STATE } from '../test-host.ts'
import { expect, show, skip } from './rule.ts'
import type { Scene, Stage } from './stage.ts'

type Host = Scene['host']
export type StartInput = Extract<AuthenticationInput, { kind: 'start' }>
type FormInput = Extract<AuthenticationInput, { kind: 'form' }>
type Asking = Exclude<AuthenticationStep, CompleteStep>

/** More steps than any Customer would endure: an authentication that never ends is a fault. */
const STEP_LIMIT = 20

export interface LoginWalk {
  readonly start?: StartInput
  /** What is filled in, and who follows a redirect, in place of what the trial says. */
  readonly answers?: Stage['trial']['answers']
  readonly browse?: (url: string) => Promise<string>
  /** Called before each input is sent. */
  readonly before?: (input: AuthenticationInput) => Promise<void>
  /** Called with what an input led to. */
  readonly after?: (input: AuthenticationInput, step: AuthenticationStep) => Promise<void>
  /** Does what the step asks for, in place of what the trial says. */
  readonly follow?: (step: Asking) => Promise<AuthenticationInput | undefined>
}

/** Goes through the steps as a Customer would, up to the accounts. */
export async function walkLogin(
  stage: Stage,
  host: Host,
  options: LoginWalk = {},
): Promise<CompleteStep> {
  const approved = new Set<string>()
  let input: AuthenticationInput = options.start ?? { kind: 'start' }
  for (let count = 0; count < STEP_LIMIT; count++) {
    await options.before?.(input)
    const step: AuthenticationStep = await host.authenticate(input)
    await options.after?.(input, step)
    if (step.kind === 'complete') return step
    if (input.kind === 'form' && options.follow === undefined) expectTaken(input, step)
    input = (await options.follow?.(step)) ?? (await next(stage, host, step, approved, options))
  }
  return expectEnd()
}

/** Whoever would be refused again and again sees at once what the form says. */
function expectTaken(input: FormInput, step: Asking): void {
  const says = step.kind === 'form' ? Object.entries(step.errors ?? {}) : []
  const sentences = says.map(([field, { en }]) => (field === 'form' ? en : `${field}: ${en}`))
  expect(
    sentences.length === 0,
    `a step “${input.step}” that takes the trial’s answers`,
    `a form that refuses them: ${sentences.join(' ')}`,
  )
}

function expectEnd(): never {
  expect(false, `accounts within ${STEP_LIMIT} steps`, 'one more step each time')
  throw new Error('unreachable')
}

async function next(
  stage: Stage,
  host: Host,
  step: Asking,
  approved: Set<string>,
  { answers = stage.trial.answers, browse = stage.trial.browse }: LoginWalk,
): Promise<AuthenticationInput> {
  switch (step.kind) {
    case 'form':
      return filledIn(step.step, step.state, answers[step.step])
    case 'redirect':
      return redirected(step, browse, 'browse')
    case 'wait':
      return waited(stage, host, step, approved)
  }
}

/** A form as the host sends it, with a state that lay in a database. */
export function filledIn(
  step: string,
  state: Asking['state'],
  values: Stage['trial']['answers'][string] | undefined,
): AuthenticationInput {
  if (values === undefined) throw new Error(`the trial has no answers for the step "${step}"`)
  return { kind: 'form', step, values: { ...values }, state: stored(state) }
}

/** What the browser brings back from the Network; the host lets it in only with its own state. */
export async function redirected(
  step: RedirectStep,
  browse: ((url: string) => Promise<string>) | undefined,
  name: 'browse' | 'decline',
): Promise<AuthenticationInput> {
  if (browse === undefined) skip(`the trial has no “${name}” to follow the redirect`)
  const arrived = await browse(step.url)
  expect(
    arrived.startsWith(TEST_CALLBACK_URL),
    `a browser that the Network sends back to ${TEST_CALLBACK_URL}`,
    show(arrived.split('?')[0]),
  )
  const { state, ...query } = Object.fromEntries(new URL(arrived).searchParams)
  expect(
    state === TEST_STATE,
    'a browser that comes back with context.callback.state as “state”',
    state === undefined ? 'none' : 'another one',
  )
  return { kind: 'callback', step: step.step, query, state: stored(step.state) }
}

async function waited(
  { trial }: Stage,
  host: Host,
  step: WaitStep,
  approved: Set<string>,
): Promise<AuthenticationInput> {
  if (trial.approve === undefined) skip('the trial has no “approve” for what the step waits for')
  if (!approved.has(step.step)) await trial.approve(step)
  approved.add(step.step)
  host.clock.advance(step.pollAfterMs)
  return { kind: 'poll', step: step.step, state: stored(step.state) }
}

function stored(state: Asking['state']): Asking['state'] {
  return JSON.parse(JSON.stringify(state))
}
