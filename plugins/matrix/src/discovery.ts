import { PluginError, RefusedFields, readJson } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { type Asking, ask } from './api.ts'
import { SENTENCES } from './sentences.ts'
import type { Settings } from './settings.ts'

const WellKnown = Type.Object({
  'm.homeserver': Type.Object({ base_url: Type.String({ maxLength: 1_000 }) }),
})
const Versions = Type.Object({ versions: Type.Array(Type.String()) })
const LARGEST = 100_000

/**
 * Where the homeserver of a server name is, by what its owner publishes under that name:
 * https://spec.matrix.org/latest/client-server-api/#well-known-uris. So the name leads to the server;
 * that the server has the name is looked at when it says whose session it is.
 *
 * @throws RefusedFields where nothing is found that speaks Matrix.
 */
export async function findHomeserver(
  context: Asking & { readonly settings: Settings },
  serverName: string,
): Promise<string> {
  const { http, settings, signal } = context
  const configured = settings.servers[serverName]
  const site = configured ?? `https://${serverName}`
  const none = (message: string) =>
    new RefusedFields({ address: SENTENCES.noServer }, { message: message.slice(0, 300) })
  try {
    const { statusCode, body } = await http(`${site}/.well-known/matrix/client`, {
      signal,
      throwHttpErrors: false,
      responseType: 'text',
    })
    const homeserver = statusCode === 404 ? site : baseUrlIn(body)
    const isAllowed = homeserver?.startsWith('https://') || configured !== undefined
    if (homeserver === undefined || !isAllowed) throw none('the well-known file names no server')
    await ask(context, { homeserver }, 'GET', 'client/versions', Versions)
    return homeserver
  } catch (thrown) {
    if (thrown instanceof RefusedFields) throw thrown
    if (thrown instanceof PluginError && thrown.code === 'rate-limited') throw thrown
    throw none(thrown instanceof Error ? thrown.message : 'no answer')
  }
}

function baseUrlIn(body: string): string | undefined {
  if (body.length > LARGEST) return undefined
  const said = readJson(body)
  const url = Value.Check(WellKnown, said) ? URL.parse(said['m.homeserver'].base_url) : null
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  if (url.username !== '' || url.search !== '') return undefined
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
