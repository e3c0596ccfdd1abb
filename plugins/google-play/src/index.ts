import { definePlugin } from '@hubward/plugin'
import Type from 'typebox'
import { declaration } from './declaration.ts'
import { inbound } from './inbound.ts'
import { login } from './login.ts'
import { reply } from './reply.ts'
import { Credentials, Settings } from './settings.ts'

const ChannelSettings = Type.Object({})

/** Google Play: what people write about an app, and the one answer to each. */
export default definePlugin({
  apiVersion: 1,
  id: 'google-play',
  name: 'Google Play',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  declaration,
  ...login,
  ...inbound,
  reply,
})
