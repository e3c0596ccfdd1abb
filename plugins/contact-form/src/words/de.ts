import type { Words } from './words.ts'

export const de: Words = {
  name: 'Ihr Name',
  email: 'Ihre E-Mail-Adresse',
  subject: 'Betreff',
  message: 'Ihre Nachricht',
  picture: 'Bild',
  optional: 'freiwillig',
  pictureHelp: 'PNG, JPEG, GIF oder WebP, bis 8 MB.',
  keepPicture: (name) => `„${name}“ mitsenden`,
  replacePicture: 'Stattdessen ein anderes Bild',
  send: 'Nachricht senden',
  homepage: 'Lassen Sie dieses Feld leer',
  privacy: 'Datenschutzerklärung',
  errorTitle: (title) => `Fehler: ${title}`,
  nothingSent: 'Es wurde noch nichts gesendet. Ihre Eingaben stehen noch hier.',
  missing: 'Bitte füllen Sie dieses Feld aus.',
  notAnEmail: 'Bitte geben Sie eine E-Mail-Adresse ein, etwa name@example.org.',
  tooLong: (limit) => `Bitte verwenden Sie höchstens ${limit} Zeichen.`,
  cut: (limit, shown) =>
    `Bitte verwenden Sie höchstens ${limit} Zeichen. Es waren so viele, dass hier nur die ersten ${shown} stehen.`,
  missingPicture: 'Bitte wählen Sie ein Bild aus.',
  notAPicture:
    'Diese Datei ist kein Bild im Format PNG, JPEG, GIF oder WebP. Bitte wählen Sie eine andere.',
  pictureTooLarge: 'Dieses Bild ist größer als 8 MB. Bitte wählen Sie ein kleineres.',
  pictureGone: 'Dieses Bild hat zu lange gewartet. Bitte wählen Sie es noch einmal aus.',
  nothingToSend: 'Bitte schreiben Sie etwas oder wählen Sie ein Bild aus.',
  pleaseConfirm:
    'Wir konnten nicht erkennen, ob ein Mensch dies gesendet hat. Bitte senden Sie es noch einmal.',
  tooFast:
    'Das ging sehr schnell. Bitte sehen Sie Ihre Nachricht noch einmal durch und senden Sie sie erneut.',
  expired: 'Diese Seite war zu lange geöffnet. Bitte senden Sie Ihre Nachricht noch einmal.',
  tooMany:
    'Von Ihrem Anschluss kamen zu viele Nachrichten. Bitte versuchen Sie es in einer Stunde wieder.',
  full: 'Diese Unterhaltung ist zu lang geworden. Bitte beginnen Sie mit dem Formular eine neue.',
  sent: 'Vielen Dank für Ihre Nachricht',
  sentText: 'Sie ist angekommen. Unsere Antwort erscheint auf Ihrer privaten Gesprächsseite.',
  keepLink:
    'Bewahren Sie diesen Link auf: Er ist der einzige Weg zu Ihrer Unterhaltung, und nur Sie haben ihn.',
  openConversation: 'Unterhaltung öffnen',
  link: 'Ihr privater Link',
  another: 'Noch eine Nachricht senden',
  conversation: 'Ihre Unterhaltung',
  conversationHelp:
    'Nur wer die Adresse dieser Seite kennt, kann sie lesen. Speichern Sie sie, um wiederzukommen.',
  you: 'Sie',
  waiting: 'Wir haben Ihre Nachricht. Sobald wir antworten, lesen Sie es hier.',
  write: 'Weitere Nachricht schreiben',
  newMessages: 'Nachrichten',
  byMail:
    'Wir schreiben auch an Ihre E-Mail-Adresse; bestätigen Sie sie einmal, und Sie lesen die Antwort.',
  keepLinkByMail:
    'Bewahren Sie diesen Link auf: Er führt zu Ihrer Unterhaltung, und nur Sie haben ihn. Sobald Sie Ihre Adresse bestätigt haben, steht er auch in unseren Mails.',
  lostLink: 'Haben Sie den Link zu Ihrer Unterhaltung verloren?',
  lostLinkText:
    'Wir senden ihn an Ihre E-Mail-Adresse, wenn Sie diese Adresse für die Unterhaltung bestätigt haben.',
  lostLinkSend: 'Link senden',
  lostLinkAsked:
    'Wenn diese Adresse für eine Unterhaltung bestätigt ist, ist eine Mail unterwegs. Sonst wird nichts gesendet: Bitte schreiben Sie noch einmal.',
  erase: 'Diese Unterhaltung löschen',
  eraseTitle: 'Diese Unterhaltung löschen?',
  eraseText:
    'Ihre Nachrichten, Ihre Bilder und unsere Antworten verschwinden endgültig von dieser Seite, und Mails darüber enden. In unserem System werden Ihre Nachrichten als gelöscht gekennzeichnet.',
  eraseButton: 'Endgültig löschen',
  eraseNot: 'Nein, behalten',
  erased: 'Ihre Unterhaltung ist gelöscht',
  erasedText: 'Der Link zu ihr führt nirgendwohin mehr.',
  attachmentOnly: 'Wir haben Ihnen eine Datei gesendet. Sie finden sie auf der Seite.',
  mailDelivery: 'Mailzustellung',
  mailTrouble: {
    failed:
      'Ihre Antwort konnte nicht per Mail gemeldet werden: Der Mailserver hat sie abgelehnt. Sie steht auf der Seite der Unterhaltung.',
    bounced:
      'Die Mail, die Ihre Antwort melden sollte, kam zurück. Die Antwort steht auf der Seite der Unterhaltung.',
    unknown:
      'Niemand weiß, ob Ihre Antwort per Mail gemeldet wurde. Sie wurde nicht noch einmal gesendet; die Antwort steht auf der Seite der Unterhaltung.',
  },
  gone: 'Diese Seite gibt es nicht',
  goneText:
    'Die Adresse ist unvollständig, oder das Formular oder die Unterhaltung wurde entfernt.',
  notAllowed: 'Diese Adresse lässt sich so nicht verwenden.',
  visitor: 'Besucher',
  ticketEmail: 'E-Mail',
}
