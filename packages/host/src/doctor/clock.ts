import type { Config } from '../config.ts'
import { type CheckResult, cantTell, fail, pass } from '../manifests/check-result.ts'
import { NoAnswer, type PublicClient } from '../manifests/public-client.ts'

/** SocialHub's signatures hold for five minutes; a clock this far off will not stay within them. */
const WRONG_MS = 30_000
const CURE =
  'Let this machine keep its time by NTP (timedatectl set-ntp true): with a wrong clock SocialHub’s requests are refused and replies are lost.'

/** Compares this machine's clock with SocialHub's, by the date in any answer of its API. */
export async function clockOfSocialHub(
  { socialhub }: Pick<Config, 'socialhub'>,
  client: PublicClient,
): Promise<CheckResult> {
  const name = 'clock'
  try {
    const asked = Date.now()
    const { headers } = await client.request(socialhub.apiUrl)
    const now = (asked + Date.now()) / 2
    const date = Date.parse(String(headers.date))
    if (Number.isNaN(date)) {
      return cantTell(name, `${socialhub.apiUrl} tells no time.`, 'Compare with an NTP server.')
    }
    const off = now - date
    if (Math.abs(off) < WRONG_MS) return pass(name, 'This machine’s clock agrees with SocialHub’s.')
    const [seconds, where] = [Math.round(Math.abs(off) / 1_000), off > 0 ? 'ahead' : 'behind']
    return fail(name, `This machine’s clock is ${seconds} seconds ${where} of SocialHub’s.`, CURE)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(
      name,
      `${socialhub.apiUrl} can’t be reached: ${error.message}.`,
      'Let this machine reach SocialHub’s API by https; no Ticket arrives without it. Check socialhub.apiUrl, DNS and the firewall.',
    )
  }
}

/** The same for PostgreSQL's clock, by which every due time goes. */
export function clockOfPostgres(aheadMs: number): CheckResult {
  const name = 'clock-of-postgresql'
  if (Math.abs(aheadMs) < WRONG_MS)
    return pass(name, 'PostgreSQL’s clock agrees with this machine’s.')
  const [seconds, where] = [Math.round(Math.abs(aheadMs) / 1_000), aheadMs > 0 ? 'ahead' : 'behind']
  return fail(name, `PostgreSQL’s clock is ${seconds} seconds ${where} of this machine’s.`, CURE)
}
