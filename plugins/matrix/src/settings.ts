import { type ChannelContext, choice, field } from '@hubward/plugin'
import Type from 'typebox'

/** What the operator configures. */
export const Settings = Type.Object({
  /**
   * By server name: where it is asked for its homeserver in place of `https://<name>`. For servers that
   * publish nothing under their name, and for tests. Its address may be http.
   */
  servers: Type.Record(Type.String(), Type.String({ pattern: '^https?://[^/]+$' }), {
    default: {},
  }),
})
export type Settings = Type.Static<typeof Settings>

/** A session at a homeserver. */
export const Credentials = Type.Object({
  /** Where the Client-Server API is, without a slash at the end. */
  homeserver: Type.String({ pattern: '^https?://' }),
  userId: Type.String(),
  /** Transaction ids hold within it: https://spec.matrix.org/latest/client-server-api/#transaction-identifiers */
  deviceId: Type.String(),
  accessToken: Type.String({ secret: true }),
  /** False where the Customer gave us a session of their own: it isn't ours to end. */
  ours: Type.Boolean(),
})
export type Credentials = Type.Static<typeof Credentials>

/** What a Customer chooses for a Channel, and may change later. */
export const ChannelSettings = Type.Object({
  rooms: Type.Array(Type.String({ pattern: '^\\s*![^\\s]{1,255}(\\s.*)?$', maxLength: 600 }), {
    default: [],
    maxItems: 500,
    ...field({
      label: { en: 'Rooms', de: 'Räume', fr: 'Salons' },
      help: {
        en: 'One in a line: its internal id (Element: Room settings, Advanced), and a name if you like. Only unencrypted rooms in which the account is a member are read.',
        de: 'Einer je Zeile: seine interne ID (Element: Raumeinstellungen, Erweitert), dahinter ein Name, wenn Sie mögen. Gelesen werden nur unverschlüsselte Räume, in denen das Konto Mitglied ist.',
        fr: 'Un par ligne : son identifiant interne (Element : Paramètres du salon, Avancé), puis un nom si vous le souhaitez. Seuls les salons non chiffrés dont le compte est membre sont lus.',
      },
    }),
  }),
  invitations: choice({
    default: 'never',
    label: {
      en: 'Accept invitations to rooms',
      de: 'Einladungen in Räume annehmen',
      fr: 'Accepter les invitations dans des salons',
    },
    help: {
      en: 'A room whose invitation is accepted is read from the invitation on.',
      de: 'Ein Raum, dessen Einladung angenommen wird, wird ab der Einladung gelesen.',
      fr: 'Un salon dont l’invitation est acceptée est lu à partir de l’invitation.',
    },
    choices: {
      never: { en: 'Never', de: 'Nie', fr: 'Jamais' },
      'same-server': {
        en: 'From people of our own server',
        de: 'Von Menschen unseres eigenen Servers',
        fr: 'De la part de personnes de notre propre serveur',
      },
      always: { en: 'From everybody', de: 'Von allen', fr: 'De tout le monde' },
    },
  }),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>

export type Context = ChannelContext<Settings, ChannelSettings, Credentials>

/** `@name:server` → `server`: https://spec.matrix.org/latest/appendices/#user-identifiers */
export const serverOf = (userId: string): string => userId.slice(userId.indexOf(':') + 1)
