import type Type from 'typebox'
import Value from 'typebox/value'
import type { AuthenticationInput, FormStep } from './authentication.ts'
import { defined } from './defined.ts'
import { PluginError } from './error.ts'
import type { LocalizedText, PlainData } from './plain.ts'

export interface FormOptions {
  readonly step: string
  readonly title: LocalizedText
  readonly text?: LocalizedText | undefined
  /** An https or `data:` URL of a picture, shown above the title. */
  readonly image?: string | undefined
  /** An object schema whose properties carry {@link FieldOptions}. */
  readonly schema: Type.TObject
  readonly values?: Readonly<Record<string, PlainData>> | undefined
  readonly errors?: Readonly<Record<string, LocalizedText>> | undefined
  readonly submit?: LocalizedText | undefined
  /** What the next call of `authenticate` needs to know. */
  readonly state?: PlainData
}

/** A step that shows a form, for tokens, passwords, names of servers. */
export function form(options: FormOptions): FormStep {
  const { schema, state = null, values, errors, ...rest } = options
  return {
    kind: 'form',
    ...defined({
      ...rest,
      values: values && { ...values },
      errors: errors && { ...errors },
    }),
    // A schema is JSON by nature; the copy leaves TypeBox's hidden markers behind.
    schema: JSON.parse(JSON.stringify(schema)) as PlainData,
    state,
  }
}

/**
 * The values of a submitted form as the schema's type. The host has checked them already; a second
 * look costs little and needs no cast.
 *
 * @throws PluginError `invalid` when the input is no submit of this form.
 */
export function formValues<Schema extends Type.TObject>(
  schema: Schema,
  input: AuthenticationInput,
): Type.Static<Schema> {
  if (input.kind !== 'form' || !Value.Check(schema, input.values)) {
    throw new PluginError('invalid', { message: 'the submitted values do not match the form' })
  }
  return input.values
}

/**
 * What the plugin's last step kept in its `state`, as the schema has it.
 *
 * @throws PluginError `invalid` when it is the state of another step, or there is none.
 */
export function stepState<Schema extends Type.TSchema>(
  schema: Schema,
  input: AuthenticationInput,
): Type.Static<Schema> {
  if (input.kind !== 'start' && Value.Check(schema, input.state)) return input.state
  throw new PluginError('invalid', { message: 'the state is not the one of this step' })
}
