import { definePlugin } from '@hubward/plugin'
import { actions } from './actions.ts'
import { authenticate } from './authenticate.ts'
import { ChannelSettings } from './channel-settings.ts'
import { Credentials } from './credentials.ts'
import { declaration } from './declaration.ts'
import { fetchMessages, Position } from './fetch-messages.ts'
import { listRecent } from './list-recent.ts'
import { findReply, reply } from './reply.ts'
import { revoke } from './revoke.ts'
import { Settings } from './settings.ts'

/** Mastodon, and what speaks its API. */
export default definePlugin({
  apiVersion: 1,
  id: 'mastodon',
  name: 'Mastodon',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  position: Position,
  declaration,
  authenticate,
  fetchMessages,
  reply,
  findReply,
  listRecent,
  revoke,
  actions,
})
