/**
 * The origin of a web address; undefined for anything else. `blob:https://a.example/…` has the origin
 * of `a.example`, and is none of its pages.
 */
export function webOrigin(address: string): string | undefined {
  const url = URL.parse(address)
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.origin : undefined
}
