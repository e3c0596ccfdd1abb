import { createHash } from 'node:crypto'
import {
  cutText,
  isVisible,
  type ListedItem,
  MESSAGE_LIMIT_CHARACTERS,
  type Message,
  networkItemId,
  readName,
  readTime,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import { WORDS } from './sentences.ts'
import type { Context } from './settings.ts'

const Id = Type.String({ minLength: 1, maxLength: 200 })
const Maybe = <Schema extends Type.TSchema>(schema: Schema) => Type.Optional(schema)

export const Review = Type.Object({
  id: Id,
  attributes: Type.Object({
    rating: Type.Integer({ minimum: 1, maximum: 5 }),
    title: Maybe(Type.String()),
    body: Maybe(Type.String()),
    reviewerNickname: Maybe(Type.String()),
    createdDate: Type.String(),
    territory: Maybe(Type.String({ maxLength: 10 })),
  }),
  relationships: Maybe(
    Type.Object({
      response: Maybe(Type.Object({ data: Maybe(Type.Object({ id: Id })) })),
    }),
  ),
})
export type Review = Type.Static<typeof Review>

/** Our answer to a review; it may take a day until readers see it. */
export const Response = Type.Object({
  id: Id,
  attributes: Type.Object({
    responseBody: Type.String(),
    lastModifiedDate: Maybe(Type.String()),
    state: Maybe(Type.String()),
  }),
})
export type Response = Type.Static<typeof Response>

/** In place of an answer's id, where it can't be read. */
const UNREADABLE = '?'

/** What is handed back with the next action. */
export const Reference = Type.Object({ review: Id, response: Maybe(Id) })

const digest = (...texts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 16)

const reviewId = (id: string) => networkItemId(id, 'review-')

/**
 * Whether an answer that is overwritten keeps its id isn't documented: so with its id go its words. What
 * takes its place is another answer.
 */
export function answerId({ id, attributes }: Response): string {
  return networkItemId(`${id} ${digest(attributes.responseBody)}`, 'answer-')
}

/**
 * @param response the one that was listed with it. One that can't be read keeps nobody's review back, and
 * does not pass for one that was taken away.
 */
export function itemOf(
  review: Review,
  response: Response | 'unreadable' | undefined,
  context: Pick<Context, 'channel' | 'now'>,
): ListedItem {
  const { id, attributes } = review
  const createdTime = readTime(attributes.createdDate)
  const { title = '', body = '', reviewerNickname = '', rating } = attributes
  // What is pending nobody sees yet: neither do we show it as said.
  const isUnreadable = response === 'unreadable'
  const shown = !isUnreadable && response?.attributes.state === 'PUBLISHED' ? response : undefined
  const content = digest(title, body, reviewerNickname, String(rating))
  const answered = isUnreadable ? UNREADABLE : shown ? answerId(shown) : ''
  const answeredTime = shown && readTime(shown.attributes.lastModifiedDate)
  return {
    id,
    version: `${content} ${answered}`,
    changedTime:
      answeredTime && createdTime && answeredTime > createdTime ? answeredTime : createdTime,
    messages(earlier) {
      const isEdited = earlier !== undefined && !earlier.startsWith(`${content} `)
      const messages: Message[] = [reviewMessage(review, createdTime, isEdited, context)]
      if (shown) messages.push(answerMessage(review, shown, answeredTime, context))
      const former = earlier?.split(' ')[1] ?? ''
      if (former !== '' && former !== UNREADABLE && former !== answered && !isUnreadable) {
        messages.push({ networkItemId: former, deletedTime: context.now().toISOString() })
      }
      return messages
    },
  }
}

function reviewMessage(
  { id, attributes }: Review,
  createdTime: string | undefined,
  isEdited: boolean,
  { channel, now }: Pick<Context, 'channel' | 'now'>,
): WrittenMessage {
  const words = WORDS[channel.language]
  const { title = '', body = '', reviewerNickname = '', rating, territory = '' } = attributes
  const text = isVisible(body.slice(0, 20_000)) ? cutText(body.trim(), 9_500) : words.noWords
  const isTitled = isVisible(title.slice(0, 1_000))
  return writtenMessage({
    interaction: {
      networkItemId: reviewId(id),
      createdTime,
      message: isVisible(territory) ? `${text}\n\n${words.country}: ${territory}` : text,
      // A person has one review of an app, and no other id.
      interactor: {
        interactorId: `app-store:${id}`,
        name: readName(reviewerNickname, 'App Store'),
      },
      rating: { value: rating, scale: 5 },
      type: 'REVIEW',
      url: `https://apps.apple.com/app/id${channel.networkId}`,
    },
    reference: { review: id },
    // Apple tells when a review was written, and not when it was changed: it is seen by its words.
    updatedTime: isEdited ? now().toISOString() : undefined,
    marks: {
      subject: isTitled ? cutText(title, 300) : undefined,
      edited: isEdited || undefined,
    },
  })
}

function answerMessage(
  { id }: Review,
  response: Response,
  createdTime: string | undefined,
  { channel }: Pick<Context, 'channel'>,
): WrittenMessage {
  const { responseBody } = response.attributes
  return writtenMessage({
    interaction: {
      networkItemId: answerId(response),
      message: isVisible(responseBody.slice(0, 20_000))
        ? cutText(responseBody, MESSAGE_LIMIT_CHARACTERS)
        : WORDS[channel.language].noWords,
      createdTime,
      interactor: { interactorId: channel.networkId, name: channel.name },
      root: { rootId: reviewId(id) },
      type: 'REVIEW',
    },
    own: true,
    reference: { review: id, response: response.id },
  })
}
