import { parse } from '@hubward/plugin'
import Type from 'typebox'
import Value from 'typebox/value'

const InvalidAnswer = Type.Object({ responseBody: Type.Unknown() })

/**
 * What the Network answered, also where the client library finds fault with some part of it: one odd
 * label of somebody's must not keep a hundred posts of others away. What is used is checked here, and
 * lists item by item.
 */
export async function answerOf<Schema extends Type.TSchema>(
  schema: Schema,
  call: Promise<{ readonly data: unknown }>,
): Promise<Type.Static<Schema>> {
  const body = await call.then(
    ({ data }) => data,
    (thrown: unknown) => {
      if (Value.Check(InvalidAnswer, thrown)) return thrown.responseBody
      throw thrown
    },
  )
  return parse(schema, body)
}
