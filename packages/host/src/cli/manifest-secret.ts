import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { followManifest } from '../manifests/look.ts'
import type { StoredManifest } from '../store/manifests.ts'
import { addSecret, retireSecrets, secretUses } from '../store/webhook-secrets.ts'
import { type CommandParts, type Given, reporting, withParts } from './command.ts'
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
    .action((name: string, given: Given) => withParts(given, (parts) => list(parts, name)))
  reporting(secret.command('add'))
    .description(
      'accept another secret from now on, read from standard input: 32 to 512 characters, for example from "openssl rand -hex 32"',
    )
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .option('--generate', 'make one that nobody sees; for Manifests that you publish yourself')
    .action((name: string, given: Given & { readonly generate?: boolean }) =>
      withParts(given, (parts) => add(parts, name, given.generate === true)),
    )
  reporting(secret.command('retire'))
    .description('refuse the older secrets from now on, once the newest has verified')
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .option('--force', 'even though the newest has not verified anything')
    .action((name: string, given: Given & { readonly force?: boolean }) =>
      withParts(given, (parts) => retire(parts, name, given.force === true)),
    )
}

async function list(parts: CommandParts, name: string): Promise<void> {
  const uses = await usesOf(parts, await published(parts, name))
  parts.say(
    uses
      .map(
        ({ age, verifiedAt }) =>
          `${age}: ${verifiedAt ? `last verified at ${verifiedAt}` : 'never verified'}`,
      )
      .join('\n'),
    uses,
  )
}

async function add(parts: CommandParts, name: string, generate: boolean): Promise<void> {
  const { id, promotedAt } = await published(parts, name)
  if (generate && promotedAt) {
    throw new CommandError(
      'The Manifest is Reusable: the SocialHub Team must be told the secret, so make one yourself and give it by standard input.',
    )
  }
  const secret = generate ? randomBytes(32).toString('hex') : await readSecret('new secret')
  if (secret.length < 32 || secret.length > 512) {
    throw new CommandError('A secret has 32 to 512 characters.')
  }
  await parts.db.transaction().execute((trx) => addSecret(trx, parts.sealer, id, secret))
  const uses = await usesOf(parts, await published(parts, name))
  parts.say(
    `${uses.length} secrets verify now. Next: ${
      promotedAt
        ? 'hand the new one to the SocialHub Team in a way that both of you trust, never by mail'
        : `hubward manifest push ${name}`
    }. Then: hubward manifest secret retire ${name}`,
    uses,
  )
}

async function retire(parts: CommandParts, name: string, force: boolean): Promise<void> {
  const manifest = await published(parts, name)
  const [newest, ...older] = await usesOf(parts, manifest)
  if (older.length === 0)
    throw new CommandError('There is only one secret: nothing is to be retired.')
  if (!newest?.verifiedAt && !force) {
    throw new CommandError(
      'The newest secret has not verified anything: SocialHub may not know it yet, and would be refused. Let it send an event first, or use --force.',
    )
  }
  const retired = await parts.db
    .transaction()
    .execute((trx) => retireSecrets(trx, parts.sealer, manifest.id))
  parts.say(
    `Retired ${retired} older ${retired === 1 ? 'secret' : 'secrets'}. Hosts refuse ${retired === 1 ? 'it' : 'them'} within five seconds.`,
    { retired },
  )
}

async function published(parts: CommandParts, name: string): Promise<StoredManifest> {
  const { publication } = await followManifest(parts, name)
  if (publication) return publication.manifest
  throw new CommandError(
    `"${name}" has no Manifest yet, and so no secret. Run: hubward manifest push ${name}`,
  )
}

async function usesOf(parts: CommandParts, manifest: StoredManifest) {
  const uses = await secretUses(parts.db, parts.sealer, manifest)
  return uses.map(({ verifiedAt }, place) => ({
    age: place === 0 ? 'newest' : 'older',
    verifiedAt: verifiedAt?.toISOString() ?? null,
  }))
}
