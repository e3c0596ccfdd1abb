import Type from 'typebox'

/**
 * Data that structured clone copies and JSON writes: the only kind that crosses the line between
 * host and plugin. Streams are the one exception, and are named where they occur.
 */
export type PlainData =
  | null
  | boolean
  | number
  | string
  | readonly PlainData[]
  | { readonly [key: string]: PlainData }

/** The schema of {@link PlainData} as far as JSON Schema can say it: anything but `undefined`. */
export const PlainData = Type.Unsafe<PlainData>({})

/** A sentence in every language that a Hubward page speaks. Plain text, never markup. */
export const LocalizedText = Type.Object(
  {
    en: Type.String({ minLength: 1 }),
    de: Type.String({ minLength: 1 }),
    fr: Type.String({ minLength: 1 }),
  },
  { additionalProperties: false },
)
export type LocalizedText = Type.Static<typeof LocalizedText>

/** The languages of {@link LocalizedText}; the first is what is used when nothing else fits. */
export const LANGUAGES = ['en', 'de', 'fr'] as const
export type Language = (typeof LANGUAGES)[number]

/**
 * A point in time as ISO 8601 with an offset or `Z`, such as `2026-11-22T10:00:00.000Z`, of the years 1 to
 * 9999.
 */
export const Time = Type.String({ format: 'date-time', pattern: '^(?!0000)\\d{4}-' })
