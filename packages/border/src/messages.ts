import {
  DeletedMessage,
  type Message,
  type PlainData,
  REFERENCE_LIMIT_BYTES,
  WrittenMessage,
} from '@hubward/plugin'
import { type Checked, check, type Problem } from '@hubward/socialhub'
import type { CopiedAnswer, CopiedPage } from './copied-answer.ts'
import { isRecord } from './is-record.ts'
import type { RejectedMessage } from './plugin-calls.ts'

/** Tells the messages that SocialHub takes from those that it would refuse. */
export function checkMessages(answered: CopiedPage['messages']): {
  messages: readonly Message[]
  rejected: readonly RejectedMessage[]
} {
  const messages: Message[] = []
  const rejected: RejectedMessage[] = []
  for (const [index, given] of answered.entries()) {
    const checked = checkMessage(given)
    if (checked.ok) {
      messages.push(checked.value)
      continue
    }
    const { networkItemId } = given
    rejected.push({
      index,
      ...(networkItemId !== undefined && { networkItemId }),
      problems: checked.problems,
    })
  }
  return { messages, rejected }
}

function checkMessage(given: CopiedAnswer): Checked<Message> {
  if ('notPlain' in given) return { ok: false, problems: [given.notPlain] }
  const message = given.plain
  if (isRecord(message) && 'deletedTime' in message) return check(DeletedMessage, message)
  const checked = checkWritten(message)
  if (!checked.ok) return checked
  const problem = referenceProblem(checked.value)
  return problem ? { ok: false, problems: [problem] } : checked
}

/** Where marks bring words, an Interaction needs none of its own. */
function checkWritten(message: PlainData): Checked<WrittenMessage> {
  if (!isRecord(message) || !isRecord(message.marks) || !isRecord(message.interaction)) {
    return check(WrittenMessage, message)
  }
  const { subject, quoted } = message.marks
  const { message: text = '' } = message.interaction
  if (text !== '' || (!subject && !quoted)) return check(WrittenMessage, message)
  const standIn = { ...message, interaction: { ...message.interaction, message: '…' } }
  const checked = check(WrittenMessage, standIn)
  if (!checked.ok) return checked
  const { message: _, ...interaction } = checked.value.interaction
  return { ok: true, value: { ...checked.value, interaction } }
}

/** Why a reference can’t be kept. */
export function referenceProblem({
  reference,
}: Pick<WrittenMessage, 'reference'>): Problem | undefined {
  if (reference === undefined) return undefined
  const sizeBytes = Buffer.byteLength(JSON.stringify(reference))
  if (sizeBytes <= REFERENCE_LIMIT_BYTES) return undefined
  const rule = `This must be at most ${REFERENCE_LIMIT_BYTES} bytes as JSON, not ${sizeBytes}.`
  return { field: 'reference', rule }
}
