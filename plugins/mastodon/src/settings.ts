import { field } from '@hubward/plugin'
import Type from 'typebox'

/** What an operator may set for all Channels of an integration. */
export const Settings = Type.Object({
  appName: Type.String({
    minLength: 1,
    maxLength: 60,
    default: 'Hubward',
    ...field({
      label: { en: 'Name of the app', de: 'Name der App', fr: 'Nom de l’application' },
      help: {
        en: 'Customers read it on their server when they grant access, and in their list of apps.',
        de: 'Kundinnen und Kunden lesen ihn auf ihrem Server, wenn sie den Zugriff erlauben, und in ihrer Liste der Apps.',
        fr: 'Les clients le lisent sur leur serveur lorsqu’ils accordent l’accès, et dans leur liste d’applications.',
      },
    }),
  }),
  website: Type.Optional(
    Type.String({
      pattern: '^https://',
      maxLength: 500,
      ...field({
        label: { en: 'Website of the app', de: 'Website der App', fr: 'Site de l’application' },
        placeholder: 'https://agency.example',
      }),
    }),
  ),
})
export type Settings = Type.Static<typeof Settings>
