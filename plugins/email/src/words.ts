import type { Language } from '@hubward/plugin'

/** What is put beside people's own words in a Ticket. */
export interface Words {
  readonly encrypted: string
  readonly signed: string
  readonly winmail: string
  readonly moreParts: string
  readonly moreFiles: (count: number) => string
  readonly shortened: string
  readonly historyCut: string
  readonly answersGoTo: (who: string) => string
  readonly invitation: (what: string) => string
  readonly cancelled: (what: string) => string
  readonly notDelivered: (to: string, says: string) => string
  readonly delayed: (to: string, says: string) => string
  readonly notDeliveredAtAll: string
  readonly unknownSender: string
  readonly withoutText: string
  /** Names of files. */
  readonly wholeText: string
  readonly wholeMail: string
  readonly attachedMail: string
  readonly file: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    encrypted: 'This mail is encrypted, so it can’t be read here.',
    signed: 'This mail is signed; the signature was not checked here.',
    winmail: 'Outlook has packed formatting or files into winmail.dat, which only Outlook opens.',
    moreParts: 'This mail has more parts than are shown here.',
    moreFiles: (count) => `${count} more files are in the attached mail.`,
    shortened: 'Shortened here; the whole text is attached.',
    historyCut: 'What was written before is left out here; the whole text is attached.',
    answersGoTo: (who) => `Answers go to: ${who}`,
    invitation: (what) => `Invitation: ${what}`,
    cancelled: (what) => `Cancelled: ${what}`,
    notDelivered: (to, says) => `Not delivered to ${to}${says === '' ? '.' : `: ${says}`}`,
    delayed: (to, says) =>
      `Delayed, and still being tried, to ${to}${says === '' ? '.' : `: ${says}`}`,
    notDeliveredAtAll: 'A mail could not be delivered.',
    unknownSender: 'Unknown sender',
    withoutText: '(A mail without text)',
    wholeText: 'whole-text.txt',
    wholeMail: 'mail.eml',
    attachedMail: 'attached-mail.eml',
    file: 'file',
  },
  de: {
    encrypted: 'Diese Mail ist verschlüsselt und lässt sich hier nicht lesen.',
    signed: 'Diese Mail ist signiert; die Signatur wurde hier nicht geprüft.',
    winmail:
      'Outlook hat Formatierung oder Dateien in winmail.dat gepackt, das sich nur mit Outlook öffnen lässt.',
    moreParts: 'Diese Mail hat mehr Teile, als hier gezeigt werden.',
    moreFiles: (count) => `${count} weitere Dateien sind in der angehängten Mail.`,
    shortened: 'Hier gekürzt; der ganze Text ist angehängt.',
    historyCut: 'Was davor geschrieben wurde, fehlt hier; der ganze Text ist angehängt.',
    answersGoTo: (who) => `Antworten gehen an: ${who}`,
    invitation: (what) => `Einladung: ${what}`,
    cancelled: (what) => `Abgesagt: ${what}`,
    notDelivered: (to, says) => `Nicht zugestellt an ${to}${says === '' ? '.' : `: ${says}`}`,
    delayed: (to, says) =>
      `Verzögert, wird noch versucht, an ${to}${says === '' ? '.' : `: ${says}`}`,
    notDeliveredAtAll: 'Eine Mail konnte nicht zugestellt werden.',
    unknownSender: 'Unbekannter Absender',
    withoutText: '(Eine Mail ohne Text)',
    wholeText: 'ganzer-text.txt',
    wholeMail: 'mail.eml',
    attachedMail: 'angehaengte-mail.eml',
    file: 'datei',
  },
  fr: {
    encrypted: 'Ce courriel est chiffré et ne peut être lu ici.',
    signed: 'Ce courriel est signé ; la signature n’a pas été vérifiée ici.',
    winmail:
      'Outlook a placé la mise en forme ou des fichiers dans winmail.dat, que seul Outlook ouvre.',
    moreParts: 'Ce courriel a plus de parties que celles affichées ici.',
    moreFiles: (count) => `${count} autres fichiers se trouvent dans le courriel joint.`,
    shortened: 'Raccourci ici ; le texte entier est joint.',
    historyCut: 'Ce qui a été écrit auparavant est omis ici ; le texte entier est joint.',
    answersGoTo: (who) => `Les réponses vont à : ${who}`,
    invitation: (what) => `Invitation : ${what}`,
    cancelled: (what) => `Annulé : ${what}`,
    notDelivered: (to, says) => `Non remis à ${to}${says === '' ? '.' : ` : ${says}`}`,
    delayed: (to, says) =>
      `Retardé, encore en cours, pour ${to}${says === '' ? '.' : ` : ${says}`}`,
    notDeliveredAtAll: 'Un courriel n’a pas pu être remis.',
    unknownSender: 'Expéditeur inconnu',
    withoutText: '(Un courriel sans texte)',
    wholeText: 'texte-entier.txt',
    wholeMail: 'courriel.eml',
    attachedMail: 'courriel-joint.eml',
    file: 'fichier',
  },
}
