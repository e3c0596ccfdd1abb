import type { Language, Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { type ChannelSettings, frameAncestors, originPattern } from '../channel-settings.ts'
import {
  type ConversationPage,
  headOf as headOfConversation,
  threadMarkup,
  writingMarkup,
} from '../pages/conversation-page.ts'
import { type FormPage, formMarkup, headOf as headOfForm, introOf } from '../pages/form-page.ts'
import { page } from '../pages/page.ts'
import type { PageWords } from '../words/words.ts'
import { type Presence, presenceAt } from './opening-hours.ts'
import { BUBBLE_WORDS, LANGUAGES } from './words.ts'

type Response = Received['response']

/** What all pages of a bubble have in common. */
export interface Bubble {
  readonly settings: ChannelSettings
  readonly language: Language
  readonly now: Date
  /** Of the page where the bubble begins. */
  readonly startUrl: string
  /** The present page in another language. */
  inLanguage(language: Language): string
  /** What the frame's script does with what the browser keeps besides cookies; see `frame.js`. */
  readonly keep: 'recall' | 'remember' | 'forget' | 'nothing'
}

/** Nothing is written yet in this browser. */
export function startPage(
  bubble: Bubble,
  form: Omit<FormPage, 'embedded'>,
  ended: boolean,
): Response {
  const words = BUBBLE_WORDS[bubble.language]
  return page({
    ...headOfForm(form),
    ...framed(bubble),
    body: html`<h1 class="away">${bubble.settings.title}</h1>
!${above(bubble)}
!${ended ? html`<p class="note">${words.ended}</p>` : ''}
!${introOf(bubble.settings)}
!${formMarkup(form, '')}
<p class="fine">${words.keeps}</p>`,
  })
}

/** @param ownUrl of the same conversation as a page of its own. */
export function chatPage(
  bubble: Bubble,
  view: ConversationPage,
  { ownUrl, leaveUrl }: { readonly ownUrl: string; readonly leaveUrl: string },
): Response {
  const words = BUBBLE_WORDS[bubble.language]
  return page({
    ...headOfConversation(view),
    ...framed(bubble),
    body: html`<h1 class="away">${view.words.conversation}</h1>
!${above(bubble)}
!${bubble.keep === 'remember' ? html`<p class="note">${words.keepsNothing}</p>` : ''}
!${threadMarkup(view)}
!${writingMarkup(view)}
<div class="ways fine"><a href="${ownUrl}" target="_blank" rel="noopener noreferrer">${words.ownPage}</a>
<form method="post" action="${leaveUrl}"><button class="plain" type="submit">${words.leave}</button></form></div>`,
  })
}

/** Writes to the console of whoever opens the website's developer tools. */
const COMPLAIN = `console.error(document.getElementById('owner').textContent)`

/**
 * For a website that is not on the list. It may be framed by anybody, for it holds nothing: everything
 * else of the bubble is refused by browsers themselves.
 */
export function refusedPage(words: PageWords, origin: string, formUrl: string): Response {
  const { refused, refusedText, refusedForm, forOwner } = BUBBLE_WORDS[words.language]
  return page({
    status: 403,
    language: words.language,
    title: refused,
    scripts: [COMPLAIN],
    frameAncestors: '*',
    bubble: {},
    body: html`<h1>${refused}</h1>
<p>${refusedText} <a href="${formUrl}" target="_blank" rel="noopener noreferrer">${refusedForm}</a></p>
<p class="fine" id="owner">${forOwner(origin)}</p>`,
  })
}

function framed({ settings, startUrl, keep }: Bubble) {
  const websites = originPattern(settings.websites)
  return {
    frameAncestors: frameAncestors(settings.websites),
    bubble: {
      start: new URL(startUrl).pathname,
      keep,
      ...(websites !== undefined && { websites }),
    },
  }
}

function above(bubble: Bubble): string {
  const words = BUBBLE_WORDS[bubble.language]
  const others = Object.entries(LANGUAGES).filter(([language]) => language !== bubble.language)
  return html`<nav class="languages" aria-label="${words.languages}">!${others.map(
    ([language, name]) =>
      html`<a href="${bubble.inLanguage(language as Language)}" lang="${language}" hreflang="${language}">${name}</a> `,
  )}</nav>
!${presenceMarkup(presenceAt(bubble.settings, bubble.now), bubble.language)}`
}

function presenceMarkup(presence: Presence, language: Language): string {
  const words = BUBBLE_WORDS[language]
  switch (presence.kind) {
    case 'unsaid':
      return ''
    case 'open':
      return html`<p class="presence open">${words.open}</p>`
    case 'closed': {
      const { epochMilliseconds, timeZoneId: timeZone } = presence.opensAt
      const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
        timeZoneName: 'short',
      })
      return html`<p class="presence">${words.closed(format.format(epochMilliseconds))}</p>`
    }
  }
}
