import { Readable } from 'node:stream'
import type { PlainData } from '@hubward/plugin'
import type { Problem } from '@hubward/socialhub'
import { isRecord } from './is-record.ts'
import { NotPlain, plainCopy } from './plain-copy.ts'

/** What a plugin answered, on its way to the host: a copy; or why it is no plain data. */
export type CopiedAnswer = { readonly plain: PlainData } | { readonly notPlain: Problem }

/** Messages travel one by one: a bad one is set apart, and its neighbours go on. */
export interface CopiedPage {
  readonly messages: readonly (CopiedAnswer & { readonly networkItemId?: string })[]
  /** The rest of the answer. */
  readonly rest: CopiedAnswer
  /** Of the media that the call made URLs for: the plugin's reference by the token in the URL. */
  readonly media: ReadonlyMap<string, string>
}

/** A stream travels as it is. */
export interface OpenedStream {
  readonly stream: Readable
  readonly rest: CopiedAnswer
}

/** What a call brings. */
export type Answer = CopiedAnswer | CopiedPage | OpenedStream

/** @throws TypeError for whoever asked for something else. */
export function page(answer: Answer): CopiedPage {
  if ('messages' in answer) return answer
  throw new TypeError('A page of messages was asked for.')
}

/** @throws TypeError for whoever asked for something else. */
export function single(answer: Answer): CopiedAnswer {
  if ('messages' in answer || 'stream' in answer) throw new TypeError('Plain data was asked for.')
  return answer
}

/** More messages than this at once are a loop's work, whatever limit was asked for. */
const MESSAGES_LIMIT = 10_000

export function copyAnswer(answer: unknown): CopiedAnswer {
  try {
    return { plain: plainCopy(answer) }
  } catch (error) {
    if (error instanceof NotPlain) return { notPlain: error.problem }
    throw error
  }
}

export function copyPage(answer: unknown, media: ReadonlyMap<string, string>): CopiedPage {
  if (!isRecord(answer) || !Array.isArray(answer.messages)) {
    return wrongPage('This must be a list.')
  }
  const { messages, ...rest } = answer
  if (messages.length > MESSAGES_LIMIT) {
    return wrongPage(`This must hold no more than ${MESSAGES_LIMIT} messages.`)
  }
  return {
    messages: messages.map((message: unknown) => {
      const networkItemId = networkItemIdOf(message)
      return { ...copyAnswer(message), ...(networkItemId !== undefined && { networkItemId }) }
    }),
    rest: copyAnswer(rest),
    media,
  }
}

export function copyStream(answer: unknown): CopiedAnswer | OpenedStream {
  const { stream, ...rest } = isRecord(answer) ? answer : { stream: undefined }
  if (stream instanceof Readable) return { stream, rest: copyAnswer(rest) }
  return { notPlain: { field: 'stream', rule: 'This must be a Readable of node:stream.' } }
}

function wrongPage(rule: string): CopiedPage {
  return { messages: [], rest: { notPlain: { field: 'messages', rule } }, media: new Map() }
}

function networkItemIdOf(message: unknown): string | undefined {
  if (!isRecord(message)) return undefined
  const holder = isRecord(message.interaction) ? message.interaction : message
  return typeof holder.networkItemId === 'string' ? holder.networkItemId : undefined
}
