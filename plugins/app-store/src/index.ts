import { definePlugin } from '@hubward/plugin'
import { declaration } from './declaration.ts'
import { inbound } from './inbound.ts'
import { login } from './login.ts'
import { deleteAnswer, reply } from './reply.ts'
import { ChannelSettings, Credentials, Settings } from './settings.ts'

/** The App Store: what people write about an app, and the one answer to each. */
export default definePlugin({
  apiVersion: 1,
  id: 'app-store',
  name: 'App Store',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  declaration,
  ...login,
  ...inbound,
  reply,
  actions: { delete: deleteAnswer },
})
