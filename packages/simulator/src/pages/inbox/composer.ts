import { html } from 'ghtml'
import type { TicketActionEntry } from '../../state/model.ts'
import { type ActionOnTicket, actionsOn, labelText } from '../../state/read.ts'
import type { State } from '../../state/state.ts'
import { icons } from '../elements.ts'
import type { TicketInContext } from './find.ts'
import { ATTACHMENT_BYTES } from './reply.ts'

/** What an agent had filled in when a reply was refused, and why. */
export interface RefusedReply {
  actionId: string
  problem: string
  text?: string
  option?: string
}

/** The reply box: one form for each way to reply that the Manifest declares. */
export function composer(
  state: State,
  { ticket }: TicketInContext,
  refused: RefusedReply | undefined,
): string {
  const ways = actionsOn(state, ticket).filter(
    ({ action }) => action.type === 'reply' || action.type === 'template_reply',
  )
  return html`<section class="composer" id="composer" data-live aria-label="Reply">
    !${ways.length === 0 ? none() : forms(ticket.id, ways, refused)}
  </section>`
}

function none(): string {
  return html`<p class="muted">The Manifest declares no reply for this Network.</p>`
}

function forms(
  ticketId: string,
  ways: ActionOnTicket[],
  refused: RefusedReply | undefined,
): string {
  const [first] = ways
  if (ways.length === 1 && first) return form(ticketId, first, { only: true, refused })
  const open = ways.find(({ action }) => action.id === refused?.actionId) ?? first
  return ways
    .map(
      (way) => html`<details name="reply" id="way-${way.action.id}" ${way === open ? 'open' : ''}>
        <summary>${labelText(way.action.label)}</summary>
        !${form(ticketId, way, { only: false, refused })}
      </details>`,
    )
    .join('')
}

function form(
  ticketId: string,
  { action, unavailable }: ActionOnTicket,
  shown: { only: boolean; refused: RefusedReply | undefined },
): string {
  if (unavailable) return html`<p class="muted">${unavailable}</p>`
  if (action.type === 'reply') return replyForm(ticketId, action, shown)
  return templateLink(ticketId, action)
}

function templateLink(ticketId: string, entry: TicketActionEntry): string {
  return html`<p>
    <a class="button" href="/inbox/${ticketId}/templates/${entry.id}">Choose a template</a>
  </p>`
}

function replyForm(
  ticketId: string,
  entry: TicketActionEntry,
  shown: { only: boolean; refused: RefusedReply | undefined },
): string {
  const { only } = shown
  const refused = shown.refused?.actionId === entry.id ? shown.refused : undefined
  const id = (field: string) => `${field}-${entry.id}`
  const label = labelText(entry.label)
  const maxLength = entry.config?.maxLength
  const noText = entry.attachments?.noText === true
  return html`<form class="reply" method="post" enctype="multipart/form-data"
    action="/inbox/${ticketId}/actions/${entry.id}" data-stay data-reply
    ${noText ? 'data-no-text' : ''}>
    <div data-problem>
      !${refused ? html`<p class="notice error" role="alert">${refused.problem}</p>` : ''}
    </div>
    <div class="reply-head">
      <label for="${id('text')}" class="${only ? '' : 'visually-hidden'}">${label}</label>
      !${entry.options?.length ? optionField(id('option'), entry.options, refused?.option) : ''}
    </div>
    <textarea id="${id('text')}" name="text" rows="3" placeholder="Write a reply…"
      !${maxLength === undefined ? '' : html`data-max-length="${maxLength}" aria-describedby="${id('counter')}"`}
      >${refused?.text ?? ''}</textarea>
    <div class="reply-foot">
      !${entry.attachments ? attachmentField(id('attachment'), noText) : ''}
      <span class="reply-send">
        !${maxLength === undefined ? '' : html`<span class="counter muted" id="${id('counter')}">At most ${maxLength} characters</span>`}
        <button class="primary" id="${id('send')}" type="submit">Send</button>
      </span>
    </div>
    !${noText ? html`<p class="file-rule muted" id="${id('attachment')}-rule">The Network takes either text or an attachment, not both.</p>` : ''}
  </form>`
}

function optionField(
  id: string,
  options: NonNullable<TicketActionEntry['options']>,
  chosen: string | undefined,
): string {
  return html`<div class="reply-option">
    <label for="${id}">How to reply</label>
    <select id="${id}" name="option" required>
      <option value="">Please choose</option>
      !${options.map((option) => {
        const description = option.description && labelText(option.description)
        return html`<option value="${option.id}" ${option.id === chosen ? 'selected' : ''}
          >${labelText(option.label)}${description ? ` – ${description}` : ''}</option
        >`
      })}
    </select>
  </div>`
}

function attachmentField(id: string, noText: boolean): string {
  return html`<div class="file">
    <label for="${id}">!${icons.attachment}<span class="visually-hidden">Attachment, up to 10 MB</span></label>
    <input id="${id}" name="attachment" type="file" title="Up to 10 MB"
      data-max-bytes="${ATTACHMENT_BYTES}" !${noText ? html`aria-describedby="${id}-rule"` : ''}>
  </div>`
}
