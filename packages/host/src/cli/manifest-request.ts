import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { checkManifest } from '../manifests/check.ts'
import { writeRequest } from '../manifests/request.ts'
import { findPublication } from '../store/publications.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { integrationNamed } from './named.ts'

/** `hubward manifest request` */
export function requestCommand(manifest: Command): void {
  reporting(manifest.command('request'))
    .description(
      'write a folder for the SocialHub Team: what promotion asks for, and once promoted the exact changes that are wanted; it holds no secret',
    )
    .argument('<integration>', 'its name, as "hubward plugins" lists it')
    .option('--to <folder>', 'where; a folder that is empty, or not there yet')
    .action((name: string, given: Given & { readonly to?: string }) =>
      withContext(given, (context) => request(context, name, given.to ?? `${name}-request`)),
    )
}

async function request(context: CommandContext, name: string, to: string): Promise<void> {
  const integration = await integrationNamed(context, name)
  const folder = resolve(to)
  const there = await readdir(folder).catch(() => [])
  if (there.length > 0) {
    throw new CommandError(`${folder} is not empty. Name another folder: --to <folder>`)
  }
  const now = new Date()
  const results = await checkManifest(context, integration, { now: now.getTime() })
  const publication = await findPublication(context.db, context.sealer, name)
  if (!publication) {
    throw new CommandError(`Publish the Manifest first: hubward manifest push ${name}`)
  }
  const files = writeRequest({ config: context.config, integration, publication, results, now })
  await mkdir(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
  const toFill = (files['README.md']?.match(/‹[^›]*: fill in›/g) ?? []).length
  context.say(
    `Wrote ${Object.keys(files).join(', ')} to ${folder}. ${toFill} places in README.md are yours to fill in: look for "fill in".`,
    { folder, files: Object.keys(files), toFill },
  )
}
