import { type ChannelContext, choice, textField } from '@hubward/plugin'
import Type from 'typebox'

/** What the operator configures. The defaults are Telegram itself; tests name a local server. */
export const Settings = Type.Object({
  /** The Bot API: Telegram's own, or a Bot API server that the operator runs. */
  server: Type.String({ default: 'https://api.telegram.org', pattern: '^https?://[^/]+$' }),
  /** `polling` where the public address is reached by browsers, but not by Telegram. */
  updates: Type.Union([Type.Literal('auto'), Type.Literal('polling')], { default: 'auto' }),
})
export type Settings = Type.Static<typeof Settings>

/** What one Channel keeps: the token is all that it takes to be the bot. */
export const Credentials = Type.Object({
  token: textField({
    minLength: 1,
    maxLength: 300,
    label: { en: 'Token of the bot', de: 'Token des Bots', fr: 'Jeton du bot' },
    help: {
      en: 'In Telegram, @BotFather gives it to you: send /newbot for a new bot, or /token for one that you have.',
      de: 'In Telegram nennt es Ihnen @BotFather: Senden Sie /newbot für einen neuen Bot oder /token für einen, den Sie schon haben.',
      fr: 'Dans Telegram, @BotFather vous le donne : envoyez /newbot pour un nouveau bot, ou /token pour un bot existant.',
    },
    placeholder: '123456789:AAF…',
    secret: true,
  }),
})
export type Credentials = Type.Static<typeof Credentials>

/** What a Customer chooses for a Channel, and may change later. */
export const ChannelSettings = Type.Object({
  business: choice({
    // Any business account may choose a bot that allows it: what its owner writes counts as the Customer's.
    default: 'off',
    label: {
      en: 'Chats of a business account that uses this bot',
      de: 'Chats eines Business-Kontos, das diesen Bot nutzt',
      fr: 'Discussions d’un compte professionnel qui utilise ce bot',
    },
    help: {
      en: 'Any business account may choose a bot whose Business Mode is on. Bring these chats only if you have switched that on for your own account.',
      de: 'Jedes Business-Konto kann einen Bot wählen, dessen Business-Modus an ist. Holen Sie diese Chats nur, wenn Sie ihn für Ihr eigenes Konto eingeschaltet haben.',
      fr: 'Tout compte professionnel peut choisir un bot dont le mode Business est activé. Ne récupérez ces discussions que si vous l’avez activé pour votre propre compte.',
    },
    choices: {
      follow: {
        en: 'Bring them; delete here what is deleted there',
        de: 'Holen; hier löschen, was dort gelöscht wird',
        fr: 'Les récupérer ; supprimer ici ce qui est supprimé là-bas',
      },
      keep: {
        en: 'Bring them; keep here what is deleted there',
        de: 'Holen; hier behalten, was dort gelöscht wird',
        fr: 'Les récupérer ; garder ici ce qui est supprimé là-bas',
      },
      off: { en: 'Leave them out', de: 'Weglassen', fr: 'Les ignorer' },
    },
  }),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>

export type Context = ChannelContext<Settings, ChannelSettings, Credentials>
