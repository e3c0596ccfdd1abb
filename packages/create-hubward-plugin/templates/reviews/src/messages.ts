import type { ChannelContext, PluginChannel, PublishedReply, Reply } from '@hubward/plugin'
import {
  cutText,
  isVisible,
  networkItemId,
  PluginError,
  readName,
  readTime,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'
import { authorization, type Credentials, type Settings } from './access.ts'

export type Context = ChannelContext<Settings, unknown, Credentials>

/** A review as the Network shows it, with our answer. Parsed at the edge, so that the rest can trust it. */
export const NetworkReview = Type.Object({
  id: Type.Integer(),
  author: Type.Object({ id: Type.String(), name: Type.String() }),
  stars: Type.Integer({ minimum: 1, maximum: 5 }),
  text: Type.String(),
  writtenAt: Type.String(),
  editedAt: Type.Optional(Type.String()),
  answer: Type.Optional(
    Type.Object({ id: Type.Integer(), text: Type.String(), writtenAt: Type.String() }),
  ),
  changedAt: Type.String(),
})
type NetworkReview = Type.Static<typeof NetworkReview>

const reviewId = (id: number) => networkItemId(String(id), 'review-')
const answerId = (id: number) => networkItemId(String(id), 'answer-')

/** What becomes a Ticket: the review, and in its thread our answer. */
export function toMessages(
  { id, author, stars, text, writtenAt, editedAt, answer }: NetworkReview,
  { networkId, name }: PluginChannel,
): WrittenMessage[] {
  const review = writtenMessage({
    interaction: {
      networkItemId: reviewId(id),
      // SocialHub takes no more characters. There may be none beside the stars.
      message: isVisible(text) ? cutText(text, 10_000) : '(a review without words)',
      rating: { value: stars, scale: 5 },
      createdTime: readTime(writtenAt),
      interactor: { interactorId: author.id, name: readName(author.name, author.id) },
    },
    // Comes back with the reply.
    reference: id,
    updatedTime: readTime(editedAt),
  })
  if (!answer) return [review]
  const answered = writtenMessage({
    interaction: {
      networkItemId: answerId(answer.id),
      message: cutText(answer.text, 10_000),
      createdTime: readTime(answer.writtenAt),
      interactor: { interactorId: networkId, name },
      root: { rootId: reviewId(id) },
    },
    own: true,
    reference: id,
  })
  return [review, answered]
}

/** Takes the place of the answer before, which is then gone from the list. */
export async function reply(
  { credentials, http, settings }: Context,
  { idempotencyKey, inReplyTo, text }: Reply,
): Promise<PublishedReply> {
  const url = new URL(`/api/reviews/${inReplyTo.reference}/answer`, settings.server)
  const headers = { ...authorization(credentials), 'idempotency-key': idempotencyKey }
  const { answer } = Value.Parse(
    NetworkReview,
    await http.put(url, { headers, json: { text } }).json(),
  )
  if (!answer) throw new PluginError('unavailable', { message: 'the review came without answer' })
  return { networkItemId: answerId(answer.id), createdTime: answer.writtenAt }
}
