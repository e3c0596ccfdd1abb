import { check, ManifestUpdate, signWebhook, Template } from '@hubward/socialhub'
import Type from 'typebox'
import Value from 'typebox/value'
import type { Publication } from '../../store/publications.ts'
import { type CheckResult, cantTell, fail, pass } from '../check-result.ts'
import { PROBE_HEADER, probeProof } from '../probe.ts'
import { NoAnswer, type PublicAnswer } from '../public-client.ts'
import type { Subject } from './subject.ts'

const PASS_ON =
  'Let the proxy pass the request on to a host of this database unchanged: body, path and the headers X-SocialHub-Timestamp, X-SocialHub-Signature and X-SocialHub-Challenge.'

/**
 * The test request that SocialHub sends to a webhook, made here with the newest secret. Where another
 * address was configured since SocialHub was told, that one is looked at, too: events come there.
 */
export async function checkWebhook(subject: Subject): Promise<CheckResult[]> {
  const { built, publication } = subject
  const url = built.webhook?.url
  if (!publication || !url) {
    return [
      cantTell('webhook', 'The Manifest is not published yet.', 'Run hubward manifest push first.'),
    ]
  }
  const told = toldWebhook(publication.pushed?.manifest)
  return await Promise.all([
    webhookAt(subject, publication, 'webhook', url),
    ...(told === undefined || told === url
      ? []
      : [webhookAt(subject, publication, 'webhook-as-told', told)]),
  ])
}

function toldWebhook(pushed: unknown): string | undefined {
  return Value.Check(ManifestUpdate, pushed) ? pushed.webhook?.url : undefined
}

async function webhookAt(
  subject: Subject,
  publication: Publication,
  name: string,
  url: string,
): Promise<CheckResult> {
  const { publicClient } = subject
  const { manifestId } = publication.manifest
  const body = JSON.stringify({
    manifestId: manifestId ?? '0'.repeat(24),
    accountId: '0'.repeat(24),
    channelId: publication.developer?.channelId ?? '0'.repeat(24),
    events: {},
  })
  const post = (headers: Readonly<Record<string, string>>) =>
    publicClient.request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  try {
    const { headers, challenge } = sign(subject, body)
    const [signed, unsigned] = await Promise.all([post(headers), post(ownProbe(subject))])
    if (unsigned.status < 400) {
      return fail(
        name,
        `The webhook answers ${unsigned.status} to a request that nobody signed; SocialHub removes a webhook that answers so without the challenge.`,
        PASS_ON,
      )
    }
    if (signed.status < 200 || signed.status > 299) {
      return fail(name, `The webhook answers ${signed.status} to a signed request.`, advice(signed))
    }
    if (signed.headers['x-socialhub-challenge'] !== challenge) {
      return fail(name, 'The webhook answers, but does not solve the challenge.', PASS_ON)
    }
    return pass(name, 'The webhook solves the challenge, and refuses what is not signed.')
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(name, `The webhook can’t be reached: ${error.message}.`, PASS_ON)
  }
}

/** The request by which SocialHub lists templates. */
export async function checkTemplates(subject: Subject): Promise<CheckResult> {
  const name = 'templates'
  const { built, publication, publicClient, channelId } = subject
  const action = built.inbox?.ticketActions?.find(({ type }) => type === 'template_reply')
  const url = action?.config?.templates?.url
  if (url === undefined) return pass(name, 'No Ticket Action uses templates.')
  if (!publication) {
    return cantTell(name, 'The Manifest is not published yet.', 'Run hubward manifest push first.')
  }
  const address = new URL(url)
  address.searchParams.set('channelId', channelId ?? '0'.repeat(24))
  try {
    const unsigned = await publicClient.request(address.href, { headers: ownProbe(subject) })
    if (unsigned.status !== 401) {
      return fail(name, `Without a signature it answers ${unsigned.status}, not 401.`, PASS_ON)
    }
    if (channelId === undefined) {
      return cantTell(
        name,
        'It refuses requests that are not signed, but there is no active Channel whose templates could be listed.',
        'Connect a Channel, and check again.',
      )
    }
    const answer = await publicClient.request(address.href, { headers: sign(subject, '').headers })
    if (answer.status !== 200) {
      return fail(name, `It answers ${answer.status} to a signed request.`, advice(answer))
    }
    const listed = check(Type.Array(Template), parsed(answer.body))
    if (listed.ok) return pass(name, `It lists ${listed.value.length} templates of a Channel.`)
    const [problem] = listed.problems
    return fail(
      name,
      `It does not list templates as SocialHub reads them: ${problem?.field ?? ''} ${problem?.rule ?? ''}`,
      'Correct what the plugin’s templates() returns.',
    )
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return fail(name, `It can’t be reached: ${error.message}.`, PASS_ON)
  }
}

function sign({ publication, now }: Subject, rawBody: string) {
  const timestamp = String(now)
  const secret = publication?.manifest.secrets[0] ?? ''
  const { signature, challenge } = signWebhook({ secret, timestamp, rawBody })
  return {
    challenge,
    headers: { 'x-socialhub-timestamp': timestamp, 'x-socialhub-signature': signature },
  }
}

/** Nobody signed it, and still the host knows it: what it refuses of ours is no reason for an alarm. */
function ownProbe({ publication, now }: Subject): Readonly<Record<string, string>> {
  const secret = publication?.manifest.secrets[0]
  return secret === undefined ? {} : { [PROBE_HEADER]: probeProof(secret, now) }
}

function advice({ status, body }: PublicAnswer): string {
  const text = body.toString('utf8', 0, 300)
  if (status === 401 && /timestamp/.test(text)) {
    return 'One of the two clocks is wrong: let the machines of hosts keep their time by NTP.'
  }
  if (status === 503) return 'The log of the host says which call of the plugin failed.'
  return PASS_ON
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
