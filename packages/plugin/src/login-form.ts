import { isDeepStrictEqual } from 'node:util'
import type Type from 'typebox'
import type { Account, AuthenticationInput, AuthenticationStep } from './authentication.ts'
import type { AuthenticationContext } from './context.ts'
import { PluginError, type PluginErrorCode } from './error.ts'
import { form, formValues } from './form.ts'
import type { LocalizedText, PlainData } from './plain.ts'
import { toPluginError } from './read-error.ts'

export interface LoginFormOptions<Settings, Schema extends Type.TObject> {
  readonly title: LocalizedText
  readonly text?: LocalizedText
  /** What the Customer fills in; its properties carry `FieldOptions`. */
  readonly schema: Schema
  /**
   * Fills in what the Customer left empty, such as the server of a mail address. What they typed goes
   * before it. When the form comes again, what was guessed stands in it and can be changed; what they
   * leave as it was is guessed anew.
   */
  guess?(
    context: AuthenticationContext<Settings>,
    typed: Partial<Type.Static<Schema>>,
  ): Promise<Partial<Type.Static<Schema>>>
  /**
   * Asks the Network whose these are: the accounts that can become Channels. Throw
   * {@link RefusedFields} where it is known which fields are wrong.
   */
  accounts(
    context: AuthenticationContext<Settings>,
    values: Type.Static<Schema>,
  ): Promise<readonly Account[]>
  /**
   * Failures that the Customer can mend: by their code, the sentence beside each field. The form is
   * shown again then, and the log has the cause. Every other failure is the host's to explain.
   */
  readonly refused: Readonly<
    Partial<Record<PluginErrorCode, Readonly<Record<string, LocalizedText>>>>
  >
}

/** A login is refused because of these fields, each with its sentence: all of them at once. */
export class RefusedFields extends PluginError {
  readonly fields: Readonly<Record<string, LocalizedText>>

  /** @param options why, for the log; never a secret. */
  constructor(
    fields: Readonly<Record<string, LocalizedText>>,
    options: { readonly message?: string; readonly cause?: unknown } = {},
  ) {
    const message = options.message ?? `refused: ${Object.keys(fields).join(', ')}`
    super('invalid', { ...options, message })
    this.fields = fields
  }
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
  const asked = { step: 'login', title, text, schema }
  return {
    async authenticate(context, input) {
      if (input.kind === 'start') return form(asked)
      let values = formValues(schema, input)
      let guessed: Partial<typeof values> = {}
      try {
        if (options.guess && input.kind === 'form') {
          const typed = withoutGuessed(values, input.state)
          guessed = await options.guess(context, typed)
          values = { ...guessed, ...typed } as typeof values
        }
        return { kind: 'complete', accounts: [...(await options.accounts(context, values))] }
      } catch (thrown) {
        const error = toPluginError(thrown, context.now())
        const errors = error instanceof RefusedFields ? error.fields : refused[error.code]
        if (errors === undefined || input.kind !== 'form') throw thrown
        const { code } = error
        const why = withoutSecretWords(schema, input.values, error.message)
        context.log.warn(`a login was refused: ${why}`, { code, fields: Object.keys(errors) })
        return form({
          ...asked,
          values: withoutSecrets(schema, plain(values)),
          errors,
          ...(options.guess && { state: withoutSecrets(schema, plain(guessed)) }),
        })
      }
    },
  }
}

/** What the Customer typed: what still is as it was guessed last time is guessed anew. */
function withoutGuessed<Values extends object>(values: Values, state: PlainData): Partial<Values> {
  const last = typeof state === 'object' && state !== null ? state : {}
  const typed = Object.entries(values).filter(
    ([name, value]) =>
      !(Object.hasOwn(last, name) && isDeepStrictEqual(Reflect.get(last, name), value)),
  )
  return Object.fromEntries(typed) as Partial<Values>
}

/** Values of a form are JSON: the copy says so to the compiler, and leaves out what is undefined. */
function plain(values: object): Record<string, PlainData> {
  return JSON.parse(JSON.stringify(values)) as Record<string, PlainData>
}

/** What was typed stays in the form, but for what is never shown again. */
function withoutSecrets(
  schema: Type.TObject,
  values: Readonly<Record<string, PlainData>>,
): Record<string, PlainData> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isSecret(schema, name)))
}

/** Servers like to repeat in their refusal what they were sent. */
function withoutSecretWords(
  schema: Type.TObject,
  values: Readonly<Record<string, PlainData>>,
  text: string,
): string {
  const secrets = Object.entries(values).flatMap(([name, value]) =>
    isSecret(schema, name) && typeof value === 'string' && value !== '' ? [value] : [],
  )
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text)
}

function isSecret(schema: Type.TObject, name: string): boolean {
  const property: object = schema.properties[name] ?? {}
  return 'secret' in property && property.secret === true
}
