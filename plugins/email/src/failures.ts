import { PluginError } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { SENTENCES } from './login-sentences.ts'

/** What keeps somebody from a mailbox, by the name of its sentence. */
export type Trouble = keyof typeof SENTENCES

/** Servers say more than this only to confuse. */
const SAID_LIMIT_CHARACTERS = 600

/** RFC 5530 and what Dovecot, Cyrus and the large providers write: nothing is wrong with the login. */
const FOR_NOW =
  /\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG|NOPERM-TEMP)\]|too many|rate.?limit|temporar|try again|try later|maximum number of connections|overquota.*connections|exceeded|bandwidth|internal (server )?error|throttl/i

/** In the order in which they are looked for: the first that fits says it best. */
const SAID: readonly (readonly [RegExp, Trouble])[] = [
  [/application.specific password|app(lication)?[ -]?password|5\.7\.9/i, 'appPassword'],
  [
    /basic auth\w* is disabled|5\.7\.139|SmtpClientAuthentication is disabled|web login required.*oauth/i,
    'passwordsOff',
  ],
  [
    /not enabled|is disabled|disabled for|imap access|not allowed to use|web browser|web login|blocked|forbidden|not permitted|\[(CONTACTADMIN|PRIVACYREQUIRED|AUTHORIZATIONFAILED|NOPERM)\]/i,
    'forbidden',
  ],
  [
    /(unknown|no such|invalid) (user|account|mailbox)|user (unknown|not found|does ?n.t exist)/i,
    'user',
  ],
]

/** Why a mailbox can't be opened; undefined for what only the log can tell. */
export function troubleOf(thrown: unknown): Trouble | undefined {
  const chain = [...causes(thrown)]
  const codes = chain.map(codeOf)
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code))
  if (has(/^(ENOTFOUND|EAI_AGAIN|EDNS|ENODATA)$/)) return 'noServer'
  if (has(/^ERR_NON_PUBLIC_ADDRESS$/)) return 'privateServer'
  if (isRefusedLogin(thrown)) return loginTrouble(thrown)
  const messages = chain.map(({ message }) => message.slice(0, SAID_LIMIT_CHARACTERS)).join(' ')
  if (has(CERTIFICATE) || /certificate|altnames|self.signed/i.test(messages)) return 'certificate'
  if (has(/^(EPROTO|ERR_SSL_|ETLS|GREETING_TIMEOUT|UPGRADE_TIMEOUT|ClosedAfterConnect)/))
    return 'tls'
  if (/STARTTLS|greeting never received|wrong version number/i.test(messages)) return 'tls'
  if (has(/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT)$/)) return 'port'
  return undefined
}

const CERTIFICATE =
  /^(ERR_TLS_CERT_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY|GET))/

function loginTrouble(thrown: Error): Trouble {
  const says = saidBy(thrown)
  if (isForNow(thrown) || FOR_NOW.test(says)) return 'busy'
  return SAID.find(([pattern]) => pattern.test(says))?.[1] ?? 'password'
}

/** What a failure of imapflow means in a call. Only the server's own refusal of a login ends a grant. */
export function imapFailure(thrown: unknown): unknown {
  if (thrown instanceof PluginError || !(thrown instanceof Error)) return thrown
  if (!isRefusedLogin(thrown)) return thrown
  return refusedLogin(thrown)
}

/** A login that a server of the mailbox refused. */
export function refusedLogin(thrown: Error): PluginError {
  const trouble = loginTrouble(thrown)
  const code = trouble === 'busy' ? 'unavailable' : 'authentication'
  return new PluginError(code, {
    message: `the server refused the login (${trouble})`,
    effect: 'none',
    sentence: trouble === 'busy' ? undefined : SENTENCES[trouble],
  })
}

/** Whether a server said no to a name and a password, or to a token. */
export function isRefusedLogin(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error)) return false
  const isImap = Reflect.get(thrown, 'authenticationFailed') === true
  return isImap || /^(EAUTH|EOAUTH2)$/.test(codeOf(thrown))
}

/** Whether a server that said no said also that it is for now. */
export function isPassing(thrown: unknown): boolean {
  return FOR_NOW.test(`${answeredCode(thrown)} ${saidBy(thrown)}`)
}

/** The answer to a command, as far as it is looked at: `NO [UNAVAILABLE] …` (RFC 5530). */
const Answer = Type.Object({
  attributes: Type.Array(
    Type.Object({ section: Type.Optional(Type.Array(Type.Object({ value: Type.String() }))) }),
  ),
})

/** For a login the library tells the code by itself; of other commands it stays in the answer. */
function answeredCode(thrown: unknown): string {
  const response: unknown = Reflect.get(Object(thrown), 'response')
  if (!Value.Check(Answer, response)) return ''
  const [code] = response.attributes[0]?.section ?? []
  return code ? `[${code.value}]` : ''
}

/** SMTP says by its number whether a login is refused for good (RFC 4954). */
function isForNow(thrown: Error): boolean {
  const status: unknown = Reflect.get(thrown, 'responseCode')
  return typeof status === 'number' && status >= 400 && status < 500
}

/** What a server wrote in its refusal, as much of it as anybody needs. */
function saidBy(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  const parts = ['serverResponseCode', 'responseText', 'response', 'message'].map((name) => {
    const value: unknown = Reflect.get(thrown, name)
    const text = typeof value === 'string' ? value.slice(0, SAID_LIMIT_CHARACTERS) : ''
    return name === 'serverResponseCode' && text !== '' ? `[${text}]` : text
  })
  return parts.join(' ')
}

/** The failure itself, and what it was made of. */
function* causes(thrown: unknown): Iterable<Error> {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 8; depth++) {
    yield error
    error = error.cause ?? Reflect.get(error, '_err')
  }
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : ''
}
