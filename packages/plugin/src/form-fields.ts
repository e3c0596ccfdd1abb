import Type from 'typebox'
import { type FieldOptions, field } from './field.ts'
import type { LocalizedText } from './plain.ts'

/** A text in a form: one line, or several with `multiline`. Beside its label stands what a text may be. */
export function textField(options: FieldOptions & Type.TStringOptions): Type.TString {
  return Type.String(options)
}

/** A checkbox: yes or no. */
export function checkbox(
  options: Omit<FieldOptions, 'placeholder'> & { readonly default: boolean },
): Type.TBoolean {
  return Type.Boolean(options)
}

/** One of several values, each with what people read. */
export interface ChoiceOptions<Name extends string> extends Omit<FieldOptions, 'choices'> {
  readonly choices: Readonly<Record<Name, LocalizedText>>
  /** What is chosen at first. */
  readonly default: NoInfer<Name>
}

/**
 * A field of a form in which one of several values is chosen: the values are the names of `choices`, in
 * their order.
 */
export function choice<Name extends string>({
  default: chosen,
  ...options
}: ChoiceOptions<Name>): Type.TUnsafe<Name> {
  const values = Object.keys(options.choices).map((value) => Type.Literal(value))
  return Type.Unsafe<Name>(Type.Union(values, { default: chosen, ...field(options) }))
}
