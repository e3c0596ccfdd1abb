import type { Language, Received, ReceivedRequest } from '@hubward/plugin'
import type { Address } from '../addresses.ts'
import { originPattern } from '../channel-settings.ts'
import { conversationIdOf } from '../conversation.ts'
import { conversationRequest } from '../conversation-requests.ts'
import { sendForm, showForm } from '../form-requests.ts'
import { gonePage } from '../pages/gone-page.ts'
import { seeOther } from '../pages/page.ts'
import type { FormState } from '../sending.ts'
import type { Visit } from '../visit.ts'
import { wordsFor } from '../words/words.ts'
import { type Bubble, chatPage, refusedPage, startPage } from './pages.ts'
import { forget, isLanguage, readRemembered, remember } from './remembered.ts'

type Response = Received['response']
type BubbleAddress = Extract<Address, { readonly kind: `bubble${'' | '-conversation' | '-leave'}` }>

/** The other face of the form: what the chat bubble of a website shows in its frame. */
export async function bubbleRequest(visit: Visit, address: BubbleAddress): Promise<Received> {
  const stranger = strangerAround(visit)
  if (stranger !== undefined) {
    const words = wordsFor(languageOf(visit))
    const formUrl = visit.context.publicUrl(`/f/${visit.networkId}`)
    return { response: refusedPage(words, stranger, formUrl) }
  }
  if (isLedAstray(visit, address)) return { response: seeOther(addressOf(visit, '')) }
  const inItsLanguage = { ...visit, words: wordsFor(languageOf(visit)) }
  switch (address.kind) {
    case 'bubble':
      return start(inItsLanguage)
    case 'bubble-conversation':
      return converse(inItsLanguage, address.token)
    case 'bubble-leave':
      return visit.request.method === 'POST'
        ? { response: leave(visit) }
        : { response: seeOther(addressOf(visit, `/c/${address.token}`)) }
  }
}

/** In a frame, where the usual one would be an empty rectangle. */
export function framedGonePage(language: string): Response {
  return gonePage(language, { frameAncestors: '*', bubble: {} })
}

async function start(visit: Visit): Promise<Received> {
  const { request, conversations } = visit
  const posted = request.method === 'POST'
  const ended = request.query.ended !== undefined
  const remembered = rememberedOf(visit)
  const face = {
    page: (form: FormState) => {
      const { settings, words } = visit
      const keep = posted ? 'nothing' : ended ? 'forget' : 'recall'
      return startPage(bubbleOf(visit, '', keep), { ...form, settings, words }, ended)
    },
    sent: (token: string) => withMemory(visit, token, seeOther(addressOf(visit, `/c/${token}`))),
  }
  if (posted) return sendForm(visit, face)
  if (remembered !== undefined && !ended) {
    const opening = await conversations.opening(conversationIdOf(remembered.token))
    if (opening === undefined) return { response: leave(visit) }
    return { response: seeOther(addressOf(visit, `/c/${remembered.token}`, '#write')) }
  }
  return showForm(visit, face)
}

async function converse(visit: Visit, token: string): Promise<Received> {
  const { request, context, networkId } = visit
  const remembered = rememberedOf(visit)
  const isKept = remembered?.token === token
  return conversationRequest(visit, token, {
    page: (view) => {
      const links = {
        ownUrl: context.publicUrl(`/c/${networkId}/${token}`),
        leaveUrl: addressOf(visit, `/c/${token}/leave`),
      }
      // A picture that is too large or the like: nothing of what is kept has changed.
      const keep = isKept || request.method === 'POST' ? 'nothing' : 'remember'
      const shown = chatPage(bubbleOf(visit, `/c/${token}`, keep), view, links)
      // A language that was chosen now is kept where something is kept already.
      const chosen = isKept && chosenLanguage(request) !== undefined
      return chosen ? withMemory(visit, token, shown) : shown
    },
    written: () => withMemory(visit, token, seeOther(addressOf(visit, `/c/${token}`, '#write'))),
    gone: () => leave(visit),
  })
}

/** Back to the beginning, with nothing kept. The conversation itself stays where it is. */
function leave(visit: Visit): Response {
  const back = new URL(addressOf(visit, ''))
  back.searchParams.set('ended', '')
  return withCookie(seeOther(back.href), forget(startOf(visit)))
}

function withMemory(visit: Visit, token: string, response: Response): Response {
  const language = chosenLanguage(visit.request) ?? rememberedOf(visit)?.language
  return withCookie(response, remember(startOf(visit), { token, language }))
}

function withCookie(response: Response, cookie: string): Response {
  return { ...response, headers: { ...response.headers, 'set-cookie': cookie } }
}

function rememberedOf({ request }: Visit) {
  return readRemembered(request.headers.cookie)
}

function startOf({ context, networkId }: Visit): string {
  return context.publicUrl(`/b/${networkId}`)
}

function bubbleOf(visit: Visit, path: string, keep: Bubble['keep']): Bubble {
  return {
    settings: visit.settings,
    language: visit.words.language,
    now: visit.context.now(),
    startUrl: startOf(visit),
    inLanguage: (language) => addressOf(visit, path, '', language),
    keep,
  }
}

/** A page of the bubble, which goes on in the language of the present one. */
function addressOf(
  visit: Visit,
  path: string,
  fragment = '',
  language: Language | undefined = chosenLanguage(visit.request),
): string {
  const url = new URL(`${startOf(visit)}${path}${fragment}`)
  const site = siteLanguage(visit.request)
  if (site !== undefined) url.searchParams.set('site', site)
  if (language !== undefined) url.searchParams.set('lang', language)
  return url.href
}

/** Chosen by the visitor, now or earlier; else that of the website; else the Channel's. */
function languageOf(visit: Visit): Language {
  const { request, settings } = visit
  return (
    chosenLanguage(request) ??
    rememberedOf(visit)?.language ??
    siteLanguage(request) ??
    settings.language
  )
}

function chosenLanguage({ query }: ReceivedRequest): Language | undefined {
  return isLanguage(query.lang) ? query.lang : undefined
}

function siteLanguage({ query }: ReceivedRequest): Language | undefined {
  const tag = query.site?.slice(0, 2).toLowerCase()
  return isLanguage(tag) ? tag : undefined
}

/**
 * Whether the website leads its frame to a conversation that isn't this browser's, or sends a form in
 * it. It could know that conversation, since everybody may begin one, and would read what the visitor
 * then writes there. Browsers say who began a request; the frame's own pages are of the same origin.
 */
function isLedAstray({ request }: Visit, address: BubbleAddress): boolean {
  const from = request.headers['sec-fetch-site']
  if (from !== 'cross-site' && from !== 'same-site') return false
  if (request.method === 'POST') return true
  return 'token' in address && readRemembered(request.headers.cookie)?.token !== address.token
}

/**
 * The website around the frame, where it is not on the Channel's list, as far as the browser names it.
 * This is only for a clear sentence: what keeps strangers out is `frame-ancestors`, in every browser.
 */
function strangerAround({ request, context, settings }: Visit): string | undefined {
  const { referer = '', 'sec-fetch-dest': destination = 'iframe' } = request.headers
  if (destination !== 'iframe') return undefined
  const origin = URL.parse(referer)?.origin
  if (origin === undefined || origin === new URL(context.publicUrl('/')).origin) return undefined
  const allowed = originPattern(settings.websites)
  return allowed !== undefined && new RegExp(allowed).test(origin) ? undefined : origin
}
