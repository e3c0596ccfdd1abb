import { appendFile } from 'node:fs/promises'

/** Headers that say something about SocialHub and nothing about a person. */
const KEPT =
  /^(content-type|retry-after|user-agent|referer|connection|x-ratelimit-.*|x-socialhub-timestamp)$/
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]*/g
const MAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g
/** Of whom, and with what: nobody needs these to answer a question about SocialHub. */
const PRIVATE_KEYS = /^(accessToken|secret|userId|teamIds|email|businessHours)$/

/** What passed between SocialHub and a rehearsal, kept as lines of JSON without secrets or persons. */
export class Traffic {
  readonly #file: string
  readonly #secrets = new Set<string>()
  #written: Promise<void> = Promise.resolve()

  constructor(file: string) {
    this.#file = file
  }

  /** From now on it stands nowhere. */
  conceal(secret: string): void {
    if (secret !== '') this.#secrets.add(secret)
  }

  /** @param entry headers under the key `headers` are reduced to those that are known to be harmless. */
  note(entry: Readonly<Record<string, unknown>>): void {
    const line = `${JSON.stringify({ at: new Date().toISOString(), ...entry }, (key, value) =>
      this.#masked(key, value),
    )}\n`
    this.#written = this.#written.then(() => appendFile(this.#file, line))
  }

  /** Resolves when all is in the file. */
  async written(): Promise<void> {
    await this.#written
  }

  /** A text without what must not be seen. */
  text(text: string): string {
    let masked = text
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, '‹secret›')
    return masked.replace(TOKEN, '‹token›').replace(MAIL, '‹e-mail›')
  }

  #masked(key: string, value: unknown): unknown {
    if (PRIVATE_KEYS.test(key) && value !== null) return '‹masked›'
    if (typeof value === 'string') return this.text(value)
    if (key !== 'headers' || typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).filter(([name]) => KEPT.test(name)))
  }
}
