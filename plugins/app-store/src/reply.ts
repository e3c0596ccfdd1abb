import {
  defined,
  mustWriteAnswer,
  type PerformedAction,
  type PublishedReply,
  parse,
  type Reply,
  readReference,
  readTime,
} from '@hubward/plugin'
import Type from 'typebox'
import { ask } from './api.ts'
import { answerId, Reference, Response } from './review.ts'
import type { Context } from './settings.ts'

const Read = Type.Object({ included: Type.Optional(Type.Array(Type.Unknown())) })
const Written = Type.Object({ data: Response })

/**
 * Writes the answer, unless these words stand there already, pending or published: so that a call which
 * is repeated changes nothing. The next answer takes the place of this one.
 */
export async function reply(context: Context, wanted: Reply): Promise<PublishedReply> {
  const { review } = readReference(Reference, wanted.inReplyTo)
  const standing = await answerTo(context, review)
  if (standing && !mustWriteAnswer(wanted, standing.attributes.responseBody)) {
    return published(review, standing)
  }
  const json = {
    data: {
      type: 'customerReviewResponses',
      attributes: { responseBody: wanted.text },
      relationships: { review: { data: { type: 'customerReviews', id: review } } },
    },
  }
  const { body } = await ask(context, context.credentials, '/v1/customerReviewResponses', Written, {
    json,
  })
  return published(review, body.data)
}

/** Takes an answer away: this one only, and not what was written in its place. */
export async function deleteAnswer(context: Context, { actedOn }: PerformedAction): Promise<void> {
  const { review } = readReference(Reference, actedOn)
  const standing = await answerTo(context, review)
  if (!standing || answerId(standing) !== actedOn.networkItemId) return
  const path = `/v1/customerReviewResponses/${encodeURIComponent(standing.id)}`
  await ask(context, context.credentials, path, Type.Unknown(), { method: 'DELETE' })
}

/** The answer that a review has now, as far as Apple knows; readers may see it later. */
async function answerTo(context: Context, review: string): Promise<Response | undefined> {
  const path = `/v1/customerReviews/${encodeURIComponent(review)}?include=response`
  const { body } = await ask(context, context.credentials, path, Read)
  const [first] = body.included ?? []
  return first === undefined ? undefined : parse(Response, first, 'the answer to a review')
}

function published(review: string, response: Response): PublishedReply {
  return defined({
    networkItemId: answerId(response),
    reference: { review, response: response.id },
    createdTime: readTime(response.attributes.lastModifiedDate),
  })
}
