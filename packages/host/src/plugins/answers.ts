import { validateHeaderName, validateHeaderValue } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import {
  type AuthenticationStep,
  CompleteStep,
  type FetchRequest,
  FormStep,
  type NetworkPlugin,
  PlainData,
  Received,
  RedirectStep,
  type Refreshed,
  Time,
  WaitStep,
} from '@hubward/plugin'
import { check, type Problem } from '@hubward/socialhub'
import Type from 'typebox'
import { type Call, rubbish } from './call.ts'
import type { Fetched, Listed, RecentRequest } from './line.ts'
import { checkMessages } from './messages.ts'
import { NotPlain, plainCopy } from './plain-copy.ts'

/** More messages than this at once are a loop's work, whatever limit was asked for. */
const MESSAGES_LIMIT = 10_000
/** What is kept of a listing between two pages. */
const CURSOR_LIMIT_BYTES = 65_536

/** The plugin's answer as plain data of that shape; otherwise the plugin is blamed. */
export function answered<Schema extends Type.TSchema>(
  call: Call,
  schema: Schema,
  answer: unknown,
): Type.Static<Schema> {
  const checked = check(schema, copied(call, answer))
  if (checked.ok) return checked.value
  throw rubbish(call, checked.problems)
}

/** A step is checked as the kind that it says it is, so that the blame names the one field. */
export function answeredStep(
  call: Call,
  plugin: NetworkPlugin,
  answer: unknown,
): AuthenticationStep {
  const step = copied(call, answer)
  const kind = isRecord(step) ? step.kind : undefined
  switch (kind) {
    case 'form': {
      const form = answered(call, FormStep, step)
      const problem = schemaProblem(form.schema)
      if (problem) throw rubbish(call, [problem])
      return form
    }
    case 'complete': {
      const complete = answered(call, CompleteStep, step)
      const problems = accountProblems(plugin, complete)
      if (problems.length > 0) throw rubbish(call, problems)
      return complete
    }
    case 'redirect':
      return answered(call, RedirectStep, step)
    case 'wait':
      return answered(call, WaitStep, step)
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

function accountProblems(plugin: NetworkPlugin, { accounts }: CompleteStep): Problem[] {
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
  plugin: NetworkPlugin,
  request: FetchRequest<unknown>,
  answer: unknown,
): Omit<Fetched, 'pushesRead'> {
  const listed = listOfMessages(call, answer)
  const { position, more } = answered(
    call,
    Type.Object({ position: Type.Unknown(), more: Type.Boolean() }),
    { position: listed.position, more: listed.more },
  )
  const checked = check(plugin.position, position)
  if (!checked.ok) {
    throw rubbish(call, under('position', checked.problems))
  }
  const { messages, rejected } = judgedMessages(call, listed.messages)
  const turnsInPlace =
    more && listed.messages.length === 0 && isDeepStrictEqual(position, request.position)
  if (turnsInPlace) call.log.error('a plugin promises more from where it already stands')
  return { messages, rejected, position, more: more && !turnsInPlace }
}

/** A page that leads back to itself is rubbish: the list would never end. */
export function answeredRecent(call: Call, request: RecentRequest, answer: unknown): Listed {
  const listed = listOfMessages(call, answer)
  const { cursor, completeSince } = answered(
    call,
    Type.Object({ cursor: Type.Optional(PlainData), completeSince: Type.Optional(Time) }),
    {
      ...(listed.cursor !== undefined && { cursor: listed.cursor }),
      ...(listed.completeSince !== undefined && { completeSince: listed.completeSince }),
    },
  )
  if (cursor !== undefined && Buffer.byteLength(JSON.stringify(cursor)) > CURSOR_LIMIT_BYTES) {
    const rule = `This must be at most ${CURSOR_LIMIT_BYTES} bytes as JSON.`
    throw rubbish(call, [{ field: 'cursor', rule }])
  }
  if (cursor !== undefined && isDeepStrictEqual(cursor, request.cursor)) {
    const rule = 'This must not be the cursor that was asked with: the list would never end.'
    throw rubbish(call, [{ field: 'cursor', rule }])
  }
  return {
    ...judgedMessages(call, listed.messages),
    ...(cursor !== undefined && cursor !== null && { cursor }),
    ...(completeSince !== undefined && { completeSince }),
  }
}

function listOfMessages(
  call: Call,
  answer: unknown,
): Readonly<Record<string, unknown>> & { readonly messages: readonly unknown[] } {
  if (!isRecord(answer) || !Array.isArray(answer.messages)) {
    throw rubbish(call, [{ field: 'messages', rule: 'This must be a list.' }])
  }
  if (answer.messages.length > MESSAGES_LIMIT) {
    const rule = `This must hold no more than ${MESSAGES_LIMIT} messages.`
    throw rubbish(call, [{ field: 'messages', rule }])
  }
  return { ...answer, messages: answer.messages }
}

function judgedMessages(call: Call, answered: readonly unknown[]) {
  const { messages, rejected } = checkMessages(answered)
  for (const { index, networkItemId, problems } of rejected) {
    call.log.error(
      { index, networkItemId, problems },
      'a plugin brought a message that can’t be used',
    )
  }
  return { messages, rejected }
}

const Refreshing = Type.Object(
  { credentials: Type.Unknown(), expirationTime: Type.Optional(Time) },
  { additionalProperties: false },
)

export function answeredRefresh(
  call: Call,
  plugin: NetworkPlugin,
  answer: unknown,
): Refreshed<unknown> {
  const refreshed = answered(call, Refreshing, answer)
  const checked = check(plugin.credentials, refreshed.credentials)
  if (checked.ok) return refreshed
  throw rubbish(call, under('credentials', checked.problems))
}

/** A response that Node would refuse to send is the plugin's mistake, not the sender's. */
export function answeredRequest(call: Call, answer: unknown): Received {
  const received = answered(call, Received, answer)
  for (const [name, value] of Object.entries(received.response.headers ?? {})) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      const rule = 'This is no header that HTTP allows.'
      throw rubbish(call, [{ field: `response.headers.${name}`, rule }])
    }
  }
  return received
}

function under(field: string, problems: readonly Problem[]): Problem[] {
  return problems.map((inner) => ({
    field: inner.field === '' ? field : `${field}.${inner.field}`,
    rule: inner.rule,
  }))
}

function copied(call: Call, answer: unknown): unknown {
  try {
    return plainCopy(answer)
  } catch (error) {
    if (error instanceof NotPlain) throw rubbish(call, [error.problem])
    throw error
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
