import { type PluginContext, PluginError } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { ask, type Surroundings } from './api.ts'
import { InstanceV1, InstanceV2 } from './wire.ts'

/** What is known of a server: its name, and what it allows. */
export const Instance = Type.Object({
  /** The domain of its accounts' handles; not always the name that its API is reached under. */
  domain: Type.String(),
  title: Type.String(),
  version: Type.String(),
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
  try {
    const { body } = await ask(context, { server }, 'GET', '/api/v2/instance', InstanceV2)
    return instanceOf(server, body.domain, body, body.thumbnail?.url)
  } catch (error) {
    if (!isNoSuchPage(error)) throw error
  }
  try {
    const { body } = await ask(context, { server }, 'GET', '/api/v1/instance', InstanceV1)
    const { max_toot_chars: maxCharacters } = body
    const instance = instanceOf(server, body.uri, body, body.thumbnail)
    return body.configuration || !maxCharacters ? instance : { ...instance, maxCharacters }
  } catch (error) {
    if (!isNoSuchPage(error)) throw error
    throw new PluginError('rejected', {
      message: `${server} does not speak Mastodon's API`,
      cause: error,
    })
  }
}

/** The same, remembered for an hour in the integration's store. */
export async function instanceFor(
  context: Pick<PluginContext, 'http' | 'now' | 'signal' | 'store'>,
  server: string,
): Promise<Instance> {
  const key = `instance/${server}`
  const stored = (await context.store.get(key))?.value
  const now = context.now().getTime()
  if (Value.Check(Remembered, stored) && now - stored.time < BELIEVED_MS) return stored.instance
  const instance = await askInstance(context, server)
  await context.store.set(key, { instance, time: now })
  return instance
}

const Remembered = Type.Object({ instance: Instance, time: Type.Number() })

/** Mastodon honours Idempotency-Key; what says to be merely compatible with it does not. */
export function honoursKeys({ version }: Instance): boolean {
  return /^\d+(\.\d+)+/.test(version) && !/compatible|not true|gotosocial|snac/i.test(version)
}

function instanceOf(
  server: string,
  domain: string,
  answer: Pick<Type.Static<typeof InstanceV2>, 'title' | 'version' | 'configuration'>,
  picture: string | null | undefined,
): Instance {
  const limits = answer.configuration?.statuses
  // Some servers write a URL here.
  const bare = domain.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
  const plain = bare || new URL(server).host
  return {
    domain: plain,
    title: answer.title?.trim() || plain,
    version: answer.version ?? '',
    picture: picture?.startsWith('https://') ? picture : null,
    maxCharacters: limits?.max_characters ?? DEFAULTS.maxCharacters,
    charactersPerUrl: limits?.characters_reserved_per_url ?? DEFAULTS.charactersPerUrl,
    maxAttachments: limits?.max_media_attachments ?? DEFAULTS.maxAttachments,
  }
}

/** 404, or a page that is no JSON: another kind of server, or an older one. */
function isNoSuchPage(error: unknown): boolean {
  if (!(error instanceof PluginError)) return false
  if (['not-found', 'rejected', 'invalid', 'authentication'].includes(error.code)) return true
  return error.code === 'unavailable' && error.message.startsWith('the answer to')
}
