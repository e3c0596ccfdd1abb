import {
  type MultipartForm,
  type PluginContext,
  PluginError,
  parse,
  readAnswer,
  readJson,
  toPluginError,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { REASONS } from './sentences.ts'
import type { Settings } from './settings.ts'

export type Asking = Pick<PluginContext<Settings>, 'http' | 'settings' | 'signal' | 'now'>
type Plain = Readonly<Record<string, unknown>>

/** A group became a supergroup with this id: nothing was done. */
export class Moved extends PluginError {
  readonly chatId: number
  constructor(chatId: number) {
    super('not-found', { message: 'the group became a supergroup', effect: 'none' })
    this.chatId = chatId
  }
}

const Succeeded = Type.Object({ ok: Type.Literal(true), result: Type.Unknown() })
const Refusal = Type.Object({
  parameters: Type.Object({ migrate_to_chat_id: Type.Integer() }),
})

/** How long a file of 50 MB may take on its way; a call of `reply` may take a minute. */
const UPLOAD_MS = 55_000

/**
 * Calls a method of the Bot API (https://core.telegram.org/bots/api#making-requests). The token is a
 * part of the address: so nothing that names an address may get out of here, neither an answer's error
 * of got's nor what could not be parsed.
 */
export async function ask<Schema extends Type.TSchema>(
  { http, settings, signal, now }: Asking,
  token: string,
  method: string,
  schema: Schema,
  parameters: Plain | MultipartForm = {},
): Promise<Type.Static<Schema>> {
  const response = await http
    .post(`${settings.server}/bot${token}/${method}`, {
      ...('body' in parameters
        ? { ...(parameters as MultipartForm), timeout: { request: UPLOAD_MS } }
        : { json: parameters }),
      signal,
      throwHttpErrors: false,
      followRedirect: false,
      responseType: 'text',
      // A request that is lost may have been obeyed, and a stream can be sent once.
      retry: { limit: 0 },
    })
    .catch((thrown: unknown) => {
      throw withoutAddress(thrown, now())
    })
  // Its servers say so in the same form as a refusal; whether anything was done, nobody knows.
  if (response.statusCode >= 500) {
    throw new PluginError('unavailable', { message: `${method}: status ${response.statusCode}` })
  }
  const answer = readJson(response.body)
  if (Value.Check(Refusal, answer)) throw new Moved(answer.parameters.migrate_to_chat_id)
  const { result } = readAnswer(Succeeded, answer, {
    ok: 'ok',
    reason: 'description',
    retryAfterSeconds: 'parameters.retry_after',
    codes: REASONS,
  })
  return parse(schema, result, `the answer to ${method}`)
}

/** What got throws holds the whole request. Of it only what went wrong goes on. */
export function withoutAddress(thrown: unknown, now: Date): PluginError {
  const { code, message, effect, sentence, retryAfterMs } = toPluginError(thrown, now)
  return new PluginError(code, { message, effect, sentence, retryAfterMs })
}
