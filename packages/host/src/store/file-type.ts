/** What nobody has to guess about, and no browser runs. */
const UNKNOWN = 'application/octet-stream'

const NAME = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}$/

/** The raster images that browsers show, and no script can hide in. */
const RASTER_IMAGES: ReadonlySet<string> = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
])

/** How the types begin that we tell by their bytes, in hex. */
const BEGINNINGS: readonly (readonly [mimeType: string, begins: RegExp])[] = [
  ['image/png', /^89504e470d0a1a0a/],
  ['image/jpeg', /^ffd8ff/],
  ['image/gif', /^474946383[79]61/],
  ['image/webp', /^52494646.{8}57454250/],
  ['application/pdf', /^255044462d/],
  ['audio/ogg', /^4f676753/],
  ['audio/mpeg', /^494433/],
  ['video/webm', /^1a45dfa3/],
]

/** As many bytes as the longest beginning needs. */
export const BEGINNING_BYTES = 16

/**
 * The type of a file: what its first bytes say, else what was declared, as far as that is a type at
 * all. A raster image that isn't one is not believed, since browsers are let show those.
 */
export function fileType(beginning: Uint8Array, declared: string): string {
  const text = Buffer.from(beginning.subarray(0, BEGINNING_BYTES)).toString('hex')
  const found = BEGINNINGS.find(([, begins]) => begins.test(text))?.[0]
  if (found) return found
  const name = declared.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return NAME.test(name) && !isRasterImage(name) ? name : UNKNOWN
}

export function isRasterImage(mimeType: string): boolean {
  return RASTER_IMAGES.has(mimeType)
}

/** A UUID, as `files.id` has them. */
const REFERENCE = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function isFileReference(text: string): boolean {
  return REFERENCE.test(text)
}

const ANY_REFERENCE = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g

/** References of files in any plain data, also inside URLs: what merely looks like one harms nobody. */
export function filesNamedIn(data: unknown): readonly string[] {
  const found = JSON.stringify(data ?? null).match(ANY_REFERENCE) ?? []
  return [...new Set(found)]
}
