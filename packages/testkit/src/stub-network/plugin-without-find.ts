import { definePlugin } from '@hubward/plugin'
import * as stub from './functions.ts'
import { listRecent } from './listing.ts'

/** The stub Network for hosts that must live without an answer to "was it published?". */
export default definePlugin({
  apiVersion: 1,
  id: 'stub-without-find',
  name: 'Stub Network without find',
  settings: stub.Settings,
  channelSettings: stub.ChannelSettings,
  credentials: stub.Credentials,
  position: stub.Position,
  declaration: stub.declaration,
  authenticate: stub.authenticate,
  fetchMessages: stub.fetchMessages,
  listRecent,
  reply: stub.reply,
  actions: stub.actions,
  receive: stub.receive,
})
