import type { Received } from '@hubward/plugin'
import { html } from 'ghtml'
import { type ChannelSettings, frameAncestors } from '../channel-settings.ts'
import type { PageWords } from '../words/words.ts'
import { page } from './page.ts'
import { SELECT_LINK } from './scripts.ts'

const TICK =
  '<svg viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="18" fill="#0f766e"/><path d="M10.5 18.5l5 5 10-11" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'

/** After sending: that it arrived, and the one link to the conversation. */
export function thanksPage(thanks: {
  readonly settings: ChannelSettings
  readonly words: PageWords
  readonly embedded: boolean
  /** Whether an answer is told by mail, too. */
  readonly byMail: boolean
  readonly formUrl: string
  readonly conversationUrl: string
}): Received['response'] {
  const { settings, words, embedded } = thanks
  // Inside a frame the conversation opens in a tab of its own: there it can be saved.
  const target = embedded ? 'target="_blank" rel="noopener noreferrer"' : ''
  return page({
    language: words.language,
    title: `${words.sent} – ${settings.title}`,
    scripts: [SELECT_LINK],
    ...(embedded && { frameAncestors: frameAncestors(settings.websites) }),
    body: html`!${embedded ? '' : html`<p class="soft">${settings.title}</p>`}
<section class="card">
<div class="done">!${TICK}<h1 tabindex="-1" autofocus>${words.sent}</h1></div>
<p>${words.sentText}!${thanks.byMail ? html` ${words.byMail}` : ''}</p>
<label for="link">${words.link}</label>
<p class="help" id="link-help">${thanks.byMail ? words.keepLinkByMail : words.keepLink}</p>
<input class="copy" type="text" id="link" readonly value="${thanks.conversationUrl}" aria-describedby="link-help">
<p><a class="button" href="${thanks.conversationUrl}" !${target}>${words.openConversation}</a></p>
<p><a href="${thanks.formUrl}">${words.another}</a></p>
</section>`,
  })
}
