import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { rehearse } from '../rehearse/rehearse.ts'
import { type Given, reporting, withConfig } from './command.ts'
import { CommandError } from './errors.ts'
import { readSecret } from './secret-input.ts'

interface GivenRehearsal extends Given {
  readonly to: string
  readonly patience: number
  readonly quiet: number
  readonly onlyCustom?: boolean
}

/** `hubward rehearse` */
export function rehearseCommand(command: Command): void {
  reporting(command)
    .description(
      'Plays both integration paths on a test account of SocialHub, in place of a host: at publicUrl and the configured port, so no host may run there. Reads from standard input the Access Token of a Custom Channel that was made only for this. Where somebody must click at SocialHub it says so, and waits.',
    )
    .option('--to <folder>', 'where report.md and traffic.jsonl go, without secrets', 'rehearsal')
    .option('--patience <minutes>', 'how long a click may take', minutes, 24 * 60)
    .option(
      '--quiet <minutes>',
      'how long nothing must come for an event to be given up',
      minutes,
      15,
    )
    .option('--only-custom', 'leave out what needs a promotion by the SocialHub Team')
    .action((given: GivenRehearsal) =>
      withConfig(given, async (config) => {
        const folder = resolve(given.to)
        if ((await readdir(folder).catch(() => [])).length > 0) {
          throw new CommandError(`${folder} is not empty. Name another folder: --to <folder>`)
        }
        const token = await readSecret('Access Token')
        const stopped = new AbortController()
        const stop = () => stopped.abort(new CommandError('Stopped; what was found is kept.'))
        process.once('SIGINT', stop).once('SIGTERM', stop)
        // With --json the answer stands alone on standard output.
        const stream = given.json ? process.stderr : process.stdout
        const findings = await rehearse(config, {
          folder,
          token,
          reusable: !given.onlyCustom,
          patienceMs: given.patience * 60_000,
          quietMs: given.quiet * 60_000,
          say: (line) => stream.write(`${line}\n`),
          signal: stopped.signal,
        }).finally(() => process.off('SIGINT', stop).off('SIGTERM', stop))
        const text = `Written to ${folder}: report.md, traffic.jsonl (masked).`
        process.stdout.write(`${given.json ? JSON.stringify(findings) : text}\n`)
      }),
    )
}

function minutes(text: string): number {
  const amount = Number(text)
  if (!(amount > 0 && amount <= 7 * 24 * 60)) {
    throw new InvalidArgumentError('Give minutes, such as 15.')
  }
  return amount
}
