import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { RehearsalApi } from './api.ts'
import { customPath } from './custom-path.ts'
import { Listener } from './listener.ts'
import { type Ask, Person } from './person.ts'
import type { Finding } from './rehearsal.ts'
import { countsOf, outcomeOf, reportOf } from './report.ts'
import { reusablePath } from './reusable-path.ts'
import { Traffic } from './traffic.ts'

export interface RehearsalOptions {
  /** A new folder, or an empty one. */
  readonly folder: string
  /** The Access Token of a Custom Channel that was made only for this. */
  readonly token: string
  /** Also the path of a Reusable Manifest. */
  readonly reusable: boolean
  /** How long a person may take for a click. */
  readonly patienceMs: number
  /** How long nothing must have come for an event to count as given up. */
  readonly quietMs: number
  readonly lookMs?: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
  /** Told of all that is asked of the person; for tests, which are that person. */
  readonly onAsk?: (ask: Ask, pageUrl: string) => void
}

/** How long a held webhook request is left open when SocialHub does not close it. */
const HOLD_MS = 120_000

/**
 * Plays both integration paths with SocialHub, in place of a host, and writes `report.md` and
 * `traffic.jsonl` into the folder, also where it ends early.
 *
 * @throws RehearsalEnded, or what listening failed with.
 */
export async function rehearse(
  config: Pick<Config, 'publicUrl' | 'webhookUrl' | 'listen' | 'socialhub'>,
  options: RehearsalOptions,
): Promise<readonly Finding[]> {
  const { publicUrl, webhookUrl, listen, socialhub } = config
  const { folder, token, say, signal, quietMs, patienceMs, onAsk } = options
  await mkdir(folder, { recursive: true })
  const traffic = new Traffic(join(folder, 'traffic.jsonl'))
  const secret = randomBytes(32).toString('hex')
  const reference = randomBytes(16).toString('hex')
  for (const concealed of [token, secret, reference]) traffic.conceal(concealed)
  const path = `/rehearsal/${reference}`
  // An address that is for webhooks alone passes on this path, and no other.
  const webhookPath = `/webhooks/${reference}`
  const url = `${publicUrl}${path}`
  const person = new Person({
    say,
    pageUrl: `${url}/`,
    patienceMs,
    signal,
    onAsk: onAsk && ((ask) => onAsk(ask, `${url}/`)),
  })
  const listener = new Listener({
    ...listen,
    path,
    webhookPath,
    secret,
    traffic,
    holdMs: HOLD_MS,
    page: () => person.page(),
    answered: (id, choice) => person.answer(id, choice),
  })
  const findings: Finding[] = []
  const rehearsal = {
    api: new RehearsalApi(socialhub.apiUrl, traffic),
    listener,
    person,
    traffic,
    url,
    webhookUrl: `${webhookUrl}${webhookPath}`,
    secret,
    settingsPath: socialhub.settingsPath,
    quietMs,
    lookMs: options.lookMs ?? 15_000,
    signal,
    say,
    found: (finding: Finding) => {
      findings.push({ ...finding, seen: traffic.text(finding.seen) })
      say(`  ${finding.id}: ${outcomeOf(finding)}. ${traffic.text(finding.seen)}`)
    },
  }
  await listener.listen()
  say(`Keep this page open; it shows what is to be done: ${url}/`)
  try {
    await customPath(rehearsal, token)
    if (options.reusable) await reusablePath(rehearsal, token)
  } finally {
    await listener.close()
    await writeFile(join(folder, 'report.md'), reportOf(findings, socialhub))
    await traffic.written()
    say(countsOf(findings))
  }
  return findings
}
