import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import type { Config } from '../config.ts'
import { publishManifest } from '../manifests/publish.ts'
import { loadIntegrations } from '../plugins/integration.ts'
import { openDatabase } from '../store/database.ts'
import { createSealer } from '../tokens/sealer.ts'
import { CommandError } from './errors.ts'

/** The token comes by standard input: arguments are visible to every user of the machine. */
export async function pushManifest(config: Config, name: string): Promise<void> {
  const { integrations } = await loadIntegrations(config, pino({ level: 'silent' }))
  const integration = integrations.get(name)
  if (!integration) {
    throw new CommandError(`There is no integration "${name}"; "hubward plugins" lists them.`)
  }
  if (process.stdin.isTTY) process.stderr.write('Access Token, then Ctrl-D: ')
  const accessToken = (await text(process.stdin)).trim()
  if (accessToken === '') throw new CommandError('No Access Token came by standard input.')
  const { db } = openDatabase(config.databaseUrl, 3)
  try {
    const parts = { config, db, sealer: createSealer(config.keys) }
    const { manifestId } = await publishManifest(parts, integration, accessToken)
    process.stdout.write(`The Manifest ${manifestId} is published.\n`)
  } finally {
    await db.destroy()
  }
}
