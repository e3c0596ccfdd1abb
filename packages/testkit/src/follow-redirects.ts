/** Where a test host has browsers sent back to. */
export const TEST_CALLBACK_URL = 'https://host.test/callback'

const HOPS_LIMIT = 20

/**
 * A person's browser, as far as most logins need one: follows redirects and keeps cookies until it is
 * sent back to the test host. It fills in no forms.
 *
 * @returns the URL that it was sent back to, with its query.
 */
export async function followRedirects(start: string): Promise<string> {
  const cookies = new Map<string, string>()
  let url = start
  for (let hops = 0; hops < HOPS_LIMIT; hops++) {
    if (url.startsWith(TEST_CALLBACK_URL)) return url
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const headers = cookie === '' ? {} : { cookie }
    const response = await fetch(url, { redirect: 'manual', headers })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=;]*)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) {
      throw new Error(`${url} answered ${response.status} and sent the browser nowhere`)
    }
    url = new URL(location, url).href
  }
  throw new Error(`the browser was sent on ${HOPS_LIMIT} times, and never back to the host`)
}
