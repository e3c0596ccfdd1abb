import { type VerifiedWebhook, verifyWebhook, type WebhookToVerify } from '@hubward/socialhub'
import { LRUCache } from 'lru-cache'
import { Grouping, TooBusy } from '../grouping.ts'
import type { HostContext } from '../host-context.ts'
import { CHECK_AGENT } from '../manifests/public-client.ts'
import { findManifestsByReference, type StoredManifest } from '../store/manifests.ts'
import { noteSecretUse } from '../store/webhook-secrets.ts'

/** How long a retired secret may go on verifying in a host that did not retire it itself. */
const FRESH_MS = 5_000
/** A guessed reference is no reason to ask PostgreSQL again and again. */
const UNKNOWN_MS = 1_000
/** How exactly it is known when a secret last verified. */
const NOTE_EVERY_MS = 60_000
/** What a reference of ours looks like; PostgreSQL is not asked for anything else. */
const REFERENCE = /^[A-Za-z0-9_-]{16,64}$/
/** How many references are looked up by one statement, and how many may wait for the next. */
const TOGETHER = 200
const WAITING = 2_000

/** A request to an address of ours that SocialHub signs. */
interface SignedRequest extends Omit<WebhookToVerify, 'secret'> {
  readonly userAgent: string | undefined
}

/** What a signed request came to: whose it is, and whether the signature is true. */
export interface SignedFor {
  readonly manifest: StoredManifest
  readonly verified: VerifiedWebhook
}

/** A look-up that failed is no reason to ask again for each one of its group. */
type LookedUp = { readonly manifest: StoredManifest | undefined } | { readonly error: unknown }

/**
 * The Manifests that signed requests name, held in memory for a moment. References are looked up in
 * groups, one statement at a time: who tries made-up ones occupies one connection to PostgreSQL at
 * most, and takes no place in memory from those that are known.
 */
export class KnownManifests {
  readonly #context: HostContext
  readonly #cache = new LRUCache<string, StoredManifest>({ max: 10_000, ttl: FRESH_MS })
  readonly #unknown = new LRUCache<string, true>({ max: 10_000, ttl: UNKNOWN_MS })
  /** Those that were there when they were last looked up, however long ago. */
  readonly #seen = new LRUCache<string, true>({ max: 100_000 })
  readonly #lookUps: Grouping<string, LookedUp>
  /** Which secrets were noted lately, by Manifest and secret. */
  readonly #noted = new LRUCache<string, true>({ max: 10_000, ttl: NOTE_EVERY_MS })

  constructor(context: HostContext) {
    this.#context = context
    const { db, sealer } = context
    this.#lookUps = new Grouping(async (references): Promise<LookedUp[]> => {
      try {
        const found = await findManifestsByReference(db, sealer, references)
        return found.map((manifest) => ({ manifest }))
      } catch (error) {
        return references.map(() => ({ error }))
      }
    }, TOGETHER)
  }

  /** Whether the reference was there lately, without asking PostgreSQL. */
  isKnown(reference: string): boolean {
    return this.#seen.has(reference)
  }

  /**
   * The Manifest of a reference; undefined when there is none.
   *
   * @throws TooBusy when too many that nobody knows are being looked up.
   */
  async find(reference: string): Promise<StoredManifest | undefined> {
    return this.#cache.get(reference) ?? (await this.#load(reference))
  }

  /**
   * Verifies a request to a reference's address. Undefined when there is no such reference.
   *
   * A signature that no secret in memory made is compared with those in the database before it is
   * refused: a secret that was added a moment ago, by another process, must lose no event.
   *
   * @throws TooBusy as `find` does.
   */
  async verify(reference: string, request: SignedRequest): Promise<SignedFor | undefined> {
    const cached = this.#cache.get(reference)
    const manifest = cached ?? (await this.#load(reference))
    if (!manifest) return undefined
    const verified = verifyWith(manifest, request)
    if (!cached || verified.ok || verified.reason !== 'signature-mismatch') {
      return this.#note({ manifest, verified }, request)
    }
    const fresh = await this.#load(reference)
    return fresh && this.#note({ manifest: fresh, verified: verifyWith(fresh, request) }, request)
  }

  async #load(reference: string): Promise<StoredManifest | undefined> {
    if (!REFERENCE.test(reference) || this.#unknown.has(reference)) return undefined
    if (this.#lookUps.waiting >= WAITING && !this.isKnown(reference)) {
      throw new TooBusy('too many references that nobody knows are being looked up')
    }
    const lookedUp = await this.#lookUps.add(reference)
    if ('error' in lookedUp) throw lookedUp.error
    const { manifest } = lookedUp
    if (manifest) {
      this.#cache.set(reference, manifest)
      this.#seen.set(reference, true)
    } else {
      this.#cache.delete(reference)
      this.#seen.delete(reference)
      this.#unknown.set(reference, true)
    }
    return manifest
  }

  /** Nobody waits until it is written: the request is answered meanwhile. */
  #note(signed: SignedFor, { userAgent }: SignedRequest): SignedFor {
    // Our own checks prove nothing about which secret SocialHub uses.
    if (userAgent === CHECK_AGENT) return signed
    const { manifest, verified } = signed
    const secret = verified.ok ? manifest.secrets[verified.secretIndex] : undefined
    if (secret === undefined) return signed
    const key = `${manifest.id} ${secret}`
    if (this.#noted.has(key)) return signed
    this.#noted.set(key, true)
    const { db, sealer, log } = this.#context
    noteSecretUse(db, sealer, manifest.id, secret).catch((error) => {
      this.#noted.delete(key)
      log.warn({ err: error }, 'when a webhook’s secret last verified could not be noted')
    })
    return signed
  }
}

function verifyWith(
  manifest: StoredManifest,
  { timestamp, signature, rawBody }: SignedRequest,
): VerifiedWebhook {
  return verifyWebhook({ timestamp, signature, rawBody, secret: [...manifest.secrets] })
}
