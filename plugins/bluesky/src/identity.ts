import type { PluginContext } from '@hubward/plugin'
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

const Resolved = Type.Object({ did: Type.String({ pattern: '^did:(plc|web):[A-Za-z0-9._:%-]+$' }) })

const DidDocument = Type.Object({
  id: Type.String(),
  alsoKnownAs: Type.Optional(Type.Array(Type.String())),
  service: Type.Optional(
    Type.Array(Type.Object({ id: Type.String(), serviceEndpoint: Type.Unknown() })),
  ),
})

/** What people type for their account: `@name.bsky.social`, `name`, or the address of the profile. */
export function readHandle(typed: string): string {
  const name = typed
    .trim()
    .replace(/^https?:\/\/[^/]+\/profile\//, '')
    .replace(/^@/, '')
    .replace(/\/.*$/, '')
    .toLowerCase()
  return name.includes('.') || name.startsWith('did:') ? name : `${name}.bsky.social`
}

/** @param account a handle or a DID. @throws NoSuchAccount */
export async function resolveIdentity(
  context: PluginContext<Settings>,
  account: string,
): Promise<Identity> {
  const did = account.startsWith('did:') ? account : await didOf(context, account)
  const document = await documentOf(context, did)
  const pds = document?.service?.find(({ id }) => id.endsWith('#atproto_pds'))?.serviceEndpoint
  const url = typeof pds === 'string' ? URL.parse(pds) : null
  // A blob: has the origin of another server, and none of its pages.
  if (document?.id !== did || !url || !/^https?:$/.test(url.protocol)) {
    throw new NoSuchAccount(`the identity ${did} names no server`)
  }
  const handles = (document.alsoKnownAs ?? []).flatMap((name) =>
    name.startsWith('at://') ? [name.slice('at://'.length)] : [],
  )
  // A handle may point to any identity; only where that identity agrees is it somebody's name.
  if (account !== did && !handles.includes(account)) {
    throw new NoSuchAccount(`${did} doesn't call itself ${account}`)
  }
  return { did, handle: handles[0] ?? did, pds: url.origin }
}

async function didOf({ http, settings }: PluginContext<Settings>, handle: string): Promise<string> {
  if (!HANDLE.test(handle)) throw new NoSuchAccount(`${handle} is no handle`)
  const answer = await http(
    new URL('/xrpc/com.atproto.identity.resolveHandle', settings.handleResolver),
    { searchParams: { handle }, throwHttpErrors: false },
  )
  if (answer.statusCode === 400) throw new NoSuchAccount(`nobody has the handle ${handle}`)
  const body = readJson(answer.body)
  if (!answer.ok || !Value.Check(Resolved, body)) {
    throw new Error(`the handle ${handle} could not be looked up: ${answer.statusCode}`)
  }
  return body.did
}

async function documentOf({ http, settings }: PluginContext<Settings>, did: string) {
  const url = did.startsWith('did:web:')
    ? new URL(`https://${decodeURIComponent(did.slice('did:web:'.length))}/.well-known/did.json`)
    : new URL(`/${did}`, settings.plcDirectory)
  const answer = await http(url, { throwHttpErrors: false })
  if (answer.statusCode === 404 || answer.statusCode === 410) return undefined
  const body = readJson(answer.body)
  if (!answer.ok || !Value.Check(DidDocument, body)) {
    throw new Error(`the identity ${did} could not be looked up: ${answer.statusCode}`)
  }
  return body
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
