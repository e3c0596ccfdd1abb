import type { Integration } from '@hubward/border'
import type { ManifestUpdate } from '@hubward/socialhub'
import { type Config, daysFor } from '../config.ts'
import type { CheckResult, CheckResults, Publication } from '../store/publications.ts'
import { buildManifest } from './build.ts'
import { type Comparison, maskManifest } from './compare.ts'
import { comparisonWithPushed } from './comparison-with.ts'
import { manifestAddress } from './manifest-address.ts'

interface Request {
  readonly config: Config
  readonly integration: Integration
  readonly publication: Publication
  readonly results: CheckResults
  readonly now: Date
}

/** What a file of the request holds, by its name. No secret is in any of them. */
export function writeRequest(request: Request): Record<string, string> {
  const { config, integration, publication, results } = request
  const { manifest } = publication
  const built = buildManifest(integration, manifestAddress(config, manifest))
  const comparison = comparisonWithPushed(built, publication)
  return {
    'README.md': readme(request, built, comparison),
    'manifest.json': inJson(maskManifest(built, manifest)),
    'checks.json': inJson(results),
    ...(manifest.promotedAt &&
      comparison && { 'differences.json': inJson(comparison.differences) }),
  }
}

function readme(
  { config, integration, publication, results, now }: Request,
  built: ManifestUpdate,
  comparison: Comparison | undefined,
): string {
  const { plugin, name } = integration
  const { declaration } = plugin
  const { manifest, developer } = publication
  const { operator } = config
  const promoted = manifest.promotedAt !== null
  const ways = declaration.ticketActions.map(
    ({ type, id, label }) => `- ${label.en} (\`${id}\`, ${type}): ${REASONS[type]}`,
  )
  const hosts = declaration.hosts.map((host) => `- ${host === '*' ? ANY_HOST : `\`${host}\``}`)
  return `${[
    `# ${promoted ? 'Changes wanted to' : 'Promotion of'} the Manifest of ${plugin.name}`,
    [
      `Written on ${now.toISOString().slice(0, 10)} by ${operator.name}.`,
      `Manifest ${manifest.manifestId ?? ''}, integration \`${name}\`, published through the Custom Channel ${developer?.channelId ?? ''}.`,
    ].join('\n'),
    ...(promoted ? [`## Differences\n\n${differencesTable(comparison)}`] : []),
    `## Purpose\n\n${declaration.summary.en}\n\nName of the Network, as Customers shall see it: ${plugin.name}`,
    `## Try it\n\n1. Add a Channel: SocialHub sends the browser to ${built.callbacks?.channelCreation ?? ''}.\n2. Sign in with the demo account.\n\n- Demo account: ‹demo account and how its password is handed over: fill in›\n- What to write to it, and from where: ‹first message: fill in›`,
    `## Permissions\n\nAt the Network, and what each is needed for:\n\n- Reading messages: they become Tickets.\n${declaration.ownMessages ? '- Reading what the account itself writes: answers given elsewhere stand in the thread.\n' : ''}${ways.join('\n')}\n- Named as the Network names them: ‹scopes: fill in›`,
    `## Data and retention\n\n- Kept in the operator’s PostgreSQL: each message’s ids, its texts and pictures for ${daysFor(config, 'retentionDays', { integration: name })} days after delivery, files that exist only there for ${daysFor(config, 'fileRetentionDays', { integration: name })} days, Ticket Actions and their outcome, the Customer’s grant and settings. Grants, tokens and settings are encrypted.\n- ${declaration.backfill ? `A new Channel reads up to ${declaration.backfill.days} days back, if its Customer wants that.` : 'A new Channel reads nothing that was written before it existed.'}\n- Where the servers stand, and for how long backups are kept: ‹place and retention: fill in›\n- Privacy notice: ${operator.privacyUrl ?? '‹privacy notice: fill in›'}\n- Imprint: ${operator.imprintUrl ?? '‹imprint: fill in›'}`,
    `## Hosts contacted\n\n- \`${new URL(config.socialhub.apiUrl).host}\`: SocialHub\n${hosts.join('\n')}`,
    `## Support\n\n- For Customers: ${operator.supportUrl ?? '‹support address: fill in›'}\n- For the SocialHub Team: ‹a person’s name and address: fill in›`,
    '## Screenshots\n\nPut them into this folder:\n\n- [ ] `onboarding.png`: the first page after "Add Channel"\n- [ ] `connected.png`: the last page\n- [ ] `ticket.png`: a Ticket in the Inbox\n- [ ] `reply.png`: the published reply at the Network',
    `## Checks\n\nFrom outside, on ${now.toISOString()}; \`checks.json\` holds the same.\n\n| what | outcome | found |\n| --- | --- | --- |\n${results.map(row).join('\n')}`,
    `## The Manifest\n\n\`manifest.json\` is what the integration’s declaration compiles to. \`‹reference›\` stands for the last part of the webhook’s URL, which the Manifest has already. The webhook’s secret is in none of these files.${promoted ? ' If it is to be replaced, we hand it over another way.' : ''}`,
  ].join('\n\n')}\n`
}

const ANY_HOST =
  'any public host: the Customer names the server, or files lie on hosts that are not known before'

const REASONS = {
  reply: 'publishes the community manager’s answer.',
  template_reply: 'publishes an answer made from one of the Network’s templates.',
  button: 'does at the Network what the button says.',
  delete: 'removes or hides the message at the Network.',
} as const

function differencesTable(comparison: Comparison | undefined): string {
  if (!comparison || comparison.differences.length === 0) return 'None.'
  const rows = comparison.differences.map(
    ({ field, here, socialhub }) => `| \`${field}\` | ${cell(socialhub)} | ${cell(here)} |`,
  )
  return `Please change these fields; \`differences.json\` holds the same.\n\n| field | promoted with | wanted |\n| --- | --- | --- |\n${rows.join('\n')}`
}

function cell(value: unknown): string {
  return value === undefined ? 'nothing' : `\`${JSON.stringify(value).replaceAll('|', '\\|')}\``
}

function row({ name, outcome, found }: CheckResult): string {
  const said = outcome === 'unknown' ? 'can’t tell' : outcome
  return `| ${name} | ${said} | ${found.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`
}

function inJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
