import { field } from '@hubward/plugin'
import Type from 'typebox'

/** What a Customer chooses for a Channel, and may change later. */
export const ChannelSettings = Type.Object({
  wholeThreads: Type.Boolean({
    default: true,
    ...field({
      label: {
        en: 'Bring all replies under our own posts',
        de: 'Alle Antworten unter unseren eigenen Beiträgen holen',
        fr: 'Récupérer toutes les réponses à nos propres publications',
      },
      help: {
        en: 'Also those that don’t mention the account. Otherwise only mentions and direct messages arrive.',
        de: 'Auch solche, die das Konto nicht erwähnen. Sonst kommen nur Erwähnungen und Direktnachrichten an.',
        fr: 'Même celles qui ne mentionnent pas le compte. Sinon, seuls les mentions et les messages directs arrivent.',
      },
    }),
  }),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>
