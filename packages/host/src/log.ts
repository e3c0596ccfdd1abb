import { createRedact, type Integration, type Redact, secretsIn } from '@hubward/border'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'
import { Settings } from './settings.ts'

/** A whole line is looked through: what is shorter stands in it by chance, as in a time or an id. */
const SHORTEST_IN_A_LINE = 8

export interface HostLog {
  readonly log: Logger
  /** From now on the secret settings of these stand in no line either. */
  conceal(integrations: Iterable<Integration>): void
}

/**
 * The host's log. Nobody logs a secret on purpose, but an error can carry one, as a database driver's
 * does that quotes the address: so every line is looked through, whoever wrote it.
 */
export function createLog(config: Config, logTo: DestinationStream | undefined): HostLog {
  const ofOperator = operatorSecrets(config)
  let redact = redactLines(ofOperator)
  const options = {
    level: config.log,
    base: { process: process.pid },
    redact: {
      paths: ['accessToken', 'credentials', 'secret', '*.accessToken', '*.credentials', '*.secret'],
      censor: '[redacted]',
    },
    hooks: { streamWrite: (line: string) => redact(line) },
  }
  return {
    log: logTo ? pino(options, logTo) : pino(options),
    conceal(integrations) {
      const ofPlugins = [...integrations].flatMap(({ plugin, settings }) =>
        secretsIn(plugin.settings, settings),
      )
      redact = redactLines([...ofOperator, ...ofPlugins])
    },
  }
}

/** Every secret of the configuration itself, in each form in which it can have been written there. */
export function operatorSecrets(config: Config): readonly string[] {
  const { keys, databaseUrl, notices, visitorMail, tracing, ...rest } = config
  return [
    ...secretsIn(Settings, { ...rest, notices, visitorMail, tracing }),
    ...keys.flatMap(({ key }) => {
      const bytes = Buffer.from(key)
      return [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64')]
    }),
    ...passwordsIn(databaseUrl),
    ...passwordsIn(notices.smtpUrl ?? ''),
    ...passwordsIn(visitorMail.smtpUrl ?? ''),
    ...valuesIn(tracing.headers ?? ''),
  ]
}

/** Redacts what somebody reads as a whole: a line of the log, what a command writes when it fails. */
export function redactLines(secrets: readonly string[]): Redact {
  return createRedact(secrets.filter((secret) => secret.length >= SHORTEST_IN_A_LINE))
}

/** Of headers as OpenTelemetry has them (`name=value,…`), as they stand there and as they are sent. */
function valuesIn(headers: string): readonly string[] {
  return headers.split(',').flatMap((pair) => forms(pair.slice(pair.indexOf('=') + 1).trim()))
}

/** As it stands in the address, and as it is meant. Not by `new URL`: the address may be a wrong one. */
function passwordsIn(url: string): readonly string[] {
  const [, password] = /^\w+:\/\/[^/:]*:(.*)@/s.exec(url) ?? []
  return password === undefined ? [] : forms(password)
}

function forms(encoded: string): readonly string[] {
  try {
    return [encoded, decodeURIComponent(encoded)]
  } catch {
    return [encoded]
  }
}
