import type { ChannelContext, ListenContext, PluginContext } from '@hubward/plugin'
import type { ChannelSettings } from './channel-settings.ts'
import type { Credentials } from './credentials.ts'
import type { Settings } from './settings.ts'

/** Of a call about one mailbox. */
export type Context = ChannelContext<Settings, ChannelSettings, Credentials>
/** Of the call that holds a connection open. */
export type Listening = ListenContext<Settings, ChannelSettings, Credentials>
/** What it takes to open a connection: a session has its own, which outlives the call. */
export type Ways = Pick<PluginContext, 'connect' | 'startTls'>
