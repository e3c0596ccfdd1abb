import { isDeepStrictEqual } from 'node:util'
import { checkPlugin } from '@hubward/plugin'
import { expect, type Rule, show } from './rule.ts'
import type { Stage } from './stage.ts'

/** What a host looks at before it calls anything. */
export function loadingRules({ plugin }: Stage): Rule[] {
  return [
    {
      name: 'the plugin is what a host can load',
      why: 'a host refuses to start an integration whose plugin breaks the contract',
      guide: 'The rules',
      async run() {
        const problems = checkPlugin(plugin).map(({ where, rule }) => `${where} ${rule}`)
        expect(problems.length === 0, 'nothing that checkPlugin complains of', problems.join('; '))
      },
    },
    {
      name: 'its schemas are plain JSON',
      why: 'the host makes forms, checks and documentation of them',
      guide: 'The rules',
      async run() {
        const { settings, channelSettings, credentials, position, declaration } = plugin
        const all = { settings, channelSettings, credentials, position, declaration }
        for (const [name, data] of Object.entries(all)) {
          const copy: unknown = JSON.parse(JSON.stringify(data))
          const same = isDeepStrictEqual(copy, { ...data })
          expect(same, `“${name}” as JSON brings it back`, show(copy))
        }
      },
    },
  ]
}
