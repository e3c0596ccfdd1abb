import { check } from '@hubward/socialhub'
import type Type from 'typebox'
import { Clean } from 'typebox/value'
import { Refusal } from '../state/refusal.ts'
import type { Settings } from '../state/settings.ts'

/**
 * A body as SocialHub reads it: fields that it doesn't know are dropped, everything else must
 * satisfy the schema, and https is asked for wherever SocialHub does.
 */
export function readBody<Schema extends Type.TSchema>(
  schema: Schema,
  body: unknown,
  settings: Settings,
): Type.Static<Schema> {
  const checked = check(schema, Clean(schema, structuredClone(requireObject(body))))
  if (!checked.ok) {
    const [{ field, rule } = { field: '', rule: 'The body is malformed.' }] = checked.problems
    throw new Refusal('BadRequestError', `Error: ${field === '' ? '' : `${field}: `}${rule}`)
  }
  requireHttps(checked.value, settings)
  return checked.value
}

export function requireObject(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new Refusal('BadRequestError', 'Error: The body must be a JSON object')
}

/**
 * Refuses a changed value of a field that can't change; the same value again does no harm.
 *
 * @param path of the field, as in `interaction.networkItemId`
 */
export function requireUnchanged(body: unknown, path: string, present: string | undefined): void {
  const sent = path.split('.').reduce<unknown>(member, body)
  if (sent === undefined || sent === present) return
  throw new Refusal('BadRequestError', `Error: ${path} can't be changed`)
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/** The fields that SocialHub wants https for; `url` counts in webhooks and attachments only. */
const HTTPS_FIELD =
  /(^|\.)(icon|fallback|channelCreation|channelReactivation|imageUrl|profileImage|small|large|picture|webhook\.url|attachments\.\d+\.url)$/

/** The schemas let http on loopback addresses pass, for laptops. SocialHub itself doesn't. */
function requireHttps(body: unknown, { allowLoopbackHttp }: Settings): void {
  if (allowLoopbackHttp) return
  for (const [path, text] of texts(body, '')) {
    if (HTTPS_FIELD.test(path) && !text.startsWith('https://')) {
      throw new Refusal('BadRequestError', `Error: ${path}: This must be an https URL.`)
    }
  }
}

function* texts(value: unknown, path: string): Generator<[path: string, text: string]> {
  if (typeof value === 'string') yield [path, value]
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    yield* texts(inner, path === '' ? key : `${path}.${key}`)
  }
}
