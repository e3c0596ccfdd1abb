import { isDeepStrictEqual } from 'node:util'
import type { Integration } from '@hubward/border'
import { SocialHubError } from '@hubward/socialhub'
import type { HostContext } from '../host-context.ts'
import { customManifests, customPushed } from '../store/custom.ts'
import { findManifest } from '../store/manifests.ts'
import { customManifest, publishCustom } from './publish.ts'

/** What became of one Custom Channel's Manifest. */
export interface PushOutcome {
  readonly socialhubChannelId: string
  readonly integration: string
  readonly name: string
  readonly outcome: 'pushed' | 'up to date' | 'failed'
  /** Why it failed, in a sentence. */
  readonly reason?: string
}

/**
 * Brings every Custom Channel's own Manifest up to date with its integration's declaration, one after
 * the other, telling each one's outcome as it is known. What SocialHub has been told already is left
 * alone, so a run that was interrupted goes on where it stopped when it is started again.
 *
 * @param again tells SocialHub also what it has been told already, such as a webhook that it removed.
 */
export async function* pushAllManifests(
  context: Pick<HostContext, 'config' | 'db' | 'sealer' | 'integrations'>,
  options: { readonly again?: boolean } = {},
): AsyncGenerator<PushOutcome> {
  for (const custom of await customManifests(context.db)) {
    const { socialhubChannelId, integration, name } = custom
    const outcome = await pushOne(
      context,
      custom.manifest,
      context.integrations.get(integration),
      options,
    )
    yield { socialhubChannelId, integration, name, ...outcome }
  }
}

async function pushOne(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  id: string,
  integration: Integration | undefined,
  { again = false }: { readonly again?: boolean },
): Promise<Pick<PushOutcome, 'outcome' | 'reason'>> {
  const { db, sealer } = context
  const manifest = await findManifest(db, sealer, id)
  const pushed = await customPushed(db, sealer, id)
  if (!manifest || !pushed)
    return { outcome: 'failed', reason: 'The Channel was removed meanwhile.' }
  if (!integration) {
    return { outcome: 'failed', reason: 'Its integration is not configured, or can’t run.' }
  }
  const wanted = JSON.parse(JSON.stringify(customManifest(context, integration, manifest)))
  if (!again && isDeepStrictEqual(pushed.manifest, wanted)) return { outcome: 'up to date' }
  try {
    await publishCustom(context, integration, manifest, pushed.accessToken)
    return { outcome: 'pushed' }
  } catch (error) {
    if (!(error instanceof SocialHubError)) throw error
    return { outcome: 'failed', reason: error.message }
  }
}
