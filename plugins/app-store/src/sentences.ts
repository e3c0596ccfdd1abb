import type { Language, LocalizedText } from '@hubward/plugin'

const KEYS = 'https://appstoreconnect.apple.com/access/integrations/api'

/** What people read, where it says more than an error code's own sentence. */
export const SENTENCES = {
  noKeyFile: {
    en: 'This is no key file of Apple’s. It begins with -----BEGIN PRIVATE KEY-----: paste all of it.',
    de: 'Das ist keine Schlüsseldatei von Apple. Sie beginnt mit -----BEGIN PRIVATE KEY-----: Fügen Sie alles ein.',
    fr: 'Ce n’est pas un fichier de clé d’Apple. Il commence par -----BEGIN PRIVATE KEY----- : collez tout.',
  },
  badKey: {
    en: `Apple does not accept this key. Compare issuer ID, key ID and file with ${KEYS}; a key that was revoked there can’t come back.`,
    de: `Apple akzeptiert diesen Schlüssel nicht. Vergleichen Sie Issuer-ID, Schlüssel-ID und Datei mit ${KEYS}; ein dort widerrufener Schlüssel kommt nicht zurück.`,
    fr: `Apple n’accepte pas cette clé. Comparez issuer ID, ID de clé et fichier avec ${KEYS} ; une clé révoquée ne peut pas être rétablie.`,
  },
  noRole: {
    en: `This key may not do that. Make one with the access “Customer Support” at ${KEYS}; where Apple refuses its answers, with “App Manager” or “Admin”.`,
    de: `Dieser Schlüssel darf das nicht. Erstellen Sie unter ${KEYS} einen mit dem Zugriff „Kundensupport“; wo Apple dessen Antworten ablehnt, mit „App-Manager“ oder „Admin“.`,
    fr: `Cette clé n’y est pas autorisée. Créez-en une sur ${KEYS} avec l’accès « Assistance clientèle » ; là où Apple refuse ses réponses, avec « Gestionnaire d’apps » ou « Administrateur ».`,
  },
  agreement: {
    en: 'Apple waits for an agreement to be accepted: the Account Holder does that at https://appstoreconnect.apple.com/business. Until then it answers nobody.',
    de: 'Apple wartet darauf, dass ein Vertrag angenommen wird: Das macht der Accountinhaber unter https://appstoreconnect.apple.com/business. Bis dahin antwortet Apple niemandem.',
    fr: 'Apple attend qu’un contrat soit accepté : le titulaire du compte le fait sur https://appstoreconnect.apple.com/business. D’ici là, Apple ne répond à personne.',
  },
  noApps: {
    en: 'This key sees no app. A key of another team, or one that is limited to apps, shows none.',
    de: 'Dieser Schlüssel sieht keine App. Der Schlüssel eines anderen Teams oder einer, der auf Apps beschränkt ist, zeigt keine.',
    fr: 'Cette clé ne voit aucune app. La clé d’une autre équipe, ou limitée à certaines apps, n’en montre aucune.',
  },
  unreachable: {
    en: 'Apple could not be reached to check the key. Please try again in some minutes.',
    de: 'Apple war nicht erreichbar, um den Schlüssel zu prüfen. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Apple n’a pas pu être joint pour vérifier la clé. Veuillez réessayer dans quelques minutes.',
  },
} as const satisfies Record<string, LocalizedText>

/** What is put beside people's own words. */
interface Words {
  readonly noWords: string
  readonly country: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: { noWords: '(a review without words)', country: 'Country' },
  de: { noWords: '(eine Rezension ohne Worte)', country: 'Land' },
  fr: { noWords: '(un avis sans texte)', country: 'Pays' },
}
