import { html } from 'ghtml'
import type { OfferedTemplate } from '../../act.ts'
import { icons } from '../elements.ts'
import type { TicketInContext } from './find.ts'

const LANGUAGES: Record<string, string> = { en: 'English', de: 'German', fr: 'French' }

/** The templates an Integration offers for a Ticket: one form each. */
export function templatePage(
  { ticket, channel }: TicketInContext,
  actionId: string,
  templates: OfferedTemplate[],
): string {
  return html`<main class="page" id="main">
    <p class="back always"><a href="/inbox/${ticket.id}">!${icons.back} Back to the Ticket</a></p>
    <h1>Choose a template</h1>
    <p class="lead">What the Integration of “${channel?.name ?? ''}” offers for this Ticket.</p>
    !${templates.length === 0 ? html`<p class="empty">The Integration offers no template.</p>` : ''}
    <div class="stack">
      !${templates.map((template, index) =>
        templateForm(`/inbox/${ticket.id}/templates/${actionId}`, template, index),
      )}
    </div>
  </main>`
}

function templateForm(url: string, template: OfferedTemplate, index: number): string {
  const languages = Object.keys(template.text)
  return html`<form class="card" method="post" action="${url}" aria-labelledby="template-${index}">
    <h2 id="template-${index}">${template.name}</h2>
    <input type="hidden" name="template" value="${template.networkId}">
    !${languages.map(
      (language) => html`<p class="template-text" lang="${language}"
        ><span class="tag">${language}</span> ${template.text[language] ?? ''}</p
      >`,
    )}
    <label for="language-${index}">Language</label>
    <select id="language-${index}" name="language">
      !${languages.map(
        (language) => html`<option value="${language}">${LANGUAGES[language] ?? language}</option>`,
      )}
    </select>
    !${Object.keys(template.variables).map(
      (name) => html`<label for="variable-${index}-${name}">${name}</label>
        <input id="variable-${index}-${name}" name="variable:${name}" required>`,
    )}
    <p><button class="primary" type="submit">Send</button></p>
  </form>`
}

/** The values that the form gave for a template's variables: numbers where the schema wants them. */
export function templateVariables(
  template: OfferedTemplate,
  form: Record<string, string>,
): Record<string, unknown> {
  const entries = Object.entries(template.variables).map(([name, schema]) => {
    const value = form[`variable:${name}`] ?? ''
    return [name, isNumeric(schema) && value !== '' ? Number(value) : value]
  })
  return Object.fromEntries(entries)
}

function isNumeric(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null || !('type' in schema)) return false
  return schema.type === 'number' || schema.type === 'integer'
}
