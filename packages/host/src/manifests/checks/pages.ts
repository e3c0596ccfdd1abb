import { type CheckResult, cantTell, fail, pass } from '../check-result.ts'
import { NoAnswer } from '../public-client.ts'
import type { Subject } from './subject.ts'

const HALF_HOUR_S = 1_800
const NOBODY = '0'.repeat(24)

/** What the host answers to a token that it can't use, and what to do about it. */
const PROBLEMS: Readonly<Record<string, string>> = {
  'not-published': 'Publish the Manifest first: hubward manifest push.',
  'foreign-origin': 'Add SocialHub’s address to socialhub.origins of the host that answers there.',
  'wrong-manifest':
    'Another host or database answers there: let the proxy lead to a host of this database.',
  'expired-token': 'The clock of the host is more than half an hour ahead: set it.',
}

/** The pages that SocialHub sends Customers to, opened with a token as SocialHub would make it. */
export async function checkCallbacks(subject: Subject): Promise<CheckResult[]> {
  const { callbacks } = subject.built
  return Promise.all([
    checkCallback(subject, 'onboarding-page', callbacks?.channelCreation, {}),
    checkCallback(subject, 'reactivation-page', callbacks?.channelReactivation, {
      channelId: NOBODY,
      uniqueName: 'hubward-check',
      networkId: 'hubward-check',
    }),
  ])
}

async function checkCallback(
  { publicClient, publication, config, integration, now }: Subject,
  name: string,
  url: string | undefined,
  claims: object,
): Promise<CheckResult> {
  if (url === undefined) return fail(name, 'The Manifest has no such page.', 'Publish it again.')
  const manifestId = publication?.manifest.manifestId
  if (!manifestId) {
    return cantTell(name, 'The Manifest is not published yet.', 'Run hubward manifest push first.')
  }
  const seconds = Math.floor(now / 1_000)
  const token = unsigned({
    accountId: NOBODY,
    manifestId,
    userId: NOBODY,
    origin: config.socialhub.origins[0],
    iat: seconds,
    exp: seconds + HALF_HOUR_S,
    ...claims,
  })
  const address = new URL(url)
  address.searchParams.set('token', token)
  const mend = `Let the proxy pass ${address.pathname} on to a host, with its query and cookies, unchanged.`
  try {
    const first = await publicClient.request(address.href, { headers: { accept: 'text/html' } })
    const { location } = first.headers
    if (first.status < 300 || first.status > 399 || typeof location !== 'string') {
      return fail(name, `${url} answers ${first.status} to a token, and leads nowhere.`, mend)
    }
    const next = new URL(location, url)
    const problem = next.searchParams.get('problem')
    if (problem !== null) {
      return fail(name, `${url} refuses SocialHub’s token: ${problem}.`, PROBLEMS[problem] ?? mend)
    }
    if (next.pathname !== new URL(`${config.publicUrl}/connect/${integration.name}`).pathname) {
      return fail(name, `${url} leads to ${next.origin}${next.pathname}.`, mend)
    }
    const page = await publicClient.request(next.href, {
      headers: { accept: 'text/html', cookie: cookiesOf(first.headers['set-cookie']) },
    })
    if (page.status !== 200)
      return fail(name, `The page after ${url} answers ${page.status}.`, mend)
    return pass(name, `${url} takes a token and shows its first page.`)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(name, `${url} can’t be reached: ${error.message}.`, mend)
  }
}

/** A token of SocialHub's shape. Nobody but SocialHub could sign one, and nobody here verifies it. */
function unsigned(payload: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}.${'A'.repeat(43)}`
}

function cookiesOf(header: string | string[] | undefined): string {
  return [header ?? []]
    .flat()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** The pages that every page of onboarding links to. */
export async function checkLinks({ config, publicClient }: Subject): Promise<CheckResult[]> {
  const { imprintUrl, privacyUrl, supportUrl } = config.operator
  const links = [
    ['imprint', 'imprintUrl', imprintUrl],
    ['privacy', 'privacyUrl', privacyUrl],
    ['support', 'supportUrl', supportUrl],
  ] as const
  return Promise.all(
    links.map(async ([name, setting, url]) => {
      const set = `Set operator.${setting} to a page that everybody can read.`
      if (url === undefined) return fail(name, `operator.${setting} is not set.`, set)
      if (url.startsWith('mailto:')) return pass(name, `It is an address to write to: ${url}.`)
      try {
        const { status } = await publicClient.request(url)
        if (status >= 200 && status < 400) return pass(name, `${url} answers.`)
        return fail(name, `${url} answers ${status}.`, set)
      } catch (error) {
        if (!(error instanceof NoAnswer)) throw error
        return fail(name, `${url} can’t be reached: ${error.message}.`, set)
      }
    }),
  )
}
