export const DEFAULT_API_URL = 'https://api.socialhub.io/'

const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * The base of every call, ending in a slash. Plain http would show the Access Token to the network,
 * so it is allowed to this machine only (a simulator).
 */
export function readApiUrl(text: string): URL {
  if (!URL.canParse(text)) throw new TypeError('apiUrl must be an absolute URL.')
  const url = new URL(text)
  const loopback = url.protocol === 'http:' && LOOPBACK.test(url.hostname)
  if (url.protocol !== 'https:' && !loopback) {
    throw new TypeError('apiUrl must begin with https://; http:// is for this machine only.')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('apiUrl must have no user name, password, query or fragment.')
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}
