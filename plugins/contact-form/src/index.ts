import { definePlugin } from '@hubward/plugin'
import Type from 'typebox'
import { admit } from './admit.ts'
import { authenticate } from './authenticate.ts'
import { ChannelSettings } from './channel-settings.ts'
import { declaration } from './declaration.ts'
import { instructions } from './embedding.ts'
import { fetchMessages, Position } from './fetch-messages.ts'
import { receive } from './receive.ts'
import { findReply, reply } from './reply.ts'
import { Settings } from './settings.ts'

/** There is no account elsewhere that a form would act on. */
const Credentials = Type.Object({})

/** A contact form for a Customer's website. */
export default definePlugin({
  apiVersion: 1,
  id: 'contact-form',
  name: 'Contact form',
  settings: Settings,
  channelSettings: ChannelSettings,
  credentials: Credentials,
  position: Position,
  declaration,
  authenticate,
  fetchMessages,
  reply,
  findReply,
  admit,
  receive,
  instructions,
})
