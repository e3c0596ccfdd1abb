import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { lookUpManifest } from '../manifests/manifest-at-socialhub.ts'
import type { StoredManifest } from '../store/manifests.ts'
import { addSecret, retireSecrets, secretUses } from '../store/webhook-secrets.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { readSecret } from './secret-input.ts'

/** `hubward manifest secret …` */
export function secretCommands(manifest: Command): void {
  const secret = manifest
    .command('secret')
    .description('replace a webhook’s secret; both verify until the older one is retired')
  reporting(secret.command('list'))
    .description('list the secrets by age, and when each last verified a request')
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .action((name: string, given: Given) => withContext(given, (context) => list(context, name)))
  reporting(secret.command('add'))
    .description(
      'accept another secret from now on, read from standard input: 32 to 512 characters, for example from "openssl rand -hex 32"',
    )
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .option('--generate', 'make one that nobody sees; for Manifests that you publish yourself')
    .action((name: string, given: Given & { readonly generate?: boolean }) =>
      withContext(given, (context) => add(context, name, given.generate === true)),
    )
  reporting(secret.command('retire'))
    .description('refuse the older secrets from now on, once the newest has verified')
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .option('--force', 'even though the newest has not verified anything')
    .action((name: string, given: Given & { readonly force?: boolean }) =>
      withContext(given, (context) => retire(context, name, given.force === true)),
    )
}

async function list(context: CommandContext, name: string): Promise<void> {
  const uses = await usesOf(context, await published(context, name))
  context.say(
    uses
      .map(
        ({ age, verifiedAt }) =>
          `${age}: ${verifiedAt ? `last verified at ${verifiedAt}` : 'never verified'}`,
      )
      .join('\n'),
    uses,
  )
}

async function add(context: CommandContext, name: string, generate: boolean): Promise<void> {
  const { id, promotedAt } = await published(context, name)
  if (generate && promotedAt) {
    throw new CommandError(
      'The Manifest is Reusable: the SocialHub Team must be told the secret, so make one yourself and give it by standard input.',
    )
  }
  const secret = generate ? randomBytes(32).toString('hex') : await readSecret('new secret')
  if (secret.length < 32 || secret.length > 512) {
    throw new CommandError('A secret has 32 to 512 characters.')
  }
  await context.db.transaction().execute((trx) => addSecret(trx, context.sealer, id, secret))
  const uses = await usesOf(context, await published(context, name))
  context.say(
    `${uses.length} secrets verify now. Next: ${
      promotedAt
        ? 'hand the new one to the SocialHub Team in a way that both of you trust, never by mail'
        : `hubward manifest push ${name}`
    }. Then: hubward manifest secret retire ${name}`,
    uses,
  )
}

async function retire(context: CommandContext, name: string, force: boolean): Promise<void> {
  const manifest = await published(context, name)
  const [newest, ...older] = await usesOf(context, manifest)
  if (older.length === 0)
    throw new CommandError('There is only one secret: nothing is to be retired.')
  if (!newest?.verifiedAt && !force) {
    throw new CommandError(
      'The newest secret has not verified anything: SocialHub may not know it yet, and would be refused. Let it send an event first, or use --force.',
    )
  }
  const retired = await context.db
    .transaction()
    .execute((trx) => retireSecrets(trx, context.sealer, manifest.id))
  context.say(
    `Retired ${retired} older ${retired === 1 ? 'secret' : 'secrets'}. Hosts refuse ${retired === 1 ? 'it' : 'them'} within five seconds.`,
    { retired },
  )
}

async function published(context: CommandContext, name: string): Promise<StoredManifest> {
  const { publication } = await lookUpManifest(context, name)
  if (publication) return publication.manifest
  throw new CommandError(
    `"${name}" has no Manifest yet, and so no secret. Run: hubward manifest push ${name}`,
  )
}

async function usesOf(context: CommandContext, manifest: StoredManifest) {
  const uses = await secretUses(context.db, context.sealer, manifest)
  return uses.map(({ verifiedAt }, place) => ({
    age: place === 0 ? 'newest' : 'older',
    verifiedAt: verifiedAt?.toISOString() ?? null,
  }))
}
