/** Fields of which some may be undefined. */
type Fields = Readonly<Record<string, Value>>
/** Names the kinds of values, so that the compiler keeps `'REVIEW'` and does not make `string` of it. */
type Value = string | number | boolean | object | null | undefined

/** The same fields: what may be undefined may be absent. */
export type Defined<Given> = {
  [Name in keyof Given as undefined extends Given[Name] ? never : Name]: Given[Name]
} & {
  [Name in keyof Given as undefined extends Given[Name] ? Name : never]?: Exclude<
    Given[Name],
    undefined
  >
}

/**
 * The fields that are not undefined. What a plugin answers must not hold `undefined`: a field that is
 * not known is left out. `defined({ networkItemId, url, createdTime })` does so.
 */
export function defined<Given extends Fields>(fields: Given): Defined<Given>
export function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
