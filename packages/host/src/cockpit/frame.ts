import { LANGUAGES, type Language } from '@hubward/plugin'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import type { OperatorSession } from '../store/operators.ts'
import { assetUrls } from '../web/assets.ts'
import { LANGUAGE_NAMES } from '../web/frame.ts'
import { askedLanguage, negotiateLanguage, readLanguage } from '../web/language.ts'
import { pageHeaders } from '../web/send-page.ts'
import { type CockpitAction, may } from './actions.ts'
import type { CockpitContext } from './cockpit-context.ts'
import { formToken } from './guard.ts'
import { type Say, sayIn } from './words/index.ts'

/** What stands around a page of the cockpit, and what its content is made with. */
export interface CockpitFrame {
  readonly language: Language
  readonly say: Say
  /** The path of the cockpit's address, without a slash at the end: `` or `/cockpit`. */
  readonly base: string
  /** Who runs the hosts. */
  readonly house: string
  /** The person; undefined before somebody has signed in. */
  readonly operator: OperatorSession | undefined
  /** What each form carries. */
  readonly token: string
  /** The path of this page, with its query but for the language. */
  readonly here: string
  /** Where this page hears that something has changed; it works without. */
  readonly liveUrl?: string
}

export interface CockpitContent {
  readonly title: string
  /** Markup, heading included. */
  readonly body: string
}

const LANGUAGE_COOKIE = 'hubward-cockpit-language'
const YEAR_S = 31_536_000

/** @param operator who asks; absent on pages for everybody. */
export function cockpitFrame(
  context: CockpitContext,
  request: FastifyRequest,
  reply: FastifyReply,
  operator?: OperatorSession,
): CockpitFrame {
  const { pathname } = new URL(context.address.url)
  const base = pathname.replace(/\/$/, '')
  const asked = askedLanguage(request.query)
  if (asked)
    reply.setCookie(LANGUAGE_COOKIE, asked, { path: pathname, maxAge: YEAR_S, sameSite: 'lax' })
  const language =
    asked ??
    readLanguage(request.cookies[LANGUAGE_COOKIE]) ??
    negotiateLanguage(request.headers['accept-language'])
  return {
    language,
    say: sayIn(language),
    base,
    house: context.config.operator.name,
    operator,
    token: operator ? formToken(context, operator) : '',
    here: hereOf(request),
  }
}

export function sendCockpitPage(
  reply: FastifyReply,
  frame: CockpitFrame,
  content: CockpitContent,
  status = 200,
): FastifyReply {
  return (
    reply
      .code(status)
      .headers(pageHeaders(frame.language, POLICY))
      // With no-referrer a browser would not say either which page a form came from.
      .header('referrer-policy', 'same-origin')
      .send(renderCockpit(frame, content))
  )
}

/** Nothing from elsewhere, and forms lead to the cockpit alone. */
const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
]

function renderCockpit(frame: CockpitFrame, { title, body }: CockpitContent): string {
  const { language, say, base, house, operator, liveUrl } = frame
  const assets = assetUrls(base)
  return html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <meta name="color-scheme" content="light dark">
    <title>${title} · ${house}</title>
    <link rel="icon" href="${assets.icon}">
    <link rel="stylesheet" href="${assets.cockpit}">
    <script src="${assets.cockpitScript}" defer></script>
  </head>
  <body>
    <a class="skip" href="#content">${say('frame.skip')}</a>
    <header class="top">
      <p class="house"><a href="${base}/">${house}</a></p>
      !${operator ? navigation(frame, operator) : ''}
    </header>
    <main id="content" tabindex="-1"!${liveUrl === undefined ? '' : html` data-live="${liveUrl}"`}>
!${body}
    </main>
    !${footer(frame)}
  </body>
</html>
`
}

const PLACES: readonly { path: string; word: Parameters<Say>[0]; action: CockpitAction }[] = [
  { path: '/', word: 'nav.overview', action: 'look' },
  { path: '/channels', word: 'channels.title', action: 'look' },
  { path: '/integrations', word: 'nav.integrations', action: 'look' },
  { path: '/alerts', word: 'nav.alerts', action: 'look' },
  { path: '/audit', word: 'nav.audit', action: 'audit' },
  { path: '/people', word: 'nav.people', action: 'people' },
]

function navigation(
  { say, base, token, here }: CockpitFrame,
  { name, role }: OperatorSession,
): string {
  const path = here.split('?')[0]
  return html`<nav aria-label="${say('frame.nav')}"><ul>!${PLACES.filter(({ action }) =>
    may(role, action),
  ).map(
    (place) =>
      html`<li><a href="${base}${place.path}" !${place.path === path ? 'aria-current="page"' : ''}>${say(place.word)}</a></li>`,
  )}</ul></nav>
      <form class="me" method="post" action="${base}/sign-out">
        <input type="hidden" name="token" value="${token}">
        <span>${name} <span class="quiet">${say(`role.${role}`)}</span></span>
        <button class="plain" type="submit">${say('frame.sign-out')}</button>
      </form>`
}

function footer({ say, language, here, base }: CockpitFrame): string {
  const to = `${base}${here}${here.includes('?') ? '&' : '?'}lang=`
  return html`<footer><nav aria-label="${say('frame.languages')}"><ul>!${LANGUAGES.map((other) =>
    other === language
      ? html`<li><span aria-current="true">${LANGUAGE_NAMES[other]}</span></li>`
      : html`<li><a href="${to}${other}" lang="${other}" hreflang="${other}">${LANGUAGE_NAMES[other]}</a></li>`,
  )}</ul></nav></footer>`
}

/** A page that was posted to can't be had again by its address: the overview takes its place. */
function hereOf({ method, url }: FastifyRequest): string {
  if (method !== 'GET') return '/'
  const [path = '/', text = ''] = url.split('?')
  const query = new URLSearchParams(text)
  query.delete('lang')
  return query.size === 0 ? path : `${path}?${query}`
}
