import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Attack } from '../attack.ts'
import { hiddenFields } from '../stage/form.ts'
import type { World } from '../stage/world.ts'

const PER_HOUR = 5
const TRIES = 12

/** A proxy in front appends the address that it sees to what the sender wrote. */
async function sendAs(world: World, forgedHop: string): Promise<number> {
  const fields = await hiddenFields(world.url + world.forms[0])
  const body = new URLSearchParams({ ...fields, message: 'one more' }).toString()
  return new Promise((resolve, reject) => {
    const sent = request(world.url + world.forms[0], {
      method: 'POST',
      agent: false,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        'x-forwarded-for': `${forgedHop}, 203.0.113.9`,
      },
    })
    sent.once('error', reject)
    sent.once('response', (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
    })
    sent.end(body)
  })
}

export const addresses: readonly Attack[] = [
  {
    name: 'forged-forwarded-for',
    about: `${TRIES} messages behind a proxy that is trusted, each with another forged first hop; ${PER_HOUR} an hour are allowed`,
    settings: { messagesPerHour: PER_HOUR, config: { trustProxy: true } },
    async run(world) {
      let accepted = 0
      for (let number = 0; number < TRIES; number++) {
        const hop = [...randomBytes(3)].join('.')
        if ((await sendAs(world, `9.${hop}`)) === 303) accepted += 1
      }
      return {
        got: `${accepted} of ${TRIES} messages accepted`,
        checks: [{ what: `no more than ${PER_HOUR} were accepted`, ok: accepted <= PER_HOUR }],
      }
    },
  },
]
