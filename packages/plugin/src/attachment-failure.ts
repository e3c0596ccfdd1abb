import { HTTPError } from 'got'
import { PluginError } from './error.ts'
import type { LocalizedText } from './plain.ts'
import { toPluginError } from './read-error.ts'

const GONE: LocalizedText = {
  en: 'The attachment could not be fetched, so nothing was published. Attach it once more, then try again.',
  de: 'Der Anhang ließ sich nicht abrufen, daher wurde nichts veröffentlicht. Fügen Sie ihn erneut an und versuchen Sie es noch einmal.',
  fr: 'La pièce jointe n’a pas pu être récupérée, rien n’a été publié. Joignez-la à nouveau, puis réessayez.',
}

/**
 * Why an attachment could not be fetched from where SocialHub keeps it, as `reply` may throw it:
 * nothing was published, and what is not found there is not the message that is answered.
 *
 * @param thrown by `context.http`, or by `context.files.put`.
 * @param tooLarge what is said where `context.files.put` refused it for its size.
 */
export function attachmentFailure(
  thrown: unknown,
  now: Date,
  tooLarge?: LocalizedText,
): PluginError {
  const failure = toPluginError(thrown, now)
  const status = thrown instanceof HTTPError ? thrown.response.statusCode : undefined
  // Stores of files answer pages or XML, whatever the reason.
  const isRefused = status !== undefined && status >= 400 && status < 500
  const isLater = failure.code === 'rate-limited' || status === 408 || status === 425
  const { code, message, retryAfterMs } = failure
  return new PluginError(isRefused && !isLater ? 'invalid' : code, {
    message: `the attachment could not be fetched: ${message}`,
    effect: 'none',
    cause: failure,
    sentence: status === undefined && code === 'invalid' && tooLarge ? tooLarge : GONE,
    retryAfterMs,
  })
}
