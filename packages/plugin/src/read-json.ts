/** What a text says as JSON; undefined where it is none, such as a page that a proxy wrote. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
