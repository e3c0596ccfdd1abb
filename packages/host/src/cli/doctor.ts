import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Config, ConfigError, readConfig } from '../config.ts'
import { supportBundle } from '../doctor/bundle.ts'
import { examine } from '../doctor/examine.ts'
import { operatorSecrets, redactLines } from '../log.ts'
import { type CheckResult, fail } from '../manifests/check-result.ts'
import { openDatabase } from '../store/database.ts'
import { connectionName } from '../store/key-register.ts'
import { type Given, ofDev, reporting } from './command.ts'
import { withClearErrors } from './errors.ts'
import { resultText } from './manifest-check.ts'

interface GivenDoctor extends Given {
  readonly bundle?: string
}

/** `hubward doctor` */
export function doctorCommand(command: Command): void {
  reporting(command)
    .description(
      'Looks at configuration, database and rights, clock, disk, certificate, reachability, versions and integrations, and says how to mend what is wrong (then the exit code is 1). Changes nothing.',
    )
    .option(
      '--bundle <file>',
      'also write what somebody needs who helps you: results, settings and counts, without secrets, names and texts',
    )
    .action((given: GivenDoctor) => withClearErrors((conceal) => doctor(given, conceal)))
}

async function doctor(given: GivenDoctor, conceal: (config: Config) => void): Promise<void> {
  let config: Config
  try {
    config = await readConfig(ofDev(given).config, process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [, ...lines] = error.message.split('\n  ')
    const found = lines.length > 0 ? lines : [error.message]
    const { bundle: _, ...withoutBundle } = given
    return say(
      withoutBundle,
      found.map((one) => fail('configuration', one, 'Correct it, and run this again.')),
    )
  }
  conceal(config)
  const redact = redactLines(operatorSecrets(config))
  const { db } = openDatabase(config.databaseUrl, 2, connectionName(config.keys))
  try {
    const results = (await examine({ config, db })).map((result) => ({
      ...result,
      found: redact(result.found),
    }))
    if (given.bundle !== undefined) {
      const bundle = JSON.stringify(await supportBundle({ config, db }, results), null, 2)
      await writeFile(given.bundle, `${redact(bundle)}\n`, { mode: 0o600 })
    }
    say(given, results)
  } finally {
    await db.destroy()
  }
}

function say({ json, bundle }: GivenDoctor, results: readonly CheckResult[]): void {
  const failed = results.filter(({ outcome }) => outcome === 'fail').length
  const sum = failed === 0 ? 'Nothing keeps a host from its work.' : `${failed} to mend.`
  const written = bundle === undefined ? '' : `\n${bundle} was written; read it before you send it.`
  const text = `${results.map(resultText).join('\n')}\n\n${sum}${written}`
  process.stdout.write(`${json ? JSON.stringify({ well: failed === 0, results }) : text}\n`)
  if (failed > 0) process.exitCode = 1
}
