import type { TLocalizedValidationError } from 'typebox/error'
import { type Problem, readRuleMessage } from './rule.ts'
import {
  ACTION_ID,
  HTTPS_URL,
  JWT,
  NETWORK_ITEM_ID,
  OBJECT_ID,
  UTC_OFFSET,
  UUID,
} from './schemas/formats.ts'

/** What typebox found, as problems: a field each and a sentence each, without repetitions. */
export function sentencesFor(errors: readonly TLocalizedValidationError[]): Problem[] {
  const problems = new Map<string, Problem>()
  for (const error of withoutNoise(errors)) {
    for (const problem of problemsOf(error)) {
      problems.set(`${problem.field} ${problem.rule}`, problem)
    }
  }
  return [...problems.values()]
}

/**
 * Leaves out what only hides the mistake. "May be null" is a union too: that a wrong value is not
 * null either, and so matches no member, helps nobody. And typebox counts every field of an
 * intersection as unknown once one of its parts was refused for another reason.
 */
function withoutNoise(
  errors: readonly TLocalizedValidationError[],
): readonly TLocalizedValidationError[] {
  const telling = errors.filter(
    (error) =>
      error.keyword !== 'anyOf' &&
      error.keyword !== 'boolean' &&
      error.keyword !== 'unevaluatedProperties' &&
      !(error.keyword === 'type' && error.params.type === 'null'),
  )
  return telling.length > 0 ? telling : errors
}

function problemsOf(error: TLocalizedValidationError): Problem[] {
  const field = fieldOf(error.instancePath)
  const unknownFields = (keys: readonly PropertyKey[]) =>
    keys.map((key) => ({ field: join(field, String(key)), rule: 'This field is not known here.' }))

  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((key) => ({
        field: join(field, key),
        rule: 'This field is required.',
      }))
    case 'additionalProperties':
      return unknownFields(error.params.additionalProperties)
    case 'unevaluatedProperties':
      return unknownFields(error.params.unevaluatedProperties)
    case 'boolean':
      // typebox's second word about a field that it has already called additional.
      return []
    case '~refine': {
      const inner = readRuleMessage(error.params.message)
      return [{ field: join(field, inner.field), rule: inner.rule }]
    }
    default:
      return [{ field, rule: sentenceOf(error) }]
  }
}

const PATTERN_SENTENCES: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [
    NETWORK_ITEM_ID,
    'This must be 6 to 256 characters out of letters, digits and / | @ & $ ! ? ( ) [ ] { } + * ~ , ; . : = _ -.',
  ],
  [OBJECT_ID, 'This must be an id of SocialHub: 24 digits and letters from a to f.'],
  [ACTION_ID, 'This must be 1 to 256 characters out of letters, digits, - and _.'],
  [UUID, 'This must be a UUID.'],
  [JWT, 'This must be a token: three parts of base64url with dots between them.'],
  [HTTPS_URL, 'This must be a URL that begins with https://.'],
  [UTC_OFFSET, 'This must end in Z or an offset such as +01:00.'],
])

const FORMAT_SENTENCES: Readonly<Record<string, string>> = {
  url: 'This must be an absolute URL.',
  'date-time': 'This must be a time in ISO 8601, such as 2026-01-28T16:58:12.736Z.',
}

function sentenceOf(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case 'type':
      return `This must be ${[error.params.type].flat().map(withArticle).join(' or ')}.`
    case 'enum':
      return `This must be one of: ${error.params.allowedValues.map(String).join(', ')}.`
    case 'const':
      return `This must be ${JSON.stringify(error.params.allowedValue)}.`
    case 'pattern':
      return (
        PATTERN_SENTENCES.get(error.params.pattern) ??
        `This must match the pattern ${String(error.params.pattern)}.`
      )
    case 'format':
      return FORMAT_SENTENCES[error.params.format] ?? `This must be a ${error.params.format}.`
    case 'minLength':
      return error.params.limit === 1
        ? 'This must not be empty.'
        : `This must have at least ${error.params.limit} characters.`
    case 'maxLength':
      return `This must have at most ${error.params.limit} characters.`
    case 'minimum':
      return `This must be at least ${error.params.limit}.`
    case 'maximum':
      return `This must be at most ${error.params.limit}.`
    default:
      return `This ${error.message}.`
  }
}

function withArticle(type: string): string {
  if (type === 'null') return type
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`
}

/** `/interaction/pictures/0/small` as people write it: `interaction.pictures[0].small`. */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : join(path, part)), '')
}

function join(path: string, rest: string): string {
  if (path === '' || rest === '') return path + rest
  return `${path}.${rest}`
}
