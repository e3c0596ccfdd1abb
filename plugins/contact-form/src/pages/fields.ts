import { html } from 'ghtml'
import type { Words } from '../words/words.ts'

/** What a visitor is asked, by the names that fields have in forms. */
export type FieldName = 'name' | 'email' | 'subject' | 'message' | 'picture'

/** Sentences beside fields, and under `form` those that concern all of it. */
export type Errors = Partial<Record<FieldName | 'form', string>>

export interface TextField {
  readonly name: FieldName
  readonly label: string
  readonly value: string
  readonly required: boolean
  readonly error: string | undefined
  readonly maxLength: number
  readonly type?: 'text' | 'email' | 'lines'
  readonly autocomplete?: string
  /** True where the field is not called optional, though it is. */
  readonly unmarked?: boolean
}

export function textField(field: TextField, words: Words): string {
  const { name, value, required, error, maxLength, type = 'text', autocomplete = 'off' } = field
  const attributes = html`id="${name}" name="${name}" maxlength="${maxLength}" autocomplete="${autocomplete}" !${required ? 'required' : ''} !${invalid(name, error)}`
  return html`<div class="field !${error === undefined ? '' : 'invalid'}">
<label for="${name}">${field.label} !${optionalMark(required || field.unmarked === true, words)}</label>
!${
    type === 'lines'
      ? html`<textarea !${attributes}>
${value}</textarea>`
      : html`<input type="${type}" value="${value}" !${attributes}>`
  }
!${sentence(name, error)}
</div>`
}

export interface PictureField {
  readonly required: boolean
  readonly error: string | undefined
  /** One that came with an earlier try: its name, and what to send to keep it. */
  readonly kept: { readonly name: string; readonly signed: string } | undefined
}

export function pictureField({ required, error, kept }: PictureField, words: Words): string {
  const describedBy = error === undefined ? 'picture-help' : 'picture-help picture-error'
  return html`<div class="field !${error === undefined ? '' : 'invalid'}">
!${
    kept === undefined
      ? ''
      : html`<label class="keep"><input type="checkbox" name="kept-picture" value="${kept.signed}" checked> ${words.keepPicture(kept.name)}</label>`
  }
<label for="picture">${kept === undefined ? words.picture : words.replacePicture} !${optionalMark(required || kept !== undefined, words)}</label>
<p class="help" id="picture-help">${words.pictureHelp}</p>
<input type="file" id="picture" name="picture" accept="image/png,image/jpeg,image/gif,image/webp" aria-describedby="${describedBy}" !${required && kept === undefined ? 'required' : ''} !${error === undefined ? '' : 'aria-invalid="true"'}>
!${sentence('picture', error)}
</div>`
}

/** Above the form: what is wrong, each with a link to its field. */
export function errorSummary(
  errors: Errors,
  labels: Record<FieldName, string>,
  words: Words,
): string {
  const { form, ...beside } = errors
  const fields = (['name', 'email', 'subject', 'message', 'picture'] as const).filter(
    (name) => beside[name] !== undefined,
  )
  if (form === undefined && fields.length === 0) return ''
  return html`<div class="errors" role="alert" id="errors" tabindex="-1" autofocus>
!${form === undefined ? '' : html`<p><strong>${form}</strong></p>`}
<p>${words.nothingSent}</p>
!${
    fields.length === 0
      ? ''
      : html`<ul>!${fields.map((name) => html`<li><a href="#${name}">${labels[name]}</a>: ${beside[name]}</li>`)}</ul>`
  }
</div>`
}

/** What programs fill in and people don't see, and the token that the form is known by. */
export function hiddenFields(token: string, words: Words): string {
  return html`<div class="away" aria-hidden="true">
<label for="homepage">${words.homepage}</label>
<input type="text" id="homepage" name="homepage" value="" tabindex="-1" autocomplete="off">
</div>
<input type="hidden" name="token" value="${token}">`
}

function optionalMark(required: boolean, words: Words): string {
  return required ? '' : html`<span class="optional">(${words.optional})</span>`
}

function invalid(name: FieldName, error: string | undefined): string {
  return error === undefined ? '' : html`aria-invalid="true" aria-describedby="${name}-error"`
}

function sentence(name: FieldName, error: string | undefined): string {
  return error === undefined ? '' : html`<p class="error" id="${name}-error">${error}</p>`
}
