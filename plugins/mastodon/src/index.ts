import { definePlugin } from '@hubward/plugin'
import { actions } from './actions.ts'
import { giveBack } from './app.ts'
import { authenticate } from './authenticate.ts'
import { declaration } from './declaration.ts'
import { fetchMessages, Position } from './fetch-messages.ts'
import { listRecent } from './list-recent.ts'
import { findReply, reply } from './reply.ts'
import { ChannelSettings, Credentials, Settings } from './settings.ts'

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
  async revoke(context) {
    const { server, clientId, clientSecret } = context.credentials
    await giveBack(context, context.credentials, server, { clientId, clientSecret })
  },
  actions,
})
