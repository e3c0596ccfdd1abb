import { type Attack, saidOf } from '../attack.ts'
import { postHead } from '../stage/wire.ts'
import type { World } from '../stage/world.ts'

const MANY = 4_001
const HOLD_MS = 20_000
/** Short, so that what the host closes at its deadline is closed while we look. */
const SHORT = { HUBWARD_HTTP_HEADERS_MS: '2000', HUBWARD_HTTP_REQUEST_MS: '4000' }
/** Twice the deadline, and time for a machine that is busy. */
const LOOK_MS = 20_000

const json = (length: number) =>
  ({ 'content-type': 'application/json', 'content-length': length }) as const

function manyTo(name: string, about: string, pathOf: (world: World) => string): Attack {
  return {
    name,
    about,
    async run(world, small) {
      const result = await world.attacker.send({
        port: world.port,
        connections: small ? 40 : MANY,
        head: `${postHead(pathOf(world), json(100))}{`,
        waitMs: small ? 3_000 : HOLD_MS,
      })
      return {
        got: saidOf(result),
        checks: [{ what: 'nothing was accepted', ok: result.answers['200'] === undefined }],
      }
    },
  }
}

/** Twenty connections whose request never ends; the host has to end them. */
function endless(name: string, about: string, headOf: (world: World) => string): Attack {
  return {
    name,
    about: `${about}; with headersMs 2000 and requestMs 4000 in place of 15 and 120 s`,
    env: SHORT,
    async run(world, small) {
      const result = await world.attacker.send({
        port: world.port,
        connections: small ? 3 : 20,
        head: headOf(world),
        dripEveryMs: 500,
        waitMs: LOOK_MS,
      })
      return {
        got: saidOf(result),
        checks: [
          { what: `all were ended within ${LOOK_MS / 1_000} s`, ok: result.stillOpen === 0 },
        ],
      }
    },
  }
}

export const connections: readonly Attack[] = [
  manyTo(
    'connections-to-no-webhook',
    '4,001 connections to a made-up webhook address, each with one byte of its body',
    () => '/webhooks/made-up-reference-of-nobody',
  ),
  manyTo(
    'connections-to-a-webhook',
    '4,001 connections to a real webhook address, unsigned, each with one byte of its body',
    ({ honest }) => honest.webhook.path,
  ),
  endless('endless-to-webhook', 'bodies to a real webhook address that never end', ({ honest }) =>
    postHead(honest.webhook.path, json(1_000_000)),
  ),
  endless('endless-to-plugin', 'bodies to a contact form that never end', ({ forms }) =>
    postHead(forms[0], {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': 1_000_000,
    }),
  ),
  endless('endless-to-onboarding', 'bodies to an onboarding page that never end', () =>
    postHead('/connect/contact-form', {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': 100_000,
    }),
  ),
  endless('slow-headers', 'headers that never end', () => 'GET / HTTP/1.1\r\nx-slow: '),
]
