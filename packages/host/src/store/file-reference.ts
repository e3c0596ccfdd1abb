/** A UUID, as `files.id` has them. */
const REFERENCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function isFileReference(text: string): boolean {
  return REFERENCE.test(text)
}
