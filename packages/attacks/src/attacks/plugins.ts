import type { Attack } from '../attack.ts'

export const plugins: readonly Attack[] = [
  {
    name: 'http-options',
    about: 'a plugin that gives the host’s HTTP client an agent, a lookup, hooks of its own',
    async run({ url, privateRequests }) {
      privateRequests.length = 0
      const answer = await fetch(`${url}/p/reaching/try`)
      const tried = Object.keys((await answer.json()) as object)
      const reached = [...new Set(privateRequests)].map((path) => path.slice(1))
      return {
        got: reached.length > 0 ? `a private address by: ${reached.join(', ')}` : 'nothing',
        checks: [
          { what: `${tried.length} ways were tried`, ok: tried.length >= 10 },
          { what: 'no private address was reached', ok: reached.length === 0 },
        ],
      }
    },
  },
]
