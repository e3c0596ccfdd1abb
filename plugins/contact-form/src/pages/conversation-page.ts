import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import type { ChannelSettings } from '../channel-settings.ts'
import type { Conversation, KeptFile } from '../conversation.ts'
import type { FormState } from '../sending.ts'
import { isPicture, LIMITS } from '../submission.ts'
import type { PageWords } from '../words/words.ts'
import { errorSummary, hiddenFields, pictureField, textField } from './fields.ts'
import { page } from './page.ts'
import { FOLLOW_CONVERSATION, SEND_ONCE } from './scripts.ts'

export interface ConversationPage extends FormState {
  readonly settings: ChannelSettings
  readonly words: PageWords
  readonly conversation: Conversation
  readonly mediaUrl: (reference: string) => string
  /** A stream of events says there that something new is written. */
  readonly liveUrl: string | undefined
  readonly eraseUrl: string
}

/** What was written so far, by whom and when, and below it a field to write more. */
export function conversationPage(view: ConversationPage): Received['response'] {
  const { settings, words } = view
  return page({
    ...headOf(view),
    body: html`<p class="soft">${settings.title}</p>
<h1>${words.conversation}</h1>
<p class="intro">${words.conversationHelp}</p>
!${threadMarkup(view)}
!${writingMarkup(view)}
<p class="fine"><a href="${view.eraseUrl}">${words.erase}</a></p>`,
  })
}

/** What a page with a conversation has in its head, wherever it is shown. */
export function headOf(view: ConversationPage) {
  const { settings, words } = view
  const title = `${words.conversation} – ${settings.title}`
  return {
    status: view.status,
    language: words.language,
    title: Object.keys(view.errors).length > 0 ? words.errorTitle(title) : title,
    scripts: [FOLLOW_CONVERSATION, SEND_ONCE],
    headers: view.headers,
  }
}

export function threadMarkup(view: ConversationPage): string {
  const { words, conversation } = view
  const { entries } = conversation
  const answered = entries.some(({ from }) => from === 'agent')
  return html`<ol class="thread" id="thread" aria-live="polite" aria-label="${words.newMessages}" data-live="${view.liveUrl ?? ''}">
!${entries.map((entry) => entryMarkup(entry, view))}
</ol>
!${answered ? '' : html`<p class="soft" id="waiting">${words.waiting}</p>`}`
}

export function writingMarkup({
  settings,
  words,
  typed,
  errors,
  kept,
  token,
}: ConversationPage): string {
  return html`<form class="card" method="post" id="write" !${settings.askPicture === 'hidden' ? '' : 'enctype="multipart/form-data"'} aria-label="${words.write}">
!${errorSummary(errors, { ...words, message: words.write }, words)}
!${textField(
    {
      name: 'message',
      label: words.write,
      value: typed.message,
      required: settings.askPicture === 'hidden',
      // A picture alone is enough, but nearly everybody writes.
      unmarked: true,
      error: errors.message,
      maxLength: LIMITS.message,
      type: 'lines',
    },
    words,
  )}
!${
    settings.askPicture === 'hidden'
      ? ''
      : pictureField({ required: false, error: errors.picture, kept }, words)
  }
!${hiddenFields(token, words)}
<button type="submit">${words.send}</button>
</form>`
}

function entryMarkup(entry: Conversation['entries'][number], view: ConversationPage): string {
  const { words, settings, conversation } = view
  const visitor = entry.from === 'visitor'
  const first = entry.id === conversation.opening.rootEntry
  const { subject } = conversation.opening
  return html`<li class="entry !${visitor ? 'visitor' : 'agent'}" id="entry-${entry.id}">
<p class="by"><strong>${visitor ? words.you : settings.title}</strong> · <time datetime="${entry.time}">${readableTime(entry.time, words.language)}</time></p>
!${first && subject !== '' ? html`<p class="subject">${subject}</p>` : ''}
!${entry.text === '' ? '' : html`<p class="text">${entry.text}</p>`}
!${entry.files.map((file) => fileMarkup(file, view.mediaUrl(file.reference), words.language))}
</li>`
}

function fileMarkup(file: KeptFile, url: string, language: string): string {
  if (isPicture(file.mimeType)) {
    return html`<a href="${url}" target="_blank" rel="noopener noreferrer"><img src="${url}" alt="${file.name}" loading="lazy"></a>`
  }
  return html`<a class="file" href="${url}" target="_blank" rel="noopener noreferrer">${file.name}<span class="soft"> ${readableSize(file.sizeBytes, language)}</span></a>`
}

/** In UTC, said so: only the browser knows the visitor's zone, and its script puts it right. */
function readableTime(time: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
  return `${format.format(new Date(time))} UTC`
}

function readableSize(bytes: number, language: string): string {
  const large = bytes >= 1_000_000
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: large ? 'megabyte' : 'kilobyte',
    maximumFractionDigits: large ? 1 : 0,
  }).format(large ? bytes / 1_000_000 : Math.max(1, bytes / 1_000))
}
