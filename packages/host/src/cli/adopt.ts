import { createPluginCalls } from '@hubward/border'
import type { Command } from 'commander'
import { pino } from 'pino'
import { createSurroundings } from '../plugins/surroundings.ts'
import { activeChannels } from '../store/channel-finding.ts'
import { loadCallChannel } from '../store/channels.ts'
import { adoptDatabase, recordedInstallation, whyForeignDatabase } from '../store/installation.ts'
import { promotedManifests } from '../store/manifests.ts'
import { accessProblem, type LostAccess } from '../tokens/access-check.ts'
import { type CommandContext, type Given, reporting, withContext } from './command.ts'
import { CommandError } from './errors.ts'
import { columns } from './table.ts'

/** How many Channels are asked about side by side. */
const AT_ONCE = 10

interface GivenConfirm extends Given {
  readonly confirm?: boolean
}

/** `hubward adopt` */
export function adoptCommand(command: Command): void {
  reporting(command)
    .description(
      'Makes a database that was restored, copied or moved the one of this configuration; until then its hosts do nothing. What others may have done since the copy is looked up before it is done, and Channels whose access no longer works are listed. Without --confirm it only says what is the case.',
    )
    .option('--confirm', 'required: no other host may work for these Channels any more')
    .action((given: GivenConfirm) => withContext(given, (context) => takeOver(context, given)))
}

async function takeOver(context: CommandContext, { confirm }: GivenConfirm): Promise<void> {
  const { db, config, say } = context
  const why = await whyForeignDatabase(db, config.publicUrl)
  const recorded = await recordedInstallation(db)
  if (!confirm) {
    const asked =
      why === undefined
        ? 'The database is where it was, and belongs to this configuration. After copying back the files of a cluster, adopt it all the same.'
        : `${why} Its hosts do nothing.`
    say(`${asked}\nIf no other host works for these Channels any more: hubward adopt --confirm`, {
      adopted: false,
      why: why ?? null,
      publicUrl: recorded.publicUrl,
    })
    return
  }
  await refuseWherePromoted(context)
  const adopted = await db.transaction().execute((trx) => adoptDatabase(trx, config.publicUrl))
  const lost = await lostAccess(context)
  const rows = lost.map(({ channelId, name, cause }) => [channelId, name, cause])
  say(
    [
      `The database belongs to ${config.publicUrl} now; hosts begin within seconds.`,
      `${adopted.uncertainActions} Ticket Actions were open: the Network is asked before anything is sent.`,
      lost.length === 0
        ? 'Every active Channel still has its access.'
        : `${lost.length} Channels have lost their access. Hosts tell their Customers to reconnect:\n${columns(rows)}`,
    ].join('\n'),
    { adopted: true, why: why ?? null, formerUrl: recorded.publicUrl, ...adopted, lost },
  )
}

/** SocialHub sends Customers and webhooks to the promoted address, whoever serves another one. */
async function refuseWherePromoted({ db, config }: CommandContext): Promise<void> {
  const elsewhere = (await promotedManifests(db)).filter(
    ({ publicUrl }) => publicUrl !== null && publicUrl !== config.publicUrl,
  )
  const [first] = elsewhere
  if (!first) return
  throw new CommandError(
    `The Manifest of "${first.integration}" was promoted with ${first.publicUrl}, and only the SocialHub Team can change it: hosts at ${config.publicUrl} would refuse to start. For a copy to try things with, use another Account and another database.`,
  )
}

/** Active Channels whose token or grant was replaced since the copy. */
async function lostAccess(context: CommandContext): Promise<readonly LostAccess[]> {
  const { db, sealer, config, load } = context
  const { integrations } = await load()
  const log = pino({ level: 'silent' })
  const plugins = createPluginCalls(createSurroundings({ config, db, sealer, log, integrations }))
  const ids = await activeChannels(db)
  const found: LostAccess[] = []
  const each = ids.values()
  let asked = 0
  const work = async () => {
    for (const id of each) {
      const channel = await loadCallChannel(db, sealer, id)
      const cause = channel && (await accessProblem({ config, plugins }, channel))
      if (channel && cause !== undefined) {
        const { socialhubChannelId: channelId, integration } = channel
        found.push({ channelId, name: channel.channel.name, integration, cause })
      }
      asked += 1
      if (process.stderr.isTTY) process.stderr.write(`\r${asked} of ${ids.length} Channels asked`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (process.stderr.isTTY && ids.length > 0) process.stderr.write('\n')
  return found.toSorted((a, b) => a.name.localeCompare(b.name))
}
