import { isVisible, type Language, MESSAGE_LIMIT_CHARACTERS, type PlainData } from '@hubward/plugin'
import { isRecord } from './is-record.ts'

/** In place of a message of which nothing is left to see: it was written, and gets its Ticket. */
const NOTHING_TO_SEE: Readonly<Record<Language, string>> = {
  en: '(A message without text)',
  de: '(Eine Nachricht ohne Text)',
  fr: '(Un message sans texte)',
}

/** A message as it may be passed on, and the fields that were left out of it or replaced. */
export interface Passable {
  readonly message: PlainData
  readonly mended: readonly string[]
}

/**
 * Takes out of a message what no Ticket may hold, whoever wrote it: addresses that are no http or https,
 * times that no calendar of ours has, names and texts in which nothing can be seen, halves of characters
 * that were cut at an offset of the Network's. The rest is worth a Ticket; what is wrong in any other way
 * is the plugin's fault, and left for the check.
 */
export function passable(message: PlainData, language: Language): Passable {
  if (!isRecord(message) || !isRecord(message.interaction)) return { message, mended: [] }
  const mended: string[] = []
  const without = <Fields extends Record<string, PlainData>>(
    fields: Fields,
    name: string,
    isWrong: (value: PlainData) => boolean,
    where = name,
  ): Fields => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (value === undefined || !isWrong(value)) return fields
    mended.push(where)
    const { [name]: _, ...rest } = fields
    return rest as Fields
  }
  let interaction: Record<string, PlainData> = { ...message.interaction }
  interaction = without(interaction, 'url', isForeignScheme)
  interaction = without(interaction, 'link', isForeignScheme)
  interaction = without(interaction, 'createdTime', isBeyondCalendars)
  if (isRecord(interaction.interactor)) {
    const person = without(interaction.interactor, 'url', isForeignScheme, 'interactor.url')
    const { interactorId, name } = person
    const unnamed = isShort(name) && !isVisible(name) && typeof interactorId === 'string'
    if (unnamed) mended.push('interactor.name')
    interaction.interactor = { ...person, ...(unnamed && { name: interactorId }) }
  }
  if (isShort(interaction.message) && !interaction.message.isWellFormed()) {
    mended.push('message')
    interaction.message = interaction.message.toWellFormed()
  }
  const { interactor } = interaction
  if (isRecord(interactor) && isShort(interactor.name)) {
    if (!interactor.name.isWellFormed()) mended.push('interactor.name')
    interaction.interactor = { ...interactor, name: interactor.name.toWellFormed() }
  }
  const rest = without(message, 'updatedTime', isBeyondCalendars)
  if (isShort(interaction.message) && !isVisible(interaction.message)) {
    const says = isEmpty(interaction, rest.marks) ? NOTHING_TO_SEE[language] : ''
    if (says !== interaction.message) mended.push('message')
    interaction.message = says
  }
  return { message: mended.length === 0 ? message : { ...rest, interaction }, mended }
}

/** What is longer is refused for its length, and not looked at: this is the host's own thread. */
function isShort(text: unknown): text is string {
  return typeof text === 'string' && text.length <= MESSAGE_LIMIT_CHARACTERS
}

/** Whether it is an address, and one that runs or reads something in place of leading somewhere. */
function isForeignScheme(value: PlainData): boolean {
  return typeof value === 'string' && !/^https?:\/\//i.test(value) && /^\s*[a-z]/i.test(value)
}

/** ISO 8601 knows them; SocialHub and PostgreSQL don't take them. */
function isBeyondCalendars(value: PlainData): boolean {
  return typeof value === 'string' && /^([+-]\d{6}|0000)-/.test(value)
}

function isEmpty(interaction: Readonly<Record<string, PlainData>>, marks: unknown): boolean {
  const { pictures, attachments, link, rating } = interaction
  const isNone = (list: unknown) => !Array.isArray(list) || list.length === 0
  const speaks = isRecord(marks) && (Boolean(marks.subject) || Boolean(marks.quoted))
  return isNone(pictures) && isNone(attachments) && !link && !rating && !speaks
}
