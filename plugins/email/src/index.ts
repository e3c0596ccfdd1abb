import { definePlugin } from '@hubward/plugin'
import { actions } from './actions.ts'
import { authenticate } from './authenticate.ts'
import { ChannelSettings } from './channel-settings.ts'
import { Credentials } from './credentials.ts'
import { declaration } from './declaration.ts'
import { fetchMessages } from './fetch-messages.ts'
import { findReply } from './find-reply.ts'
import { refresh, revoke } from './grant.ts'
import { listen } from './listen.ts'
import { openMedia } from './media.ts'
import { Position } from './position.ts'
import { limits, reply } from './reply.ts'
import { Settings } from './settings.ts'

/** A mailbox, by IMAP and SMTP. */
export default definePlugin({
  apiVersion: 1,
  id: 'email',
  name: 'E-mail',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  position: Position,
  declaration,
  authenticate,
  fetchMessages,
  reply,
  limits,
  findReply,
  actions,
  listen,
  refresh,
  revoke,
  openMedia,
})
