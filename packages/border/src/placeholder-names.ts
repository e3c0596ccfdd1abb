import type { PlainData } from '@hubward/plugin'
import { isRecord } from './is-record.ts'

/** No name is longer; what is, is refused for its length, and not looked at. */
const LONGEST = 320

/**
 * Takes away what a Network writes where somebody has no name: `[deleted]`, `Deleted user`. As a name it
 * would make one person of many. Whoever has an id goes by that, and a message of nobody has no author.
 *
 * @param placeholders as the plugin declares them.
 */
export function withoutPlaceholders(
  message: PlainData,
  placeholders: readonly string[] = [],
): PlainData {
  if (placeholders.length === 0 || !isRecord(message) || !isRecord(message.interaction)) {
    return message
  }
  const known = new Set(placeholders.map(comparable))
  const isNobody = (name: unknown) =>
    typeof name === 'string' && name.length <= LONGEST && known.has(comparable(name))
  const { interactor, ...interaction } = message.interaction
  const marks = withoutQuoted(message.marks, isNobody)
  const rest = { ...message, ...(marks !== undefined && { marks }) }
  if (!isRecord(interactor) || !isNobody(interactor.name)) return rest
  const { interactorId } = interactor
  if (isNobody(interactorId)) return { ...rest, interaction }
  const named = { ...interactor, ...(interactorId !== undefined && { name: interactorId }) }
  return { ...rest, interaction: { ...interaction, interactor: named } }
}

/** What is quoted stays, and nobody is said to have written it. */
function withoutQuoted(
  marks: PlainData | undefined,
  isNobody: (name: unknown) => boolean,
): PlainData | undefined {
  if (!isRecord(marks) || !isRecord(marks.quoted) || !isNobody(marks.quoted.from)) return marks
  const { from: _, ...quoted } = marks.quoted
  return { ...marks, quoted }
}

/** Networks write them with other capitals, or with the sign of a handle. */
function comparable(name: string): string {
  return name.trim().replace(/^@/, '').toLowerCase()
}
