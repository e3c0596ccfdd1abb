import {
  type CallFacts,
  createPluginLog,
  type Integration,
  type Services,
  type Surroundings,
  withDefaults,
} from '@hubward/border'
import type { MailPlace, MailState, SetAside } from '@hubward/plugin'
import { mailServer } from '../config.ts'
import type { HostContext } from '../host-context.ts'
import { storeMedia } from '../store/channel-media.ts'
import { findChannel, loadCallChannel } from '../store/channels.ts'
import { noteFault } from '../store/faults.ts'
import type { FileQuota } from '../store/files.ts'
import type { ChannelId } from '../store/ids.ts'
import { notifyLive } from '../store/live.ts'
import { isConfirmed } from '../store/mail-consents.ts'
import { createPluginStore } from '../store/plugin-store.ts'
import { noteSetAside } from '../store/set-aside.ts'
import { createPluginFiles } from './files.ts'
import { createListening } from './listening.ts'
import { mediaKeyOf } from './media-key.ts'
import { createReceived } from './received.ts'

type Rooms = Pick<HostContext, 'config' | 'db' | 'sealer' | 'log' | 'integrations'> &
  Partial<Pick<HostContext, 'counters'>>

/** How much the files of an integration, and of one of its Channels, may take up. */
export function quotaOf(config: HostContext['config']): FileQuota {
  return {
    integrationBytes: config.fileQuotaBytes,
    channelBytes: config.channelFileQuotaBytes,
  }
}

/** What plugins are given in a host: everything of theirs is in PostgreSQL. */
export function createSurroundings(rooms: Rooms): Surroundings {
  const { config, db, sealer, log, integrations, counters } = rooms

  const servicesOfIntegration = ({ name }: Integration, call: CallFacts): Services => ({
    log: createPluginLog(call.log, call.redact),
    store: createPluginStore(db, sealer, name),
    files: createPluginFiles(db, name, quotaOf(config)),
    notify: (id) => notifyLive(db, name, id),
  })

  /** Absent where no mail is sent: a plugin knows so without asking. */
  const mailOf = (
    channelId: ChannelId,
  ): { mailState?: (place: MailPlace) => Promise<MailState> } =>
    mailServer(config) === undefined
      ? {}
      : {
          mailState: async (place) =>
            (await isConfirmed(db, sealer, channelId, place)) ? 'confirmed' : 'unconfirmed',
        }

  return {
    log,
    publicUrl: config.publicUrl,
    integrations,
    mediaKey: (integration) => mediaKeyOf(sealer, integration),
    servicesOfIntegration,

    servicesOfChannel(integration, call, channelId) {
      const received = createReceived(db, channelId)
      const services = {
        ...servicesOfIntegration(integration, call),
        noteSetAside(items: readonly SetAside[]) {
          counters?.itemsSetAside(integration.name, call.name, items.length)
          // Beside the call, which doesn't wait for it; the log has named them already.
          const said = items.map((item) => ({ ...item, reason: call.redact(item.reason) }))
          noteSetAside(db, channelId, call.name, said).catch((error) =>
            call.log.error({ err: error }, 'unreadable items could not be noted'),
          )
        },
        files: createPluginFiles(db, integration.name, quotaOf(config), channelId),
        ofChannel: {
          store: createPluginStore(db, sealer, integration.name, channelId),
          received: received.log,
          ...mailOf(channelId),
        },
        listening: createListening(db, async () => channelId),
      }
      return { services, pushesRead: received.lastRead }
    },

    servicesOfRequest: (integration, call) => ({
      ...servicesOfIntegration(integration, call),
      listening: createListening(
        db,
        async (networkId = '') => (await findChannel(db, integration.name, networkId))?.id,
      ),
      async channelOf(networkId) {
        const found = await findChannel(db, integration.name, networkId)
        const channel = found && (await loadCallChannel(db, sealer, found.id))
        if (!channel) return undefined
        const { channelSettings } = integration.plugin
        return {
          channel: channel.channel,
          channelSettings: withDefaults(channelSettings, channel.channelSettings),
          channelStore: createPluginStore(db, sealer, integration.name, channel.id),
          ...mailOf(channel.id),
        }
      },
    }),

    noteFault: (fault) => noteFault(db, fault),
    rememberMedia: (channelId, shown) => storeMedia(db, sealer, channelId, shown),
  }
}
