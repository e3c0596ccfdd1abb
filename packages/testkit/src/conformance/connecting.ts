import { isIP } from 'node:net'
import { answerable } from './answering.ts'
import { FETCHES } from './fetching.ts'
import { expect, type Rule, show } from './rule.ts'
import type { Stage } from './stage.ts'

/** The last rules: what all others have let the plugin do. */
export function connectingRules(stage: Stage): Rule[] {
  const { plugin } = stage
  return [
    {
      name: 'it asks only hosts that it declares',
      why: 'the host lets no other request out',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        await stage.fetchAll(scene)
        for (const { url } of scene.host.faults.requests) {
          const { hostname } = new URL(url.includes('://') ? url : `tcp://${url}`)
          const declared = plugin.declaration.hosts.some((pattern) => fits(hostname, pattern))
          expect(declared || isLocal(hostname), show(plugin.declaration.hosts), show(hostname))
        }
      },
    },
    {
      name: 'it leaves its process through its context alone',
      why: 'the guard stands there: past it, whoever names an address reaches the operator’s own network',
      guide: 'The rules',
      needs: [FETCHES],
      async run() {
        const scene = await stage.arranged()
        await stage.fetchAll(scene)
        const action = plugin.declaration.ticketActions.find(({ type }) => type === 'reply')
        if (action) {
          const answer = await answerable(stage, action.id)
          await answer.scene.channel.reply(answer.reply)
        }
        const ways = stage.pastContext
        expect(
          ways.length === 0,
          'context.http, context.fetch, context.connect and context.resolve only',
          ways.join('; '),
        )
      },
    },
  ]
}

function fits(hostname: string, pattern: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? hostname.endsWith(pattern.slice(1)) : hostname === pattern
}

/** Where a trial's Network runs: the guard of a real host would not let anybody there. */
function isLocal(hostname: string): boolean {
  const name = hostname.replace(/^\[|\]$/g, '')
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))
}
