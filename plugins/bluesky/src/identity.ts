import { type PluginContext, readJson, readPasted } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Settings } from './settings.ts'

/** Who an account is: its permanent id, its name, and the server that it lives on. */
export interface Identity {
  readonly did: string
  readonly handle: string
  readonly pds: string
}

/** The customer named an account that there is not; everything else that fails is thrown. */
export class NoSuchAccount extends Error {}

/** A domain name: https://atproto.com/specs/handle */
const HANDLE = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/** The two kinds that the protocol knows: https://atproto.com/specs/did */
const DID = /^did:(plc:[a-z0-9]{24}|web:[a-zA-Z0-9.-]+(%3A\d{1,5})?)$/
/** Handles have 253 characters at most; addresses of profiles a few more. */
const LENGTH_LIMIT = 300
/** No identity has more names or servers. */
const MOST = 20

const Resolved = Type.Object({ did: Type.String({ maxLength: 256 }) })
const ResolveError = Type.Object({ error: Type.String() })
const DirectoryError = Type.Object({ message: Type.String() })

const DidDocument = Type.Object({
  id: Type.String(),
  alsoKnownAs: Type.Optional(Type.Array(Type.Unknown())),
  service: Type.Optional(Type.Array(Type.Unknown())),
})
const Pds = Type.Object({
  id: Type.String({ pattern: '#atproto_pds$', maxLength: 300 }),
  type: Type.Literal('AtprotoPersonalDataServer'),
  serviceEndpoint: Type.String({ maxLength: 300 }),
})

/**
 * What people type or paste for their account: `@name.bsky.social`, `name`, `at://…`, or the address of
 * the profile on any website for Bluesky, with or without a scheme.
 */
export function readHandle(typed: string): string {
  const name = readPasted(typed, LENGTH_LIMIT)
    .replace(/^at:\/\//i, '')
    .replace(/^(https?:\/\/)?[^/]+\/profile\//i, '')
    .replace(/^@/, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.+$/, '')
    .toLowerCase()
  return name.includes('.') || name.startsWith('did:') ? name : `${name}.bsky.social`
}

/**
 * Who is behind a handle, and where: the handle leads to an identity, which has to name the handle and
 * the server. A name that only one side claims is nobody's.
 *
 * @param account a handle or a DID.
 * @throws NoSuchAccount
 */
export async function resolveIdentity(
  context: PluginContext<Settings>,
  account: string,
): Promise<Identity> {
  const isDid = account.startsWith('did:')
  const did = isDid ? account : await didOf(context, account)
  if (!DID.test(did) || did.length > LENGTH_LIMIT) throw new NoSuchAccount(`${did} is no DID`)
  const document = await documentOf(context, did)
  const pds = serverIn(document?.service)
  if (document?.id !== did || pds === undefined) {
    throw new NoSuchAccount(`the identity ${did} names no server`)
  }
  const handles = (document.alsoKnownAs ?? []).slice(0, MOST).flatMap((name) => {
    const handle = typeof name === 'string' ? name.replace(/^at:\/\//, '').toLowerCase() : ''
    return isHandle(handle) ? [handle] : []
  })
  if (isDid) return { did, handle: await provenOf(context, did, handles), pds }
  // A handle may point to any identity; only where that identity agrees is it somebody's name.
  if (!handles.includes(account)) throw new NoSuchAccount(`${did} doesn't call itself ${account}`)
  return { did, handle: account, pds }
}

function isHandle(name: string): boolean {
  return name.length <= 253 && HANDLE.test(name)
}

/** The first of the names that leads back to the identity; the DID itself where none does. */
async function provenOf(
  context: PluginContext<Settings>,
  did: string,
  [handle]: readonly string[],
): Promise<string> {
  if (handle === undefined) return did
  try {
    return (await didOf(context, handle)) === did ? handle : did
  } catch (thrown) {
    if (thrown instanceof NoSuchAccount) return did
    throw thrown
  }
}

/** The account's server; http is what a test's servers on this machine speak. */
function serverIn(services: readonly unknown[] = []): string | undefined {
  const pds = services.slice(0, MOST).find((service) => Value.Check(Pds, service))
  const url = pds ? URL.parse(pds.serviceEndpoint) : null
  if (url === null) return undefined
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  const isFit = url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)
  return isFit ? url.origin : undefined
}

async function didOf({ http, settings }: PluginContext<Settings>, handle: string): Promise<string> {
  if (!isHandle(handle)) throw new NoSuchAccount(`${handle} is no handle`)
  const answer = await http(
    new URL('/xrpc/com.atproto.identity.resolveHandle', settings.handleResolver),
    { searchParams: { handle }, throwHttpErrors: false },
  )
  const body = readJson(answer.body)
  if (answer.statusCode === 400 && Value.Check(ResolveError, body)) {
    throw new NoSuchAccount(`nobody has the handle ${handle}`)
  }
  if (!answer.ok || !Value.Check(Resolved, body)) {
    throw new Error(`the handle ${handle} could not be looked up: ${answer.statusCode}`)
  }
  return body.did
}

async function documentOf({ http, settings }: PluginContext<Settings>, did: string) {
  const isWeb = did.startsWith('did:web:')
  const url = isWeb
    ? new URL(`https://${decodeURIComponent(did.slice('did:web:'.length))}/.well-known/did.json`)
    : new URL(`/${did}`, settings.plcDirectory)
  const answer = await http(url, { throwHttpErrors: false })
  const body = readJson(answer.body)
  // A directory says in its own words that it knows nobody; on a website the file is just not there.
  const isGone = answer.statusCode === 404 || answer.statusCode === 410
  if (isGone && (isWeb || Value.Check(DirectoryError, body))) return undefined
  if (!answer.ok || !Value.Check(DidDocument, body)) {
    throw new Error(`the identity ${did} could not be looked up: ${answer.statusCode}`)
  }
  return body
}
