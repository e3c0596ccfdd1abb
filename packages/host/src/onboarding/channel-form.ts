import { randomUUID } from 'node:crypto'
import type { DescribedPlugin } from '@hubward/border'
import type { LocalizedText } from '@hubward/plugin'
import type { Config } from '../config.ts'
import type { Draft, SessionState } from '../store/session-state.ts'
import { type Field, fieldsOf } from '../web/form/fields.ts'
import { type Problems, problemsOf } from '../web/form/problems.ts'
import { readSubmitted, type Values } from '../web/form/submitted.ts'
import { CATALOGS, type Word, type Words } from '../web/words/index.ts'
import { ERRANDS } from './errand.ts'

/** What a Customer submitted on the pages about accounts, names and settings. */
export interface Chosen {
  /** As the Customer wants it, complete or not. */
  readonly state: SessionState
  readonly problems: Problems
}

/** The fields of ours. A plugin's own have names of properties, which never begin like this. */
export const ACCOUNT_FIELD = ':account'
export const TERMS_FIELD = ':terms'
export const BACKFILL_FIELD = ':backfill'
export const nameField = ({ place }: Draft) => `:name.${place}`
export const uniqueNameField = ({ place }: Draft) => `:unique-name.${place}`

/** The longest name; SocialHub documents none, the plugin contract says 256. */
const NAME_LIMIT = 256

/** What is to be set for the Channels of this plugin. */
export function settingsFields(plugin: DescribedPlugin): readonly Field[] {
  return fieldsOf(plugin.channelSettings)
}

/** The two names of a Channel, as fields. */
export function fieldsOfNames(draft: Draft): readonly Field[] {
  return [
    textField(nameField(draft), 'field.name', 'field.name-help'),
    textField(uniqueNameField(draft), 'field.unique-name', 'field.unique-name-help'),
  ]
}

/** The page where several accounts were found: which of them, and how they are called. */
export function chooseAccounts(
  state: SessionState,
  plugin: DescribedPlugin,
  body: URLSearchParams,
  words: Words,
): Chosen {
  const places = new Set(body.getAll(ACCOUNT_FIELD))
  const drafts = state.drafts.map((draft) =>
    draft.outcome?.kind === 'created'
      ? draft
      : { ...named(draft, body), chosen: places.has(String(draft.place)) },
  )
  const open = drafts.filter(isOpen)
  const problems = problemsOfNames(open, words)
  if (open.length === 0) problems.set(ACCOUNT_FIELD, words('problem.accounts'))
  const { severalAccounts } = ERRANDS[state.errand.kind]
  if (!severalAccounts && open.length > 1) problems.set(ACCOUNT_FIELD, words('problem.one-account'))
  const settable =
    settingsFields(plugin).length > 0 ||
    plugin.declaration.backfill !== undefined ||
    state.terms !== undefined
  const view = { kind: settable ? 'details' : 'create', id: randomUUID() } as const
  return { state: { ...state, drafts, view }, problems }
}

/** The last page: the settings, and of a single account the names too. */
export function chooseDetails(
  state: SessionState,
  plugin: DescribedPlugin,
  body: URLSearchParams,
  words: Words,
): Chosen {
  const single = state.drafts.length === 1
  const drafts = state.drafts.map((draft) =>
    single && draft.outcome?.kind !== 'created' ? named(draft, body) : draft,
  )
  const names = single ? problemsOfNames(drafts.filter(isOpen), words) : new Map<string, string>()
  // Those of the Channel that comes back stay: nothing but its names is asked for.
  if (state.settings === null) {
    const view = { kind: 'create', id: randomUUID() } as const
    return { state: { ...state, drafts, view }, problems: names }
  }
  const fields = settingsFields(plugin)
  const settings: Values = readSubmitted(fields, body, state.settings)
  const problems = new Map([
    ...names,
    ...problemsOf(plugin.channelSettings, fields, settings, words),
  ])
  const backfill = plugin.declaration.backfill !== undefined && body.has(BACKFILL_FIELD)
  const terms = state.terms && { ...state.terms, accepted: body.has(TERMS_FIELD) }
  if (terms && !terms.accepted) problems.set(TERMS_FIELD, words('problem.terms'))
  const view = { kind: 'create', id: randomUUID() } as const
  const chosen = { ...state, drafts, settings, backfill, view, ...(terms && { terms }) }
  return { state: chosen, problems }
}

/** The terms that a Customer has to accept on the last form, where the operator has any. */
export function termsOf({ operator }: Pick<Config, 'operator'>): Pick<SessionState, 'terms'> {
  const { termsUrl: url, termsVersion: version } = operator
  return url === undefined || version === undefined
    ? {}
    : { terms: { url, version, accepted: false } }
}

/** What SocialHub said of a name when it was last tried. */
export function takenNames(state: SessionState, words: Words): Problems {
  return new Map(
    state.drafts
      .filter(({ chosen, outcome }) => chosen && outcome?.kind === 'name-taken')
      .map((draft) => [uniqueNameField(draft), words('problem.unique-name-taken')]),
  )
}

function isOpen({ chosen, outcome }: Draft): boolean {
  return chosen && outcome?.kind !== 'created'
}

function named(draft: Draft, body: URLSearchParams): Draft {
  const name = (body.get(nameField(draft)) ?? '').trim()
  const uniqueName = (body.get(uniqueNameField(draft)) ?? '').trim()
  return { ...draft, name, uniqueName, outcome: null }
}

function problemsOfNames(drafts: readonly Draft[], words: Words): Map<string, string> {
  const problems = new Map<string, string>()
  const seen = new Set<string>()
  for (const draft of drafts) {
    for (const [field, value] of [
      [nameField(draft), draft.name],
      [uniqueNameField(draft), draft.uniqueName],
    ] as const) {
      if (!value) problems.set(field, words('problem.required'))
      else if (value.length > NAME_LIMIT) {
        problems.set(field, words('problem.max-length', { limit: NAME_LIMIT }))
      }
    }
    if (seen.has(draft.uniqueName)) {
      problems.set(uniqueNameField(draft), words('problem.unique-name-taken'))
    }
    seen.add(draft.uniqueName)
  }
  return problems
}

function textField(name: string, label: Word, help: Word): Field {
  return {
    name,
    kind: 'text',
    label: localized(label),
    help: localized(help),
    placeholder: undefined,
    autocomplete: undefined,
    required: true,
    maxLength: NAME_LIMIT,
    choices: [],
    initial: undefined,
  }
}

function localized(word: Word): LocalizedText {
  return { en: CATALOGS.en[word], de: CATALOGS.de[word], fr: CATALOGS.fr[word] }
}
