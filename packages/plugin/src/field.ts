import type { LocalizedText } from './plain.ts'

/**
 * How a property of a schema looks as a field of a form. Written into the schema itself, so that one
 * schema gives the type, the validation, the page and the reference. `textField`, `checkbox` and `choice`
 * write the usual ones; this is for all others:
 *
 * ```ts
 * const Fields = Type.Object({
 *   port: Type.Integer({ minimum: 1, ...field({ label: { en: 'Port', de: 'Port', fr: 'Port' } }) }),
 * })
 * ```
 *
 * The host renders strings (`format` `email` and `uri` with their own keyboards), integers and
 * numbers, booleans as a checkbox, a union of literals as a choice, a list of such a union as
 * checkboxes, and a list of strings as one line each.
 */
export interface FieldOptions {
  readonly label: LocalizedText
  readonly help?: LocalizedText
  readonly placeholder?: string
  /** Names of the values, for a choice: value → what people read. */
  readonly choices?: Readonly<Record<string, LocalizedText>>
  /** Never shown again once given, never logged; sealed where it is stored. */
  readonly secret?: boolean
  /** Several lines of text in place of one. */
  readonly multiline?: boolean
  /** What browsers may fill in by themselves, in HTML's words: `email`, `username`, `url` … */
  readonly autocomplete?: string
}

/** Types the annotations of a field; see {@link FieldOptions}. */
export function field(options: FieldOptions): FieldOptions {
  return options
}
