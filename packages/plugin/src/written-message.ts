import type { Attachment, Interaction, Interactor, Picture } from '@hubward/socialhub'
import { defined } from './defined.ts'
import type { Marks } from './marks.ts'
import type { WrittenMessage } from './message.ts'

/** The same, but what is optional may also be undefined. */
type Open<Whole> = {
  readonly [Name in keyof Whole]: Record<never, never> extends Pick<Whole, Name>
    ? Whole[Name] | undefined
    : Whole[Name]
}

interface OpenInteraction
  extends Open<Omit<Interaction, 'interactor' | 'pictures' | 'attachments'>> {
  readonly interactor?: Open<Interactor> | undefined
  readonly pictures?: readonly Picture[] | undefined
  readonly attachments?: readonly Open<Attachment>[] | undefined
}
interface OpenMarks extends Open<Omit<Marks, 'quoted'>> {
  readonly quoted?: Open<NonNullable<Marks['quoted']>> | undefined
}

/** A message of which any part may say nothing: it is undefined or empty. */
interface MessageParts extends Open<Omit<WrittenMessage, 'interaction' | 'marks'>> {
  readonly interaction: OpenInteraction
  readonly marks?: OpenMarks | undefined
}

/**
 * A message without what says nothing: fields that are undefined, an empty text, lists without pictures
 * or attachments, marks without any mark, `own` where it is false.
 */
export function writtenMessage({
  interaction,
  marks = {},
  own,
  ...rest
}: MessageParts): WrittenMessage {
  const { message, pictures, attachments, interactor, ...said } = interaction
  const kept = defined({ ...marks, quoted: marks.quoted && defined({ ...marks.quoted }) })
  return {
    interaction: defined({
      ...said,
      message: message || undefined,
      pictures: pictures?.length ? [...pictures] : undefined,
      attachments: attachments?.length ? attachments.map((file) => defined(file)) : undefined,
      interactor: interactor && defined(interactor),
    }),
    ...defined({
      ...rest,
      own: own || undefined,
      marks: Object.keys(kept).length > 0 ? kept : undefined,
    }),
  }
}
