import { isIP } from 'node:net'
import { type CheckResult, fail, pass } from '../check-result.ts'
import { NoAnswer } from '../public-client.ts'
import type { Subject } from './subject.ts'

const DAY_MS = 86_400_000
/** Whoever renews by itself does so 30 days before the end. */
const SOON_DAYS = 14

/** Names that change with the next start of a tunnel. */
const PASSING =
  /\.(ngrok(-free)?\.(io|app|dev)|trycloudflare\.com|loca\.lt|localhost\.run|serveo\.net|lhr\.life)$/i

/** Whether the public address can stay for years: SocialHub stores it, and only its Team changes it. */
export function checkStability({ config, publication }: Subject): CheckResult {
  const name = 'public-url'
  const { publicUrl } = config
  const promoted = publication?.manifest.publicUrl ?? null
  const { hostname, protocol } = new URL(publicUrl)
  if (promoted !== null && promoted !== publicUrl) {
    return fail(
      name,
      `The Manifest was promoted with ${promoted}, and publicUrl is ${publicUrl}.`,
      `Set publicUrl back to ${promoted}, or ask the SocialHub Team for the change first.`,
    )
  }
  if (protocol !== 'https:') {
    return fail(
      name,
      `${publicUrl} is not https, and SocialHub takes nothing else.`,
      'Put a proxy with a certificate in front of the host, and set publicUrl to its https address.',
    )
  }
  const where = hostname.replace(/^\[|\]$/g, '')
  if (isIP(where) !== 0 || where === 'localhost' || PASSING.test(where)) {
    return fail(
      name,
      `${publicUrl} does not last: it is an IP address, this machine’s own name, or a tunnel’s.`,
      'Take a domain of your own before the promotion: afterwards the address can’t change.',
    )
  }
  return pass(name, `${publicUrl} is https, and a name of its own.`)
}

export async function checkReachable({
  config,
  publicClient,
}: Pick<Subject, 'config' | 'publicClient'>): Promise<CheckResult> {
  const name = 'reachable'
  const url = `${config.publicUrl}/healthz`
  try {
    const { status } = await publicClient.request(url)
    if (status === 200) return pass(name, `The host answers at ${config.publicUrl}.`)
    return fail(
      name,
      `${url} answers ${status}, not 200.`,
      'Start a host, and let the proxy pass every path below publicUrl on to it.',
    )
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(
      name,
      `${url} can’t be reached: ${error.message}.`,
      'Check the DNS entry, the firewall, and that the proxy and a host are running.',
    )
  }
}

export async function checkCertificate({
  config,
  publicClient,
  now,
}: Pick<Subject, 'config' | 'publicClient' | 'now'>): Promise<CheckResult> {
  const name = 'certificate'
  const { publicUrl } = config
  if (!publicUrl.startsWith('https:')) {
    return fail(
      name,
      `${publicUrl} has no certificate.`,
      'Get one for its name, for example from Let’s Encrypt, and set publicUrl to https.',
    )
  }
  try {
    const end = await publicClient.certificateEnd(publicUrl)
    const days = Math.floor((end.getTime() - now) / DAY_MS)
    const found = `The certificate is valid until ${end.toISOString().slice(0, 10)}`
    if (days >= SOON_DAYS) return pass(name, `${found}.`)
    return fail(
      name,
      `${found}, which is in ${days} days.`,
      'Renew it now, and look why that did not happen by itself.',
    )
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(
      name,
      `Browsers refuse the connection: ${error.message}.`,
      'Install a valid certificate for exactly this name, with its intermediate certificates.',
    )
  }
}
