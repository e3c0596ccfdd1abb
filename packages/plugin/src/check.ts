import { check } from '@hubward/socialhub'
import { Declaration } from './declaration.ts'
import { FEATURES } from './features.ts'
import { PLUGIN_ID } from './id.ts'
import { API_VERSION } from './plugin.ts'

/** What is wrong with a plugin, for its author: where, and what to do. */
export interface PluginProblem {
  readonly where: string
  readonly rule: string
}

const REQUIRED = ['authenticate', 'fetchMessages', 'reply'] as const
const OPTIONAL = [
  'findReply',
  'listRecent',
  'refresh',
  'revoke',
  'templates',
  'replyWithTemplate',
  'receive',
  'admit',
  'subscribe',
  'limits',
  'listen',
  'listenForAll',
  'openMedia',
  'instructions',
] as const
/** Rendered as forms, so they must have properties. */
const FORM_SCHEMAS: readonly string[] = ['settings', 'channelSettings']
const SCHEMAS = [...FORM_SCHEMAS, 'credentials', 'position']

/** Looks at what a package exported, before any of it is called. An empty list: a plugin. */
export function checkPlugin(exported: unknown): readonly PluginProblem[] {
  if (!isRecord(exported)) {
    return [{ where: 'default export', rule: 'must be what definePlugin({ … }) returned' }]
  }
  const problems: PluginProblem[] = []
  const say = (where: string, rule: string) => problems.push({ where, rule })

  if (exported.apiVersion !== API_VERSION) {
    say(
      'apiVersion',
      `is ${JSON.stringify(exported.apiVersion)}, but this host speaks version ${API_VERSION}; install a matching release of the plugin or of the host`,
    )
  }
  if (typeof exported.id !== 'string' || !new RegExp(PLUGIN_ID).test(exported.id)) {
    say('id', 'must be 2 to 32 lower-case letters, digits and hyphens, a letter first')
  }
  if (typeof exported.name !== 'string' || exported.name.trim() === '') {
    say('name', 'must be the Network’s name as Customers read it')
  }
  for (const name of REQUIRED) {
    if (typeof exported[name] !== 'function') say(name, 'is required and must be a function')
  }
  for (const name of OPTIONAL) {
    if (exported[name] !== undefined && typeof exported[name] !== 'function') {
      say(name, 'must be a function, or be left out')
    }
  }
  for (const name of SCHEMAS) {
    const schema = exported[name]
    if (!isRecord(schema)) say(name, 'must be a TypeBox schema; Type.Object({}) for nothing')
    else if (FORM_SCHEMAS.includes(name) && schema.type !== 'object') {
      say(name, 'must be an object schema: Type.Object({ … })')
    }
  }
  if (typeof exported.admit === 'function' && exported.receive === undefined) {
    say('admit', 'is of no use without receive')
  }
  problems.push(...declarationProblems(exported))
  return problems
}

/** Additions to the contract that a plugin needs and this host doesn't know. */
function missingFeatures({ declaration }: Record<string, unknown>): PluginProblem | undefined {
  const needs = isRecord(declaration) && Array.isArray(declaration.needs) ? declaration.needs : []
  const missing = needs.filter((name) => !FEATURES.some((known) => known === name))
  if (missing.length === 0) return undefined
  const rule = `names ${missing.map((name) => JSON.stringify(name)).join(', ')}, which this host does not know; install a newer release of the host, or an older one of the plugin`
  return { where: 'declaration.needs', rule }
}

function declarationProblems(plugin: Record<string, unknown>): PluginProblem[] {
  // What else it declares may belong to what is missing.
  const missing = missingFeatures(plugin)
  if (missing) return [missing]
  const checked = check(Declaration, plugin.declaration)
  if (!checked.ok) {
    return checked.problems.map(({ field, rule }) => ({
      where: field === '' ? 'declaration' : `declaration.${field}`,
      rule,
    }))
  }
  const declaration = checked.value
  const problems: PluginProblem[] = []
  const actions = isRecord(plugin.actions) ? plugin.actions : {}
  const ids = new Set<string>()
  for (const [index, entry] of declaration.ticketActions.entries()) {
    const where = `declaration.ticketActions[${index}]`
    if (ids.has(entry.id))
      problems.push({ where: `${where}.id`, rule: `"${entry.id}" occurs twice` })
    ids.add(entry.id)
    if (
      (entry.type === 'button' || entry.type === 'delete') &&
      typeof actions[entry.id] !== 'function'
    ) {
      problems.push({
        where: `actions.${entry.id}`,
        rule: `is missing: it performs the declared ${entry.type}`,
      })
    }
    if (entry.limits !== undefined && entry.type !== 'reply') {
      problems.push({ where: `${where}.limits`, rule: 'only a reply has limits' })
    }
    if (entry.type === 'template_reply' && !(plugin.templates && plugin.replyWithTemplate)) {
      problems.push({ where, rule: 'needs the functions templates and replyWithTemplate' })
    }
  }
  for (const id of Object.keys(actions)) {
    if (!ids.has(id))
      problems.push({
        where: `actions.${id}`,
        rule: 'is not declared in declaration.ticketActions',
      })
  }
  for (const pace of ['fetch', 'recent'] as const) {
    const bounds = declaration[pace]
    if (bounds && bounds.minIntervalMs > bounds.maxIntervalMs) {
      problems.push({
        where: `declaration.${pace}.minIntervalMs`,
        rule: 'must not exceed maxIntervalMs',
      })
    }
  }
  return problems
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
