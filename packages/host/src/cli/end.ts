import type { Command } from 'commander'
import { type Brake, refusedUnder, releaseByOperator, standingBrakes } from '../store/brakes.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'

type Options = Given & { readonly server?: string; readonly confirm?: true }

/** `hubward channel end` */
export function endCommand(channel: Command): void {
  reporting(channel.command('end'))
    .description(
      'end the Channels that were refused together and are held back (docs/grants.md), because their grants are really gone; without --confirm it shows what would happen',
    )
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .option('--server <server>', 'only those held back for this server of the Network')
    .option('--confirm', 'required: every Customer has to reconnect')
    .action((integration: string, given: Options) =>
      withContext(given, (context) => end(context, integration, given)),
    )
}

async function end(context: CommandContext, integration: string, given: Options): Promise<void> {
  const { db } = context
  const standing = await standingBrakes(db, { integration })
  const brakes = standing.filter(
    ({ code, server }) =>
      code === 'authentication' && (given.server === undefined || server === given.server),
  )
  if (brakes.length === 0) throw new CommandError(nothingHeld(integration, standing))
  for (const brake of brakes) {
    const { server, cause, since } = brake
    const where = server === '' ? integration : `${integration} at ${server}`
    const described = { integration, server, cause, since: since.toISOString() }
    if (given.confirm) {
      const ended = await db.transaction().execute((trx) => releaseByOperator(trx, brake))
      context.say(`${channels(ended)} of ${where} ended. Their Customers are told to reconnect.`, {
        ...described,
        ended,
      })
    } else {
      const refused = await refusedUnder(db, brake)
      context.say(
        `${channels(refused)} of ${where} would end. They are refused since ${since.toISOString()}: ${cause}\nIf an outage or your own app is the reason, do nothing: they go on by themselves. Otherwise repeat this with --confirm.`,
        { ...described, refused },
      )
    }
  }
}

function channels(count: number): string {
  return count === 1 ? '1 Channel' : `${count} Channels`
}

function nothingHeld(integration: string, standing: readonly Brake[]): string {
  const app = standing.find(({ code }) => code === 'operator')
  if (app) {
    return `No Channel of ${integration} is held back. The Network refuses the integration’s app or settings (${app.cause}): mend those, and the Channels go on by themselves.`
  }
  return `No Channel of ${integration} is held back.`
}
