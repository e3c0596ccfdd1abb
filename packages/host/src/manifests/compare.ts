import { isRecord } from '@hubward/border'
import { Manifest, type ManifestUpdate } from '@hubward/socialhub'
import Value from 'typebox/value'

/** One field that is not at SocialHub what the declaration compiles to. Secrets are masked. */
export interface Difference {
  /** Where, with ids in place of positions: `inbox.ticketActions.reply.config.maxLength`. */
  readonly field: string
  /** As the declaration has it; undefined where it says nothing. */
  readonly here: unknown
  /** As SocialHub has it; undefined where it has nothing. */
  readonly socialhub: unknown
}

export interface Comparison {
  readonly differences: readonly Difference[]
  /** Parts that SocialHub's answer does not show, so that nobody can tell. */
  readonly notShown: readonly string[]
}

/** What must not be printed of a Manifest: its webhook's secrets, and the part of URLs that can't be guessed. */
export interface Masked {
  readonly reference: string
  readonly secrets: readonly string[]
}

const SECTIONS = ['branding', 'callbacks', 'webhook', 'inbox'] as const

/** What SocialHub assumes where a Manifest says nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = { approvalProcess: true, forceTagging: true }

/**
 * Compares field by field. Fields that the documentation doesn't know are passed over, and so are
 * values that SocialHub fills in by default.
 *
 * @param socialhub what SocialHub answered, or what it was last told.
 */
export function compareManifests(
  here: ManifestUpdate,
  socialhub: unknown,
  masked: Masked,
): Comparison {
  const ours = leavesOf(here)
  const cleaned = Value.Clean(Manifest, structuredClone(socialhub))
  const theirs = leavesOf(cleaned)
  const sections = isRecord(cleaned) ? cleaned : {}
  const notShown: string[] = SECTIONS.filter(
    (section) => isRecord(here[section]) && !isRecord(sections[section]),
  )
  if (isRecord(sections.webhook) && sections.webhook.secret === undefined) {
    notShown.push('webhook.secret')
  }
  const hidden = (field: string) =>
    notShown.some((part) => field === part || field.startsWith(`${part}.`))
  const fields = [...new Set([...ours.keys(), ...theirs.keys()])]
  const differences = fields
    .filter((field) => !hidden(field) && !same(ours.get(field), theirs.get(field)))
    .map((field) => ({
      field,
      here: shown(field, ours.get(field), masked),
      socialhub: shown(field, theirs.get(field), masked),
    }))
  return { differences, notShown }
}

/** A Manifest as it may be printed. */
export function maskManifest(manifest: ManifestUpdate, masked: Masked): unknown {
  const text = JSON.stringify(manifest).replaceAll(masked.reference, REFERENCE)
  return JSON.parse(masked.secrets.reduce((so, secret) => so.replaceAll(secret, SECRET), text))
}

export const REFERENCE = '‹reference›'
export const SECRET = '‹secret›'

function shown(field: string, value: unknown, { reference, secrets }: Masked): unknown {
  if (field === 'webhook.secret' && value !== undefined) {
    const age = typeof value === 'string' ? secrets.indexOf(value) : -1
    return age === 0 ? '‹newest secret›' : age > 0 ? '‹older secret›' : '‹unknown secret›'
  }
  return typeof value === 'string' ? value.replaceAll(reference, REFERENCE) : value
}

/** Every value that stands in a Manifest, by its field. What is there by default counts as absent. */
function leavesOf(value: unknown, field = ''): Map<string, unknown> {
  if (value === undefined || value === null) return new Map()
  if (Array.isArray(value)) return leavesOfList(value, field)
  if (!isRecord(value)) return new Map([[field, value]])
  const entries = Object.entries(value).filter(([key, inner]) => DEFAULTS[key] !== inner)
  // An empty object says something where it stands for "allowed", as `attachments` does.
  if (Object.keys(value).length === 0 && field.endsWith('.attachments')) {
    return new Map([[field, {}]])
  }
  return new Map(entries.flatMap(([key, inner]) => [...leavesOf(inner, below(field, key))]))
}

function leavesOfList(list: readonly unknown[], field: string): Map<string, unknown> {
  const ids = list.map((entry) => (isRecord(entry) ? entry.id : undefined))
  const leaves = list.flatMap((entry, place) => [
    ...leavesOf(entry, below(field, String(ids[place] ?? place))),
  ])
  return new Map(list.length > 1 ? [...leaves, [below(field, 'order'), ids]] : leaves)
}

function below(field: string, key: string): string {
  return field === '' ? key : `${field}.${key}`
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
