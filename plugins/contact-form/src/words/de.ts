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
  gone: 'Diese Seite gibt es nicht',
  goneText:
    'Die Adresse ist unvollständig, oder das Formular oder die Unterhaltung wurde entfernt.',
  notAllowed: 'Diese Adresse lässt sich so nicht verwenden.',
  visitor: 'Besucher',
  ticketEmail: 'E-Mail',
}
