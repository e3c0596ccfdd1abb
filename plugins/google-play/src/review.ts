import { createHash } from 'node:crypto'
import {
  cutText,
  isVisible,
  type ListedItem,
  MESSAGE_LIMIT_CHARACTERS,
  type Message,
  networkItemId,
  type PluginChannel,
  readEpoch,
  readName,
  type WrittenMessage,
  writtenMessage,
} from '@hubward/plugin'
import Type from 'typebox'
import { WORDS } from './sentences.ts'
import type { Context } from './settings.ts'

const Stamp = Type.Object({
  seconds: Type.Optional(Type.String({ pattern: '^\\d{1,15}$' })),
  nanos: Type.Optional(Type.Integer({ minimum: 0, maximum: 999_999_999 })),
})
const Maybe = <Schema extends Type.TSchema>(schema: Schema) => Type.Optional(schema)
const Short = Maybe(Type.String({ maxLength: 500 }))

/** One side of the conversation: `Comment` of the discovery document. */
const Comment = Type.Object({
  userComment: Maybe(
    Type.Object({
      text: Maybe(Type.String()),
      originalText: Maybe(Type.String()),
      lastModified: Stamp,
      starRating: Type.Integer({ minimum: 1, maximum: 5 }),
      reviewerLanguage: Short,
      appVersionName: Short,
      androidOsVersion: Maybe(Type.Integer()),
      device: Short,
      deviceMetadata: Maybe(Type.Object({ productName: Short, manufacturer: Short })),
    }),
  ),
  developerComment: Maybe(Type.Object({ text: Maybe(Type.String()), lastModified: Maybe(Stamp) })),
})

/** A review as Google lists it: what its writer said last, and our answer. */
export const Review = Type.Object({
  reviewId: Type.String({ minLength: 1, maxLength: 500 }),
  authorName: Maybe(Type.String()),
  comments: Type.Array(Comment, { maxItems: 100 }),
})
export type Review = Type.Static<typeof Review>
type UserComment = NonNullable<Type.Static<typeof Comment>['userComment']>

/** The answer that stands below a review now. */
export const answerIn = ({ comments }: Review) =>
  comments.findLast(({ developerComment }) => developerComment?.text)?.developerComment

/**
 * Google gives answers no id, and a review has one at most: so an answer is its review and its words.
 * What is written in its place is another one.
 */
export function answerId(reviewId: string, text: string): string {
  return networkItemId(`${reviewId} ${digest(text)}`, 'answer-')
}

const digest = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16)

/** @throws when it has nothing of its writer: the list goes on without it. */
export function itemOf(
  review: Review,
  { channel, now }: Pick<Context, 'channel' | 'now'>,
): ListedItem {
  const { reviewId, comments } = review
  const user = comments.find(({ userComment }) => userComment)?.userComment
  const writtenTime = user && timeOf(user.lastModified)
  if (!user || writtenTime === undefined) throw new Error('a review without its writer’s comment')
  const answer = answerIn(review)
  const answeredTime = answer?.lastModified && timeOf(answer.lastModified)
  const answered = answer?.text === undefined ? '' : answerId(reviewId, answer.text)
  return {
    id: reviewId,
    version: `${writtenTime} ${answered}`,
    changedTime: answeredTime && answeredTime > writtenTime ? answeredTime : writtenTime,
    messages(earlier) {
      const root = { rootId: networkItemId(reviewId, 'review-') }
      const messages: Message[] = [reviewMessage(review, user, writtenTime, channel, earlier)]
      if (answer?.text !== undefined) {
        messages.push(
          writtenMessage({
            interaction: {
              networkItemId: answered,
              message: cutText(answer.text, MESSAGE_LIMIT_CHARACTERS),
              createdTime: answeredTime,
              interactor: { interactorId: channel.networkId, name: channel.name },
              root,
              type: 'REVIEW',
            },
            own: true,
            reference: reviewId,
          }),
        )
      }
      // What somebody has replaced or taken away in the Play Console.
      const former = earlier?.split(' ')[1] ?? ''
      if (former !== '' && former !== answered) {
        const deletedTime = answeredTime ?? now().toISOString()
        messages.push({ networkItemId: former, deletedTime })
      }
      return messages
    },
  }
}

function reviewMessage(
  { reviewId, authorName = '' }: Review,
  user: UserComment,
  writtenTime: string,
  { networkId, language }: PluginChannel,
  earlier: string | undefined,
): WrittenMessage {
  const words = WORDS[language]
  // "The title and body are concatenated and separated by a tab character." (UserComment.text)
  const [title = '', ...rest] = (user.originalText || user.text || '').slice(0, 20_000).split('\t')
  const [subject, body] = rest.length > 0 ? [title, rest.join('\t')] : ['', title]
  const text = isVisible(body) ? cutText(body.trim(), 9_000) : words.noWords
  const url = new URL('https://play.google.com/store/apps/details')
  url.search = new URLSearchParams({ id: networkId, reviewId }).toString()
  const isEdited = earlier !== undefined && !earlier.startsWith(`${writtenTime} `)
  return writtenMessage({
    interaction: {
      networkItemId: networkItemId(reviewId, 'review-'),
      createdTime: writtenTime,
      message: [text, ...detailsOf(user, language)].join('\n\n'),
      // A person has one review of an app, and no other id.
      interactor: { interactorId: `play:${reviewId}`, name: readName(authorName, 'Google Play') },
      rating: { value: user.starRating, scale: 5 },
      type: 'REVIEW',
      url: url.href,
    },
    reference: reviewId,
    updatedTime: writtenTime,
    marks: {
      subject: isVisible(subject) ? cutText(subject, 300) : undefined,
      edited: isEdited || undefined,
    },
  })
}

/** Language, version and device, in a line below the text. */
function detailsOf(user: UserComment, language: PluginChannel['language']): string[] {
  const words = WORDS[language]
  const { manufacturer = '', productName = '' } = user.deviceMetadata ?? {}
  const device = `${manufacturer} ${productName}`.trim() || user.device || ''
  const system =
    user.androidOsVersion === undefined ? '' : ` (Android API ${user.androidOsVersion})`
  const lines = [
    [words.language, user.reviewerLanguage ?? ''],
    [words.version, user.appVersionName ?? ''],
    [words.device, device === '' ? '' : `${device}${system}`],
  ].flatMap(([label, value = '']) =>
    isVisible(value) ? `${label}: ${readName(value, '', 100)}` : [],
  )
  return lines.length > 0 ? [lines.join(' · ')] : []
}

function timeOf({ seconds = '', nanos = 0 }: Type.Static<typeof Stamp>): string | undefined {
  if (seconds === '') return undefined
  return readEpoch(Number(seconds) * 1_000 + Math.floor(nanos / 1_000_000), 'milliseconds')
}
