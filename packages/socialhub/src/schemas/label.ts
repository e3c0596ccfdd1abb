import Type from 'typebox'

const Text = Type.String({ minLength: 1, maxLength: 256 })

/** A label as we write it: all three languages of SocialHub's surface. */
export const LocalizedLabel = Type.Object(
  { en: Text, de: Text, fr: Text },
  { additionalProperties: false },
)
export type LocalizedLabel = Type.Static<typeof LocalizedLabel>

/** A label as answers show it: older Manifests hold a bare string, or no French. */
export const LabelAnswer = Type.Union([
  Type.String(),
  Type.Object({ en: Type.String(), de: Type.String(), fr: Type.Optional(Type.String()) }),
])
export type LabelAnswer = Type.Static<typeof LabelAnswer>
