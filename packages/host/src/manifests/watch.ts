import type { Integration } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import { pauseOrStop } from '../pause-or-stop.ts'
import { claimCheck, findPublication } from '../store/publications.ts'
import { buildManifest } from './build.ts'
import { checkManifest } from './check.ts'
import { comparisonWithPushed } from './comparison-with.ts'
import { manifestAddress } from './manifest-address.ts'
import { lookUpManifest } from './manifest-at-socialhub.ts'
import { lookAtCustoms } from './own-promotion.ts'

/** How often SocialHub is asked whether a Manifest was promoted. */
const LOOK_EVERY_MS = 15 * 60_000
const CHECK_EVERY_MS = 24 * 3_600_000

/** Tells the operator by the log what becomes of Manifests while nobody looks. */
export class ManifestWatch {
  readonly #context: HostContext
  readonly #stopped = new AbortController()
  #running: Promise<void> = Promise.resolve()

  constructor(context: HostContext) {
    this.#context = context
  }

  start(): void {
    this.#running = this.#repeat()
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    await this.#running
  }

  async #repeat(): Promise<void> {
    const { signal } = this.#stopped
    await this.#forEach((integration) => this.reportChanges(integration))
    while (!signal.aborted) {
      // Spread, so that hosts which started together don't all look at the same moment.
      await pauseOrStop(LOOK_EVERY_MS * (0.5 + Math.random()), signal)
      await this.#forEach((integration) => this.look(integration, Date.now()))
    }
  }

  async #forEach(work: (integration: Integration) => Promise<void>): Promise<void> {
    const { integrations, log } = this.#context
    for (const integration of integrations.values()) {
      if (this.#stopped.signal.aborted) return
      try {
        await work(integration)
      } catch (error) {
        log.error(
          { integration: integration.name, err: error },
          'a Manifest could not be looked at',
        )
      }
    }
  }

  /** A release of a plugin may declare something else than what SocialHub was told. */
  async reportChanges(integration: Integration): Promise<void> {
    const { config, db, sealer, log } = this.#context
    const { name } = integration
    const publication = await findPublication(db, sealer, name)
    if (!publication) return
    const built = buildManifest(integration, manifestAddress(config, publication.manifest))
    const { differences = [] } = comparisonWithPushed(built, publication) ?? {}
    if (differences.length === 0) return
    const todo = publication.manifest.promotedAt
      ? `ask the SocialHub Team: "hubward manifest request ${name}" writes down what`
      : `run "hubward manifest push ${name}"`
    log.warn(
      { integration: name, differences },
      `the declaration is not what SocialHub has any more; ${todo}`,
    )
  }

  /** Whether it was promoted meanwhile, and once a day whether everything still works from outside. */
  async look(integration: Integration, now: number): Promise<void> {
    const { config, db, sealer, log } = this.#context
    const { name } = integration
    const { signal } = this.#stopped
    await lookAtCustoms(this.#context, name, signal)
    const known = await findPublication(db, sealer, name)
    if (!known) return
    if (!known.manifest.promotedAt) {
      const { publication } = await lookUpManifest(this.#context, name, signal)
      const manifest = publication?.manifest
      if (manifest?.promotedAt) {
        const { promotedName, publicUrl } = manifest
        log.info(
          { integration: name, promotedName, publicUrl },
          'the Manifest was promoted: public URL and name of the integration can’t change any more',
        )
      }
    }
    // On a laptop there is no outside to look from.
    if (config.development || !(await claimCheck(db, known.manifest.id, CHECK_EVERY_MS))) return
    const results = await checkManifest(this.#context, integration, {
      now,
      publicClient: { signal },
    })
    if (signal.aborted) return
    for (const { name: check, outcome, found, mend } of results) {
      if (outcome === 'fail') log.warn({ integration: name, check, mend }, found)
    }
  }
}
