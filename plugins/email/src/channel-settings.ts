import { checkbox, textField } from '@hubward/plugin'
import Type from 'typebox'

/** What a Customer chooses for a mailbox, and may change later. */
export const ChannelSettings = Type.Object({
  senderName: Type.Optional(
    textField({
      maxLength: 100,
      label: { en: 'Name of the sender', de: 'Name des Absenders', fr: 'Nom de l’expéditeur' },
      help: {
        en: 'People read it beside the address of your answers.',
        de: 'Er steht in Ihren Antworten neben der Adresse.',
        fr: 'Il figure à côté de l’adresse dans vos réponses.',
      },
    }),
  ),
  signature: Type.Optional(
    textField({
      maxLength: 2_000,
      label: { en: 'Signature', de: 'Signatur', fr: 'Signature' },
      help: {
        en: 'Stands below every answer.',
        de: 'Steht unter jeder Antwort.',
        fr: 'Figure sous chaque réponse.',
      },
      multiline: true,
    }),
  ),
  automaticMail: checkbox({
    default: false,
    label: {
      en: 'Bring automatic mail',
      de: 'Automatische Mails holen',
      fr: 'Récupérer le courrier automatique',
    },
    help: {
      en: 'Out-of-office notes, receipts, notifications of programs.',
      de: 'Abwesenheitsnotizen, Lesebestätigungen, Meldungen von Programmen.',
      fr: 'Messages d’absence, accusés de lecture, notifications de programmes.',
    },
  }),
  mailingLists: checkbox({
    default: false,
    label: {
      en: 'Bring newsletters and mailing lists',
      de: 'Newsletter und Mailinglisten holen',
      fr: 'Récupérer les lettres d’information et les listes de diffusion',
    },
  }),
  unknownBounces: checkbox({
    default: false,
    label: {
      en: 'Bring delivery failures of mail that was not sent from here',
      de: 'Unzustellbarkeitsmeldungen zu Mails holen, die nicht von hier stammen',
      fr: 'Récupérer les échecs de remise de courriers qui n’ont pas été envoyés d’ici',
    },
    help: {
      en: 'Failures of your answers always arrive.',
      de: 'Meldungen zu Ihren Antworten kommen immer an.',
      fr: 'Les échecs de vos réponses arrivent toujours.',
    },
  }),
  sentElsewhere: checkbox({
    default: true,
    label: {
      en: 'Bring what is sent with other programs',
      de: 'Holen, was mit anderen Programmen gesendet wird',
      fr: 'Récupérer ce qui est envoyé avec d’autres programmes',
    },
    help: {
      en: 'Mail in the folder for sent mail stands in its thread, as your own.',
      de: 'Mails im Ordner „Gesendet“ stehen als Ihre eigenen in der Unterhaltung.',
      fr: 'Le courrier du dossier « Envoyés » figure dans son fil, comme le vôtre.',
    },
  }),
  doneFolder: Type.Optional(
    textField({
      maxLength: 200,
      label: {
        en: 'Folder for “Move”',
        de: 'Ordner für „Verschieben“',
        fr: 'Dossier pour « Déplacer »',
      },
      help: {
        en: 'Empty: the archive of the mailbox.',
        de: 'Leer: das Archiv des Postfachs.',
        fr: 'Vide : l’archive de la boîte aux lettres.',
      },
    }),
  ),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>
