import { readFile } from 'node:fs/promises'
import { CHANNEL_STATES, CHANNEL_TRANSITIONS } from '../../../host/src/channel.ts'
import { createProgram } from '../../../host/src/cli/program.ts'
import { Counters } from '../../../host/src/counters.ts'
import {
  INTERACTION_STATES,
  TICKET_ACTION_STATES,
  VISITOR_MAIL_STATES,
} from '../../../host/src/delivery.ts'
import { KEPT } from '../../../host/src/erasure/kept.ts'
import { PLAIN_COLUMNS } from '../../../host/src/erasure/plain-columns.ts'
import { addGauges, addIntegrationGauge } from '../../../host/src/metrics/gauges.ts'
import { NOTICES } from '../../../host/src/notices/kinds.ts'
import { CONTENT_PLACES, SEALED_PLACES } from '../../../host/src/sealing/sealed-places.ts'
import { Settings } from '../../../host/src/settings.ts'
import { AUDIT_ACTIONS } from '../../../host/src/store/audit-actions.ts'
import { openDatabase } from '../../../host/src/store/database.ts'
import { FAILURES } from '../../../host/src/web/failure.ts'
import { en } from '../../../host/src/web/words/en.ts'
import { ACCESS_ENDS, type AccessEnd } from '../../../host/test/fixtures/access-ends.ts'
import { postgresErrors } from '../../../postgres/src/error.ts'
import { SOCIALHUB_ACTIONS, SOCIALHUB_ERRORS } from '../../../socialhub/src/index.ts'
import { networksOfRepository } from '../../src/evidence/networks.ts'
import { readEvidence } from '../../src/evidence/read-evidence.ts'
import { EVIDENCE_HEAD, evidenceRows, liveRows, notOfferedRows } from '../../src/evidence/table.ts'
import { commandPages } from './commands.ts'
import { contractOf, shapesOf } from './contract.ts'
import { failuresByCall } from './failures-by-call.ts'
import { table } from './markdown.ts'
import { settingRows } from './settings.ts'
import { turnOrderTable } from './turn-order.ts'

const words: ReadonlyMap<string, string> = new Map(Object.entries(en))
const WHOSE = { person: 'the person', operator: 'the operator', time: 'time: try again later' }

/** What `npm create hubward-plugin` writes for a token and a Network that is asked. */
const WRITTEN = {
  'plugin-index.ts': 'every/src/index.ts',
  'plugin-access.ts': 'form/src/access.ts',
  'plugin-messages.ts': 'every/src/messages.ts',
  'plugin-inbound.ts': 'polled/src/inbound.ts',
}

/** The parts of the contract, and the files of `packages/plugin/src` that say them. */
const CONTRACT = {
  'contract-plugin': ['plugin.ts', 'id.ts', 'check.ts'],
  'contract-features': ['features.ts'],
  'contract-declaration': [
    'declaration.ts',
    'ticket-actions.ts',
    'drawings.ts',
    'field.ts',
    'form-fields.ts',
  ],
  'contract-limits': ['limits.ts'],
  'contract-login': [
    'authentication.ts',
    'form.ts',
    'login-form.ts',
    'oauth2/declaration.ts',
    'oauth2/server.ts',
    'oauth2/steps.ts',
    'oauth2/token-endpoint.ts',
    'oauth2/words.ts',
  ],
  'contract-messages': [
    'message.ts',
    'written-message.ts',
    'defined.ts',
    'marks.ts',
    'reply.ts',
    'read-reference.ts',
    'media.ts',
    'attachment-failure.ts',
    'open-attachment.ts',
    'multipart.ts',
    'read-each.ts',
    'parse.ts',
    'foreign.ts',
    'visible.ts',
    'newest-first.ts',
    'single-answer.ts',
  ],
  'contract-receive': ['receive.ts', 'hmac.ts', 'public-address.ts'],
  'contract-visitor-mail': ['visitor-mail.ts'],
  'contract-context': ['context.ts', 'store.ts'],
  'contract-rest': [
    'plain.ts',
    'error.ts',
    'read-error.ts',
    'if-found.ts',
    'without-effect.ts',
    'read-json.ts',
    'api-answer.ts',
    'sentences.ts',
  ],
}

/** SocialHub's shapes that a plugin speaks. */
const SHAPES = {
  'formats.ts': ['NETWORK_ITEM_ID', 'ACTION_ID', 'HTTPS_URL', 'AbsoluteUrl', 'HttpsUrl'],
  'label.ts': ['LocalizedLabel'],
  'interaction.ts': [
    'Interaction',
    'Interactor',
    'Picture',
    'Attachment',
    'Rating',
    'InteractionType',
  ],
  'ticket-action.ts': ['TicketActionDeclaration', 'TicketActionConfig', 'TicketActionOption'],
}

/**
 * The parts of the pages that are made from the code. A page holds them between
 * `<!-- from code: name -->` and `<!-- end -->`.
 */
export const BLOCKS: Readonly<Record<string, () => string | Promise<string>>> = {
  'data-kept': () =>
    table(
      ['data', 'table', 'kept'],
      KEPT.map(({ data, table, kept }) => [data, table, kept]),
    ),
  'plain-columns': () =>
    table(
      ['why', 'columns'],
      PLAIN_COLUMNS.map(({ why, columns }) => [
        why,
        Object.entries(columns)
          .map(([name, of]) => `\`${name}\`: ${of.join(', ')}`)
          .join('; '),
      ]),
    ),
  'sealed-columns': () =>
    [
      ...Object.entries(SEALED_PLACES).flatMap(([place, given]) =>
        'account' in given ? [`- \`${place}\``] : [],
      ),
      `- ${CONTENT_PLACES.map((place) => `\`${place}\``).join(', ')}: texts, as \`{ "sealed": "…" }\``,
      '- `file_chunks.sealed_bytes`: under the key of the file, which stands in `files.sealed_head`',
    ].join('\n'),
  'audit-actions': () =>
    table(
      ['action', 'meaning'],
      Object.entries(AUDIT_ACTIONS).map(([action, meaning]) => [`\`${action}\``, meaning]),
    ),
  settings: () => table(['setting', 'environment', 'default', 'meaning'], settingRows(Settings)),

  commands: () => createProgram('everything').then(commandPages),

  'socialhub-errors': () =>
    table(
      ['code', 'status', 'outcome', 'meaning', 'what follows'],
      Object.entries(SOCIALHUB_ERRORS).map(([code, { status, outcome, meaning, action }]) => [
        `\`${code}\``,
        String(status ?? ''),
        outcome,
        meaning,
        SOCIALHUB_ACTIONS[action],
      ]),
    ),

  'failures-by-call': failuresByCall,

  'postgres-errors': () =>
    table(
      ['code', 'what to do'],
      Object.entries(postgresErrors).map(([code, advice]) => [`\`${code}\``, advice]),
    ),

  evidence: async () =>
    table(EVIDENCE_HEAD, evidenceRows(await networksOfRepository(), await readEvidence())),

  'evidence-live': async () =>
    table(
      ['Network', 'server', 'test', 'last passed'],
      liveRows(await networksOfRepository(), await readEvidence()),
    ),

  'not-offered': async () =>
    table(['Network', '', 'why not'], notOfferedRows(await networksOfRepository())),

  'channel-states': () =>
    table(
      ['state', 'meaning', 'next step'],
      Object.entries(CHANNEL_STATES).map(([state, { meaning, nextStep }]) => [
        `\`${state}\``,
        meaning,
        nextStep,
      ]),
    ),

  'channel-drawing': () =>
    stateDrawing(
      Object.entries(CHANNEL_TRANSITIONS).flatMap(([event, { from, to }]) =>
        from.map((state) => [state, to, event] as const),
      ),
    ),

  'turn-order': turnOrderTable,

  'access-ends': () =>
    Object.entries(ACCESS_ENDS)
      .map(([way, row]) => accessEnd(way, row))
      .join('\n\n'),

  notices: () => {
    const channel = {
      socialhubChannelId: '‹channelId›',
      name: '…',
      state: 'active',
      kind: 'reusable',
      customer: '…',
      accountId: '…',
      waitsFor: null,
    } as const
    const subject = { channel, integration: '‹integration›', count: 1 }
    return table(
      ['kind', 'what happened', 'what to do'],
      Object.entries(NOTICES).map(([kind, { title, cure }]) => [
        `\`${kind}\``,
        title(subject),
        cure(subject),
      ]),
    )
  },

  metrics: () => {
    const { registry } = new Counters()
    // Never asked: names and meanings are there without a reading.
    const { db } = openDatabase('postgres://127.0.0.1/none')
    addGauges(registry, db, () => 0)
    addIntegrationGauge(registry, () => ({ running: [], missing: [] }))
    const known = registry.getMetricsAsArray().map(({ name, help }) => [`\`${name}\``, help])
    return table(['name', 'meaning'], known)
  },

  'interaction-states': () => stateTable(INTERACTION_STATES),
  'interaction-drawing': () => stateDrawing(edges(INTERACTION_STATES)),
  'ticket-action-states': () => stateTable(TICKET_ACTION_STATES),
  'visitor-mail-states': () => stateTable(VISITOR_MAIL_STATES),
  'ticket-action-drawing': () => stateDrawing(edges(TICKET_ACTION_STATES)),

  'page-failures': () =>
    table(
      ['code', 'status', 'the page says', 'who can mend it'],
      Object.entries(FAILURES).map(([code, { status, whose }]) => [
        `\`${code}\``,
        String(status),
        words.get(`failure.${code}.title`) ?? '',
        WHOSE[whose],
      ]),
    ),

  ...Object.fromEntries(
    Object.entries(WRITTEN).map(([name, path]) => [name, async () => fence(await template(path))]),
  ),

  ...Object.fromEntries(
    Object.entries(CONTRACT).map(([name, files]) => [name, () => contractOf(files)]),
  ),

  'contract-socialhub': () => shapesOf(SHAPES),

  'notice-board.test.ts': async () => fence(await region('docs-sample.test.ts', 'test')),
  'replay.test.ts': async () => fence(await region('docs-sample.test.ts', 'replay')),

  'oauth2-login.ts': async () => fence(await source('sample/oauth2-login.ts')),
  'push.ts': async () => fence(await source('sample/push.ts')),
  'reading.ts': async () => fence(await source('sample/reading.ts')),
}

function source(path: string): Promise<string> {
  return readFile(new URL(`../${path}`, import.meta.url), 'utf8')
}

/** What stands in a file between `// #region name` and the next `// #endregion`. */
async function region(path: string, name: string): Promise<string> {
  const [, after = ''] = (await source(path)).split(`// #region ${name}\n`)
  return after.split(/ *\/\/ #endregion/)[0] ?? ''
}

/** The Network of the tutorial is a notice board. */
async function template(path: string): Promise<string> {
  const templates = new URL('../../../create-hubward-plugin/templates/', import.meta.url)
  const text = await readFile(new URL(path, templates), 'utf8')
  return text.replaceAll('my-network', 'notice-board').replaceAll('My Network', 'Notice Board')
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\`\`\``
}

type States = Readonly<Record<string, { readonly to: readonly string[]; readonly meaning: string }>>

/** One way in which access ends: a heading, a line for each side that notices, and its test. */
function accessEnd(way: string, row: AccessEnd): string {
  const sides = [
    ['the host', row.host],
    ['SocialHub', row.socialhub],
    ['the Customer', row.customer],
    ['the agency', row.agency],
    ['community managers', row.communityManager],
  ] as const
  const noticed = sides.filter(([, what]) => what !== 'Nothing.')
  const others = sides.filter(([, what]) => what === 'Nothing.').map(([side]) => side)
  const [file, title] = row.test
  return [
    `### ${way}`,
    '',
    ...noticed.map(([side, what]) => `- **${capital(side)}**: ${what}`),
    ...(others.length > 0 ? [`- Nothing for ${LIST.format(others)}.`] : []),
    `- Test: [${title}](../../packages/host/test/${file})`,
  ].join('\n')
}

const LIST = new Intl.ListFormat('en')

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function stateTable(states: States): string {
  return table(
    ['state', 'meaning', 'leads to'],
    Object.entries(states).map(([state, { to, meaning }]) => [
      `\`${state}\``,
      meaning,
      to.length > 0 ? to.map((next) => `\`${next}\``).join(', ') : 'nothing: settled',
    ]),
  )
}

function edges(states: States): (readonly [from: string, to: string])[] {
  return Object.entries(states).flatMap(([from, { to }]) => to.map((next) => [from, next] as const))
}

/** Mermaid takes no hyphen in the name of a state, only in its label. */
function stateDrawing(
  transitions: readonly (readonly [from: string, to: string, label?: string])[],
): string {
  const name = (state: string) => state.replaceAll('-', '_')
  const states = new Set([...transitions.map(([from]) => from), ...transitions.map(([, to]) => to)])
  const labels = [...states]
    .filter((state) => name(state) !== state)
    .map((state) => `    state "${state}" as ${name(state)}`)
  const arrows = transitions
    .filter(([from, to]) => from !== to)
    .map(([from, to, label]) => `    ${name(from)} --> ${name(to)}${label ? `: ${label}` : ''}`)
  return ['```mermaid', 'stateDiagram-v2', ...labels, ...arrows, '```'].join('\n')
}
