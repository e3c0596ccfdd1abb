import { type PluginStore, readStored, storeOnce, updateStored } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { derive, shortHash } from './secrets.ts'

/** A file that belongs to a message; it lies in the host's files. */
export const KeptFile = Type.Object({
  reference: Type.String(),
  name: Type.String(),
  mimeType: Type.String(),
  sizeBytes: Type.Integer({ minimum: 0 }),
})
export type KeptFile = Type.Static<typeof KeptFile>

/** Who began a conversation, and with which message. */
export const Opening = Type.Object({
  /** Empty where it was not asked or not given. */
  name: Type.String(),
  email: Type.String(),
  subject: Type.String(),
  interactorId: Type.String({ minLength: 3 }),
  /** The entry that the Root-Ticket is made from. */
  rootEntry: Type.String(),
  /** What its link is made from, together with the key, where the visitor may be sent it by mail. */
  nonce: Type.Optional(Type.String()),
  /** Who typed the address, as a keyed hash. */
  typedBy: Type.Optional(Type.String()),
})
export type Opening = Type.Static<typeof Opening>

/** One message, of the visitor or of an agent. */
export const Entry = Type.Object({
  from: Type.Union([Type.Literal('visitor'), Type.Literal('agent')]),
  text: Type.String(),
  files: Type.Array(KeptFile),
  /** ISO 8601. */
  time: Type.String(),
  /** What was known of the visitor's address when it was written; absent: there is none, or no mail. */
  address: Type.Optional(Type.Union([Type.Literal('unconfirmed'), Type.Literal('confirmed')])),
})
export type Entry = Type.Static<typeof Entry>

/** What is left of a conversation that its visitor erased: nothing that anybody said. */
const Erased = Type.Object({
  /** ISO 8601. */
  time: Type.String(),
  /** The visitor's messages. */
  entries: Type.Array(Type.String()),
  files: Type.Array(Type.String()),
})
export type Erased = Type.Static<typeof Erased>

export interface Conversation {
  readonly id: string
  readonly opening: Opening
  /** Oldest first. */
  readonly entries: readonly (Entry & { readonly id: string })[]
}

/**
 * How conversations lie in a Channel's store:
 *
 * - `conversation/<id>` the {@link Opening}
 * - `conversation/<id>/<entry id>` one {@link Entry} each, so that no value grows without end
 *
 * - `address/<interactorId>/<id>` for an address, its conversations with the time
 * - `erased/<id>` what is left of one that its visitor erased
 *
 * The first two are written once and never changed: whoever repeats a write finds what was written first.
 * Therefore every id is made from what makes the message the same message when it comes again.
 */
export class Conversations {
  readonly #store: PluginStore

  constructor(channelStore: PluginStore) {
    this.#store = channelStore
  }

  /** @param time ISO 8601. */
  async open(id: string, opening: Opening, time: string): Promise<Opening> {
    const { interactorId, nonce } = opening
    // Without a nonce nobody could be led back to it.
    if (nonce !== undefined) await this.#listForVisitor(id, interactorId, time)
    return storeOnce(this.#store, `conversation/${id}`, Opening, opening, interactorId)
  }

  async #listForVisitor(id: string, interactorId: string, time: string): Promise<void> {
    await this.#store.set(`address/${interactorId}/${id}`, { time }, 0, { about: interactorId })
  }

  /** The conversations of whoever typed an address, the newest first. */
  async ofVisitor(interactorId: string): Promise<readonly string[]> {
    const prefix = `address/${interactorId}/`
    const listed = (await this.#store.list(prefix)).map(({ key, value }) => ({
      id: key.slice(prefix.length),
      time: Value.Check(Listed, value) ? value.time : '',
    }))
    return listed.sort((one, other) => byTime(other, one)).map(({ id }) => id)
  }

  /**
   * Erases what was said. Called again, it answers all that it ever erased. The note comes first, and the
   * last look after the conversation is gone: so whoever was writing meanwhile sees the one, or is seen
   * by the other.
   *
   * @returns undefined where there is no such conversation.
   */
  async erase(id: string, time: string): Promise<Erased | undefined> {
    const opening = await this.opening(id)
    if (opening === undefined && !(await this.isErased(id))) return undefined
    await this.#eraseEntries(id, time, opening)
    if (opening !== undefined) {
      await this.#store.delete(`address/${opening.interactorId}/${id}`)
      await this.#store.delete(`conversation/${id}`)
    }
    await this.#eraseEntries(id, time, opening)
    return readStored(this.#store, `erased/${id}`, Erased)
  }

  async #eraseEntries(id: string, time: string, opening: Opening | undefined): Promise<void> {
    const found = await this.#entries(id)
    const visitors = found.filter(({ from }) => from === 'visitor').map((entry) => entry.id)
    const shown = found.flatMap(({ files }) => files.map(({ reference }) => reference))
    const about = opening && { about: opening.interactorId }
    const note = `erased/${id}`
    await this.#store.set(note, { time, entries: [], files: [] }, 0, about)
    // What an earlier try has noted is more than is there now.
    await updateStored(this.#store, note, (value) => {
      if (found.length === 0 || !Value.Check(Erased, value)) return undefined
      const entries = [...new Set([...value.entries, ...visitors])]
      return { ...value, entries, files: [...new Set([...value.files, ...shown])] }
    })
    for (const entry of found) await this.remove(id, entry.id)
  }

  /** Whether there is one, or was. */
  async isKnown(id: string): Promise<boolean> {
    return (await this.opening(id)) !== undefined || (await this.isErased(id))
  }

  /** Also while it is being erased. */
  async isErased(id: string): Promise<boolean> {
    return (await readStored(this.#store, `erased/${id}`, Erased)) !== undefined
  }

  async remove(id: string, entryId: string): Promise<void> {
    await this.#store.delete(`conversation/${id}/${entryId}`)
  }

  /** @param about the visitor's `interactorId`. */
  async add(id: string, entryId: string, entry: Entry, about: string): Promise<Entry> {
    return storeOnce(this.#store, `conversation/${id}/${entryId}`, Entry, entry, about)
  }

  /** For an entry that was written in vain: see `sending.ts`. */
  async replace(
    id: string,
    entryId: string,
    entry: Entry,
    about: string | undefined,
  ): Promise<void> {
    const options = about === undefined ? undefined : { about }
    await this.#store.set(`conversation/${id}/${entryId}`, entry, undefined, options)
  }

  async opening(id: string): Promise<Opening | undefined> {
    return readStored(this.#store, `conversation/${id}`, Opening)
  }

  async entry(id: string, entryId: string): Promise<Entry | undefined> {
    return readStored(this.#store, `conversation/${id}/${entryId}`, Entry)
  }

  async read(id: string): Promise<Conversation | undefined> {
    const opening = await this.opening(id)
    if (opening === undefined) return undefined
    return { id, opening, entries: await this.#entries(id) }
  }

  async #entries(id: string): Promise<Conversation['entries']> {
    const prefix = `conversation/${id}/`
    const entries = (await this.#store.list(prefix)).flatMap(({ key, value }) =>
      Value.Check(Entry, value) ? [{ ...value, id: key.slice(prefix.length) }] : [],
    )
    return entries.sort(byTime)
  }
}

const Listed = Type.Object({ time: Type.String() })

function byTime(one: { time: string; id: string }, other: { time: string; id: string }): number {
  return one.time === other.time ? (one.id < other.id ? -1 : 1) : one.time < other.time ? -1 : 1
}

/** The unguessable part of a conversation's link; the same for every submit of one form. */
export function conversationToken(key: string, networkId: string, nonce: string): string {
  return derive(key, 'conversation', networkId, nonce)
}

/** The id that the store and SocialHub know: it leads nobody back to the link. */
export function conversationIdOf(token: string): string {
  return shortHash('conversation', token)
}

/** What open pages of it listen for. */
export function topicOf(conversationId: string): string {
  return `conversation ${conversationId}`
}

/** The `networkItemId` of a message. */
export function itemIdOf(conversationId: string, entryId: string): string {
  return `${conversationId}.${entryId}`
}
