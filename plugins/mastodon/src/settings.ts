import { type ChannelContext, checkbox, OAuth2Tokens, textField } from '@hubward/plugin'
import Type from 'typebox'

/** What an operator may set for all Channels of an integration. */
export const Settings = Type.Object({
  appName: textField({
    minLength: 1,
    maxLength: 60,
    default: 'Hubward',
    label: { en: 'Name of the app', de: 'Name der App', fr: 'Nom de l’application' },
    help: {
      en: 'Customers read it on their server when they grant access, and in their list of apps.',
      de: 'Kundinnen und Kunden lesen ihn auf ihrem Server, wenn sie den Zugriff erlauben, und in ihrer Liste der Apps.',
      fr: 'Les clients le lisent sur leur serveur lorsqu’ils accordent l’accès, et dans leur liste d’applications.',
    },
  }),
  website: Type.Optional(
    textField({
      pattern: '^https://',
      maxLength: 500,
      label: { en: 'Website of the app', de: 'Website der App', fr: 'Site de l’application' },
      placeholder: 'https://agency.example',
    }),
  ),
})
export type Settings = Type.Static<typeof Settings>

/** What a Customer chooses for a Channel, and may change later. */
export const ChannelSettings = Type.Object({
  wholeThreads: checkbox({
    default: true,
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
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>

/** What one Channel keeps of its account. The app that got the token is needed to give it back. */
export const Credentials = Type.Object({
  ...OAuth2Tokens.properties,
  server: Type.String(),
  domain: Type.String(),
  accountId: Type.String(),
  clientId: Type.String(),
  clientSecret: Type.String(),
})
export type Credentials = Type.Static<typeof Credentials>

/** What every function that acts for a Channel is given. */
export type Context = ChannelContext<Settings, ChannelSettings, Credentials>
