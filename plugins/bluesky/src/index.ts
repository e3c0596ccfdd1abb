import { definePlugin } from '@hubward/plugin'
import { deletePost, like, repost } from './actions.ts'
import { authenticate } from './authenticate.ts'
import { withReadFailures } from './client.ts'
import { Credentials } from './credentials.ts'
import { declaration } from './declaration.ts'
import { fetchMessages } from './fetch-messages.ts'
import { refresh, revoke } from './grant.ts'
import { listRecent } from './list-recent.ts'
import { receive } from './oauth-client.ts'
import { Position } from './position.ts'
import { findReply, reply } from './reply.ts'
import { ChannelSettings, Settings } from './settings.ts'

/** Bluesky: an account of the AT Protocol, wherever it is hosted. */
export default definePlugin({
  apiVersion: 1,
  id: 'bluesky',
  name: 'Bluesky',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  position: Position,
  declaration,
  authenticate: withReadFailures(authenticate),
  fetchMessages: withReadFailures(fetchMessages),
  reply: withReadFailures(reply),
  findReply: withReadFailures(findReply),
  listRecent: withReadFailures(listRecent),
  refresh: withReadFailures(refresh),
  revoke: withReadFailures(revoke),
  receive: withReadFailures(receive),
  actions: {
    like: withReadFailures(like),
    repost: withReadFailures(repost),
    delete: withReadFailures(deletePost),
  },
})
