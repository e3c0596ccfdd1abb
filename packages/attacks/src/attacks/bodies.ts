import { type Attack, saidOf } from '../attack.ts'
import { postHead } from '../stage/wire.ts'
import type { World } from '../stage/world.ts'

const MIB = 1_048_576
const SENT_BYTES = Math.floor(8.9 * MIB)
const HOLD_MS = 15_000

function unfinished(
  name: string,
  about: string,
  pathOf: (world: World) => string,
  contentType: string,
): Attack {
  return {
    name,
    about,
    async run(world, small) {
      const result = await world.attacker.send({
        port: world.port,
        connections: small ? 4 : 120,
        head: postHead(pathOf(world), {
          'content-type': contentType,
          'content-length': SENT_BYTES + 1,
        }),
        fillBytes: SENT_BYTES,
        waitMs: small ? 3_000 : HOLD_MS,
      })
      return {
        got: saidOf(result),
        checks: [{ what: 'nothing was accepted', ok: result.answers['200'] === undefined }],
      }
    },
  }
}

export const bodies: readonly Attack[] = [
  unfinished(
    'unfinished-to-nowhere',
    '120 unfinished bodies of 8.9 MiB to an integration that does not exist',
    () => '/p/nosuch',
    'application/octet-stream',
  ),
  unfinished(
    'unfinished-to-plugin',
    '120 unfinished bodies of 8.9 MiB to a contact form',
    ({ forms }) => forms[0],
    'application/x-www-form-urlencoded',
  ),
  unfinished(
    'unfinished-to-webhook',
    '120 unfinished bodies of 8.9 MiB to a real webhook address',
    ({ honest }) => honest.webhook.path,
    'application/json',
  ),
]
