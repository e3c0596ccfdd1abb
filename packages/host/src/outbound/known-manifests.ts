import { type VerifiedWebhook, verifyWebhook, type WebhookToVerify } from '@hubward/socialhub'
import { LRUCache } from 'lru-cache'
import { CHECK_AGENT } from '../manifests/outside.ts'
import type { Parts } from '../parts.ts'
import { findManifestByReference, type StoredManifest } from '../store/manifests.ts'
import { noteSecretUse } from '../store/webhook-secrets.ts'

/** How long a retired secret may go on verifying in a host that did not retire it itself. */
const FRESH_MS = 5_000
/** A guessed reference is no reason to ask PostgreSQL again and again. */
const UNKNOWN_MS = 1_000
/** How exactly it is known when a secret last verified. */
const NOTE_EVERY_MS = 60_000

/** A request to an address of ours that SocialHub signs. */
interface SignedRequest extends Omit<WebhookToVerify, 'secret'> {
  readonly userAgent: string | undefined
}

/** What a signed request came to: whose it is, and whether the signature is true. */
export interface SignedFor {
  readonly manifest: StoredManifest
  readonly verified: VerifiedWebhook
}

/** The Manifests that signed requests name, held in memory for a moment. */
export class KnownManifests {
  readonly #parts: Parts
  readonly #cache = new LRUCache<string, { manifest: StoredManifest | undefined }>({
    max: 10_000,
    ttl: FRESH_MS,
  })
  /** Which secrets were noted lately, by Manifest and secret. */
  readonly #noted = new LRUCache<string, true>({ max: 10_000, ttl: NOTE_EVERY_MS })

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * Verifies a request to a reference's address. Undefined when there is no such reference.
   *
   * A signature that no secret in memory made is compared with those in the database before it is
   * refused: a secret that was added a moment ago, by another process, must lose no event.
   */
  async verify(reference: string, request: SignedRequest): Promise<SignedFor | undefined> {
    const cached = this.#cache.get(reference)
    const manifest = cached ? cached.manifest : await this.#load(reference)
    if (!manifest) return undefined
    const verified = verifyWith(manifest, request)
    if (!cached || verified.ok || verified.reason !== 'signature-mismatch') {
      return this.#note({ manifest, verified }, request)
    }
    const fresh = await this.#load(reference)
    return fresh && this.#note({ manifest: fresh, verified: verifyWith(fresh, request) }, request)
  }

  async #load(reference: string): Promise<StoredManifest | undefined> {
    const { db, sealer } = this.#parts
    const manifest = await findManifestByReference(db, sealer, reference)
    this.#cache.set(reference, { manifest }, { ttl: manifest ? FRESH_MS : UNKNOWN_MS })
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
    const { db, sealer, log } = this.#parts
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
