import { LANGUAGES, type Language } from '@hubward/plugin'
import Negotiator from 'negotiator'

/** The best of our languages for an `Accept-Language` header; English where none fits. */
export function negotiateLanguage(acceptLanguage: string | undefined): Language {
  const negotiator = new Negotiator({ headers: { 'accept-language': acceptLanguage ?? '' } })
  return readLanguage(negotiator.language([...LANGUAGES])) ?? LANGUAGES[0]
}

/** The language that `?lang=` of an address asks for. */
export function askedLanguage(query: unknown): Language | undefined {
  return typeof query === 'object' && query !== null && 'lang' in query
    ? readLanguage(query.lang)
    : undefined
}

/** A language of ours, or undefined: what `?lang=` asks for may be anything. */
export function readLanguage(text: unknown): Language | undefined {
  return LANGUAGES.find((language) => language === text)
}
