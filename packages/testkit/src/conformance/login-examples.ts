import { type Account, type FormStep, PluginError } from '@hubward/plugin'
import type { LoginExample } from './example.ts'
import { ENDS, TELLS } from './login.ts'
import { expect, expectFields, type Rule, show } from './rule.ts'
import type { Scene, Stage } from './stage.ts'
import { filledIn, walkLogin } from './walk-login.ts'

type Host = Scene['host']

/** Logins that the trial knows of, each a rule of its own. */
export function loginExampleRules(stage: Stage): Rule[] {
  return (stage.trial.logins ?? []).map((example) => loggingIn(stage, example))
}

function loggingIn(stage: Stage, example: LoginExample<Host>): Rule {
  const { what, begin, account, refused, fails, again, left, shown = {} } = example
  return {
    name: `${what} ${account ? 'can be connected' : 'is told to the Customer'}`,
    why: 'a Customer who is let in wrongly, or sent away without a word, asks the agency',
    guide: 'Login',
    // Whoever is sent on without a word fails these, too.
    needs: refused || again ? [ENDS, TELLS] : [ENDS],
    async run() {
      const host = stage.newHost()
      const end = await begin?.(host)
      let ended: Awaited<ReturnType<typeof outcomeOf>>
      try {
        ended = await outcomeOf(stage, host, example)
        if (left !== undefined && ended.account === undefined) {
          expect(left() === 0, 'every grant given back, since nothing was connected', `${left()}`)
        }
      } finally {
        end?.()
      }
      const said = ended.failure ? `“${ended.failure.code}”: ${ended.failure.message}` : show(ended)
      if (account !== undefined) {
        expect(ended.account !== undefined, 'an account', said)
        expectFields(ended.account, account)
      } else if (refused !== undefined) {
        expect(ended.form?.step === refused.step, `the step “${refused.step}” again`, said)
        const sentence = ended.form.errors?.[refused.field]
        expect(sentence !== undefined, `a sentence for “${refused.field}”`, said)
        const fits = refused.says?.test(sentence.en) ?? true
        expect(fits, `a sentence like ${refused.says}`, show(sentence.en))
      } else {
        expect(ended.failure?.code === fails, `the code “${fails}”`, said)
      }
      for (const [step, values] of Object.entries(shown)) {
        const form = ended.shown.get(step)
        expect(form !== undefined, `a form “${step}”`, show([...ended.shown.keys()]))
        expectFields(form.values ?? {}, values)
      }
    },
  }
}

/** How a login ends: with an account, with a form that says why not, or with an error. */
async function outcomeOf(
  stage: Stage,
  host: Host,
  { answers, again = {}, reactivation, browse }: LoginExample<Host>,
): Promise<{
  account?: Account
  form?: FormStep
  failure?: PluginError
  /** Each form as it was shown last, by its step. */
  shown: ReadonlyMap<string, FormStep>
}> {
  class Refused extends Error {
    readonly form: FormStep
    constructor(form: FormStep) {
      super('a form that says why')
      this.form = form
    }
  }
  const shown = new Map<string, FormStep>()
  const left = new Map(Object.entries(again))
  try {
    const { accounts } = await walkLogin(stage, host, {
      start: { kind: 'start', ...(reactivation && { reactivation }) },
      answers: { ...stage.trial.answers, ...answers },
      ...(browse && { browse }),
      follow: async (step) => {
        if (step.kind !== 'form') return undefined
        shown.set(step.step, step)
        if (step.errors === undefined) return undefined
        const values = left.get(step.step)
        if (values === undefined) throw new Refused(step)
        left.delete(step.step)
        return filledIn(step.step, step.state, values)
      },
    })
    const [account] = accounts
    return { shown, ...(account && { account }) }
  } catch (thrown) {
    if (thrown instanceof Refused) return { shown, form: thrown.form }
    if (thrown instanceof PluginError) return { shown, failure: thrown }
    throw thrown
  }
}
