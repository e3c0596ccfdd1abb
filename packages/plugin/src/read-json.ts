import type { PlainData } from './plain.ts'

/** What a text says as JSON; undefined where it is none, such as a page that a proxy wrote. */
export function readJson(text: string): PlainData | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
