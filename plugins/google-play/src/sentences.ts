import type { Language, LocalizedText } from '@hubward/plugin'

/** Where the Play Console says what a service account may do. */
const USERS = 'https://play.google.com/console/users-and-permissions'
const LIBRARY = 'https://console.cloud.google.com/apis/library'

/** What people read, where it says more than an error code's own sentence. */
export const SENTENCES = {
  noKeyFile: {
    en: 'This is no key of a service account. It is a JSON file with "client_email" and "private_key": paste all of it, from { to }.',
    de: 'Das ist kein Schlüssel eines Dienstkontos. Es ist eine JSON-Datei mit „client_email“ und „private_key“: Fügen Sie alles ein, von { bis }.',
    fr: 'Ce n’est pas une clé de compte de service. C’est un fichier JSON avec « client_email » et « private_key » : collez tout, de { à }.',
  },
  badKey: {
    en: 'Google does not accept this key: it, or its service account, was deleted or disabled. Make a new key at https://console.cloud.google.com/iam-admin/serviceaccounts.',
    de: 'Google akzeptiert diesen Schlüssel nicht: Er oder sein Dienstkonto wurde gelöscht oder deaktiviert. Erstellen Sie einen neuen Schlüssel unter https://console.cloud.google.com/iam-admin/serviceaccounts.',
    fr: 'Google n’accepte pas cette clé : elle ou son compte de service a été supprimé ou désactivé. Créez une nouvelle clé sur https://console.cloud.google.com/iam-admin/serviceaccounts.',
  },
  apiDisabled: {
    en: `The Google Play Android Developer API is not enabled in the service account’s project. Enable it at ${LIBRARY}/androidpublisher.googleapis.com, and wait some minutes.`,
    de: `Die Google Play Android Developer API ist im Projekt des Dienstkontos nicht aktiviert. Aktivieren Sie sie unter ${LIBRARY}/androidpublisher.googleapis.com und warten Sie einige Minuten.`,
    fr: `L’API Google Play Android Developer n’est pas activée dans le projet du compte de service. Activez-la sur ${LIBRARY}/androidpublisher.googleapis.com et patientez quelques minutes.`,
  },
  noPermission: {
    en: `The service account may not do this. In the Play Console, at ${USERS}, give it the permissions “View app information (read-only)” and “Reply to reviews” for this app.`,
    de: `Das Dienstkonto darf das nicht. Geben Sie ihm in der Play Console unter ${USERS} für diese App die Berechtigungen „App-Informationen ansehen“ und „Auf Rezensionen antworten“.`,
    fr: `Le compte de service n’y est pas autorisé. Dans la Play Console, sur ${USERS}, accordez-lui pour cette application les autorisations « Consulter les informations sur l’application » et « Répondre aux avis ».`,
  },
  noPackage: {
    en: 'Google knows no such app. The package name stands in the app’s address on Google Play, after “id=”.',
    de: 'Google kennt keine solche App. Der Paketname steht in der Adresse der App bei Google Play hinter „id=“.',
    fr: 'Google ne connaît pas cette application. Le nom de paquet figure dans son adresse sur Google Play, après « id= ».',
  },
  noList: {
    en: `Google gave no list of apps. Write their package names here; or enable the Google Play Developer Reporting API at ${LIBRARY}/playdeveloperreporting.googleapis.com.`,
    de: `Google hat keine Liste von Apps gegeben. Schreiben Sie ihre Paketnamen hierher; oder aktivieren Sie die Google Play Developer Reporting API unter ${LIBRARY}/playdeveloperreporting.googleapis.com.`,
    fr: `Google n’a fourni aucune liste d’applications. Écrivez ici leurs noms de paquet ; ou activez l’API Google Play Developer Reporting sur ${LIBRARY}/playdeveloperreporting.googleapis.com.`,
  },
  unreachable: {
    en: 'Google could not be reached to check the key. Please try again in some minutes.',
    de: 'Google war nicht erreichbar, um den Schlüssel zu prüfen. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    fr: 'Google n’a pas pu être joint pour vérifier la clé. Veuillez réessayer dans quelques minutes.',
  },
  tagsTooLong: {
    en: 'With signs such as <b>, which Google would remove, this answer is longer than 350 characters. Shorten it, then try again.',
    de: 'Mit Zeichen wie <b>, die Google entfernen würde, ist diese Antwort länger als 350 Zeichen. Kürzen Sie sie und versuchen Sie es noch einmal.',
    fr: 'Avec des signes comme <b>, que Google supprimerait, cette réponse dépasse 350 caractères. Raccourcissez-la, puis réessayez.',
  },
} as const satisfies Record<string, LocalizedText>

/** What is put beside people's own words. */
interface Words {
  readonly noWords: string
  readonly language: string
  readonly version: string
  readonly device: string
  /** @param from, until days as `2026-11-30`. */
  readonly gap: (from: string, until: string) => string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    noWords: '(a review without words)',
    language: 'Language',
    version: 'App version',
    device: 'Device',
    gap: (from, until) =>
      `This Channel stood still. Google shows reviews of the last week only: what was written between ${from} and ${until} is missing here. You find it in the Play Console.`,
  },
  de: {
    noWords: '(eine Rezension ohne Worte)',
    language: 'Sprache',
    version: 'App-Version',
    device: 'Gerät',
    gap: (from, until) =>
      `Dieser Kanal stand still. Google zeigt nur Rezensionen der letzten Woche: Was zwischen ${from} und ${until} geschrieben wurde, fehlt hier. Sie finden es in der Play Console.`,
  },
  fr: {
    noWords: '(un avis sans texte)',
    language: 'Langue',
    version: 'Version de l’application',
    device: 'Appareil',
    gap: (from, until) =>
      `Ce canal était à l’arrêt. Google ne montre que les avis de la dernière semaine : ce qui a été écrit entre ${from} et ${until} manque ici. Vous le trouverez dans la Play Console.`,
  },
}
