import { choice, field, type LocalizedText, textField } from '@hubward/plugin'
import Type from 'typebox'

export const TITLE: LocalizedText = {
  en: 'Connect a mailbox',
  de: 'Ein Postfach verbinden',
  fr: 'Connecter une boîte aux lettres',
}

const FOLDERS = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    maxItems: 20,
    ...field({
      label: { en: 'Folders', de: 'Ordner', fr: 'Dossiers' },
      help: {
        en: 'Empty: the inbox. Otherwise one folder a line, such as INBOX or Support; each becomes a Channel.',
        de: 'Leer: der Posteingang. Sonst ein Ordner je Zeile, etwa INBOX oder Support; jeder wird ein Kanal.',
        fr: 'Vide : la boîte de réception. Sinon un dossier par ligne, par exemple INBOX ou Support ; chacun devient un canal.',
      },
    }),
  }),
)

const address = textField({
  minLength: 3,
  maxLength: 254,
  label: { en: 'E-mail address', de: 'E-Mail-Adresse', fr: 'Adresse e-mail' },
  help: {
    en: 'Of the mailbox; also of a shared one. Answers are sent from it.',
    de: 'Die des Postfachs, auch eines gemeinsamen. Antworten kommen von ihr.',
    fr: 'Celle de la boîte, même partagée. Les réponses partent de cette adresse.',
  },
  placeholder: 'info@example.com',
  autocomplete: 'email',
})

/** The first step, where everybody has a password. */
export const AddressForm = Type.Object({ address, folders: FOLDERS })

/** The first step, where the operator has an app at some provider. */
export const AddressOrPasswordForm = Type.Object({
  address,
  login: choice({
    default: 'provider',
    label: { en: 'Log in', de: 'Anmelden', fr: 'Se connecter' },
    choices: {
      provider: {
        en: 'at the provider’s own page, where it has one',
        de: 'auf der Seite des Anbieters, wo es sie gibt',
        fr: 'sur la page du fournisseur, si elle existe',
      },
      password: {
        en: 'with a password or an app password',
        de: 'mit Passwort oder App-Passwort',
        fr: 'avec un mot de passe ou un mot de passe d’application',
      },
    },
  }),
  folders: FOLDERS,
})

const tlsChoices = {
  implicit: { en: 'TLS', de: 'TLS', fr: 'TLS' },
  starttls: { en: 'STARTTLS', de: 'STARTTLS', fr: 'STARTTLS' },
}
/** In place of the second step, where the operator's app opens the mailbox by itself. */
export const CodeForm = Type.Object({
  code: textField({
    minLength: 1,
    maxLength: 200,
    label: { en: 'Code', de: 'Code', fr: 'Code' },
    help: {
      en: 'From the operator: it shows that you may connect this mailbox.',
      de: 'Vom Betreiber: Er zeigt, dass Sie dieses Postfach verbinden dürfen.',
      fr: 'De l’exploitant : il montre que vous pouvez connecter cette boîte.',
    },
    secret: true,
    autocomplete: 'off',
  }),
})

const server = (label: LocalizedText, placeholder: string) =>
  textField({ minLength: 1, maxLength: 253, label, placeholder })
const portOf = (label: LocalizedText) =>
  Type.Integer({ minimum: 1, maximum: 65_535, ...field({ label }) })
const tlsOf = (label: LocalizedText) =>
  choice({
    default: 'implicit',
    label,
    choices: tlsChoices,
  })

/** The second step: what was found, to be looked at and changed, and the password. */
export const ServersForm = Type.Object({
  user: textField({
    minLength: 1,
    maxLength: 254,
    label: { en: 'User name', de: 'Benutzername', fr: 'Nom d’utilisateur' },
    help: {
      en: 'Mostly the address. Of a shared mailbox mostly that of somebody who may open it.',
      de: 'Meist die Adresse. Bei einem gemeinsamen Postfach meist der Name von jemandem, der es öffnen darf.',
      fr: 'Le plus souvent l’adresse. Pour une boîte partagée, le plus souvent le nom d’une personne qui peut l’ouvrir.',
    },
    autocomplete: 'username',
  }),
  password: textField({
    minLength: 1,
    maxLength: 500,
    label: {
      en: 'Password or app password',
      de: 'Passwort oder App-Passwort',
      fr: 'Mot de passe ou mot de passe d’application',
    },
    secret: true,
    autocomplete: 'off',
  }),
  imapHost: server(
    { en: 'Incoming mail (IMAP)', de: 'Posteingang (IMAP)', fr: 'Courrier entrant (IMAP)' },
    'imap.example.com',
  ),
  imapPort: portOf({ en: 'Port (IMAP)', de: 'Port (IMAP)', fr: 'Port (IMAP)' }),
  imapTls: tlsOf({ en: 'Security (IMAP)', de: 'Sicherheit (IMAP)', fr: 'Sécurité (IMAP)' }),
  smtpHost: server(
    { en: 'Outgoing mail (SMTP)', de: 'Postausgang (SMTP)', fr: 'Courrier sortant (SMTP)' },
    'smtp.example.com',
  ),
  smtpPort: portOf({ en: 'Port (SMTP)', de: 'Port (SMTP)', fr: 'Port (SMTP)' }),
  smtpTls: tlsOf({ en: 'Security (SMTP)', de: 'Sicherheit (SMTP)', fr: 'Sécurité (SMTP)' }),
})

/** Above the second step, where servers were found or were not. */
export const FOUND: LocalizedText = {
  en: 'These servers were found. Check that they are your provider’s before you type the password.',
  de: 'Diese Server wurden gefunden. Prüfen Sie, ob es die Ihres Anbieters sind, bevor Sie das Passwort eingeben.',
  fr: 'Ces serveurs ont été trouvés. Vérifiez que ce sont ceux de votre fournisseur avant de saisir le mot de passe.',
}
export const NOT_FOUND: LocalizedText = {
  en: 'No servers were found for this address. Your provider’s help pages name them.',
  de: 'Zu dieser Adresse wurden keine Server gefunden. Die Hilfeseiten Ihres Anbieters nennen sie.',
  fr: 'Aucun serveur n’a été trouvé pour cette adresse. Les pages d’aide de votre fournisseur les indiquent.',
}
