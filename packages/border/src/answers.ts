import { validateHeaderName, validateHeaderValue } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import {
  Admission,
  type AuthenticationStep,
  CompleteStep,
  type FetchRequest,
  FormStep,
  FoundReply,
  GrantId,
  PlainData,
  PublishedReply,
  Received,
  RedirectStep,
  type Refreshed,
  Time,
  WaitStep,
} from '@hubward/plugin'
import { check, type Problem } from '@hubward/socialhub'
import Type from 'typebox'
import { blame, type Call, rubbish } from './call.ts'
import type { CopiedAnswer, CopiedPage } from './copied-answer.ts'
import type { DescribedPlugin } from './described-plugin.ts'
import { passable } from './foreign-message.ts'
import { isRecord } from './is-record.ts'
import { checkMessages, referenceProblem } from './messages.ts'
import { withoutPlaceholders } from './placeholder-names.ts'
import type { FetchedPage, Listed, RecentRequest } from './plugin-calls.ts'
import { mailProblems, withoutBadMail } from './visitor-mail.ts'

/** The longest pause that a plugin may ask for. */
const WAIT_LIMIT_MS = 3_600_000
/** What is kept of a listing between two pages. */
const CURSOR_LIMIT_BYTES = 65_536

/** The plugin's answer as plain data of that shape; otherwise the plugin is blamed. */
export function answered<Schema extends Type.TSchema>(
  call: Call,
  schema: Schema,
  answer: CopiedAnswer,
): Type.Static<Schema> {
  const checked = check(schema, arrived(call, answer))
  if (checked.ok) return checked.value
  throw rubbish(call, checked.problems)
}

/** A step is checked as the kind that it says it is, so that the blame names the one field. */
export function answeredStep(
  call: Call,
  plugin: DescribedPlugin,
  answer: CopiedAnswer,
): AuthenticationStep {
  const step = arrived(call, answer)
  const kind = isRecord(step) ? step.kind : undefined
  switch (kind) {
    case 'form': {
      const form = answered(call, FormStep, answer)
      const problem = schemaProblem(form.schema)
      if (problem) throw rubbish(call, [problem])
      return form
    }
    case 'complete': {
      const complete = answered(call, CompleteStep, answer)
      const problems = accountProblems(plugin, complete)
      if (problems.length > 0) throw rubbish(call, problems)
      return complete
    }
    case 'redirect':
      return answered(call, RedirectStep, answer)
    case 'wait':
      return answered(call, WaitStep, answer)
    default:
      throw rubbish(call, [
        { field: 'kind', rule: 'This must be one of: form, redirect, wait, complete.' },
      ])
  }
}

/** What the host makes a form of must be a schema that it can check the values with. */
function schemaProblem(schema: unknown): Problem | undefined {
  if (!isRecord(schema) || schema.type !== 'object') {
    return { field: 'schema', rule: 'This must be an object schema: Type.Object({ … }).' }
  }
  try {
    check(schema, {})
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { field: 'schema', rule: `This can’t be compiled: ${why}` }
  }
}

function accountProblems(plugin: DescribedPlugin, { accounts }: CompleteStep): Problem[] {
  const problems: Problem[] = []
  const known = new Set<string>()
  for (const [index, { networkId, credentials }] of accounts.entries()) {
    if (known.has(networkId)) {
      problems.push({ field: `accounts.${index}.networkId`, rule: 'This occurs twice.' })
    }
    known.add(networkId)
    const checked = check(plugin.credentials, credentials)
    if (!checked.ok) problems.push(...under(`accounts.${index}.credentials`, checked.problems))
  }
  return problems
}

/** Each message is judged for itself: a bad one is set apart, and its neighbours go on. */
export function answeredFetch(
  call: Call,
  plugin: DescribedPlugin,
  request: FetchRequest<unknown>,
  page: CopiedPage,
): FetchedPage {
  const { position, more, waitMs } = answered(call, Place, page.rest)
  const checked = check(plugin.position, position)
  if (!checked.ok) {
    throw rubbish(call, under('position', checked.problems))
  }
  const { messages, rejected } = judgedMessages(call, plugin, page.messages)
  const turnsInPlace =
    more && page.messages.length === 0 && isDeepStrictEqual(position, request.position)
  if (turnsInPlace) {
    const reason = 'promises more from where it already stands'
    blame(call, `a plugin ${reason}`, { field: 'more', reason }, {})
  }
  return {
    messages,
    rejected,
    position,
    more: more && !turnsInPlace,
    ...(waitMs !== undefined && { waitMs }),
  }
}

/** A page that leads back to itself is rubbish: the list would never end. */
export function answeredRecent(
  call: Call,
  plugin: DescribedPlugin,
  request: RecentRequest,
  page: CopiedPage,
): Listed {
  const { cursor, completeSince } = answered(call, RecentPlace, page.rest)
  if (cursor !== undefined && Buffer.byteLength(JSON.stringify(cursor)) > CURSOR_LIMIT_BYTES) {
    const rule = `This must be at most ${CURSOR_LIMIT_BYTES} bytes as JSON.`
    throw rubbish(call, [{ field: 'cursor', rule }])
  }
  if (cursor !== undefined && isDeepStrictEqual(cursor, request.cursor)) {
    const rule = 'This must not be the cursor that was asked with: the list would never end.'
    throw rubbish(call, [{ field: 'cursor', rule }])
  }
  return {
    ...judgedMessages(call, plugin, page.messages),
    ...(cursor !== undefined && cursor !== null && { cursor }),
    ...(completeSince !== undefined && { completeSince }),
  }
}

const Place = Type.Object({
  position: Type.Unknown(),
  more: Type.Boolean(),
  waitMs: Type.Optional(Type.Number({ minimum: 0, maximum: WAIT_LIMIT_MS })),
})
const RecentPlace = Type.Object({
  cursor: Type.Optional(PlainData),
  completeSince: Type.Optional(Time),
})

function judgedMessages(
  call: Call,
  { declaration }: DescribedPlugin,
  answered: CopiedPage['messages'],
) {
  const language = call.known.channel?.channel.language ?? 'en'
  const foreign = answered.map((given) => {
    if (!('plain' in given)) return given
    const named = withoutPlaceholders(given.plain, declaration.placeholderNames)
    const { message, mended } = passable(named, language)
    if (mended.length > 0) {
      const { networkItemId = null } = given
      call.log.warn({ networkItemId, fields: mended }, 'what no Ticket may hold was left out')
    }
    return { ...given, plain: message }
  })
  const { messages, rejected } = checkMessages(foreign)
  for (const { index, networkItemId, problems } of rejected) {
    const [first] = problems
    const fault = { field: `messages.${index}.${first?.field}`, reason: first?.rule ?? '' }
    blame(call, 'a plugin brought a message that can’t be used', fault, {
      index,
      networkItemId,
      problems,
    })
  }
  return { messages, rejected }
}

/**
 * What was published. It is public already: a reference that can't be kept is left out, and the plugin
 * blamed, so that nobody takes the reply for lost and sends it again.
 */
export function answeredPublication(call: Call, answer: CopiedAnswer): PublishedReply {
  const sendable = withoutBadMail(call, answer)
  return withFittingReference(call, answered(call, PublishedReply, sendable))
}

export function answeredFind(call: Call, answer: CopiedAnswer): FoundReply {
  const found = answered(call, FoundReply, withSendableReply(call, answer))
  if (found.outcome !== 'found') return found
  return { ...found, reply: withFittingReference(call, found.reply) }
}

function withSendableReply(call: Call, answer: CopiedAnswer): CopiedAnswer {
  if (!('plain' in answer) || !isRecord(answer.plain) || !isRecord(answer.plain.reply))
    return answer
  const sendable = withoutBadMail(call, { plain: answer.plain.reply })
  return 'plain' in sendable ? { plain: { ...answer.plain, reply: sendable.plain } } : answer
}

function withFittingReference(call: Call, published: PublishedReply): PublishedReply {
  const problem = referenceProblem(published)
  if (!problem) return published
  const { field, rule: reason } = problem
  blame(call, 'a plugin’s note for a reply can’t be kept', { field, reason }, {})
  const { reference: _, ...rest } = published
  return rest
}

const Refreshing = Type.Object(
  {
    credentials: Type.Unknown(),
    expirationTime: Type.Optional(Time),
    grantId: Type.Optional(GrantId),
  },
  { additionalProperties: false },
)

export function answeredRefresh(
  call: Call,
  plugin: DescribedPlugin,
  answer: CopiedAnswer,
): Refreshed<unknown> {
  const refreshed = answered(call, Refreshing, answer)
  const checked = check(plugin.credentials, refreshed.credentials)
  if (checked.ok) return refreshed
  throw rubbish(call, under('credentials', checked.problems))
}

/** Whether a request may come, and how much of it. */
export function answeredAdmission(call: Call, answer: CopiedAnswer): Admission {
  const admission = answered(call, Admission, answer)
  checkHeaders(call, admission.response)
  return admission
}

export function answeredRequest(call: Call, answer: CopiedAnswer): Received {
  const received = answered(call, Received, answer)
  checkHeaders(call, received.response)
  for (const [index, { mail }] of (received.mails ?? []).entries()) {
    const problems = mailProblems(call, mail)
    if (problems.length > 0) throw rubbish(call, under(`mails.${index}.mail`, problems))
  }
  return received
}

/** A response that Node would refuse to send is the plugin's mistake, not the sender's. */
function checkHeaders(call: Call, response: Partial<Received['response']> = {}): void {
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      const rule = 'This is no header that HTTP allows.'
      throw rubbish(call, [{ field: `response.headers.${name}`, rule }])
    }
  }
}

function under(field: string, problems: readonly Problem[]): Problem[] {
  return problems.map((inner) => ({
    field: inner.field === '' ? field : `${field}.${inner.field}`,
    rule: inner.rule,
  }))
}

function arrived(call: Call, answer: CopiedAnswer): unknown {
  if ('plain' in answer) return answer.plain
  throw rubbish(call, [answer.notPlain])
}
