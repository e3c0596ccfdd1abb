import { PluginError, readEach } from '@hubward/plugin'
import { check } from '@hubward/socialhub'
import Type from 'typebox'
import { asMessage, clientOf, type Plugin, urlOf } from './functions.ts'
import { StubList, StubMessage, StubPage } from './wire.ts'

/** A stub page holds so many messages. */
const LISTED_AT_ONCE = 20
const Cursor = Type.Object({ before: Type.Integer() })

export const listRecent: NonNullable<Plugin['listRecent']> = async (context, request) => {
  const cursor = check(Cursor, request.cursor)
  const before = cursor.ok ? `&before=${cursor.value.before}` : ''
  const since = encodeURIComponent(request.since)
  const answer = check(
    Type.Evaluate(Type.Intersect([StubList, Type.Pick(StubPage, ['before'])])),
    await context
      .http(urlOf(context, `recent?since=${since}&limit=${LISTED_AT_ONCE}${before}`), {
        ...clientOf(context),
        retry: { limit: 0 },
      })
      .json(),
  )
  if (!answer.ok) throw new PluginError('unavailable', { message: 'not a page of messages' })
  const { messages } = answer.value
  const { items } = readEach(StubMessage, messages, (message) => message, context)
  return {
    messages: items
      .filter(({ own = false }) => context.settings.listOwn || !own)
      .map((message) => asMessage(message, context.channel.networkId)),
    ...(answer.value.before !== undefined && { cursor: { before: answer.value.before } }),
    // What can't be read is there nevertheless.
    ...(items.length === messages.length && { completeSince: request.since }),
  }
}
