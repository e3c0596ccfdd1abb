import type { Integration } from '@hubward/border'
import { LANGUAGES, type Language } from '@hubward/plugin'
import { html } from 'ghtml'
import { type Config, daysFor } from '../config.ts'
import { assetUrls } from './assets.ts'
import { brandingUrls } from './branding.ts'
import { type Words, wordsOf } from './words/index.ts'

/** What stands around the content of a page: the Network, the operator, the language. */
export interface Frame {
  readonly language: Language
  readonly words: Words
  /** The path of the public URL, without a slash at the end: `` or `/hubward`. */
  readonly base: string
  readonly operator: Config['operator']
  /** How long files are kept that exist only here: Customers are told. */
  readonly fileRetentionDays: number
  /** The Network whose branding the page wears; none on pages about no Network. */
  readonly integration: Integration | undefined
  /** The SocialHub Account that the page is about; none on pages about no Account. */
  readonly account?: string
  /** Where the same page is had in another language; the address ends in its name. */
  readonly languageUrl: string
}

export interface Content {
  readonly title: string
  /** Markup of the page's card, heading included. */
  readonly body: string
  /** True when the page asks for a correction: screen readers hear it with the title. */
  readonly wrong?: boolean
  /** The page is loaded again after this many seconds. */
  readonly refreshAfterS?: number
  /** Where it goes on to at once; replaces this page in the browser's history. */
  readonly goOnTo?: string
}

export function createFrame(
  config: Config,
  language: Language,
  integration: Integration | undefined,
  languageUrl = '?lang=',
): Frame {
  return {
    language,
    words: wordsOf(language),
    base: basePath(config),
    operator: config.operator,
    // Whose Channel it becomes is only claimed while it is created: what an Account has of its own stands in its paper.
    fileRetentionDays: daysFor(config, 'fileRetentionDays', {
      ...(integration && { integration: integration.name }),
    }),
    integration,
    languageUrl,
  }
}

/** The path of the public URL, for links and cookies: `` or `/hubward`. */
export function basePath(config: Pick<Config, 'publicUrl'>): string {
  return new URL(config.publicUrl).pathname.replace(/\/+$/, '')
}

/** The whole document. */
export function renderPage(frame: Frame, content: Content): string {
  const { language, words, base, integration } = frame
  const title = content.wrong ? words('page.error-prefix', { title: content.title }) : content.title
  const assets = assetUrls(base)
  const network = integration?.plugin.name
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    !${refresh(content)}
    <title>${network === undefined ? title : `${title} · ${network}`}</title>
    <link rel="icon" href="${integration ? brandingUrls(base, integration).icon : assets.icon}">
    <link rel="stylesheet" href="${assets.styles}">
    !${integration ? html`<link rel="stylesheet" href="${brandingUrls(base, integration).theme}">` : ''}
    <script src="${assets.script}" defer></script>
  </head>
  <body>
    <a class="skip" href="#content">${words('page.skip')}</a>
    <div class="page">
      !${integration ? renderNetwork(frame, integration) : ''}
      <main id="content" class="card" tabindex="-1">!${renderAccount(frame)}!${content.body}</main>
      !${renderFooter(frame)}
    </div>
  </body>
</html>
`
}

function refresh({ refreshAfterS, goOnTo }: Content): string {
  if (goOnTo !== undefined) return html`<meta http-equiv="refresh" content="0;url=${goOnTo}">`
  if (refreshAfterS === undefined) return ''
  return html`<meta http-equiv="refresh" content="${refreshAfterS}">`
}

/** Whoever was sent a link of somebody else's sees here for whom the Channel would be. */
function renderAccount({ account, words }: Frame): string {
  if (account === undefined) return ''
  return html`<p class="quiet account-of">${words('page.account', { account })}</p>`
}

function renderNetwork({ base }: Frame, integration: Integration): string {
  return html`<header class="network">
    <img class="network-icon" src="${brandingUrls(base, integration).icon}" alt="" width="44" height="44">
    <span class="network-name">${integration.plugin.name}</span>
    <svg class="network-link" viewBox="0 0 24 12" width="24" height="12" aria-hidden="true"
      fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"
      ><path d="M2 6h20M6 2 2 6l4 4M18 2l4 4-4 4"/></svg>
    <span class="network-socialhub">SocialHub</span>
  </header>`
}

function renderFooter({ words, language, operator, languageUrl }: Frame): string {
  const links = [
    { url: operator.imprintUrl, name: words('page.imprint') },
    { url: operator.privacyUrl, name: words('page.privacy') },
    { url: operator.supportUrl, name: words('page.support') },
  ]
  return html`<footer>
    <div>
      <p class="operator">${words('page.operator', { operator: operator.name })}</p>
      <ul class="inline">!${links.map(({ url, name }) =>
        url === undefined
          ? ''
          : html`<li><a href="${url}" target="_blank" rel="noopener">${name}</a></li>`,
      )}</ul>
    </div>
    <nav aria-label="${words('page.languages')}">
      <ul class="inline">!${LANGUAGES.map((other) =>
        other === language
          ? html`<li><span aria-current="true">${LANGUAGE_NAMES[other]}</span></li>`
          : html`<li><a href="${languageUrl}${other}" lang="${other}" hreflang="${other}" rel="nofollow">${LANGUAGE_NAMES[other]}</a></li>`,
      )}</ul>
    </nav>
  </footer>`
}

/** Each language in its own words, so that whoever needs it can read it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
}
