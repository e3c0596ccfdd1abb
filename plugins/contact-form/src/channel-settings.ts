import { checkbox, choice, field, type LocalizedText, textField } from '@hubward/plugin'
import Type from 'typebox'
import { HOURS_PATTERN } from './bubble/opening-hours.ts'

/**
 * A website as a Customer types it: `example.com`, `*.example.com`, or any address copied from the
 * browser. What could end a directive of a Content-Security-Policy is refused here already.
 */
const WEBSITE = '^(https?://)?(\\*\\.)?[^\\s/:*\'";,]+(:\\d{1,5})?(/\\S*)?$'

const HIDDEN: LocalizedText = { en: 'Not asked', de: 'Nicht abfragen', fr: 'Non demandé' }
const OPTIONAL: LocalizedText = { en: 'Optional', de: 'Freiwillig', fr: 'Facultatif' }
const REQUIRED: LocalizedText = { en: 'Required', de: 'Pflichtfeld', fr: 'Obligatoire' }

const asked = (label: LocalizedText) =>
  choice({
    default: 'optional',
    label,
    choices: { hidden: HIDDEN, optional: OPTIONAL, required: REQUIRED },
  })

/** What the form is called: the heading of its page, and the first thing that a Customer is asked. */
export const Title = textField({
  minLength: 1,
  maxLength: 100,
  pattern: '\\S',
  label: { en: 'Name of the form', de: 'Name des Formulars', fr: 'Nom du formulaire' },
  help: {
    en: 'Visitors read it as the heading, for example “Contact us”.',
    de: 'Besucherinnen und Besucher lesen ihn als Überschrift, zum Beispiel „Kontakt“.',
    fr: 'Les visiteurs le lisent comme titre, par exemple « Contactez-nous ».',
  },
})

/** Said once, at the first of the days. */
const HOURS_HELP: LocalizedText = {
  en: 'When somebody answers in the chat bubble: it says when somebody is there again. A day that is empty is closed; where all are, nothing is said.',
  de: 'Wann in der Chat-Blase jemand antwortet: Sie sagt, wann wieder jemand da ist. Ein leerer Tag ist geschlossen; sind alle leer, wird nichts gesagt.',
  fr: 'Quand quelqu’un répond dans la bulle de discussion : elle dit quand quelqu’un sera de nouveau là. Un jour vide est fermé ; si tous le sont, rien n’est dit.',
}

const day = (en: string, de: string, fr: string, help?: LocalizedText) =>
  Type.Optional(
    textField({
      pattern: HOURS_PATTERN,
      maxLength: 100,
      label: {
        en: `Opening hours on ${en}`,
        de: `Öffnungszeiten am ${de}`,
        fr: `Heures d’ouverture le ${fr}`,
      },
      ...(help && { help }),
      placeholder: '9:00-12:00, 13:00-17:00',
    }),
  )

/** What a Customer chooses for one form, and may change at any time. */
export const ChannelSettings = Type.Object({
  title: Title,
  intro: Type.Optional(
    textField({
      maxLength: 500,
      label: { en: 'Introduction', de: 'Einleitung', fr: 'Introduction' },
      help: {
        en: 'A sentence or two above the form.',
        de: 'Ein, zwei Sätze über dem Formular.',
        fr: 'Une ou deux phrases au-dessus du formulaire.',
      },
      multiline: true,
    }),
  ),
  language: choice({
    default: 'en',
    label: {
      en: 'Language of the form',
      de: 'Sprache des Formulars',
      fr: 'Langue du formulaire',
    },
    choices: {
      en: { en: 'English', de: 'Englisch', fr: 'Anglais' },
      de: { en: 'German', de: 'Deutsch', fr: 'Allemand' },
      fr: { en: 'French', de: 'Französisch', fr: 'Français' },
    },
  }),
  websites: Type.Optional(
    Type.Array(Type.String({ pattern: WEBSITE, maxLength: 200 }), {
      maxItems: 50,
      ...field({
        label: {
          en: 'Websites that may embed the form',
          de: 'Websites, die das Formular einbetten dürfen',
          fr: 'Sites web autorisés à intégrer le formulaire',
        },
        help: {
          en: 'Such as www.example.com or *.example.com. The form’s own page works without any.',
          de: 'Etwa www.example.com oder *.example.com. Die eigene Seite des Formulars braucht keine.',
          fr: 'Par exemple www.example.com ou *.example.com. La page du formulaire fonctionne sans aucun.',
        },
      }),
    }),
  ),
  askName: asked({ en: 'Name', de: 'Name', fr: 'Nom' }),
  askEmail: asked({ en: 'E-mail address', de: 'E-Mail-Adresse', fr: 'Adresse e-mail' }),
  askSubject: asked({ en: 'Subject', de: 'Betreff', fr: 'Objet' }),
  askMessage: choice({
    default: 'required',
    label: { en: 'Message', de: 'Nachricht', fr: 'Message' },
    help: {
      en: 'Where it is optional, a picture is enough.',
      de: 'Wo sie freiwillig ist, genügt ein Bild.',
      fr: 'S’il est facultatif, une image suffit.',
    },
    choices: { optional: OPTIONAL, required: REQUIRED },
  }),
  askPicture: asked({ en: 'Picture', de: 'Bild', fr: 'Image' }),
  privacyUrl: Type.Optional(
    textField({
      format: 'uri',
      pattern: '^https?://',
      maxLength: 500,
      label: {
        en: 'Link to your privacy policy',
        de: 'Link zu Ihrer Datenschutzerklärung',
        fr: 'Lien vers votre politique de confidentialité',
      },
      placeholder: 'https://www.example.com/privacy',
      autocomplete: 'off',
    }),
  ),
  answersByMail: checkbox({
    default: true,
    label: {
      en: 'Tell visitors of answers by mail',
      de: 'Antworten auch per Mail melden',
      fr: 'Annoncer aussi les réponses par e-mail',
    },
    help: {
      en: 'Where the operator sends mail: once a visitor has confirmed the e-mail address, answers arrive there, too.',
      de: 'Wo der Betreiber Mails versendet: Sobald jemand die E-Mail-Adresse bestätigt hat, kommen Antworten auch dort an.',
      fr: 'Si l’exploitant envoie des e-mails : une fois l’adresse confirmée, les réponses y arrivent aussi.',
    },
  }),
  mailSender: Type.Optional(
    textField({
      maxLength: 100,
      pattern: '\\S',
      label: {
        en: 'Sender’s name in mails',
        de: 'Name des Absenders in Mails',
        fr: 'Nom de l’expéditeur des e-mails',
      },
      help: {
        en: 'Such as your company. If empty, the name of the form.',
        de: 'Etwa Ihre Firma. Wenn leer, der Name des Formulars.',
        fr: 'Par exemple votre entreprise. Si vide, le nom du formulaire.',
      },
    }),
  ),
  mailReplyTo: Type.Optional(
    textField({
      format: 'email',
      maxLength: 254,
      label: {
        en: 'Address for answers by mail',
        de: 'Adresse für Antworten per Mail',
        fr: 'Adresse pour les réponses par e-mail',
      },
      help: {
        en: 'What is answered to a mail goes there and does not reach the Inbox. If empty, mails ask to answer on the page.',
        de: 'Was auf eine Mail geantwortet wird, geht dorthin und nicht in die Inbox. Wenn leer, bitten Mails um eine Antwort auf der Seite.',
        fr: 'Les réponses à un e-mail y arrivent, pas dans l’Inbox. Si vide, les e-mails demandent de répondre sur la page.',
      },
      autocomplete: 'off',
    }),
  ),
  mailClosing: Type.Optional(
    textField({
      maxLength: 1_000,
      label: {
        en: 'End of mails',
        de: 'Schluss der Mails',
        fr: 'Fin des e-mails',
      },
      help: {
        en: 'Who you are, as the law asks of mails: name, address, register.',
        de: 'Wer Sie sind, wie es für Mails vorgeschrieben ist: Name, Anschrift, Register.',
        fr: 'Qui vous êtes, comme la loi le demande : nom, adresse, registre.',
      },
      multiline: true,
    }),
  ),
  openMonday: day('Monday', 'Montag', 'lundi', HOURS_HELP),
  openTuesday: day('Tuesday', 'Dienstag', 'mardi'),
  openWednesday: day('Wednesday', 'Mittwoch', 'mercredi'),
  openThursday: day('Thursday', 'Donnerstag', 'jeudi'),
  openFriday: day('Friday', 'Freitag', 'vendredi'),
  openSaturday: day('Saturday', 'Samstag', 'samedi'),
  openSunday: day('Sunday', 'Sonntag', 'dimanche'),
  timeZone: Type.Optional(
    Type.Enum(['UTC', ...Intl.supportedValuesOf('timeZone')], {
      ...field({
        label: {
          en: 'Time zone of the opening hours',
          de: 'Zeitzone der Öffnungszeiten',
          fr: 'Fuseau horaire des heures d’ouverture',
        },
        help: {
          en: 'Such as Europe/Berlin. Without one they are in UTC.',
          de: 'Etwa Europe/Berlin. Ohne Angabe gelten sie in UTC.',
          fr: 'Par exemple Europe/Paris. Sans indication, elles sont en UTC.',
        },
      }),
    }),
  ),
})
export type ChannelSettings = Type.Static<typeof ChannelSettings>

/**
 * Who may show the form in a frame, as `frame-ancestors` of a Content-Security-Policy wants it.
 * What is no website after all is left out, so that the policy is never weaker than it reads.
 */
export function frameAncestors(websites: readonly string[] = []): string {
  const sources = websites.map(frameSource).filter((source) => source !== undefined)
  return sources.length === 0 ? "'none'" : sources.join(' ')
}

/**
 * The same websites as a pattern for the origin of a page, such as `https://www.example.com`; undefined
 * where there are none. As in a policy, who allows http allows https, too.
 */
export function originPattern(websites: readonly string[] = []): string | undefined {
  const sources = websites.map(frameSource).filter((source) => source !== undefined)
  if (sources.length === 0) return undefined
  const origins = sources.map((source) =>
    source
      .replaceAll(/[.+?^$()[\]{}|\\]/g, '\\$&')
      .replace('*', '[^/:]+')
      .replace(/^http:/, 'https?:'),
  )
  return `^(?:${origins.join('|')})$`
}

function frameSource(website: string): string | undefined {
  if (!new RegExp(WEBSITE).test(website)) return undefined
  const [, scheme = 'https://', wildcard = '', rest = ''] =
    /^(https?:\/\/)?(\*\.)?(.*)$/.exec(website) ?? []
  const url = URL.parse(scheme + rest)
  return url === null ? undefined : `${url.protocol}//${wildcard}${url.host}`
}
