import { definePlugin } from '@hubward/plugin'
import Type from 'typebox'
import { Credentials, login, Settings } from './access.ts'
import { inbound } from './inbound.ts'
import { reply } from './messages.ts'

/** The plugin: what it declares, and where each of its functions is. */
export default definePlugin({
  apiVersion: 1,
  id: 'my-network',
  name: 'My Network',
  settings: Settings,
  channelSettings: Type.Object({}),
  credentials: Credentials,
  declaration: {
    summary: { en: 'Your messages.', de: 'Ihre Nachrichten.', fr: 'Vos messages.' },
    branding: {
      icon: 'https://example.org/icon.svg',
      fallback: 'https://example.org/person.png',
      color: '#345678',
    },
    ticketActions: [
      {
        type: 'reply',
        id: 'reply',
        label: { en: 'Reply', de: 'Antworten', fr: 'Répondre' },
        config: { maxLength: 500 },
        // The Network publishes once, however often the same idempotency key comes.
        repeatable: true,
      },
    ],
    fetch: { minIntervalMs: 5_000, maxIntervalMs: 300_000, pageSize: 50 },
    ownMessages: true,
    // Put the host names of your Network here: "*" is for servers that an operator or Customer names.
    hosts: ['*'],
  },
  ...login,
  ...inbound,
  reply,
})
