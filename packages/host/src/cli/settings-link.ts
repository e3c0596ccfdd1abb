import type { Config } from '../config.ts'
import { openDatabase } from '../store/database.ts'
import { createSettingsLink } from '../store/onboarding.ts'
import { createSealer } from '../tokens/sealer.ts'
import { CommandError } from './errors.ts'

const DAY_MS = 86_400_000

export async function createLink(config: Config, channelId: string, days: number): Promise<void> {
  if (!(days > 0 && days <= 90)) throw new CommandError('--days must be more than 0, at most 90.')
  const { db } = openDatabase(config.databaseUrl, 3)
  try {
    const channel = await db
      .selectFrom('channels')
      .select('id')
      .where('socialhub_channel_id', '=', channelId)
      .executeTakeFirst()
    if (!channel) throw new CommandError(`No Channel here has SocialHub’s id ${channelId}.`)
    const token = await createSettingsLink(db, createSealer(config.keys), channel.id, days * DAY_MS)
    process.stdout.write(`${config.publicUrl}/settings/${token}\n`)
  } finally {
    await db.destroy()
  }
}
