import type { Language } from '@hubward/plugin'

/** What a Ticket says where Matrix has no words of its own, in the Channel's language. */
export const WORDS: Readonly<
  Record<Language, Readonly<Record<'encrypted' | 'encryptedFile' | 'wordless' | 'place', string>>>
> = {
  en: {
    encrypted:
      'This room is encrypted: what is written in it can’t be read here, and nothing of it arrives as a Ticket. Read and answer it with the account’s own Matrix program, or use an unencrypted room.',
    encryptedFile: '(an encrypted file, which can’t be read here)',
    wordless: '(a message without words)',
    place: 'A place:',
  },
  de: {
    encrypted:
      'Dieser Raum ist verschlüsselt: Was darin steht, lässt sich hier nicht lesen, und nichts davon kommt als Ticket an. Lesen und beantworten Sie es mit dem Matrix-Programm des Kontos, oder nutzen Sie einen unverschlüsselten Raum.',
    encryptedFile: '(eine verschlüsselte Datei, die sich hier nicht lesen lässt)',
    wordless: '(eine Nachricht ohne Worte)',
    place: 'Ein Ort:',
  },
  fr: {
    encrypted:
      'Ce salon est chiffré : ce qui y est écrit ne peut pas être lu ici, et rien n’en arrive sous forme de Ticket. Lisez-le et répondez-y avec le programme Matrix du compte, ou utilisez un salon non chiffré.',
    encryptedFile: '(un fichier chiffré, illisible ici)',
    wordless: '(un message sans texte)',
    place: 'Un lieu :',
  },
}
