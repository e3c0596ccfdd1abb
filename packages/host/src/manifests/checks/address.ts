import { isIP } from 'node:net'
import type { Config } from '../../config.ts'
import { type CheckResult, fail, pass } from '../check-result.ts'
import { NO_WEBHOOK } from '../probe.ts'
import { NoAnswer, type PublicClient } from '../public-client.ts'
import type { Subject } from './subject.ts'

const DAY_MS = 86_400_000
/** Whoever renews by itself does so 30 days before the end. */
const SOON_DAYS = 14

/** Names that change with the next start of a tunnel. */
const PASSING =
  /\.(ngrok(-free)?\.(io|app|dev)|trycloudflare\.com|loca\.lt|localhost\.run|serveo\.net|lhr\.life)$/i

type Looked = Pick<Subject, 'config' | 'publicClient' | 'now'>
type Setting = 'publicUrl' | 'webhookUrl'

/** The addresses that a host is told of, each once; with what a check of it is called. */
function addressesOf(config: Config): { setting: Setting; url: string; prefix: string }[] {
  const { publicUrl, webhookUrl } = config
  return [
    { setting: 'publicUrl' as const, url: publicUrl, prefix: '' },
    ...(webhookUrl === publicUrl
      ? []
      : [{ setting: 'webhookUrl' as const, url: webhookUrl, prefix: 'webhook-' }]),
  ]
}

/** Whether the addresses can stay for years: SocialHub stores them, and only its Team changes them. */
export function checkStability({ config, publication }: Subject): CheckResult[] {
  const promoted = publication?.manifest.publicUrl ?? null
  return addressesOf(config).map(({ setting, url }) => {
    const name = setting === 'publicUrl' ? 'public-url' : 'webhook-url'
    if (setting === 'publicUrl' && promoted !== null && promoted !== url) {
      return fail(
        name,
        `The Manifest was promoted with ${promoted}, and publicUrl is ${url}.`,
        `Set publicUrl back to ${promoted}, or ask the SocialHub Team for the change first.`,
      )
    }
    return stability(name, setting, url)
  })
}

function stability(name: string, setting: Setting, url: string): CheckResult {
  const { hostname, protocol } = new URL(url)
  if (protocol !== 'https:') {
    return fail(
      name,
      `${url} is not https, and SocialHub takes nothing else.`,
      `Put a proxy with a certificate in front of the host, and set ${setting} to its https address.`,
    )
  }
  const where = hostname.replace(/^\[|\]$/g, '')
  if (isIP(where) !== 0 || where === 'localhost' || PASSING.test(where)) {
    return fail(
      name,
      `${url} does not last: it is an IP address, this machine’s own name, or a tunnel’s.`,
      'Take a domain of your own before the promotion: afterwards the address can’t change.',
    )
  }
  return pass(name, `${url} is https, and a name of its own.`)
}

export async function checkReachable({
  config,
  publicClient,
}: Pick<Looked, 'config' | 'publicClient'>): Promise<CheckResult> {
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
    return unreached(name, url, error)
  }
}

/**
 * Whether webhooks come to a host where they have an address of their own. That may serve them alone,
 * so a webhook is asked for that there can't be: only a host refuses it in these words.
 */
export async function checkWebhookReachable({
  config,
  publicClient,
}: Pick<Looked, 'config' | 'publicClient'>): Promise<CheckResult[]> {
  if (config.webhookUrl === config.publicUrl) return []
  const name = 'webhook-reachable'
  const url = `${config.webhookUrl}/webhooks/hubward-check`
  try {
    const { status, body } = await publicClient.request(url, { method: 'POST' })
    if (status === 404 && body.includes(NO_WEBHOOK)) {
      return [pass(name, `A host answers at ${config.webhookUrl}.`)]
    }
    return [
      fail(
        name,
        `${url} answers ${status}, and that not by a host.`,
        'Let the proxy pass /webhooks/ and /templates/ below webhookUrl on to the hosts, unchanged.',
      ),
    ]
  } catch (error) {
    return [unreached(name, url, error)]
  }
}

function unreached(name: string, url: string, error: unknown): CheckResult {
  if (!(error instanceof NoAnswer)) throw error
  return fail(
    name,
    `${url} can’t be reached: ${error.message}.`,
    'Check the DNS entry, the firewall, and that the proxy and a host are running.',
  )
}

/** Of each address, as browsers and SocialHub see it. */
export async function checkCertificates({
  config,
  publicClient,
  now,
}: Looked): Promise<CheckResult[]> {
  return await Promise.all(
    addressesOf(config).map(({ setting, url, prefix }) =>
      certificateOf(`${prefix}certificate`, { setting, url }, publicClient, now),
    ),
  )
}

async function certificateOf(
  name: string,
  { setting, url }: { readonly setting: Setting; readonly url: string },
  publicClient: PublicClient,
  now: number,
): Promise<CheckResult> {
  if (!url.startsWith('https:')) {
    return fail(
      name,
      `${url} has no certificate.`,
      `Get one for its name, for example from Let’s Encrypt, and set ${setting} to https.`,
    )
  }
  try {
    const end = await publicClient.certificateEnd(url)
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
      `${setting === 'publicUrl' ? 'Browsers refuse' : 'SocialHub refuses'} the connection: ${error.message}.`,
      'Install a valid certificate for exactly this name, with its intermediate certificates.',
    )
  }
}
