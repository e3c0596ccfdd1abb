import { cutText, type LocalizedText, PluginError, type PluginErrorCode } from '@hubward/plugin'
import { isRefusedLogin, refusedLogin } from './failures.ts'

/** What a server says is shown as far as people read it. */
const SAID_LIMIT_CHARACTERS = 300

interface Refusal {
  readonly name: keyof typeof REFUSALS
  readonly code: PluginErrorCode
  readonly sentence: LocalizedText
}

const REFUSALS = {
  tooLarge: {
    en: 'The mail is larger than the server takes. Send a smaller attachment.',
    de: 'Die Mail ist größer, als der Server annimmt. Senden Sie einen kleineren Anhang.',
    fr: 'Le courriel est plus grand que ce que le serveur accepte. Envoyez une pièce jointe plus petite.',
  },
  recipient: {
    en: 'The server refuses the recipient.',
    de: 'Der Server lehnt die Empfängerin oder den Empfänger ab.',
    fr: 'Le serveur refuse le destinataire.',
  },
  mailboxFull: {
    en: 'The recipient’s mailbox is full.',
    de: 'Das Postfach der Empfängerin oder des Empfängers ist voll.',
    fr: 'La boîte aux lettres du destinataire est pleine.',
  },
  spam: {
    en: 'The server takes the mail for spam, or its rules forbid it.',
    de: 'Der Server hält die Mail für Spam, oder seine Regeln verbieten sie.',
    fr: 'Le serveur considère le courriel comme indésirable, ou ses règles l’interdisent.',
  },
  quota: {
    en: 'The mailbox has sent as much as its provider allows for now. Try again later.',
    de: 'Das Postfach hat so viel gesendet, wie sein Anbieter vorerst erlaubt. Versuchen Sie es später noch einmal.',
    fr: 'La boîte a envoyé autant que son fournisseur le permet pour l’instant. Réessayez plus tard.',
  },
  sender: {
    en: 'The server does not let this mailbox send from its address.',
    de: 'Der Server lässt dieses Postfach nicht von seiner Adresse senden.',
    fr: 'Le serveur ne laisse pas cette boîte envoyer depuis son adresse.',
  },
  letters: {
    en: 'The server takes no addresses with such letters.',
    de: 'Der Server nimmt keine Adressen mit solchen Buchstaben an.',
    fr: 'Le serveur n’accepte pas d’adresses avec de tels caractères.',
  },
  other: {
    en: 'The server does not take the mail.',
    de: 'Der Server nimmt die Mail nicht an.',
    fr: 'Le serveur n’accepte pas le courriel.',
  },
} as const

/** By the server's words and numbers (RFC 3463): the first that fits says it best. */
const SAID: readonly (readonly [RegExp, keyof typeof REFUSALS, PluginErrorCode])[] = [
  [/\b[45]\.(3\.4|2\.3)\b|size|too (large|big)/i, 'tooLarge', 'invalid'],
  [
    /\b[45]\.4\.5\b|quota of|sending (limit|quota)|daily|too many (messages|recipients|mails)/i,
    'quota',
    'rejected',
  ],
  [/\b[45]\.2\.2\b|mailbox (is )?full|over ?quota|quota exceeded/i, 'mailboxFull', 'rejected'],
  [/internationalized|SMTPUTF8|\b5\.6\.7\b/i, 'letters', 'rejected'],
  [
    /\b5\.1\.(7|8)\b|sender (address )?(rejected|not|denied)|not owned by|SendAsDenied/i,
    'sender',
    'rejected',
  ],
  [/spam|\b5\.7\.\d+\b|blocked|blacklist|policy|reputation/i, 'spam', 'rejected'],
  [
    /\b5\.1\.\d\b|user unknown|no such (user|mailbox)|recipient|unknown (user|address)|mailbox unavailable/i,
    'recipient',
    'rejected',
  ],
]

/** Why certainly nobody got a mail, as `reply` may throw it. */
export function sendFailure(thrown: unknown): PluginError {
  if (thrown instanceof PluginError) return thrown
  if (isRefusedLogin(thrown)) return refusedLogin(thrown)
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const status: unknown = Reflect.get(error, 'responseCode')
  const answered: unknown = Reflect.get(error, 'response')
  const response = typeof answered === 'string' ? answered : ''
  const is4xx = typeof status === 'number' && status >= 400 && status < 500
  const isOurs = ['EMESSAGE', 'EENVELOPE'].includes(String(Reflect.get(error, 'code')))
  if (is4xx || (status === undefined && !isOurs)) {
    return new PluginError('unavailable', {
      message: `the server did not take the mail: ${numbersOf(error, response)}`,
      effect: 'none',
    })
  }
  const { name, code, sentence } = refusalOf(response || error.message)
  return new PluginError(code, {
    message: `the server refused the mail (${name}): ${numbersOf(error, response)}`,
    effect: 'none',
    sentence: withServersWords(sentence, response),
  })
}

function refusalOf(says: string): Refusal {
  const [, name = 'other', code = 'rejected'] =
    SAID.find(([pattern]) => pattern.test(says.slice(0, 1_000))) ?? []
  return { name, code, sentence: REFUSALS[name] }
}

/** For the log: servers name the recipient in their words. The agent reads those, and nobody else. */
export function numbersOf(thrown: unknown, response = ''): string {
  const code: unknown = Reflect.get(Object(thrown), 'code')
  const [numbers] = /^\d{3}([ -]\d\.\d{1,3}\.\d{1,3})?/.exec(response) ?? []
  const kind = thrown instanceof Error ? thrown.name : typeof thrown
  return numbers ?? (typeof code === 'string' ? code : kind)
}

function withServersWords(sentence: LocalizedText, response: string): LocalizedText {
  const words = oneLine(response)
  if (words === '') return sentence
  return {
    en: `${sentence.en} Its words: ${words}`,
    de: `${sentence.de} Seine Worte: ${words}`,
    fr: `${sentence.fr} Ses mots : ${words}`,
  }
}

function oneLine(text: string): string {
  const plain = text
    .slice(0, 2_000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return cutText(plain, SAID_LIMIT_CHARACTERS)
}
