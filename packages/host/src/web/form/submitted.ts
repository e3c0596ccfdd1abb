import type { PlainData } from '@hubward/plugin'
import type { Field } from './fields.ts'

/** What a form's fields hold, by the names of the schema's properties. */
export type Values = Readonly<Record<string, PlainData>>

/** What stands in the fields at first: what is known, else the schema's defaults. */
export function initialValues(fields: readonly Field[], known: Values = {}): Values {
  return Object.fromEntries(
    fields.flatMap(({ name, initial }) => {
      const value = Object.hasOwn(known, name) ? known[name] : initial
      return value === undefined ? [] : [[name, value]]
    }),
  )
}

/**
 * Reads what a browser sent as the values that the schema means. What was left empty is left out, so
 * that the schema can miss it; what can't be read is kept as text, so that the schema can refuse it.
 *
 * @param stored what an empty secret stands for: one that is never shown can't be sent back.
 */
export function readSubmitted(
  fields: readonly Field[],
  body: URLSearchParams,
  stored: Values = {},
): Values {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = read(field, body.getAll(field.name), stored[field.name])
      return value === undefined ? [] : [[field.name, value]]
    }),
  )
}

function read(
  { kind, required, initial }: Field,
  sent: readonly string[],
  stored: PlainData | undefined,
): PlainData | undefined {
  const text = sent[0] ?? ''
  switch (kind) {
    case 'checkbox':
      return sent.length > 0
    case 'choices':
      return sent
    case 'lines':
      return linesOf(text)
    case 'secret':
      return text === '' ? stored : text
    case 'multiline':
      return orNothing(text.replaceAll('\r\n', '\n').trim())
    case 'integer':
    case 'number':
      return orNothing(numberOf(text.trim()))
    default:
      return orNothing(text.trim())
  }

  function orNothing(value: string | number): string | number | undefined {
    if (value !== '') return value
    return !required && initial === '' ? '' : undefined
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** German and French keyboards write a decimal comma. */
function numberOf(text: string): number | string {
  return /^[+-]?\d+([.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : text
}
