import { LRUCache } from 'lru-cache'
import type { Parts } from '../parts.ts'
import { findManifestByReference, type StoredManifest } from '../store/manifests.ts'

/** How long a changed secret may go unnoticed by a host that did not change it itself. */
const FRESH_MS = 5_000
/** A guessed reference is no reason to ask PostgreSQL again and again. */
const UNKNOWN_MS = 1_000

/** The Manifests that webhooks name, held in memory for a moment. */
export class KnownManifests {
  readonly #parts: Parts
  readonly #cache = new LRUCache<string, { manifest: StoredManifest | undefined }>({
    max: 10_000,
    ttl: FRESH_MS,
  })

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async find(reference: string): Promise<StoredManifest | undefined> {
    const known = this.#cache.get(reference)
    if (known) return known.manifest
    const { db, sealer } = this.#parts
    const manifest = await findManifestByReference(db, sealer, reference)
    this.#cache.set(reference, { manifest }, { ttl: manifest ? FRESH_MS : UNKNOWN_MS })
    return manifest
  }
}
