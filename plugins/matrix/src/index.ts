import { definePlugin } from '@hubward/plugin'
import { declaration } from './declaration.ts'
import { fetchMessages, Position } from './fetch-messages.ts'
import { listRecent } from './list-recent.ts'
import { listen } from './listen.ts'
import { authenticate, logOut } from './login.ts'
import { openMedia } from './media.ts'
import { actions, limits, reply } from './reply.ts'
import { ChannelSettings, Credentials, Settings } from './settings.ts'

/** Matrix: one account, in the unencrypted rooms that the Customer chooses. */
export default definePlugin({
  apiVersion: 1,
  id: 'matrix',
  name: 'Matrix',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  position: Position,
  declaration,
  authenticate,
  fetchMessages,
  listRecent,
  listen,
  openMedia,
  reply,
  limits,
  actions,
  revoke: (context) => logOut(context, context.credentials),
})
