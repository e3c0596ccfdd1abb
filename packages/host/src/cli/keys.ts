import type { Command } from 'commander'
import { rotateKeys } from '../tokens/rotate.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'

/** `hubward keys …` */
export function keysCommands(keys: Command): void {
  reporting(keys.command('rotate'))
    .description(
      'seal everything anew under the first key of the configuration, while hosts run; may be interrupted and repeated',
    )
    .action((given: Given) => withContext(given, rotate))
}

async function rotate({ db, sealer, config, say }: CommandContext): Promise<void> {
  const current = config.keys[0]?.id ?? ''
  const terminal = process.stderr.isTTY
  const { resealed, unused, stillSealing } = await rotateKeys(db, sealer, current, (progress) => {
    if (terminal) process.stderr.write(`\r${progress.resealed} of ${progress.toDo} values`)
  })
  if (terminal && resealed > 0) process.stderr.write('\n')
  const result = { key: current, resealed, unused, stillSealing }
  if (stillSealing.length > 0) {
    say(`Sealed ${resealed} values anew with the key "${current}".`, result)
    throw new CommandError(
      `A host still seals with ${named(stillSealing)}. Restart every host with "${current}" as its first key, then run this command again: until then, remove no key.`,
    )
  }
  say(
    `Sealed ${resealed} values anew with the key "${current}". ${
      unused.length > 0
        ? `Nothing uses ${named(unused)} any more: remove what is listed from the configuration of every host.`
        : 'Nothing uses any other key.'
    }`,
    result,
  )
}

function named(ids: readonly string[]): string {
  return ids.map((id) => `"${id}"`).join(', ')
}
