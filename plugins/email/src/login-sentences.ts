import type { LocalizedText } from '@hubward/plugin'

/** Why a mailbox can't be opened, for whoever connects it: what is wrong, and what to do. */
export const SENTENCES = {
  noAddress: {
    en: 'This is no e-mail address. Write it like info@example.com.',
    de: 'Das ist keine E-Mail-Adresse. Schreiben Sie sie wie info@example.com.',
    fr: 'Ce n’est pas une adresse e-mail. Écrivez-la comme info@example.com.',
  },
  password: {
    en: 'The server does not accept this name and password. Some providers want an app password here.',
    de: 'Der Server nimmt diesen Namen mit diesem Passwort nicht an. Manche Anbieter verlangen hier ein App-Passwort.',
    fr: 'Le serveur n’accepte pas ce nom avec ce mot de passe. Certains fournisseurs demandent ici un mot de passe d’application.',
  },
  code: {
    en: 'This is not the code of this mailbox.',
    de: 'Das ist nicht der Code dieses Postfachs.',
    fr: 'Ce n’est pas le code de cette boîte.',
  },
  smtpPassword: {
    en: 'Incoming mail can be read, but the server for outgoing mail does not accept this name and password.',
    de: 'Eingehende Mails lassen sich lesen, aber der Server für ausgehende nimmt diesen Namen mit diesem Passwort nicht an.',
    fr: 'Le courrier entrant peut être lu, mais le serveur de courrier sortant n’accepte pas ce nom avec ce mot de passe.',
  },
  user: {
    en: 'The server does not know this user name.',
    de: 'Der Server kennt diesen Benutzernamen nicht.',
    fr: 'Le serveur ne connaît pas ce nom d’utilisateur.',
  },
  appPassword: {
    en: 'The provider wants an app password here: make one in the security settings of the account, and type it in place of the password.',
    de: 'Der Anbieter verlangt hier ein App-Passwort: Erstellen Sie eines in den Sicherheitseinstellungen des Kontos und geben Sie es statt des Passworts ein.',
    fr: 'Le fournisseur demande ici un mot de passe d’application : créez-en un dans les paramètres de sécurité du compte et saisissez-le à la place du mot de passe.',
  },
  forbidden: {
    en: 'The provider does not let mail programs into this mailbox. Its settings, or its administrator, can permit IMAP and SMTP.',
    de: 'Der Anbieter lässt keine Mailprogramme in dieses Postfach. In seinen Einstellungen, oder durch die Administration, lassen sich IMAP und SMTP erlauben.',
    fr: 'Le fournisseur ne laisse aucun programme de messagerie accéder à cette boîte. Ses paramètres, ou son administrateur, peuvent autoriser IMAP et SMTP.',
  },
  passwordsOff: {
    en: 'The provider accepts no passwords from mail programs any more. Log in at the provider’s page, or ask the administrator to permit SMTP with a password.',
    de: 'Der Anbieter nimmt von Mailprogrammen keine Passwörter mehr an. Melden Sie sich auf der Seite des Anbieters an, oder bitten Sie die Administration, SMTP mit Passwort zu erlauben.',
    fr: 'Le fournisseur n’accepte plus de mots de passe de programmes de messagerie. Connectez-vous sur sa page, ou demandez à l’administrateur d’autoriser SMTP avec mot de passe.',
  },
  noServer: {
    en: 'There is no server with this name.',
    de: 'Es gibt keinen Server mit diesem Namen.',
    fr: 'Il n’existe pas de serveur portant ce nom.',
  },
  privateServer: {
    en: 'This server is not on the public internet, so it is not connected to. The operator can permit it.',
    de: 'Dieser Server steht nicht im öffentlichen Internet, daher wird er nicht angesprochen. Der Betreiber kann ihn erlauben.',
    fr: 'Ce serveur n’est pas sur l’internet public, la connexion n’est donc pas établie. L’exploitant peut l’autoriser.',
  },
  port: {
    en: 'Nobody answers at this port. Usual are 993 for incoming mail, 465 or 587 for outgoing mail.',
    de: 'An diesem Port antwortet niemand. Üblich sind 993 für eingehende, 465 oder 587 für ausgehende Mails.',
    fr: 'Personne ne répond sur ce port. Les ports habituels sont 993 pour le courrier entrant, 465 ou 587 pour le courrier sortant.',
  },
  certificate: {
    en: 'The server shows a certificate that is not valid for this name, so no password was sent. Check the name, or ask the provider.',
    de: 'Der Server zeigt ein Zertifikat, das für diesen Namen nicht gilt, daher wurde kein Passwort gesendet. Prüfen Sie den Namen, oder fragen Sie den Anbieter.',
    fr: 'Le serveur présente un certificat non valable pour ce nom, aucun mot de passe n’a donc été envoyé. Vérifiez le nom, ou demandez au fournisseur.',
  },
  tls: {
    en: 'The server does not speak this way of TLS at this port. Choose the other one: mostly TLS at 993 and 465, STARTTLS at 143 and 587.',
    de: 'Der Server spricht an diesem Port diese Art von TLS nicht. Wählen Sie die andere: meist TLS bei 993 und 465, STARTTLS bei 143 und 587.',
    fr: 'Le serveur ne parle pas ce type de TLS sur ce port. Choisissez l’autre : le plus souvent TLS sur 993 et 465, STARTTLS sur 143 et 587.',
  },
  silent: {
    en: 'The server does not answer at the moment. Try again in a few minutes.',
    de: 'Der Server antwortet derzeit nicht. Versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Le serveur ne répond pas pour le moment. Réessayez dans quelques minutes.',
  },
  busy: {
    en: 'The server takes no more logins for this mailbox at the moment. Try again in a few minutes.',
    de: 'Der Server nimmt für dieses Postfach derzeit keine weiteren Anmeldungen an. Versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Le serveur n’accepte plus de connexions à cette boîte pour le moment. Réessayez dans quelques minutes.',
  },
  tokenRefused: {
    en: 'You are logged in, but this login can’t open the mailbox. Whoever logs in must be permitted to open it, and IMAP and SMTP must be permitted for it.',
    de: 'Sie sind angemeldet, aber mit dieser Anmeldung lässt sich das Postfach nicht öffnen. Wer sich anmeldet, muss es öffnen dürfen, und IMAP und SMTP müssen dafür erlaubt sein.',
    fr: 'Vous êtes connecté, mais cette connexion ne permet pas d’ouvrir la boîte. La personne connectée doit pouvoir l’ouvrir, et IMAP et SMTP doivent y être autorisés.',
  },
} as const satisfies Readonly<Record<string, LocalizedText>>

/** A folder that the Customer named and the mailbox lacks. */
export function noFolder(name: string, there: readonly string[]): LocalizedText {
  const list = there.slice(0, 15).join(', ')
  return {
    en: `The mailbox has no folder “${name}”. It has: ${list}.`,
    de: `Das Postfach hat keinen Ordner „${name}“. Es hat: ${list}.`,
    fr: `La boîte n’a pas de dossier « ${name} ». Elle a : ${list}.`,
  }
}
