import { definePlugin } from '@hubward/plugin'
import Type from 'typebox'

/** A Network that never has anything new and costs nothing to ask: what is left is our own cost. */
export default definePlugin({
  apiVersion: 1,
  id: 'quiet',
  name: 'Quiet',
  settings: Type.Object({}),
  channelSettings: Type.Object({}),
  credentials: Type.Object({}),
  position: Type.Integer(),
  declaration: {
    summary: { en: 'Nothing.', de: 'Nichts.', fr: 'Rien.' },
    branding: {
      icon: 'https://a.example/i.svg',
      fallback: 'https://a.example/f.png',
      color: '#333333',
    },
    ticketActions: [],
    fetch: { minIntervalMs: 1_000, maxIntervalMs: 1_000, pageSize: 50 },
    ownMessages: false,
    hosts: [],
  },
  authenticate: () => Promise.reject(new Error('nobody connects this')),
  fetchMessages: async (_context, { position }) => ({
    messages: [],
    position: position ?? 0,
    more: false,
  }),
  reply: () => Promise.reject(new Error('nobody answers here')),
})
