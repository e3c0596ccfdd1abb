import type Type from 'typebox'
import type { Account, AuthenticationInput, AuthenticationStep } from './authentication.ts'
import type { AuthenticationContext } from './context.ts'
import type { PluginErrorCode } from './error.ts'
import { form, formValues } from './form.ts'
import type { LocalizedText } from './plain.ts'
import { toPluginError } from './read-error.ts'

export interface LoginFormOptions<Settings, Schema extends Type.TObject> {
  readonly title: LocalizedText
  readonly text?: LocalizedText
  /** What the Customer fills in; its properties carry `FieldOptions`. */
  readonly schema: Schema
  /** Asks the Network whose these are: the accounts that can become Channels. */
  accounts(
    context: AuthenticationContext<Settings>,
    values: Type.Static<Schema>,
  ): Promise<readonly Account[]>
  /**
   * Failures of `accounts` that the Customer can mend: by their code, the sentence beside each field.
   * The form is shown again then. Every other failure is the host's to explain.
   */
  readonly refused: Readonly<
    Partial<Record<PluginErrorCode, Readonly<Record<string, LocalizedText>>>>
  >
}

/** The one function of a plugin that is about such a login. */
export interface LoginForm<Settings> {
  authenticate(
    context: AuthenticationContext<Settings>,
    input: AuthenticationInput,
  ): Promise<AuthenticationStep>
}

/**
 * The login of a Network that gives out tokens or passwords, as a declaration: one form, and a look
 * whether what was filled in works.
 *
 * ```ts
 * const login = loginForm({
 *   title,
 *   schema: Credentials,
 *   accounts: async (context, values) => [ … ],
 *   refused: { authentication: { token: { en: 'This token is not accepted.', … } } },
 * })
 *
 * export default definePlugin({ credentials: Credentials, ...login, … })
 * ```
 */
export function loginForm<Settings, Schema extends Type.TObject>(
  options: LoginFormOptions<Settings, Schema>,
): LoginForm<Settings> {
  const { title, text, schema, refused } = options
  const asked = { step: 'login', title, ...(text && { text }), schema }
  return {
    async authenticate(context, input) {
      if (input.kind === 'start') return form(asked)
      const values = formValues(schema, input)
      try {
        return { kind: 'complete', accounts: [...(await options.accounts(context, values))] }
      } catch (thrown) {
        const errors = refused[toPluginError(thrown, context.now()).code]
        if (errors === undefined || input.kind !== 'form') throw thrown
        return form({ ...asked, values: withoutSecrets(schema, input.values), errors })
      }
    },
  }
}

/** What was typed stays in the form, but for what is never shown again. */
function withoutSecrets<Values extends Readonly<Record<string, unknown>>>(
  schema: Type.TObject,
  values: Values,
): Values {
  const isSecret = (name: string) => {
    const property: object = schema.properties[name] ?? {}
    return 'secret' in property && property.secret === true
  }
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isSecret(name))) as Values
}
