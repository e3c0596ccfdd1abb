import { choice, field } from '@hubward/plugin'
import Type from 'typebox'

const https = (value: string) => Type.String({ pattern: '^https?://', default: value })

/** What the operator configures. The defaults are the public Bluesky; tests name a local network. */
export const Settings = Type.Object({
  login: choice({
    default: 'oauth',
    label: { en: 'How Customers log in', de: 'Anmeldung', fr: 'Connexion' },
    choices: {
      oauth: {
        en: 'On the page of their own server; by app password where it has none',
        de: 'Auf der Seite ihres Servers; mit App-Passwort, wo es keine gibt',
        fr: 'Sur la page de leur serveur ; par mot de passe d’application s’il n’en a pas',
      },
      'app-password': {
        en: 'Always by app password',
        de: 'Immer mit App-Passwort',
        fr: 'Toujours par mot de passe d’application',
      },
    },
  }),
  /** What Customers read on their server's page: who wants to act in their name. */
  appName: Type.String({ default: 'Hubward', minLength: 1, maxLength: 100 }),
  /** Answers which account has a handle, to anybody who asks. */
  handleResolver: https('https://public.api.bsky.app'),
  /** The directory of `did:plc` identities. */
  plcDirectory: https('https://plc.directory'),
  /** Where people read posts: the beginning of the links in Tickets. */
  website: https('https://bsky.app'),
})
export type Settings = Type.Static<typeof Settings>

/** What a Customer chooses for a Channel. */
export const ChannelSettings = Type.Object({
  replyLanguage: Type.String({
    default: '',
    pattern: '^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*)?$',
    maxLength: 35,
    ...field({
      label: {
        en: 'Language of your replies',
        de: 'Sprache Ihrer Antworten',
        fr: 'Langue de vos réponses',
      },
      help: {
        en: 'A language code such as en, de or fr, for people who filter by language. Leave it empty to use the language of the post you answer.',
        de: 'Ein Sprachkürzel wie de, en oder fr, für Menschen, die nach Sprache filtern. Leer: die Sprache des Beitrags, auf den Sie antworten.',
        fr: 'Un code de langue comme fr, de ou en, pour ceux qui filtrent par langue. Vide : la langue du message auquel vous répondez.',
      },
    }),
  }),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>
