import { definePlugin } from '@hubward/plugin'
import { declaration } from './declaration.ts'
import { admit, receive, revoke, subscribe } from './delivery.ts'
import { fetchMessages, Position } from './fetch-messages.ts'
import { instructions, login } from './login.ts'
import { openMedia } from './media.ts'
import { deleteMessage, reply } from './reply.ts'
import { ChannelSettings, Credentials, Settings } from './settings.ts'

/** Telegram: a bot, in the chats that people have with it or add it to. */
export default definePlugin({
  apiVersion: 1,
  id: 'telegram',
  name: 'Telegram',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  position: Position,
  declaration,
  ...login,
  instructions,
  fetchMessages,
  openMedia,
  reply,
  actions: { delete: deleteMessage },
  subscribe,
  revoke,
  admit,
  receive,
})
