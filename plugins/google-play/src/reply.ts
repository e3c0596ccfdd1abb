import {
  mustWriteAnswer,
  PluginError,
  type PublishedReply,
  type Reply,
  readReference,
} from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import { REPLY_LIMIT } from './declaration.ts'
import { answerId, answerIn, Review } from './review.ts'
import { SENTENCES } from './sentences.ts'
import type { Context } from './settings.ts'

const Replied = Type.Object({
  result: Type.Object({ replyText: Type.Optional(Type.String()) }),
})

/**
 * Writes the answer, unless these words stand there already: so that a call which is repeated changes
 * nothing. The next answer takes the place of this one.
 */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const reference = readReference(Type.String(), wanted.inReplyTo)
  const text = withoutTags(wanted.text)
  const path = `/androidpublisher/v3/applications/${context.channel.networkId}/reviews/${encodeURIComponent(reference)}`
  const standing = answerIn(await ask(context, path, Review))?.text
  if (!mustWriteAnswer({ option: wanted.option, text }, standing)) {
    return { networkItemId: answerId(reference, standing ?? text), reference }
  }
  const { result } = await ask(context, `${path}:reply`, Replied, { replyText: text })
  return { networkItemId: answerId(reference, result.replyText ?? text), reference }
}

/**
 * "HTML tags will be stripped." (ReviewsReplyRequest): with a sign that nobody sees, a tag is none, and
 * stands there as it was written.
 */
function withoutTags(text: string): string {
  const safe = text.replaceAll(/<(?=[a-z/!])/gi, '<\u2060')
  if (safe !== text && [...safe].length > REPLY_LIMIT) {
    throw new PluginError('invalid', { sentence: SENTENCES.tagsTooLong })
  }
  return safe
}
