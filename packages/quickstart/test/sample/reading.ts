import {
  type Message,
  networkItemId,
  type PluginContext,
  readEach,
  readTime,
} from '@hubward/plugin'
import Type from 'typebox'

const Note = Type.Object({
  id: Type.String({ maxLength: 100 }),
  text: Type.String(),
  written: Type.String(),
})

/** @param listed as the Network answered it: a list of anything. */
export function messagesOf(
  context: Pick<PluginContext, 'log'>,
  listed: readonly unknown[],
): readonly Message[] {
  const { items } = readEach(
    Note,
    listed,
    ({ id, text, written }): Message => {
      const createdTime = readTime(written)
      // Set aside and logged, like what does not fit the schema.
      if (createdTime === undefined) throw new Error('written is no time')
      return {
        interaction: { networkItemId: networkItemId(id, 'note-'), createdTime, message: text },
      }
    },
    context,
  )
  return items
}
