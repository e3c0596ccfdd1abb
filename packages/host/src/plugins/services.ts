import type { Parts } from '../parts.ts'
import { findChannel, loadCallChannel } from '../store/channels.ts'
import type { FileQuota } from '../store/files.ts'
import { createPluginStore } from '../store/plugin-store.ts'
import type { Services } from './asked.ts'
import type { Call } from './call.ts'
import { withDefaults } from './defaults.ts'
import { createPluginFiles } from './files.ts'
import type { Integration } from './integration.ts'
import type { CallChannel } from './line.ts'
import { createReceived } from './received.ts'
import { createPluginLog } from './redaction.ts'

type Rooms = Pick<Parts, 'config' | 'db' | 'sealer'>

/** How much the files of an integration, and of one of its Channels, may take up. */
export function quotaOf(config: Parts['config']): FileQuota {
  return {
    integrationBytes: config.fileQuotaBytes,
    channelBytes: config.channelFileQuotaBytes,
  }
}

/** For `authenticate`: nothing in it belongs to a Channel. */
export function integrationServices(
  { config, db, sealer }: Rooms,
  { name }: Integration,
  call: Call,
): Services {
  return {
    log: createPluginLog(call.log, call.redact),
    store: createPluginStore(db, sealer, name),
    files: createPluginFiles(db, name, quotaOf(config)),
  }
}

/** Also answers how far the push log was read in the call. */
export function channelServices(
  rooms: Rooms,
  integration: Integration,
  call: Call,
  { id }: CallChannel,
): { services: Services; pushesRead: () => number } {
  const { config, db, sealer } = rooms
  const received = createReceived(db, id)
  const services = {
    ...integrationServices(rooms, integration, call),
    files: createPluginFiles(db, integration.name, quotaOf(config), id),
    ofChannel: {
      store: createPluginStore(db, sealer, integration.name, id),
      received: received.log,
    },
  }
  return { services, pushesRead: received.lastRead }
}

export function receivingServices(rooms: Rooms, integration: Integration, call: Call): Services {
  const { db, sealer } = rooms
  return {
    ...integrationServices(rooms, integration, call),
    async channelOf(networkId) {
      const found = await findChannel(db, integration.name, networkId)
      const channel = found && (await loadCallChannel(db, sealer, found.id))
      if (!channel) return undefined
      return {
        channel: channel.channel,
        channelSettings: withDefaults(integration.plugin.channelSettings, channel.channelSettings),
        channelStore: createPluginStore(db, sealer, integration.name, channel.id),
      }
    },
  }
}
