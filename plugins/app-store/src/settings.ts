import { type ChannelContext, field, textField } from '@hubward/plugin'
import Type from 'typebox'

/** What the operator configures: nothing. Tests name a local server in the place of Apple's. */
export const Settings = Type.Object({
  server: Type.String({
    default: 'https://api.appstoreconnect.apple.com',
    pattern: '^https?://[^/]+$',
  }),
})
export type Settings = Type.Static<typeof Settings>

/** What the Customer fills in, and what a Channel keeps: with these three every call is signed. */
export const Credentials = Type.Object({
  issuerId: textField({
    minLength: 1,
    maxLength: 100,
    label: { en: 'Issuer ID', de: 'Issuer-ID', fr: 'Issuer ID' },
    help: {
      en: 'It stands above the list of keys, at App Store Connect, Users and Access, Integrations.',
      de: 'Sie steht über der Liste der Schlüssel: App Store Connect, „Benutzer und Zugriff“, „Integrationen“.',
      fr: 'Il figure au-dessus de la liste des clés : App Store Connect, « Utilisateurs et accès », « Intégrations ».',
    },
    placeholder: '57246542-96fe-1a63-e053-0824d011072a',
  }),
  keyId: textField({
    minLength: 1,
    maxLength: 100,
    label: { en: 'Key ID', de: 'Schlüssel-ID', fr: 'ID de la clé' },
    help: {
      en: 'It stands beside the key, and in the name of its file: AuthKey_….p8.',
      de: 'Sie steht neben dem Schlüssel und im Namen seiner Datei: AuthKey_….p8.',
      fr: 'Il figure à côté de la clé et dans le nom de son fichier : AuthKey_….p8.',
    },
    placeholder: '2X9R4HXF34',
  }),
  privateKey: textField({
    minLength: 1,
    maxLength: 5_000,
    label: { en: 'Key file (.p8)', de: 'Schlüsseldatei (.p8)', fr: 'Fichier de clé (.p8)' },
    help: {
      en: 'Open the file with a text editor, and paste all of it here, with its first and last line.',
      de: 'Öffnen Sie die Datei mit einem Texteditor und fügen Sie alles hier ein, mit der ersten und der letzten Zeile.',
      fr: 'Ouvrez le fichier avec un éditeur de texte et collez ici tout son contenu, première et dernière ligne comprises.',
    },
    secret: true,
    multiline: true,
  }),
})
export type Credentials = Type.Static<typeof Credentials>

/** What a Customer chooses for a Channel, and may change later. */
export const ChannelSettings = Type.Object({
  territories: Type.Array(Type.String({ pattern: '^[A-Z]{3}$' }), {
    maxItems: 200,
    default: [],
    ...field({
      label: { en: 'Countries', de: 'Länder', fr: 'Pays' },
      help: {
        en: 'Three capital letters each, one a line, such as DEU, AUT or CHE. Empty: reviews of all countries.',
        de: 'Je drei Großbuchstaben, eines je Zeile, etwa DEU, AUT oder CHE. Leer: Rezensionen aller Länder.',
        fr: 'Trois lettres majuscules chacun, un par ligne, par exemple DEU, AUT ou CHE. Vide : les avis de tous les pays.',
      },
    }),
  }),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>

export type Context = ChannelContext<Settings, ChannelSettings, Credentials>
