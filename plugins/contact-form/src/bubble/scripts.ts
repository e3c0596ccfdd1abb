import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { ReceivedRequest, ReceivedResponse } from '@hubward/plugin'

/** From `src` and from the compiled `dist` alike: both lie as deep in the package, which ships both. */
const FOLDER = new URL('../../src/bubble/', import.meta.url)

/** What a website loads. */
const WEBSITE_SCRIPT = readFileSync(new URL('website.js', FOLDER), 'utf8')
/** What runs in the frame. */
export const FRAME_SCRIPT = readFileSync(new URL('frame.js', FOLDER), 'utf8')

const ETAG = `"${createHash('sha256').update(WEBSITE_SCRIPT).digest('base64url').slice(0, 22)}"`

/**
 * Its address never changes, since it stands in websites: so browsers keep it for an hour, and ask
 * again with its ETag while they go on with what they have.
 */
export function websiteScript({ headers }: ReceivedRequest): ReceivedResponse {
  const kept = (headers['if-none-match'] ?? '').split(/,\s*/)
  const known = kept.some((tag) => tag.replace(/^W\//, '') === ETAG)
  return {
    status: known ? 304 : 200,
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
      etag: ETAG,
      // Any website may load it: it holds nothing.
      'cross-origin-resource-policy': 'cross-origin',
    },
    ...(!known && { body: WEBSITE_SCRIPT }),
  }
}
