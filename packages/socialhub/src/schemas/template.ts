import Type from 'typebox'

/** One template as the templates URL of a `template_reply` answers it. */
export const Template = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    /** The template's id on the Network. */
    networkId: Type.String({ minLength: 1 }),
    /** A JSON Schema for each variable. */
    variables: Type.Record(Type.String(), Type.Object({})),
    /** The text in handlebars form. */
    text: Type.Object(
      { en: Type.String(), de: Type.String(), fr: Type.String() },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
export type Template = Type.Static<typeof Template>
