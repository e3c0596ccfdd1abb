import type { Config } from '../config.ts'
import { exposedSecrets } from '../exposed-secrets.ts'
import { type CheckResult, cantTell, fail, pass } from '../manifests/check-result.ts'
import {
  checkCertificates,
  checkReachable,
  checkWebhookReachable,
} from '../manifests/checks/address.ts'
import { PublicClient, type PublicClientOptions } from '../manifests/public-client.ts'
import type { Db } from '../store/database.ts'
import { clockOfSocialHub } from './clock.ts'
import { examineDatabase } from './database.ts'
import { examineIntegrations } from './integrations.ts'
import { examineDisk, examineVersions } from './machine.ts'

/** What a host needs, looked at one after the other. */
export interface Patient {
  readonly config: Config
  readonly db: Db
  readonly publicClient?: PublicClientOptions
}

/** Everything that keeps a host from its work, each with its cure. Nothing is changed by looking. */
export async function examine({ config, db, publicClient }: Patient): Promise<CheckResult[]> {
  const client = new PublicClient(publicClient)
  try {
    const { results, integrations } = await examineIntegrations(config)
    return [
      pass('configuration', 'Every setting can be used.'),
      ...(await examineSecrets(config)),
      examineNotices(config),
      ...(await examineDatabase(db, config)),
      await clockOfSocialHub(config, client),
      ...(await examineDisk(config)),
      ...(await examineOutside(config, client)),
      ...examineVersions(integrations),
      ...results,
    ]
  } finally {
    await client.close()
  }
}

async function examineSecrets(config: Config): Promise<CheckResult[]> {
  const open = await exposedSecrets(config)
  if (open.length === 0) return [pass('secrets', 'Nobody else can read the configuration.')]
  return open.map((sentence) => {
    const [found = '', mend = 'Change that.'] = sentence.split(/; (?=take|leave)/)
    return fail('secrets', `${found}.`, `${mend}.`)
  })
}

function examineNotices({ notices }: Config): CheckResult {
  const name = 'notices'
  if (notices.webhookUrl ?? notices.mailTo) return pass(name, 'Somebody is told what happens.')
  return cantTell(
    name,
    'Nobody is told when a Channel stops: there is only the log.',
    'Set notices.mailTo with notices.smtpUrl, or notices.webhookUrl.',
  )
}

/** As this machine sees its own public addresses: through DNS, TLS, and the proxy in front. */
async function examineOutside(config: Config, publicClient: PublicClient): Promise<CheckResult[]> {
  const looked = { config, publicClient, now: Date.now() }
  if (!config.development) {
    return (
      await Promise.all([
        checkReachable(looked),
        checkWebhookReachable(looked),
        checkCertificates(looked),
      ])
    ).flat()
  }
  return [
    await checkReachable(looked),
    ...(await checkWebhookReachable(looked)),
    cantTell(
      'certificate',
      'In development there need not be one.',
      'Outside development, set publicUrl to an https address.',
    ),
  ]
}
