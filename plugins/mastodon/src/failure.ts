import { type LocalizedText, PluginError, type PluginErrorCode } from '@hubward/plugin'
import Value from 'typebox/value'
import { Refusal } from './wire.ts'

/** What a server answered, whatever that is. */
export interface Failed {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Parsed, where it was JSON. */
  readonly body: unknown
}

/** What the server's words mean, where the status alone says too little. The first that fits counts. */
const MEANINGS: readonly {
  readonly status: readonly number[]
  readonly words: RegExp
  readonly code: PluginErrorCode
  readonly sentence: LocalizedText
}[] = [
  {
    status: [403],
    words: /suspended|disabled|frozen|moved|login is currently/i,
    code: 'authentication',
    sentence: {
      en: 'The server has suspended or disabled this account. Ask its moderators; then an administrator reconnects the Channel.',
      de: 'Der Server hat dieses Konto gesperrt oder deaktiviert. Fragen Sie dessen Moderation; danach verbindet eine Administratorin oder ein Administrator den Kanal neu.',
      fr: 'Le serveur a suspendu ou désactivé ce compte. Adressez-vous à sa modération ; un administrateur reconnecte ensuite le canal.',
    },
  },
  {
    status: [403],
    words: /scope/i,
    code: 'authentication',
    sentence: {
      en: 'The server has not given this Channel the permission for this. Ask an administrator to reconnect the Channel.',
      de: 'Der Server hat diesem Kanal dafür keine Berechtigung gegeben. Bitten Sie eine Administratorin oder einen Administrator, den Kanal neu zu verbinden.',
      fr: 'Le serveur n’a pas accordé cette autorisation au canal. Demandez à un administrateur de reconnecter le canal.',
    },
  },
  {
    status: [403, 422],
    words: /block/i,
    code: 'rejected',
    sentence: {
      en: 'One of the two accounts has blocked the other, so the server does not allow this.',
      de: 'Eines der beiden Konten hat das andere blockiert, deshalb lässt der Server dies nicht zu.',
      fr: 'L’un des deux comptes a bloqué l’autre, le serveur ne le permet donc pas.',
    },
  },
  {
    status: [403, 422],
    words: /limited|silenced|not allowed to|action is not allowed/i,
    code: 'rejected',
    sentence: {
      en: 'The server does not allow this account to do this: it may be limited, or the author has not permitted it.',
      de: 'Der Server erlaubt diesem Konto dies nicht: Es ist vielleicht eingeschränkt, oder die Verfasserin oder der Verfasser hat es nicht zugelassen.',
      fr: 'Le serveur ne permet pas cela à ce compte : il est peut-être limité, ou l’auteur ne l’a pas autorisé.',
    },
  },
  {
    status: [400, 413, 422],
    words: /character|too long|text limit/i,
    code: 'invalid',
    sentence: {
      en: 'The text is longer than this server allows. Shorten it, then try again.',
      de: 'Der Text ist länger, als dieser Server erlaubt. Kürzen Sie ihn und versuchen Sie es noch einmal.',
      fr: 'Le texte est plus long que ce serveur ne le permet. Raccourcissez-le, puis réessayez.',
    },
  },
  {
    status: [400, 413, 415, 422],
    words: /file|media|attachment|image|video|mime|content type/i,
    code: 'invalid',
    sentence: {
      en: 'The server does not take this attachment: its kind or its size is not allowed there. Choose another one, then try again.',
      de: 'Der Server nimmt diesen Anhang nicht an: Art oder Größe sind dort nicht erlaubt. Wählen Sie einen anderen und versuchen Sie es noch einmal.',
      fr: 'Le serveur refuse cette pièce jointe : son type ou sa taille n’y est pas autorisé. Choisissez-en une autre, puis réessayez.',
    },
  },
]

/** Statuses that the words above don't explain. */
const CODES: Readonly<Record<number, PluginErrorCode>> = {
  400: 'invalid',
  401: 'authentication',
  404: 'not-found',
  410: 'not-found',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'rate-limited',
}

/** Whether a status says no, where any words will do: nothing is wrong with server or way. */
export function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status)
}

/**
 * Whether a refusal is the API's own: JSON with an `error`, as Mastodon writes it. Whatever stands in
 * front of a server (a proxy, a page for maintenance, a login for visitors) says 401 and 404, too, and
 * knows nothing of grants and statuses. snac refuses without a word, but signs each answer.
 */
function isOfTheApi({ headers, body }: Failed): boolean {
  const type = headers['content-type']
  const isJson = typeof type === 'string' && /^application\/(\w[\w.+-]{0,40}\+)?json\b/i.test(type)
  if (isJson && Value.Check(Refusal, body)) return true
  const creator = headers['x-creator']
  return typeof creator === 'string' && creator.startsWith('snac/')
}

/**
 * Reads an answer of a Mastodon server that is no success.
 *
 * @param now to count how long the server wants to be left alone: it names a date.
 */
export function failureOf(failed: Failed, now: Date): PluginError {
  const { status, headers, body } = failed
  const words = Value.Check(Refusal, body) ? body.error.slice(0, 1_000) : ''
  const message = `the server answered ${status}${words && `: ${words.slice(0, 200)}`}`
  if (status === 408 || status === 425 || status >= 500 || status < 400) {
    return new PluginError('unavailable', { message })
  }
  if (status === 429) {
    return new PluginError('rate-limited', { message, retryAfterMs: waitOf(headers, now) })
  }
  if (!isOfTheApi(failed)) {
    return new PluginError('unavailable', {
      message: `the server answered ${status}, but not in the words of Mastodon’s API`,
    })
  }
  const meaning = MEANINGS.find((known) => known.status.includes(status) && known.words.test(words))
  if (meaning) return new PluginError(meaning.code, { message, sentence: meaning.sentence })
  return new PluginError(CODES[status] ?? 'rejected', { message })
}

/** Mastodon names the end of the wait as a date in a header of its own, and sends no Retry-After. */
export function waitOf(headers: Failed['headers'], now: Date): number | undefined {
  const reset = headers['x-ratelimit-reset'] ?? headers['retry-after']
  if (typeof reset !== 'string') return undefined
  // GoToSocial writes seconds since 1970 in some releases, others write a date or a number of seconds.
  const number = /^\d+$/.test(reset) ? Number(reset) : undefined
  const waitMs =
    number === undefined
      ? Date.parse(reset) - now.getTime()
      : number > 1_000_000_000
        ? number * 1_000 - now.getTime()
        : number * 1_000
  return Number.isFinite(waitMs) ? Math.max(1_000, waitMs) : undefined
}
