import type { Integration } from '@hubward/border'
import type { HostContext } from '../host-context.ts'
import { activeChannelOf } from '../store/channel-finding.ts'
import { saveCheck } from '../store/publications.ts'
import { buildManifest } from './build.ts'
import { type CheckResult, cantTell } from './check-result.ts'
import { checkCertificates, checkReachable, checkStability } from './checks/address.ts'
import { checkConfiguredWebhook, checkToken, checkUpToDate } from './checks/at-socialhub.ts'
import { checkImages, checkLabels } from './checks/images-and-labels.ts'
import { checkCallbacks, checkLinks } from './checks/pages.ts'
import { checkTemplates, checkWebhook } from './checks/signed.ts'
import type { Subject } from './checks/subject.ts'
import { comparisonWith } from './comparison-with.ts'
import { manifestAddress } from './manifest-address.ts'
import { lookUpManifest } from './manifest-at-socialhub.ts'
import { PublicClient, type PublicClientOptions } from './public-client.ts'

type Look = (subject: Subject) => CheckResult | CheckResult[] | Promise<CheckResult | CheckResult[]>

/** Everything that promotion asks for, in the order in which to mend it. */
const LOOKS: readonly (readonly [string, Look])[] = [
  ['public-url', checkStability],
  ['reachable', checkReachable],
  ['certificate', checkCertificates],
  ['access-token', checkToken],
  ['up-to-date', checkUpToDate],
  ['webhook', checkWebhook],
  ['webhook-at-socialhub', checkConfiguredWebhook],
  ['callbacks', checkCallbacks],
  ['templates', checkTemplates],
  ['images', checkImages],
  ['labels', checkLabels],
  ['links', checkLinks],
]

/**
 * Checks from outside what promotion asks for: what was found, whether it passes, and how to mend it.
 * The results are kept for the next look.
 */
export async function checkManifest(
  context: Pick<HostContext, 'config' | 'db' | 'sealer'>,
  integration: Integration,
  options: { readonly now: number; readonly publicClient?: PublicClientOptions },
): Promise<CheckResult[]> {
  const { config, db } = context
  const { publication, atSocialHub } = await lookUpManifest(
    context,
    integration.name,
    options.publicClient?.signal,
  )
  const address = manifestAddress(config, publication?.manifest)
  const built = buildManifest(integration, address)
  const channelId = publication && (await activeChannelOf(db, publication.manifest.id))
  const publicClient = new PublicClient(options.publicClient)
  const subject: Subject = {
    config,
    integration,
    publication,
    built,
    atSocialHub,
    comparison: comparisonWith(atSocialHub, built, publication),
    channelId,
    publicClient,
    now: options.now,
  }
  try {
    const found = await Promise.all(
      LOOKS.map(async ([name, look]) => {
        try {
          return await look(subject)
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          return cantTell(name, `This could not be checked: ${why}.`, 'Check again, or report it.')
        }
      }),
    )
    const results = found.flat()
    if (publication) await saveCheck(db, publication.manifest.id, results)
    return results
  } finally {
    await publicClient.close()
  }
}
