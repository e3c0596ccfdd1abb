import { definePlugin } from '@hubward/plugin'
import * as stub from './functions.ts'
import { listRecent } from './listing.ts'

/** The stub Network with everything it can do. Its server is started by `startStubNetwork`. */
export default definePlugin({
  apiVersion: 1,
  id: 'stub',
  name: 'Stub Network',
  settings: stub.Settings,
  channelSettings: stub.ChannelSettings,
  credentials: stub.Credentials,
  position: stub.Position,
  declaration: stub.declaration,
  authenticate: stub.authenticate,
  fetchMessages: stub.fetchMessages,
  listRecent,
  reply: stub.reply,
  findReply: stub.findReply,
  actions: stub.actions,
  admit: stub.admit,
  receive: stub.receive,
})
