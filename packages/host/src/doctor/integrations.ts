import type { Integration } from '@hubward/border'
import { pino } from 'pino'
import type { Config } from '../config.ts'
import { type CheckResult, fail, pass } from '../manifests/check-result.ts'
import { loadForCommand } from '../plugins/load.ts'

export interface Examined {
  readonly results: readonly CheckResult[]
  readonly integrations: readonly Integration[]
}

/** Which of the configured integrations would run here, and what the others need. */
export async function examineIntegrations(config: Config): Promise<Examined> {
  const loaded = await loadForCommand(config, pino({ level: 'silent' }))
  const integrations = [...loaded.integrations.values()]
  const results = [
    ...integrations.flatMap(({ name, ignored = [] }) => [
      ...(ignored.length === 0 ? [pass(`integration ${name}`, 'It can run.')] : []),
      ...ignored.map((sentence) =>
        fail(`integration ${name}`, sentence, 'Correct the name in the configuration.'),
      ),
    ]),
    ...loaded.failures.map(({ name, problems }) =>
      fail(
        `integration ${name}`,
        `It can’t run: ${problems.map(({ where, rule }) => `${where}: ${rule}`).join('; ')}`,
        'Mend what is named, in the configuration or in the plugin.',
      ),
    ),
  ]
  await loaded.close()
  if (results.length > 0) return { results, integrations }
  const none = fail('integrations', 'None is configured.', 'Name one under integrations.')
  return { results: [none], integrations }
}
