import { type ChannelContext, field, textField } from '@hubward/plugin'
import Type from 'typebox'

const address = (url: string) => Type.String({ default: url, pattern: '^https?://[^/]+' })

/** What the operator configures: nothing. Tests name a local server in the place of Google's. */
export const Settings = Type.Object({
  server: address('https://androidpublisher.googleapis.com'),
  reporting: address('https://playdeveloperreporting.googleapis.com'),
  tokenEndpoint: address('https://oauth2.googleapis.com/token'),
})
export type Settings = Type.Static<typeof Settings>

/** What the Customer fills in. */
export const LoginFields = Type.Object({
  keyFile: textField({
    minLength: 1,
    maxLength: 10_000,
    label: {
      en: 'Key of the service account (JSON)',
      de: 'Schlüssel des Dienstkontos (JSON)',
      fr: 'Clé du compte de service (JSON)',
    },
    help: {
      en: 'Open the file that the Google Cloud console gave you, and paste all of it here.',
      de: 'Öffnen Sie die Datei, die Sie von der Google Cloud Console bekommen haben, und fügen Sie ihren ganzen Inhalt hier ein.',
      fr: 'Ouvrez le fichier fourni par la console Google Cloud et collez ici tout son contenu.',
    },
    secret: true,
    multiline: true,
  }),
  packages: Type.Optional(
    Type.Array(Type.String({ maxLength: 200 }), {
      maxItems: 50,
      ...field({
        label: { en: 'Apps', de: 'Apps', fr: 'Applications' },
        help: {
          en: 'The package name of each app, one a line, such as com.example.shop. Leave it empty to choose from a list.',
          de: 'Der Paketname jeder App, einer je Zeile, etwa com.example.shop. Leer lassen, um aus einer Liste zu wählen.',
          fr: 'Le nom de paquet de chaque application, un par ligne, par exemple com.example.shop. Laissez vide pour choisir dans une liste.',
        },
      }),
    }),
  ),
})

/** What one Channel keeps: of the key file what signs, and nothing else. */
export const Credentials = Type.Object({
  email: Type.String(),
  keyId: Type.String(),
  privateKey: Type.String({ secret: true }),
})
export type Credentials = Type.Static<typeof Credentials>

export type Context = ChannelContext<Settings, unknown, Credentials>
