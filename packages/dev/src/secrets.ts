import { leavesOf, secretsIn } from '@hubward/host'
import type { Called } from './called.ts'

/** The schemas of the plugin whose calls are watched; unknown while it could not be loaded. */
export interface Schemas {
  readonly settings: unknown
  readonly channelSettings: unknown
  readonly credentials: unknown
}

/** Shorter texts are no secrets, and masking them would tear holes into every sentence. */
const SHORTEST_SECRET = 4

/** As networks call what nobody else may have; `nextPageToken` and the like are none. */
const SECRET_NAME =
  /token|secret|passw|passphrase|authorization|api[-_]?key|private[-_]?key|signature|assertion|verifier|cookie|session|jwt|(^|_)otp/i
const HARMLESS_NAME = /page|next|sync|continu|tokens_|max_?tokens|token_?type/i
/** Secrets only in an address or a form: elsewhere `code` names an error, and `state` is "open". */
const SECRET_PARAMETER = /^(code|state|nonce|key|sig|auth|pin)$/i

/** What looks like a secret wherever it stands: an Authorization's value, a JSON Web Token. */
const SECRET_LOOK = /\b(?:Bearer|Basic|DPoP)\s+([\w.~+/=-]{8,})|\b(eyJ[\w-]+\.[\w-]+\.[\w-]*)/g
/** One or two words, as `string` or `read write`: masking these would mask what is said. */
const WORDS = /^(\p{Lu}?\p{Ll}{1,12}|\p{Lu}{1,12})([ _-]\p{L}{1,12})?$/u
const PARAMETER = /([?&#]|%3F|%26)([\w.[\]-]+)(=|%3D)([^&#\s"'<>]+)/g

/**
 * Everything that must not be shown or written down. Each secret has a name that stays the same for as
 * long as the command runs, so that one sees where it comes from and where it goes: `masked-1`.
 */
export class Secrets {
  readonly #names = new Map<string, string>()
  /** Those that have their name in every text. A word that only stands where secrets do is none of them. */
  readonly #everywhere = new Set<string>()
  #written: readonly (readonly [string, string])[] | undefined
  /** The forms that were shown to a Customer, by their step: which of their fields are secret. */
  readonly #forms = new Map<string, unknown>()

  /** Finds out what is secret in a call, before anything of it is shown. */
  learn({ name, known, input, outcome }: Called, schemas: Schemas | undefined): void {
    const { settings, channelSettings, credentials, open } = known
    this.#add(secretsIn(schemas?.settings, settings))
    this.#add(secretsIn(schemas?.channelSettings, channelSettings))
    this.#add(secretsOfGrant(schemas?.credentials, credentials, open))
    const output = 'output' in outcome ? outcome.output : undefined
    if (name === 'refresh' && isRecord(output)) {
      this.#add(secretsOfGrant(schemas?.credentials, output.credentials, open))
    }
    if (name === 'authenticate') this.#learnStep(input, output, schemas)
  }

  #learnStep(input: unknown, output: unknown, schemas: Schemas | undefined): void {
    if (isRecord(input)) {
      const form = this.#forms.get(String(input.step))
      this.#add(form ? secretsIn(form, input.values) : unopenLeaves(input.values, []))
      this.#add(unopenLeaves(input.state, []))
    }
    if (!isRecord(output)) return
    this.#add(unopenLeaves(output.state, []))
    if (output.kind === 'form') this.#forms.set(String(output.step), output.schema)
    for (const account of Array.isArray(output.accounts) ? output.accounts : []) {
      const open = [account.networkId, account.name, account.uniqueName, account.server].map(String)
      this.#add(secretsOfGrant(schemas?.credentials, account.credentials, open))
    }
  }

  /** A text in which every secret has its name. */
  text(text: string): string {
    const looked = text
      .replace(PARAMETER, (whole, before, name, equals, value) =>
        isSecretName(name, true) ? before + name + equals + this.nameOf(value) : whole,
      )
      .replace(SECRET_LOOK, (whole, credential, token) => {
        const secret = String(credential ?? token)
        return whole.replace(secret, this.nameOf(secret))
      })
    this.#written ??= writings(this.#names, this.#everywhere)
    return this.#written.reduce((rest, [written, name]) => rest.replaceAll(written, name), looked)
  }

  /**
   * A copy of plain data in which every secret has its name.
   *
   * @param parameters whether it is what an address or a form holds.
   */
  data(value: unknown, parameters = false): unknown {
    if (typeof value === 'string') return this.text(value)
    if (typeof value === 'number') return this.#names.get(String(value)) ?? value
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map((item) => this.data(item, parameters))
    if (value instanceof Uint8Array) return value
    // A schema speaks about secrets, and holds none.
    if (isFormSchema(value)) return this.#spoken(value)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.text(key),
        isSecretName(key, parameters) ? this.#hidden(inner) : this.data(inner, parameters),
      ]),
    )
  }

  /** The name that stands in place of what stands where a secret does. */
  nameOf(secret: string): string {
    if (/^masked-\d+$/.test(secret)) return secret
    if (!WORDS.test(secret)) this.#hideEverywhere(secret)
    const name = this.#names.get(secret) ?? `masked-${this.#names.size + 1}`
    this.#names.set(secret, name)
    return name
  }

  /** The same without a look at the names of properties. */
  #spoken(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#spoken(item))
    if (!isRecord(value)) return this.data(value)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.#spoken(inner)]),
    )
  }

  #hidden(value: unknown): unknown {
    if (typeof value === 'string' && value !== '') return this.nameOf(value)
    if (typeof value === 'number') return this.nameOf(String(value))
    if (Array.isArray(value)) return value.map((item) => this.#hidden(item))
    if (!isRecord(value)) return value
    // A schema and a sentence speak about secrets, and hold none.
    if (isFormSchema(value) || isSentence(value)) return this.data(value)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, this.#hidden(inner)]),
    )
  }

  #add(secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (secret.length < SHORTEST_SECRET) continue
      this.#hideEverywhere(secret)
      this.nameOf(secret)
    }
  }

  #hideEverywhere(secret: string): void {
    if (this.#everywhere.has(secret)) return
    this.#everywhere.add(secret)
    this.#written = undefined
  }
}

/** Whether what has this name is a secret by all experience. */
function isSecretName(name: string, parameter: boolean): boolean {
  if (parameter && SECRET_PARAMETER.test(name)) return true
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name)
}

/** Each of its properties is a schema again, and never a value. */
function isFormSchema(value: object): boolean {
  const { type, properties } = value as { readonly type?: unknown; readonly properties?: unknown }
  return type === 'object' && isRecord(properties) && Object.values(properties).every(isRecord)
}

/** In every language of Hubward. */
function isSentence(value: object): boolean {
  return Object.keys(value).toSorted().join() === 'de,en,fr'
}

/**
 * Credentials are secret as a whole, unless their schema marks some with `secret: true`; what is an
 * address, or stands on the Channel for everybody to read, is none in any case.
 */
function secretsOfGrant(schema: unknown, grant: unknown, open: readonly string[]): string[] {
  const marked = secretsIn(schema, grant)
  if (marked.length === 0) return unopenLeaves(grant, open)
  return [...marked, ...unopenLeaves(grant, open).filter(looksRandom)]
}

/** Words are no secrets, unless they stand under the name of one. */
function unopenLeaves(value: unknown, open: readonly string[], name = ''): string[] {
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([inner, item]) =>
      unopenLeaves(item, open, Array.isArray(value) ? name : inner),
    )
  }
  return leavesOf(value).filter(
    (leaf) =>
      !open.includes(leaf) && !isAddress(leaf) && (isSecretName(name, false) || !WORDS.test(leaf)),
  )
}

/** An address without user, query and fragment says where, and nothing that is secret. */
function isAddress(text: string): boolean {
  const url = URL.parse(text)
  if (url) return /^(https?|smtps?|imaps?):$/.test(url.protocol) && !/[@?#]/.test(text)
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(text) && !/^eyJ/.test(text)
}

function looksRandom(text: string): boolean {
  return text.length >= 16 && /^[\w.~+/=-]+$/.test(text) && /\d/.test(text)
}

/** As it is, in a URL, and inside of JSON; the longest first, so that no rest of it stays. */
function writings(
  names: ReadonlyMap<string, string>,
  everywhere: ReadonlySet<string>,
): (readonly [string, string])[] {
  return [...names]
    .filter(([secret]) => secret.length >= SHORTEST_SECRET && everywhere.has(secret))
    .flatMap(([secret, name]) =>
      [secret, encodeURIComponent(secret.toWellFormed()), JSON.stringify(secret).slice(1, -1)].map(
        (written) => [written, name] as const,
      ),
    )
    .sort(([one], [other]) => other.length - one.length)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
