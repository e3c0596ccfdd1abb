import { httpsUrl, type PluginContext, PluginError, readName, readStored } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { answerTo, type Surroundings } from './api.ts'
import { failureOf, isRefusal } from './failure.ts'
import { readDomain } from './server-name.ts'
import { InstanceV1, InstanceV2 } from './wire.ts'

/** What is known of a server: its name, and what it allows. */
export const Instance = Type.Object({
  /** The domain of its accounts' handles; not always the name that its API is reached under. */
  domain: Type.String(),
  title: Type.String(),
  version: Type.String(),
  /** Where its source is, as it says itself. */
  source: Type.Optional(Type.String()),
  picture: Type.Union([Type.String(), Type.Null()]),
  maxCharacters: Type.Integer(),
  charactersPerUrl: Type.Integer(),
  maxAttachments: Type.Integer(),
})
export type Instance = Type.Static<typeof Instance>

/** What Mastodon allows where a server does not say. */
const DEFAULTS = { maxCharacters: 500, charactersPerUrl: 23, maxAttachments: 4 }

/** For so long a server's limits are believed; an operator changes them once in years. */
const BELIEVED_MS = 60 * 60_000

/** Asks a server what it is. Throws `rejected` when something answers, but no Mastodon server. */
export async function askInstance(context: Surroundings, server: string): Promise<Instance> {
  const newer = await look(context, server, '/api/v2/instance', InstanceV2)
  if (newer) return instanceOf(server, newer.domain, newer, newer.thumbnail?.url)
  const older = await look(context, server, '/api/v1/instance', InstanceV1)
  if (!older) throw notMastodon(server)
  const instance = instanceOf(server, older.uri, older, older.thumbnail)
  const { configuration, max_toot_chars: maxCharacters } = older
  if (configuration || !maxCharacters) return instance
  return { ...instance, maxCharacters: bounded(maxCharacters, 1, MOST_CHARACTERS) }
}

/** Undefined for 404, or a page that is no such JSON: another kind of server, or an older one. */
async function look<Schema extends Type.TSchema>(
  context: Surroundings,
  server: string,
  path: string,
  schema: Schema,
): Promise<Type.Static<Schema> | undefined> {
  const answer = await answerTo(context, { server }, 'GET', path)
  const { status, body } = answer
  if (status >= 200 && status < 300) return Value.Check(schema, body) ? body : undefined
  if (isRefusal(status)) return undefined
  throw failureOf(answer, context.now())
}

function notMastodon(server: string): PluginError {
  return new PluginError('rejected', { message: `${server} does not speak Mastodon's API` })
}

/**
 * The same of the server of a Channel, remembered for an hour in the integration's store. It was a
 * Mastodon server once: what it answers now may be a proxy's page, so what is remembered is believed on.
 */
export async function instanceFor(
  context: Pick<PluginContext, 'http' | 'now' | 'signal' | 'store'>,
  server: string,
): Promise<Instance> {
  const key = `instance/${server}`
  const known = await readStored(context.store, key, Remembered)
  const now = context.now().getTime()
  if (known && now - known.time < BELIEVED_MS) return known.instance
  let instance: Instance
  try {
    instance = await askInstance(context, server)
  } catch (error) {
    if (!(error instanceof PluginError) || error.code !== 'rejected') throw error
    if (known) return known.instance
    throw new PluginError('unavailable', { message: error.message, effect: 'none', cause: error })
  }
  await context.store.set(key, { instance, time: now })
  return instance
}

const Remembered = Type.Object({ instance: Instance, time: Type.Number() })

/** `4.4.3`, `4.5.0-beta.1`, `4.4.0-nightly.2025-01-01`, and forks that add their name: `4.4.3+glitch`. */
const OF_MASTODON =
  /^[1-9]\d?\.\d{1,3}\.\d{1,3}(-?(alpha|beta|rc|nightly)[\d.-]*)?([+-][a-z][\w.]{0,50})?$/i

/**
 * Whether it honours Idempotency-Key, as Mastodon does. Servers that only speak its API do not, and
 * write versions of many kinds (`0.1.1 cb85f65`, `3.5.3+0.1.1-cb85f65`, `4.2.0 (compatible; …)`): only
 * what is known to be Mastodon counts.
 */
export function honoursKeys({ version, source }: Pick<Instance, 'version' | 'source'>): boolean {
  return OF_MASTODON.test(version) && (source === undefined || /mastodon|hometown/i.test(source))
}

/** Beyond these a server means something else, and what is made of them would have no end. */
const MOST_CHARACTERS = 200_000
const MOST_PER_URL = 2_000
const MOST_ATTACHMENTS = 100
const TITLE_LIMIT = 200

function instanceOf(
  server: string,
  domain: string,
  answer: Pick<
    Type.Static<typeof InstanceV2>,
    'title' | 'version' | 'source_url' | 'configuration'
  >,
  picture: string | null | undefined,
): Instance {
  const limits = answer.configuration?.statuses
  // Some servers write a URL here.
  const bare = domain.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  const plain = bare === '' ? new URL(server).host : readDomain(bare)
  if (plain === undefined) throw notMastodon(server)
  return {
    domain: plain,
    title: readName(answer.title, plain, TITLE_LIMIT),
    version: answer.version?.slice(0, TITLE_LIMIT) ?? '',
    ...(answer.source_url && { source: answer.source_url.slice(0, TITLE_LIMIT) }),
    picture: httpsUrl(picture) ?? null,
    maxCharacters: bounded(limits?.max_characters ?? DEFAULTS.maxCharacters, 1, MOST_CHARACTERS),
    charactersPerUrl: bounded(
      limits?.characters_reserved_per_url ?? DEFAULTS.charactersPerUrl,
      1,
      MOST_PER_URL,
    ),
    maxAttachments: bounded(
      limits?.max_media_attachments ?? DEFAULTS.maxAttachments,
      0,
      MOST_ATTACHMENTS,
    ),
  }
}

function bounded(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}
