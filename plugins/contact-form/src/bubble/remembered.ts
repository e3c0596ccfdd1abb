import type { Language } from '@hubward/plugin'

/** What a browser keeps of a conversation, once its visitor has written. */
export interface Remembered {
  /** Of the conversation's address. */
  readonly token: string
  /** Chosen by the visitor in place of the website's. */
  readonly language: Language | undefined
}

const NAME = 'conversation'
/** Renewed whenever the visitor writes. What is erased earlier is forgotten when they come back. */
const DAYS = 90

/**
 * The cookie of one form's bubble. `Partitioned` keeps it apart for each website that shows the bubble:
 * nobody is followed from one to another, and browsers that refuse cookies of others take it. Scripts
 * can't read it.
 *
 * @param startUrl of the bubble: the cookie is sent to nothing else.
 */
export function remember(startUrl: string, { token, language }: Remembered): string {
  const value = language === undefined ? token : `${token}.${language}`
  return `${NAME}=${value}; ${scopeOf(startUrl)}; Max-Age=${DAYS * 86_400}`
}

export function forget(startUrl: string): string {
  return `${NAME}=; ${scopeOf(startUrl)}; Max-Age=0`
}

export function readRemembered(cookies: string | undefined): Remembered | undefined {
  const value = new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]{1,100})(?:\\.(en|de|fr))?(?:;|$)`).exec(
    cookies ?? '',
  )
  if (value === null) return undefined
  const [, token = '', language] = value
  return { token, language: isLanguage(language) ? language : undefined }
}

export function isLanguage(tag: string | undefined): tag is Language {
  return tag === 'en' || tag === 'de' || tag === 'fr'
}

function scopeOf(startUrl: string): string {
  return `Path=${new URL(startUrl).pathname}; Secure; HttpOnly; SameSite=None; Partitioned`
}
