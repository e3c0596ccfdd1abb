import Type from 'typebox'

/** The body of every answer that isn't 2xx. */
export const ApiErrorBody = Type.Object({
  code: Type.String(),
  message: Type.String(),
  data: Type.Optional(Type.Unknown()),
})
export type ApiErrorBody = Type.Static<typeof ApiErrorBody>
