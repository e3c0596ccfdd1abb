import { field } from '@hubward/plugin'
import Type from 'typebox'

/** What an operator may set for all forms of an integration. */
export const Settings = Type.Object({
  minimumSeconds: Type.Integer({
    minimum: 0,
    maximum: 60,
    default: 3,
    ...field({
      label: {
        en: 'Shortest time to fill in the form, in seconds',
        de: 'Kürzeste Zeit zum Ausfüllen, in Sekunden',
        fr: 'Durée minimale de saisie, en secondes',
      },
      help: {
        en: 'Whoever is faster is asked to send again. Programs are; people are not.',
        de: 'Wer schneller ist, wird gebeten, noch einmal zu senden. Programme sind es, Menschen nicht.',
        fr: 'Un envoi plus rapide doit être confirmé. Les programmes le sont, pas les personnes.',
      },
    }),
  }),
  messagesPerHour: Type.Integer({
    minimum: 1,
    default: 30,
    ...field({
      label: {
        en: 'Messages per hour from one address',
        de: 'Nachrichten je Stunde von einer Adresse',
        fr: 'Messages par heure depuis une adresse',
      },
      help: {
        en: 'People in one office share an address: leave room for them.',
        de: 'Menschen in einem Büro teilen sich eine Adresse: Lassen Sie ihnen Platz.',
        fr: 'Les personnes d’un même bureau partagent une adresse : laissez-leur de la marge.',
      },
    }),
  }),
})
export type Settings = Type.Static<typeof Settings>
