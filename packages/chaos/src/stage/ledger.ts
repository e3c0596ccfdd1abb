import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Found } from '../histories/histories.ts'

const hubward = fileURLToPath(new URL('./main.ts', import.meta.resolve('@hubward/host')))

/** What `hubward prove --json` tells, as far as it is looked at. */
interface Told {
  readonly messages: { readonly stored: Readonly<Record<string, number>> }
  readonly ticketActions: { readonly stored: Readonly<Record<string, number>> }
  readonly found: readonly { readonly name: string; readonly unaccounted: number }[]
}

/**
 * Has the operator prove all Channels.
 *
 * @param settings see `settingsOf` in operator.ts.
 */
export async function proveLedger(settings: NodeJS.ProcessEnv): Promise<Found> {
  const ran = promisify(execFile)(process.execPath, [hubward, 'prove', '--json'], {
    env: { PATH: process.env.PATH, ...settings },
    maxBuffer: 64 * 1_048_576,
  })
  // It ends with 1 where something does not fit, and tells all the same.
  const { stdout, stderr } = await ran.catch((error: { stdout: string; stderr: string }) => error)
  if (stdout === '') return { counts: {}, faults: [{ what: 'no proof', life: [stderr] }] }
  const { messages, ticketActions, found }: Told = JSON.parse(stdout)
  return {
    counts: {
      'messages that the ledger knows': sum(messages.stored),
      'Ticket Actions that the ledger knows': sum(ticketActions.stored),
    },
    faults: found
      .filter(({ unaccounted }) => unaccounted > 0)
      .map((channel) => ({
        what: `${channel.name}: ${channel.unaccounted} of what came in are not accounted for`,
        life: JSON.stringify(channel, null, 2).split('\n'),
      })),
  }
}

function sum(figures: Readonly<Record<string, number>>): number {
  return Object.values(figures).reduce((all, one) => all + one, 0)
}
