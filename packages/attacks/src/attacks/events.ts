import { setTimeout as pause } from 'node:timers/promises'
import { signWebhook } from '@hubward/socialhub'
import type { Attack } from '../attack.ts'
import { until } from '../until.ts'

const COUNT = 200_000
/** What one request may cost: itself, and a summary of what could not be understood. */
const MOST_LINES = 10

export const events: readonly Attack[] = [
  {
    name: 'unknown-events',
    about:
      'one signed webhook request with 200,000 events that nobody knows, and one with as many that nobody can read',
    async run({ honest, url, host }, small) {
      const { path, secret, manifestId, accountId, channelId } = honest.webhook
      const list = Array.from({ length: small ? COUNT / 100 : COUNT }, () => 0)
      const statuses: number[] = []
      const before = await host.logLines()
      for (const kind of ['of_the_future', 'ticket_action']) {
        const rawBody = JSON.stringify({
          manifestId,
          accountId,
          channelId,
          events: { [kind]: list },
        })
        const timestamp = String(Date.now())
        const { signature } = signWebhook({ secret, timestamp, rawBody })
        const answer = await fetch(url + path, {
          method: 'POST',
          body: rawBody,
          headers: {
            'content-type': 'application/json',
            'x-socialhub-timestamp': timestamp,
            'x-socialhub-signature': signature,
          },
        })
        statuses.push(answer.status)
        await answer.text()
      }
      // What is logged is written a little later.
      let lines = 0
      await until(async () => {
        const [former] = [lines, await pause(500)]
        lines = (await host.logLines()) - before
        return lines === former
      })
      return {
        got: `${lines} lines of log; answered ${statuses.join(' and ')}`,
        checks: [{ what: `no more than ${MOST_LINES} lines were logged`, ok: lines <= MOST_LINES }],
      }
    },
  },
]
