import { readFile } from 'node:fs/promises'
import { CHANNEL_STATES, CHANNEL_TRANSITIONS } from '../../../host/src/channel.js'
import { Settings } from '../../../host/src/config.js'
import { INTERACTION_STATES, TICKET_ACTION_STATES } from '../../../host/src/delivery.js'
import { POINTS } from '../../../host/src/points.js'
import { postgresErrors } from '../../../postgres/src/error.js'
import { SOCIALHUB_ACTIONS, SOCIALHUB_ERRORS } from '../../../socialhub/src/index.js'
import { table } from './markdown.js'
import { settingRows } from './settings.js'
/**
 * The parts of the pages that are made from the code. A page holds them between
 * `<!-- from code: name -->` and `<!-- end -->`.
 */
export const BLOCKS = {
  settings: () => table(['setting', 'environment', 'default', 'meaning'], settingRows(Settings)),
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
  'postgres-errors': () =>
    table(
      ['code', 'what to do'],
      Object.entries(postgresErrors).map(([code, advice]) => [`\`${code}\``, advice]),
    ),
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
        from.map((state) => [state, to, event]),
      ),
    ),
  'interaction-states': () => stateTable(INTERACTION_STATES),
  'interaction-drawing': () => stateDrawing(edges(INTERACTION_STATES)),
  'ticket-action-states': () => stateTable(TICKET_ACTION_STATES),
  'ticket-action-drawing': () => stateDrawing(edges(TICKET_ACTION_STATES)),
  points: () => POINTS.map((point) => `\`${point}\``).join(', '),
  'notice-board.ts': async () => {
    const source = new URL('../sample/notice-board.ts', import.meta.url)
    return `\`\`\`ts\n${await readFile(source, 'utf8')}\`\`\``
  },
}
function stateTable(states) {
  return table(
    ['state', 'meaning', 'leads to'],
    Object.entries(states).map(([state, { to, meaning }]) => [
      `\`${state}\``,
      meaning,
      to.length > 0 ? to.map((next) => `\`${next}\``).join(', ') : 'nothing: settled',
    ]),
  )
}
function edges(states) {
  return Object.entries(states).flatMap(([from, { to }]) => to.map((next) => [from, next]))
}
/** Mermaid takes no hyphen in the name of a state, only in its label. */
function stateDrawing(transitions) {
  const name = (state) => state.replaceAll('-', '_')
  const states = new Set(transitions.flatMap(([from, to]) => [from, to]))
  const labels = [...states]
    .filter((state) => name(state) !== state)
    .map((state) => `    state "${state}" as ${name(state)}`)
  const arrows = transitions
    .filter(([from, to]) => from !== to)
    .map(([from, to, label]) => `    ${name(from)} --> ${name(to)}${label ? `: ${label}` : ''}`)
  return ['```mermaid', 'stateDiagram-v2', ...labels, ...arrows, '```'].join('\n')
}
