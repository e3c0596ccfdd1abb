// Long because reading settings, checking them and what contradicts what stand in one place.

import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isRecord, secretsIn } from '@hubward/border'
import type Type from 'typebox'
import Value from 'typebox/value'
import { problemsIn } from './config-problems.ts'
import { printedBy, resolvedEnvironment, UnreadSource } from './config-sources.ts'
import { ErrorForPeople } from './error-for-people.ts'
import type { OwnDays } from './own-days.ts'
import type { SealingKey } from './sealing/sealer.ts'
import { Settings } from './settings.ts'
import { parseYaml } from './yaml.ts'

type Environment = Readonly<Record<string, string | undefined>>
type Written = Type.Static<typeof Settings>

interface ConfigFile {
  /** From the root. */
  readonly path: string
  /** Whether something in it opens something, or may: what a plugin calls secret is not known yet. */
  readonly holdsSecrets: boolean
}

/** The settings, checked and with defaults; keys are bytes. */
export type Config = Readonly<
  Omit<Written, 'keys' | 'keysCommand' | 'publicUrl' | 'webhookUrl'>
> & {
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** Likewise; publicUrl where nothing else is written. */
  readonly webhookUrl: string
  readonly keys: readonly SealingKey[]
  /** The file that they were read from; absent: there was none. */
  readonly file?: ConfigFile
}

/** What is wrong with the configuration, one line for each setting. */
export class ConfigError extends ErrorForPeople {
  override readonly name = 'ConfigError'
}

/** @param file a YAML file; absent: the environment alone. */
export async function readConfig(
  file: string | undefined,
  environment: Environment,
): Promise<Config> {
  let written: unknown = {}
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((cause) => {
      throw new ConfigError(`The configuration file ${file} can’t be read: ${whyUnread(cause)}`, {
        cause,
      })
    })
    try {
      written = parseYaml(text) ?? {}
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new ConfigError(`The configuration file ${file} is not YAML: ${why}`)
    }
  }
  const config = parseConfig(await withKeys(overlay(written, await sources(environment))))
  if (file === undefined) return config
  return Object.freeze({ ...config, file: { path: resolve(file), holdsSecrets: secret(written) } })
}

/** @throws ConfigError where a file that the environment names can’t be read. */
function sources(environment: Environment): Promise<Environment> {
  return resolvedEnvironment(environment).catch(asConfigError)
}

/** The keys that the operator’s command prints; keys that are written win. */
async function withKeys(written: unknown): Promise<unknown> {
  if (!isRecord(written) || written.keys !== undefined) return written
  const { keysCommand } = written
  if (typeof keysCommand !== 'string') return written
  return { ...written, keys: keysIn(await printedBy(keysCommand).catch(asConfigError)) }
}

function asConfigError(error: unknown): never {
  if (error instanceof UnreadSource) throw needsChange([error.message])
  throw error
}

function whyUnread(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'there is none. Check --config and HUBWARD_CONFIG.'
  if (code === 'EISDIR') return 'it is a folder. Name the file in it.'
  if (code === 'EACCES' || code === 'EPERM') {
    return 'this user may not. Run the command as the host’s user, or give it the right to read.'
  }
  return `the system says ${String(code ?? error)}.`
}

function secret(written: unknown): boolean {
  if (!isRecord(written)) return false
  const { databaseUrl, integrations } = written
  const settings = isRecord(integrations) ? Object.values(integrations) : []
  return (
    secretsIn(Settings, written).length > 0 ||
    (typeof databaseUrl === 'string' && /:[^/@]+@/.test(databaseUrl)) ||
    settings.some((integration) => isRecord(integration) && integration.settings !== undefined)
  )
}

/** @throws ConfigError naming every setting that is wrong. */
export function parseConfig(written: unknown): Config {
  const value = Value.Default(Settings, structuredClone(written))
  const misfits = problemsIn(Settings, value)
  if (misfits.length > 0 || !Value.Check(Settings, value)) {
    throw needsChange(misfits)
  }
  const problems = contradictions(value)
  if (problems.length > 0) {
    throw needsChange(problems)
  }
  const { keysCommand: _, ...settings } = value
  return Object.freeze({
    ...settings,
    publicUrl: value.publicUrl.replace(/\/+$/, ''),
    webhookUrl: (value.webhookUrl ?? value.publicUrl).replace(/\/+$/, ''),
    keys: value.keys.map(({ id, key }) => ({ id, key: bytesOf(key) })),
  })
}

/** As libpq takes them: postgres://…@one:5432,other:5432/… */
function severalServers(url: string): boolean {
  const [authority = ''] = url.replace(/^\w+:\/\//, '').split(/[/?]/)
  return authority.slice(authority.lastIndexOf('@') + 1).includes(',')
}

function contradictions(settings: Written): string[] {
  const problems: string[] = []
  for (const { id, key } of settings.keys) {
    if (bytesOf(key).length !== 32) {
      problems.push(`keys: the key "${id}" is not 32 bytes; make one with: openssl rand -hex 32`)
    }
  }
  for (const name of ['databaseUrl', 'migrateDatabaseUrl'] as const) {
    if (settings[name] === undefined || !severalServers(settings[name])) continue
    problems.push(
      `${name}: names several servers, and hosts know one. Name an address that always leads to the one that may be written to, as of HAProxy. Example: postgres://hubward:password@127.0.0.1:5432/hubward`,
    )
  }
  const { mailTo, smtpUrl, webhookUrl } = settings.notices
  if ((mailTo === undefined) !== (smtpUrl === undefined)) {
    problems.push(
      'notices: mailTo and smtpUrl belong together; set both or neither. Example: mailTo: operations@agency.example, smtpUrl: smtps://user:password@mail.agency.example',
    )
  }
  const { from, smtpUrl: ownSmtpUrl, bounceAddress, bounceSecret } = settings.visitorMail
  if (from !== undefined && ownSmtpUrl === undefined && smtpUrl === undefined) {
    problems.push(
      'visitorMail.smtpUrl: is missing, and needed with visitorMail.from unless notices.smtpUrl is set. Example: smtps://user:password@mail.agency.example',
    )
  }
  if (from === undefined && (ownSmtpUrl !== undefined || bounceAddress !== undefined)) {
    problems.push(
      'visitorMail.from: is missing; without a sender’s address visitors get no mail. Example: answers@agency.example',
    )
  }
  if ((bounceAddress === undefined) !== (bounceSecret === undefined)) {
    problems.push(
      'visitorMail: bounceAddress and bounceSecret belong together; set both or neither. Make a secret with: openssl rand -hex 32',
    )
  }
  const { host, port, url, issuer, clientId } = settings.cockpit
  if ((issuer === undefined) !== (clientId === undefined)) {
    problems.push(
      'cockpit: issuer and clientId belong together; set both or neither. Example: issuer: https://login.agency.example, clientId: hubward-cockpit',
    )
  }
  if (port === undefined && (url !== undefined || issuer !== undefined)) {
    problems.push('cockpit.port: is missing; without it there is no cockpit. Example: 8090')
  }
  const listensFor = host.includes(':') ? `http://[${host}]` : `http://${host}`
  if (port !== undefined && url === undefined && !isOnThisMachine(listensFor)) {
    problems.push(
      'cockpit.url: is missing; browsers elsewhere need https. Example: https://cockpit.agency.example',
    )
  }
  for (const [name, address] of [
    ['url', url],
    ['issuer', issuer],
  ] as const) {
    if (address?.startsWith('http:') && !isOnThisMachine(address)) {
      problems.push(
        `cockpit.${name}: must be https, except on a loopback address such as 127.0.0.1`,
      )
    }
  }
  const { termsUrl, termsVersion } = settings.operator
  if ((termsUrl === undefined) !== (termsVersion === undefined)) {
    problems.push(
      'operator: termsUrl and termsVersion belong together; set both or neither. Example: termsUrl: https://agency.example/terms, termsVersion: "2026-01"',
    )
  }
  if (settings.http.headersMs > settings.http.requestMs) {
    problems.push('http.headersMs: can’t be longer than http.requestMs, which counts headers too')
  }
  if (Array.isArray(settings.trustProxy)) {
    for (const proxy of settings.trustProxy.filter((text) => !isAddressOrNetwork(text))) {
      problems.push(
        `trustProxy: "${proxy}" is neither an address nor a network such as 10.0.0.0/8 or fd00::/8`,
      )
    }
  }
  if (settings.development) return problems
  if (webhookUrl?.startsWith('http:')) {
    problems.push('notices.webhookUrl: must be https outside development')
  }
  for (const [name, example] of [
    ['publicUrl', 'https://hubward.agency.example'],
    ['webhookUrl', 'https://hooks.agency.example'],
  ] as const) {
    if (settings[name]?.startsWith('https://') === false) {
      problems.push(
        `${name}: must be https, since SocialHub takes nothing else; http needs development: true. Example: ${example}`,
      )
    }
  }
  for (const name of ['imprintUrl', 'privacyUrl'] as const) {
    if (!settings.operator[name]) {
      problems.push(
        `operator.${name}: is missing, and required outside development. Example: https://agency.example/${name.slice(0, 7)}`,
      )
    }
  }
  return problems
}

function isOnThisMachine(address: string): boolean {
  const name = URL.parse(address)?.hostname ?? ''
  return name === 'localhost' || name === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(name)
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
  )
}

function bytesOf(key: string): Uint8Array {
  return Buffer.from(key, /^[0-9a-f]{64}$/i.test(key) ? 'hex' : 'base64')
}

/** Each problem is a sentence that begins with the name of its setting. */
export function needsChange(problems: readonly string[]): ConfigError {
  const sentences = problems.length > 0 ? problems : ['Something in it can’t be read.']
  return new ConfigError(`The configuration needs a change:\n  ${sentences.join('\n  ')}`)
}

/** Lays what the environment says over what the file says, by the schema's `env` annotations. */
function overlay(written: unknown, environment: Environment, schema: unknown = Settings): unknown {
  if (!isRecord(schema) || !isRecord(schema.properties)) return written
  const result: Record<string, unknown> = { ...(isRecord(written) ? written : {}) }
  for (const [name, property] of Object.entries(schema.properties)) {
    if (!isRecord(property)) continue
    const text = typeof property.env === 'string' ? environment[property.env] : undefined
    const value =
      text === undefined ? overlay(result[name], environment, property) : fromText(property, text)
    if (value !== undefined) result[name] = value
  }
  return Object.keys(result).length > 0 ? result : written
}

/**
 * Variables of OpenTelemetry's may be there for other programs: by its rules what is empty counts as not
 * set, and what can't be read is passed over.
 */
function fromOpenTelemetry({ type, pattern }: Record<string, unknown>, text: string): unknown {
  if (text.trim() === '') return undefined
  if (type === 'boolean') return text.trim().toLowerCase() === 'true'
  if (type === 'number') return /^(0(\.\d+)?|1(\.0+)?|\.\d+)$/.test(text) ? Number(text) : undefined
  return typeof pattern === 'string' && !new RegExp(pattern).test(text) ? undefined : text
}

function fromText(schema: Record<string, unknown>, text: string): unknown {
  if (String(schema.env).startsWith('OTEL_')) return fromOpenTelemetry(schema, text)
  if (schema.env === 'HUBWARD_KEYS') {
    return keysIn(text)
  }
  if (schema.env === 'HUBWARD_ACCOUNTS' && text.trim() === 'open') return 'open'
  if (schema.env === 'HUBWARD_TRUST_PROXY') {
    if (/^(true|false)$/.test(text.trim())) return text.trim() === 'true'
    if (/^\d+$/.test(text.trim())) return Number(text)
    return listOf(text)
  }
  if (schema.type === 'array' || schema.env === 'HUBWARD_ACCOUNTS') {
    return listOf(text)
  }
  if (schema.type === 'integer' && /^-?\d+$/.test(text)) return Number(text)
  if (schema.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

function keysIn(text: string): unknown {
  return text.split(',').map((entry) => {
    const colon = entry.indexOf(':')
    return { id: entry.slice(0, colon).trim(), key: entry.slice(colon + 1).trim() }
  })
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** From whom mails to visitors are and by which server they go; undefined: none are sent. */
export function mailServer(
  config: Pick<Config, 'visitorMail' | 'notices'>,
): { readonly from: string; readonly smtpUrl: string } | undefined {
  const { from, smtpUrl = config.notices.smtpUrl } = config.visitorMail
  return from === undefined || smtpUrl === undefined ? undefined : { from, smtpUrl }
}

/** Whether Channels of this Account are served by an integration. */
export function isServed(
  config: Pick<Config, 'accounts' | 'integrations'>,
  integration: string,
  accountId: string | undefined,
): boolean {
  const served = config.integrations?.[integration]?.accounts ?? config.accounts
  return served === 'open' || (accountId !== undefined && served.includes(accountId))
}

type Kept = 'retentionDays' | 'fileRetentionDays'
type WithRetention = Pick<Config, Kept | 'retention'>

/** All that is written of one of the two settings, what is for the fewest first. */
export function ownDays(config: WithRetention, kept: Kept): OwnDays {
  const own = config.retention.flatMap(({ [kept]: days, account, integration }) =>
    days === undefined
      ? []
      : [{ ...(account && { account }), ...(integration && { integration }), days }],
  )
  // An Account in one integration, then an Account, then an integration.
  const weight = (one: (typeof own)[number]) => (one.account ? 2 : 0) + (one.integration ? 1 : 0)
  return {
    general: config[kept],
    own: own.toSorted((one, other) => weight(other) - weight(one)),
  }
}

/** The days of an Account, or of any, in an integration. */
export function daysFor(
  config: WithRetention,
  kept: Kept,
  { account, integration }: { readonly account?: string; readonly integration?: string },
): number {
  const { general, own } = ownDays(config, kept)
  const found = own.find(
    (one) =>
      (one.account === undefined || one.account === account) &&
      (one.integration === undefined || one.integration === integration),
  )
  return found?.days ?? general
}
