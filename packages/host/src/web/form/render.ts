import type { Language, PlainData } from '@hubward/plugin'
import { html } from 'ghtml'
import type { Words } from '../words/index.ts'
import type { Field } from './fields.ts'
import type { Problems } from './problems.ts'
import type { Values } from './submitted.ts'

export interface FormView {
  readonly fields: readonly Field[]
  readonly values: Values
  readonly problems: Problems
  readonly language: Language
  readonly words: Words
  /** Names of secrets that are stored already, so that they may stay empty. */
  readonly keptSecrets?: ReadonlySet<string>
}

/** More choices than this are a list to open, in place of radio buttons. */
const RADIOS = 5

/** The fields of a form. All that stands in them is escaped. */
export function renderFields(view: FormView): string {
  return view.fields.map((field) => renderField(field, view)).join('')
}

/** A list of what needs a change, each a link to its field. Takes the focus when the page opens. */
export function renderProblems(
  problems: readonly { readonly name: string; readonly label: string; readonly problem: string }[],
  words: Words,
  general?: string,
): string {
  if (problems.length === 0 && general === undefined) return ''
  const title =
    problems.length > 0 ? words('problems.title', { count: problems.length }) : (general ?? '')
  return html`<div class="problems" role="alert" tabindex="-1" autofocus>
    <h2>${title}</h2>
    !${general !== undefined && problems.length > 0 ? html`<p>${general}</p>` : ''}
    !${
      problems.length === 0
        ? ''
        : html`<ul>!${problems.map(
            ({ name, label, problem }) =>
              html`<li><a href="#${idOf(name)}">${label}</a>: ${problem}</li>`,
          )}</ul>`
    }
  </div>`
}

/** The summary of a schema's fields. */
export function summarize(view: FormView, general?: string): string {
  const listed = view.fields.flatMap(({ name, label }) => {
    const problem = view.problems.get(name)
    return problem === undefined ? [] : [{ name, label: label[view.language], problem }]
  })
  return renderProblems(listed, view.words, general)
}

export function idOf(name: string): string {
  return `field-${name.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`
}

function renderField(field: Field, view: FormView): string {
  const problem = view.problems.get(field.name)
  const parts = partsOf(field, view, problem)
  if (field.kind === 'choices' || (field.kind === 'choice' && field.choices.length <= RADIOS)) {
    return renderGroup(field, view, parts)
  }
  if (field.kind === 'checkbox') {
    return html`<div class="field !${problem ? 'wrong' : ''}">
      <label class="check"
        ><input type="checkbox" id="${idOf(field.name)}" name="${field.name}" value="on"
          !${view.values[field.name] === true ? 'checked' : ''} !${parts.described}>
        <span>${field.label[view.language]}</span></label
      >!${parts.help}!${parts.problem}
    </div>`
  }
  return html`<div class="field !${problem ? 'wrong' : ''}">
    <label for="${idOf(field.name)}">${field.label[view.language]}!${parts.optional}</label>
    !${parts.help}!${parts.problem}!${renderControl(field, view, parts.described)}
  </div>`
}

interface Parts {
  readonly help: string
  readonly problem: string
  readonly optional: string
  /** Ties the control to its help and problem, for screen readers. */
  readonly described: string
  /** The same for a group of controls, which can't itself be invalid. */
  readonly groupDescribed: string
}

function partsOf(
  field: Field,
  { language, words, keptSecrets }: FormView,
  problem?: string,
): Parts {
  const id = idOf(field.name)
  const helps = [
    field.help?.[language],
    field.kind === 'lines' ? words('field.lines') : undefined,
    keptSecrets?.has(field.name) ? words('field.keep') : undefined,
  ].filter((text) => text !== undefined)
  const by = [helps.length > 0 ? `${id}-help` : '', problem ? `${id}-problem` : ''].filter(Boolean)
  const describedBy = by.length > 0 ? html`aria-describedby="${by.join(' ')}"` : ''
  return {
    help: helps.length > 0 ? html`<p class="help" id="${id}-help">${helps.join(' ')}</p>` : '',
    problem: problem ? html`<p class="problem" id="${id}-problem">${problem}</p>` : '',
    optional:
      field.required || field.kind === 'checkbox' || field.kind === 'choices'
        ? ''
        : html` <span class="optional">(${words('field.optional')})</span>`,
    described: `${describedBy} ${problem ? 'aria-invalid="true"' : ''}`,
    groupDescribed: describedBy,
  }
}

const TYPES: Partial<Record<Field['kind'], string>> = {
  text: 'type="text"',
  email: 'type="email" spellcheck="false" autocapitalize="none"',
  url: 'type="url" spellcheck="false" autocapitalize="none"',
  secret: 'type="password" spellcheck="false" autocapitalize="none"',
  integer: 'type="text" inputmode="numeric"',
  number: 'type="text" inputmode="decimal"',
}

function renderControl(field: Field, view: FormView, described: string): string {
  const { name, kind, placeholder, maxLength } = field
  const value = textOf(view.values[name])
  const kept = view.keptSecrets?.has(name) ?? false
  const common = [
    html`id="${idOf(name)}" name="${name}"`,
    field.required && !kept ? 'required' : '',
    placeholder === undefined ? '' : html`placeholder="${placeholder}"`,
    html`autocomplete="${field.autocomplete ?? 'off'}"`,
    described,
  ].join(' ')
  if (kind === 'multiline' || kind === 'lines') {
    const rows = Math.min(12, Math.max(kind === 'lines' ? 3 : 4, value.split('\n').length + 1))
    return html`<textarea !${common} rows="${rows}">
${value}</textarea>`
  }
  if (kind === 'choice') {
    return html`<select !${common}>
      <option value="">${view.words('field.choose')}</option>
      !${field.choices.map(
        (
          choice,
        ) => html`<option value="${choice.value}" !${choice.value === value ? 'selected' : ''}>
          ${choice.label[view.language]}</option>`,
      )}
    </select>`
  }
  const limit = maxLength === undefined ? '' : html`maxlength="${maxLength}"`
  // A secret is never shown again, not even to whoever has just typed it.
  const shown = kind === 'secret' ? '' : html`value="${value}"`
  return html`<input !${TYPES[kind] ?? 'type="text"'} !${common} !${limit} !${shown}>`
}

function renderGroup(field: Field, view: FormView, parts: Parts): string {
  const { name, kind, label, choices } = field
  const value = view.values[name]
  const chosen = Array.isArray(value) ? value : [value]
  const type = kind === 'choices' ? 'checkbox' : 'radio'
  return html`<fieldset class="field group !${parts.problem ? 'wrong' : ''}" !${parts.groupDescribed}>
    <legend>${label[view.language]}!${parts.optional}</legend>
    !${parts.help}!${parts.problem}
    <div class="choices">
    !${choices.map(
      (choice, index) => html`<label class="check"
        ><input type="!${type}" name="${name}" value="${choice.value}"
          id="${index === 0 ? idOf(name) : `${idOf(name)}-${index}`}"
          !${chosen.includes(choice.value) ? 'checked' : ''}
          !${type === 'radio' && field.required ? 'required' : ''}>
        <span>${choice.label[view.language]}</span></label
      >`,
    )}
    </div>
  </fieldset>`
}

function textOf(value: PlainData | undefined): string {
  if (Array.isArray(value)) return value.join('\n')
  return value === undefined || value === null ? '' : String(value)
}
