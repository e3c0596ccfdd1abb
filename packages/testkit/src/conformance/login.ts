import { type AuthenticationStep, PluginError, type PluginErrorCode } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import type { TSchema } from 'typebox'
import { expect, type Rule, show, skip } from './rule.ts'
import type { Scene, Stage } from './stage.ts'
import { filledIn, redirected, type StartInput, walkLogin } from './walk-login.ts'

export const ENDS = 'authentication ends with accounts, though its state is stored as JSON'
const FORGETS = 'authentication remembers nothing but its state'
const TWICE = 'a step of the authentication that is sent twice answers the same'
/** What every login that ends otherwise is built on. */
export const TELLS = 'a refused login is told to the Customer'
/** What everything about a grant is built on. */
export const GRANTED = 'a grant that ends, ends in the future'
/** What a Customer may be told of a refused login. */
const TOLD: readonly PluginErrorCode[] = ['authentication', 'invalid', 'rejected', 'not-found']

/** A Customer's way to a Channel. */
export function loginRules(stage: Stage): Rule[] {
  const { trial } = stage
  return [
    {
      name: ENDS,
      why: 'between two steps the host stores the state; another process may take the next step',
      guide: 'Login',
      async run() {
        const { accounts, channelSettings } = await walkLogin(stage, stage.newHost())
        expect(accounts.length > 0, 'one account or more', 'none')
        for (const [name, value] of Object.entries(channelSettings ?? {})) {
          const schema: unknown = Reflect.get(stage.plugin.channelSettings, 'properties')
          const setting: unknown = Reflect.get(Object(schema), name)
          const fits = setting !== undefined && check(setting as TSchema, value).ok
          expect(fits, `a value for “${name}” that fits “channelSettings”`, show(value))
        }
      },
    },
    {
      name: FORGETS,
      why: 'several Customers log in at once, in several processes; what one does must not reach another',
      guide: 'Login',
      needs: [ENDS],
      async run() {
        const alone = await walkLogin(stage, stage.newHost())
        const beside = await walkLogin(stage, stage.newHost(), {
          // Another Customer begins before each of this one's steps.
          before: async (input) => {
            if (input.kind !== 'start') await stage.newHost().authenticate({ kind: 'start' })
          },
        })
        const kinds = [alone, beside].map(({ accounts }) => accounts.map(({ name }) => name))
        expect(
          show(kinds[0]) === show(kinds[1]),
          `the accounts ${show(kinds[0])}, whoever else logs in`,
          show(kinds[1]),
        )
      },
    },
    {
      name: TWICE,
      why: 'people click twice and reload; that must neither fail nor make a second Channel',
      guide: 'Login',
      needs: [FORGETS],
      async run() {
        const host = stage.newHost()
        await walkLogin(stage, host, {
          after: async (input, once) => {
            if (input.kind === 'start') return
            const twice = await repeated(host, input)
            // What may be redeemed once only ends in a sentence the second time.
            if (input.kind === 'callback' && twice?.kind !== 'complete') return
            expect(
              twice !== undefined && show(gist(once)) === show(gist(twice)),
              `${show(gist(once))} again`,
              show(twice && gist(twice)),
            )
          },
        })
      },
    },
    {
      name: GRANTED,
      why: 'the host refreshes by expirationTime',
      guide: 'Login',
      needs: [ENDS],
      async run() {
        const host = stage.newHost()
        const { accounts } = await walkLogin(stage, host)
        for (const { expirationTime } of accounts) {
          if (expirationTime === undefined) continue
          const ahead = Date.parse(expirationTime) > host.clock.now().getTime()
          expect(ahead, 'an expirationTime in the future', expirationTime)
        }
      },
    },
    {
      name: 'who comes back to reconnect finds the same account',
      why: 'the host reconnects a Channel only with the networkId that it was made for',
      guide: 'Login',
      needs: [TWICE],
      async run() {
        const { accounts } = await walkLogin(stage, stage.newHost())
        for (const { networkId, uniqueName } of accounts.slice(0, 1)) {
          const start: StartInput = { kind: 'start', reactivation: { networkId, uniqueName } }
          const again = await walkLogin(stage, stage.newHost(), { start })
          const ids = again.accounts.map((account) => account.networkId)
          expect(ids.includes(networkId), `the account ${show(networkId)} again`, show(ids))
        }
      },
    },
    {
      name: TELLS,
      why: 'only a sentence helps somebody who mistyped; “unavailable” makes them wait for nothing',
      guide: 'Login',
      needs: [ENDS],
      async run() {
        if (trial.wrongAnswers === undefined) skip('the trial has no “wrongAnswers”')
        let tried = 0
        for (const [wrong, values] of Object.entries(trial.wrongAnswers)) {
          await refusedAt(stage, async (step, host) => {
            if (step.kind !== 'form' || step.step !== wrong) return false
            tried++
            await expectTold(() => host.authenticate(filledIn(wrong, step.state, values)))
            return true
          })
        }
        expect(tried > 0, `a form step named ${show(Object.keys(trial.wrongAnswers))}`, 'none')
      },
    },
    {
      name: 'a Customer who says no at the Network gets a sentence',
      why: 'people decline by mistake, and need a way to try again',
      guide: 'Login',
      needs: [ENDS],
      async run() {
        let tried = 0
        await refusedAt(stage, async (step, host) => {
          if (step.kind !== 'redirect') return false
          tried++
          const input = await redirected(step, trial.decline, 'decline')
          await expectTold(() => host.authenticate(input))
          return true
        })
        if (tried === 0) skip('no step is a redirect')
      },
    },
  ]
}

/** What must be the same when a step is repeated: tokens and verifiers may be new ones. */
function gist(step: AuthenticationStep): object {
  return step.kind === 'complete'
    ? { kind: step.kind, accounts: step.accounts.map(({ networkId }) => networkId) }
    : { kind: step.kind, step: step.step }
}

async function repeated(
  host: Scene['host'],
  input: Parameters<Scene['host']['authenticate']>[0],
): Promise<AuthenticationStep | undefined> {
  try {
    return await host.authenticate(input)
  } catch (thrown) {
    if (thrown instanceof PluginError) return undefined
    throw thrown
  }
}

/** Walks until `refuse` has done what it is about; the rest of the way doesn't matter. */
async function refusedAt(
  stage: Stage,
  refuse: (step: AuthenticationStep, host: Scene['host']) => Promise<boolean>,
): Promise<void> {
  const host = stage.newHost()
  class Done extends Error {}
  try {
    await walkLogin(stage, host, {
      follow: async (step) => {
        if (await refuse(step, host)) throw new Done()
        return undefined
      },
    })
  } catch (thrown) {
    if (!(thrown instanceof Done)) throw thrown
  }
}

/** Another step to go on with, or an error that the host has a sentence for. */
async function expectTold(call: () => Promise<AuthenticationStep>): Promise<void> {
  let step: AuthenticationStep
  try {
    step = await call()
  } catch (thrown) {
    const told = thrown instanceof PluginError && TOLD.includes(thrown.code)
    const what = thrown instanceof PluginError ? `a PluginError “${thrown.code}”` : String(thrown)
    expect(told, `a form with errors, or a PluginError of ${TOLD.join(', ')}`, what)
    return
  }
  expect(step.kind !== 'complete', 'a form with a sentence', 'accounts, though it was refused')
  const says = step.kind === 'form' && (step.errors !== undefined || step.text !== undefined)
  expect(says, 'a form with “errors” or “text” that says what happened', `a mere ${step.kind}`)
}
