import type { Command } from 'commander'
import { buildManifest } from '../manifests/build.ts'
import { type Comparison, maskManifest } from '../manifests/compare.ts'
import { comparisonWith } from '../manifests/comparison-with.ts'
import { manifestAddress } from '../manifests/manifest-address.ts'
import { lookUpManifest, type ManifestAtSocialHub } from '../manifests/manifest-at-socialhub.ts'
import { publishManifest } from '../manifests/publish.ts'
import { findReusableManifest } from '../store/manifests.ts'
import { type Publication, savePushed } from '../store/publications.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { checkCommand } from './manifest-check.ts'
import { pushAll } from './manifest-push-all.ts'
import { requestCommand } from './manifest-request.ts'
import { secretCommands } from './manifest-secret.ts'
import { integrationNamed } from './named.ts'
import { readSecret } from './secret-input.ts'

interface GivenPush extends Given {
  readonly token?: boolean
  readonly all?: boolean
}

/** `hubward manifest …` */
export function manifestCommands(manifest: Command): void {
  reporting(manifest.command('show'))
    .description('print what an integration’s declaration compiles to, without its secrets')
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .action((name: string, given: Given) => withContext(given, (context) => show(context, name)))
  reporting(manifest.command('push'))
    .description(
      'publish an integration’s Manifest through your Custom Channel; a host must be running at the public URL',
    )
    .argument('[integration]', 'its name, as "hubward plugins" lists it')
    .option('--token', 'read the Access Token from standard input, although one is stored')
    .option(
      '--all',
      'bring the own Manifest of every Custom Channel up to date instead; interrupted, it goes on where it stopped',
    )
    .action((name: string | undefined, given: GivenPush) =>
      withContext(given, (context) => pushOneOrAll(context, name, given)),
    )
  reporting(manifest.command('diff'))
    .description('compare what the declaration compiles to with what SocialHub has, field by field')
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .action((name: string, given: Given) => withContext(given, (context) => diff(context, name)))
  reporting(manifest.command('applied'))
    .description(
      'note that the SocialHub Team has made the changes that you asked for: a Reusable Manifest is not shown, so that only you know',
    )
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .action((name: string, given: Given) => withContext(given, (context) => applied(context, name)))
  checkCommand(manifest)
  requestCommand(manifest)
  secretCommands(manifest)
}

async function show(context: CommandContext, name: string): Promise<void> {
  const integration = await integrationNamed(context, name)
  const stored = await findReusableManifest(context.db, context.sealer, name)
  const address = manifestAddress(context.config, stored)
  const masked = maskManifest(buildManifest(integration, address), {
    reference: address.reference,
    secrets: [address.secret],
  })
  context.say(JSON.stringify(masked, null, 2), masked)
}

function pushOneOrAll(
  context: CommandContext,
  name: string | undefined,
  { all = false, token = false, json = false }: GivenPush,
): Promise<void> {
  if (all === (name !== undefined)) {
    throw new CommandError('Name one integration, or give --all for every Custom Channel.')
  }
  return name === undefined ? pushAll(context, json) : push(context, name, token)
}

async function push(context: CommandContext, name: string, askToken: boolean): Promise<void> {
  const integration = await integrationNamed(context, name)
  const { publication } = await lookUpManifest(context, name)
  if (publication?.manifest.promotedAt) throw new CommandError(reusableSentence(publication))
  const accessToken =
    askToken || !publication?.developer
      ? await readSecret('Access Token')
      : publication.developer.accessToken
  const { manifestId } = await publishManifest(context, integration, accessToken)
  context.say(`The Manifest ${manifestId} is published.`, { manifestId })
}

async function applied(context: CommandContext, name: string): Promise<void> {
  const integration = await integrationNamed(context, name)
  const { publication } = await lookUpManifest(context, name)
  const manifest = publication?.manifest
  if (!manifest?.promotedAt) {
    throw new CommandError(
      `The Manifest of "${name}" is not promoted. Run: hubward manifest push ${name}`,
    )
  }
  const built = buildManifest(integration, manifestAddress(context.config, manifest))
  await context.db
    .transaction()
    .execute((trx) => savePushed(trx, context.sealer, manifest.id, built))
  context.say('Noted: SocialHub has what the declaration compiles to now.', { applied: true })
}

async function diff(context: CommandContext, name: string): Promise<void> {
  const integration = await integrationNamed(context, name)
  const { publication, atSocialHub } = await lookUpManifest(context, name)
  const built = buildManifest(integration, manifestAddress(context.config, publication?.manifest))
  const comparison = comparisonWith(atSocialHub, built, publication)
  if (!publication || !comparison) {
    throw new CommandError(
      `Nothing of "${name}" is at SocialHub yet. Run: hubward manifest push ${name}`,
    )
  }
  const against = againstWhat(atSocialHub, publication)
  context.say(differencesText(name, against, atSocialHub, comparison), {
    comparedWith: atSocialHub.kind === 'shown' ? 'socialhub' : 'last-push',
    promoted: publication.manifest.promotedAt !== null,
    ...comparison,
  })
  if (comparison.differences.length > 0) process.exitCode = 1
}

function againstWhat(atSocialHub: ManifestAtSocialHub, { pushed }: Publication): string {
  if (atSocialHub.kind === 'shown') return 'what SocialHub shows'
  const when = pushed ? ` on ${pushed.at.toISOString().slice(0, 10)}` : ''
  const why =
    atSocialHub.kind === 'refused'
      ? atSocialHub.error.message
      : 'SocialHub does not show a Reusable Manifest.'
  return `what was last pushed${when}. ${why}`
}

function differencesText(
  name: string,
  against: string,
  atSocialHub: ManifestAtSocialHub,
  { differences, notShown }: Comparison,
): string {
  const lines = [`Compared with ${against}`]
  for (const { field, here, socialhub } of differences) {
    lines.push(
      `  ${field}`,
      `    here:      ${valueText(here)}`,
      `    SocialHub: ${valueText(socialhub)}`,
    )
  }
  if (notShown.length > 0) lines.push(`Not shown by SocialHub: ${notShown.join(', ')}.`)
  if (differences.length === 0) lines.push('No field differs.')
  else if (atSocialHub.kind === 'reusable') {
    lines.push(
      `Only the SocialHub Team can change it: "hubward manifest request ${name}" writes down what is wanted.`,
    )
  } else lines.push(`"hubward manifest push ${name}" brings SocialHub up to date.`)
  return lines.join('\n')
}

function valueText(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value)
}

function reusableSentence({ manifest }: Publication): string {
  const { integration, promotedName, promotedAt } = manifest
  const as = promotedName === null ? '' : ` as "${promotedName}"`
  const since = promotedAt?.toISOString().slice(0, 10)
  return `The Manifest of "${integration}" is Reusable${as} (noted on ${since}), so that only the SocialHub Team can change it. "hubward manifest diff ${integration}" says what differs, and "hubward manifest request ${integration}" writes down what to ask for.`
}
